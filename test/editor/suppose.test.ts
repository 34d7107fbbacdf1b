/** The forecast of a change that nobody has made, chosen in the view of a real editor. */
import assert from 'node:assert/strict';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { installRecordedHistory } from '../../scripts/recorded.ts';
import { chooseLook, settingsOf } from '../support/editor/themes.ts';
import { useWorkbench } from '../support/editor/workbench.ts';
import { projectRoot } from '../support/paths.ts';

/** The one that the next tests see comes last. */
const LOOKS = ['light', 'hc-dark', 'dark'] as const;

describe('a supposed change', function () {
  this.timeout(300_000);

  const workbench = useWorkbench({
    copyOf: path.join(projectRoot, 'examples/blog'),
    prepare: (folder, state) => installRecordedHistory('blog', folder, state),
    // The recorded builds know the base image; the engine of this machine may have another one.
    env: { DOCKER_HOST: 'unix:///nowhere/docker.sock' },
    settings: { ...settingsOf('dark'), 'editor.minimap.enabled': false },
    size: { width: 1400, height: 820 },
  });

  const after = (): Locator => workbench().webview().getByLabel('After');
  const heading = (text: RegExp): Locator =>
    workbench().webview().getByRole('heading', { level: 1 }).filter({ hasText: text });
  const title = (text: string): Locator =>
    workbench().page.locator('.quick-input-title', { hasText: text });

  it('of a package is forecast at once, and changes no file', async () => {
    const { openFile, palette, pick, answer, readFile, screenshot } = workbench();
    await openFile('Dockerfile');
    await palette('Layer Forecast: Show Layer Forecast');
    await heading(/runs nothing again/).waitFor();
    const before = readFile('requirements.txt');
    await after().selectOption('change a package…');
    await title('Which package of requirements.txt changes?').waitFor();
    await screenshot('supposed-pick-package');
    await pick('uwsgi');
    await title('Change a package in requirements.txt').waitFor();
    await screenshot('supposed-requirement');
    await answer('Change a package in requirements.txt', 'uwsgi==2.0.25');
    await heading(/^With this change, the next build runs 2 of 4 steps again/).waitFor();
    const chosen = after().locator('option:checked');
    assert.equal(await chosen.innerText(), 'uwsgi==2.0.25 in requirements.txt');
    await workbench().webview().getByText('requirements.txt line 3 changed').first().waitFor();
    assert.equal(readFile('requirements.txt'), before);
  });

  for (const look of LOOKS) {
    it(`is shown in ${look}`, async () => {
      await chooseLook(workbench(), look);
      await workbench().screenshot(`supposed-${look}`);
    });
  }

  it('stays as it was where the question is called off', async () => {
    await after().selectOption('change a file…');
    await title('Which file changes?').waitFor();
    await workbench().screenshot('supposed-pick-file');
    await workbench().page.keyboard.press('Escape');
    await title('Which file changes?').waitFor({ state: 'hidden' });
    assert.equal(await after().inputValue(), 'chosen');
    await heading(/^With this change, the next build runs 2 of 4 steps again/).waitFor();
  });

  it('can be taken back', async () => {
    await after().selectOption('files as they are');
    await heading(/runs nothing again/).waitFor();
    assert.equal(await after().inputValue(), 'as-it-is');
  });
});
