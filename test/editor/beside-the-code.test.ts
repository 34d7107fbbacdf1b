/** What stands beside the code in a real editor: hints and hovers; and build arguments that the forecast view asks for. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { installRecordedHistory } from '../../scripts/recorded.ts';
import { chooseLook, settingsOf } from '../support/editor/themes.ts';
import { useWorkbench } from '../support/editor/workbench.ts';
import { projectRoot } from '../support/paths.ts';

describe('beside the code', function () {
  this.timeout(300_000);

  const workbench = useWorkbench({
    copyOf: path.join(projectRoot, 'examples/blog'),
    files: {
      'args/Dockerfile': 'FROM python:3.8\nARG GIT_SHA\nARG API_TOKEN\nRUN echo $GIT_SHA\n',
    },
    prepare: (folder, state) => installRecordedHistory('blog', folder, state),
    // The recorded builds know the base image; the engine of this machine may have another one.
    env: { DOCKER_HOST: 'unix:///nowhere/docker.sock' },
    settings: { ...settingsOf('dark'), 'editor.minimap.enabled': false },
    size: { width: 1400, height: 820 },
  });

  /** Points at a word, and waits for what our own hover says. */
  async function pointAt(line: RegExp, word: string, says: RegExp): Promise<void> {
    const { page } = workbench();
    const target = workbench().line(line).getByText(word).first();
    await target.waitFor();
    await page.mouse.move(5, 5);
    await target.hover();
    await page.locator('.monaco-hover:visible').filter({ hasText: says }).first().waitFor();
  }

  it('hints say of each step whether the next build runs it again', async () => {
    const { page, openFile, press } = workbench();
    await openFile('requirements.txt');
    await press('Control+End');
    await page.keyboard.type('# a comment\n');
    await openFile('Dockerfile');
    const text = (): Promise<string> => page.locator('.editor-instance .view-lines').innerText();
    await page.waitForFunction(() =>
      /again\s~/.test(document.querySelector('.editor-instance .view-lines')?.textContent ?? ''),
    );
    assert.match((await text()).replace(/\s+/g, ' '), /FROM python:3\.8 ?cached/);
  });

  it('a hover says why, what it takes, and what the key holds', async () => {
    for (const name of ['dark', 'light'] as const) {
      await chooseLook(workbench(), name, false);
      await pointAt(/RUN/, 'install', /Runs again in the next build: about/);
      const hover = workbench().page.locator('.monaco-hover:visible').first();
      assert.match(await hover.innerText(), /Its cache key holds/);
      assert.equal(await hover.getByText('Show Layer Forecast').count(), 1);
      await workbench().screenshot(`hover-step-${name}`);
    }
  });

  it('a hover over a requirement says who installs it and what that took', async () => {
    await workbench().openFile('requirements.txt');
    await pointAt(/uwsgi/, 'uwsgi', /is installed by/);
    const hover = workbench().page.locator('.monaco-hover:visible').first();
    assert.match(await hover.innerText(), /Dockerfile: .*build the wheel [\d.]+ s in the build of/);
    await workbench().screenshot('hover-requirement');
  });

  it('a hover leads to the view', async () => {
    const { page, webview } = workbench();
    await page.locator('.monaco-hover:visible').getByText('Show Build Timings').click();
    await webview().locator('h1').waitFor();
  });

  it('the forecast is of the build arguments that the user gives', async () => {
    const { page, openFile, palette, webview, pickSeveral, answer, screenshot } = workbench();
    await palette('View: Close All Editors');
    // What is unsaved stays so: nothing here reads it.
    const keep = page.locator('.monaco-dialog-box').getByRole('button', { name: "Don't Save" });
    const none = page.locator('.tabs-container:not(:has(.tab))');
    await keep.or(none).first().waitFor({ state: 'attached' });
    if (await keep.isVisible()) await keep.click();
    await openFile('args/Dockerfile');
    await palette('Layer Forecast: Show Layer Forecast');
    const chip = webview().getByRole('button', { name: /^Build arguments:/ });
    await chip.filter({ hasText: 'none given' }).click();
    await pickSeveral('Build arguments to give', ['GIT_SHA']);
    await answer('Value of GIT_SHA', 'f00');
    await chip.filter({ hasText: 'GIT_SHA' }).waitFor();
    await screenshot('forecast-build-arguments');
  });
});
