/** What `npm start` opens, ten seconds later: the example with its finding, the typed edit and what that runs again. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { startBrowser } from '../support/browser.ts';
import { projectRoot, resultsFolder } from '../support/paths.ts';

/** What somebody waits before they look. */
const FIRST_LOOK_MILLISECONDS = 10_000;

describe('npm start', function () {
  this.timeout(240_000);

  let child: ChildProcess;
  let browser: Browser | undefined;
  let page: Page;
  const example = path.join(projectRoot, 'examples/blog/requirements.txt');
  const text = readFileSync(example, 'utf8');

  before(async () => {
    // Without a display there is no desktop to open.
    const absent = ['DISPLAY', 'WAYLAND_DISPLAY', 'WSL_DISTRO_NAME', 'LAYER_FORECAST_NO_EDITOR'];
    const env = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !absent.includes(name)),
    );
    child = spawn(process.execPath, ['--import', 'tsx', 'scripts/start.ts'], {
      cwd: projectRoot,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const address = await addressOf(child);
    browser = await startBrowser();
    page = await browser.newPage({ viewport: { width: 1440, height: 860 } });
    await page.goto(address);
    await page.locator('.monaco-workbench').waitFor({ timeout: 60_000 });
    await page.waitForTimeout(FIRST_LOOK_MILLISECONDS);
  });

  after(async () => {
    await browser?.close();
    const ended = once(child, 'exit');
    child.kill('SIGINT');
    await ended;
  });

  it('shows the finding, the unsaved edit and its forecast, ten seconds later', async () => {
    mkdirSync(path.join(resultsFolder, 'editor'), { recursive: true });
    await page.screenshot({ path: path.join(resultsFolder, 'editor/first-look.png') });
    await page.locator('.squiggly-warning').first().waitFor();
    await page.locator('.tab.dirty', { hasText: 'requirements.txt' }).waitFor();
    const view = page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
    await view.getByText('This edit runs').first().waitFor();
    assert.equal(await page.getByText(/parent folders?/).count(), 0);
  });

  it('leaves the example as it is', () => {
    assert.equal(readFileSync(example, 'utf8'), text);
  });

  it('has the walkthrough one click away', async () => {
    await page
      .getByRole('button', { name: /walkthrough/i })
      .first()
      .click();
    const walkthrough = page.locator('.gettingStartedContainer');
    await walkthrough.waitFor();
    await walkthrough.getByText('Lines that make pip download').waitFor();
    // It slides in.
    await page.waitForTimeout(1000);
    await page.screenshot({ path: path.join(resultsFolder, 'editor/first-look-walkthrough.png') });
  });

  it('goes back to the forecast when the walkthrough is closed', async () => {
    await page.getByRole('tab', { name: /Welcome|Walkthrough/ }).click({ button: 'middle' });
    const view = page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
    await view.getByText('This edit runs').first().waitFor();
    await page.mouse.move(300, 700);
    await page.waitForTimeout(1000);
    await page.screenshot({ path: path.join(resultsFolder, 'editor/first-look-quiet.png') });
  });
});

/** The line that `npm start` prints once the editor serves its page. */
function addressOf(child: ChildProcess): Promise<string> {
  let printed = '';
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      const address = /^\s+(https?:\/\/\S+)$/m.exec(printed)?.[1];
      if (address !== undefined && printed.includes('Ctrl+C')) resolve(address);
    });
    child.once('exit', () => reject(new Error(`npm start ended without an editor:\n${printed}`)));
  });
}
