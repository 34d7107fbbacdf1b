/** A build that fails in a real editor: what it says of why, the way out that is taken from there, and the build after it. */
import assert from 'node:assert/strict';
import { chooseLook, LOOKS } from '../support/editor/themes.ts';
import { useWorkbench } from '../support/editor/workbench.ts';

describe('a failed build in the editor', function () {
  this.timeout(300_000);

  const workbench = useWorkbench({
    files: {
      Dockerfile:
        'FROM python:3.11\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n',
      'requirements.txt': 'idna==3.7\nsix==9\n',
    },
    settings: { 'editor.minimap.enabled': false },
    size: { width: 1440, height: 900 },
  });

  it('is told in a sentence, with a way to the line and to the log', async () => {
    const { openFile, palette, pick, answer, notification } = workbench();
    await openFile('Dockerfile');
    await palette('View: Close Primary Side Bar');
    await palette('Layer Forecast: Build Image');
    await pick('Choose target');
    await answer('Tags of the image', '');
    await pick('(the current one)');
    // The steps reach the package mirror of this machine through the host's network.
    await pick('host');
    const told = notification(/No matching distribution found for six==9/);
    await told.waitFor({ timeout: 240_000 });
    await told.getByRole('button', { name: 'Show Log' }).waitFor();
    await told.getByRole('button', { name: 'Open Line' }).click();
    await workbench().page.getByText('Ln 3, Col 36').waitFor();
  });

  it('shows output, lines and ways out in Build Timings, in each theme', async () => {
    const { palette, webview, screenshot } = workbench();
    await palette('Notifications: Clear All Notifications');
    await palette('Layer Forecast: Show Build Timings');
    const failure = webview().getByRole('region', { name: 'Why the build failed' });
    await failure.getByText('ERROR: No matching distribution found for six==9').first().waitFor();
    await failure.getByText('RUN pip install -r requirements.txt').first().waitFor();
    for (const look of LOOKS) {
      await chooseLook(workbench(), look);
      await screenshot(`failed-build-${look}`);
    }
  });

  it('takes the way out as an edit, and builds again', async () => {
    const { webview, notification, palette, readFile, press, untilFile, line, page } = workbench();
    await webview()
      .getByRole('button', { name: /Change requirements\.txt line 2 to six==1\.\d+\.0/ })
      .click();
    await line(/six==1\.\d+\.0/).waitFor();
    assert.match(readFile('requirements.txt'), /six==9/, 'nothing is saved for the user');
    await notification(/done\./).waitFor();
    await press('Control+s');
    await untilFile('requirements.txt', (text) => /six==1\.\d+\.0/.test(text));
    await notification(/done\./)
      .getByRole('button', { name: 'Build Again' })
      .click();
    await notification(/Built in/).waitFor({ timeout: 240_000 });
    await palette('Notifications: Clear All Notifications');
    assert.equal(await webview().getByRole('region', { name: 'Why the build failed' }).count(), 0);
    await page.locator('.editor-group-container').first().waitFor();
  });

  it('says in the language status what the server read and who builds', async () => {
    const { openFile, page, screenshot } = workbench();
    await openFile('requirements.txt');
    await page
      .locator('[id="status.languageStatus"], .statusbar-item[aria-label*="status" i]')
      .first()
      .hover();
    const hover = page.locator('.monaco-hover', { hasText: 'The last forecast rests on' });
    await hover.waitFor();
    assert.match(await hover.innerText(), /Ready/);
    assert.match(await hover.innerText(), /rests on \d+ bytes, 1 file\./);
    assert.match(await hover.innerText(), /Builder default, BuildKit \d+\.\d+/);
    await screenshot('language-status');
  });
});
