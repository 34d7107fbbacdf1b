/** The build context in the Layer Forecast view of a real editor: it comes, follows the disk, and leads to its files. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { useWorkbench } from '../support/editor/workbench.ts';

describe('the build context in the editor', function () {
  this.timeout(300_000);

  const workbench = useWorkbench({
    files: {
      Dockerfile: 'FROM python:3.11\nCOPY requirements.txt .\nCOPY . .\n',
      'requirements.txt': 'six\n',
      'data/model.txt': 'x'.repeat(2_000_000),
      '.venv/pyvenv.cfg': 'x'.repeat(1_000_000),
    },
    env: { DOCKER_HOST: 'unix:///nowhere/docker.sock' },
    size: { width: 1400, height: 820 },
  });

  it('is a line below the steps, which opens to the files', async () => {
    const { page, openFile, palette, webview } = workbench();
    await openFile('Dockerfile');
    await palette('Layer Forecast: Show Layer Forecast');
    const summary = webview().locator('.context summary');
    await summary.waitFor();
    assert.match(
      await summary.innerText(),
      /^Build context: 3\.0 MB, \d+ files; data\/model\.txt 2\.0 MB, \.venv 1\.0 MB$/,
    );
    await summary.click();
    await webview().getByText('add .venv at the end of .dockerignore').waitFor();
    await webview().getByRole('link', { name: 'data/model.txt' }).click();
    await page.getByRole('tab', { name: /^model\.txt/ }).waitFor();
  });

  it('follows what happens on the disk, and stays open', async () => {
    const { folder, webview } = workbench();
    writeFileSync(path.join(folder, '.dockerignore'), '.venv\ndata\n');
    const context = webview().locator('.context');
    await context.getByText(/Build context: \d+ (bytes|kB), \d files/).waitFor();
    await context.getByRole('link', { name: 'requirements.txt' }).waitFor();
    assert.equal(await context.getByRole('link', { name: '.venv/' }).count(), 0);
  });
});
