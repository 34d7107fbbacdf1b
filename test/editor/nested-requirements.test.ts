/** A requirements file that only another one reads (`-r base.txt`) stands for the image that installs it. */
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { useWorkbench } from '../support/editor/workbench.ts';

/** The engine's cache outlives a test: a stamp makes the files new to it. */
const STAMP = String(Date.now());
const DOCKERFILE = `FROM python:3.8
WORKDIR /app
COPY requirements requirements
RUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements/prod.txt
`;

describe('nested requirements', function () {
  this.timeout(300_000);

  const workbench = useWorkbench({
    files: {
      Dockerfile: DOCKERFILE,
      'requirements/prod.txt': '-r base.txt\nattrs==22.2.0\n',
      'requirements/base.txt': `# ${STAMP}\nsix==1.16.0\n`,
    },
    settings: { 'workbench.colorTheme': 'Default Dark Modern', 'editor.minimap.enabled': false },
    size: { width: 1500, height: 860 },
  });

  const lens = (text: RegExp): Locator =>
    workbench().page.locator('.codelens-decoration', { hasText: text }).first();
  const heading = (text: RegExp): Locator =>
    workbench().webview().getByRole('heading', { level: 1 }).filter({ hasText: text });

  it('build their image by Build Image from the innermost file', async () => {
    const { openFile, palette, pick, answer, notification } = workbench();
    await openFile('requirements/base.txt');
    await palette('View: Close Primary Side Bar');
    await lens(/Dockerfile via prod\.txt: /).waitFor();
    await palette('Layer Forecast: Build Image');
    await workbench().page.locator('.quick-input-title', { hasText: 'Build Dockerfile' }).waitFor();
    await pick('Choose target');
    await answer('Tags of the image', '');
    await pick('(the current one)');
    // The steps reach the package mirror of this machine through the host's network.
    await pick('host');
    await notification(/Built in/).waitFor({ timeout: 240_000 });
    await workbench().palette('Notifications: Clear All Notifications');
    await lens(/Dockerfile via prod\.txt: .*runs nothing again: all 4 steps/).waitFor();
  });

  it('have a lens and a forecast that follow an unsaved edit', async () => {
    const { openFile, press, page, palette, readFile, screenshot } = workbench();
    await openFile('requirements/base.txt');
    await press('Control+End');
    await page.keyboard.type('idna==3.4');
    await lens(/Dockerfile via prod\.txt: This edit runs 2 of 4 steps again/).waitFor();
    await palette('Layer Forecast: Show Layer Forecast');
    await heading(/This edit runs 2 of 4 steps again/).waitFor();
    await workbench()
      .webview()
      .getByText('requirements/base.txt line 3 was added')
      .first()
      .waitFor();
    assert.equal(readFile('requirements/base.txt').includes('idna'), false, 'nothing was saved');
    await screenshot('nested-forecast');
  });

  it('are built again with what was edited', async () => {
    const { openFile, palette, pick, notification, untilFile } = workbench();
    await openFile('requirements/base.txt');
    await palette('Layer Forecast: Build Image');
    await pick('Build now');
    await notification(/Built in/).waitFor({ timeout: 240_000 });
    await untilFile('requirements/base.txt', (text) => text.includes('idna==3.4'));
    await lens(/Dockerfile via prod\.txt: .*runs nothing again: all 4 steps/).waitFor();
    await workbench().webview().getByText('idna').first().waitFor();
    await workbench().screenshot('nested-timings');
  });
});
