/**
 * The two views in a real editor, in every theme and width, on the recorded builds of examples/blog: what a reader of the
 * README sees. The screenshots in `test/results/editor` are what `npm run pictures` copies into `docs/images`.
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import { installRecordedHistory } from '../../scripts/recorded.ts';
import { chooseLook, LOOKS, settingsOf, type Look } from '../support/editor/themes.ts';
import { useWorkbench } from '../support/editor/workbench.ts';
import { projectRoot } from '../support/paths.ts';

describe('the views in an editor', function () {
  this.timeout(300_000);

  const workbench = useWorkbench({
    copyOf: path.join(projectRoot, 'examples/blog'),
    prepare: (folder, state) => installRecordedHistory('blog', folder, state),
    // The recorded builds know the base image; the engine of this machine may have another one.
    env: { DOCKER_HOST: 'unix:///nowhere/docker.sock' },
    settings: {
      ...settingsOf('dark'),
      'editor.minimap.enabled': false,
      'workbench.layoutControl.enabled': false,
    },
    size: { width: 1500, height: 860 },
  });

  async function inLook(look: Look, name: string): Promise<void> {
    await chooseLook(workbench(), look);
    await workbench().screenshot(`${name}-${look}`);
    const overflow = await workbench()
      .webview()
      .locator('html')
      .evaluate((html) => html.scrollWidth - html.clientWidth);
    assert.ok(overflow <= 0, `${name} is ${String(overflow)} px too wide in ${look}`);
  }

  it('underlines pip install, and offers the fix', async () => {
    const { page, openFile, palette, offerFix, screenshot } = workbench();
    await openFile('Dockerfile');
    await palette('View: Close Primary Side Bar');
    await offerFix(page.locator('.squiggly-warning').first(), /cache in a mount/);
    await screenshot('picture-squiggle', { width: 780, height: 300 });
    await page.keyboard.press('Escape');
  });

  it('shows the forecast of an unsaved comment, its worth with the fixes, and why', async () => {
    const { page, openFile, press, palette, webview, screenshot } = workbench();
    await openFile('requirements.txt');
    await press('Control+End');
    await page.keyboard.type('# pinned until the next release');
    await page
      .locator('.codelens-decoration', { hasText: /runs 2 of 4 steps again: about/ })
      .waitFor();
    await screenshot('picture-codelens', { width: 780, height: 200 });
    await palette('Layer Forecast: Show Layer Forecast');
    const headline = webview().getByRole('heading').first();
    await webview().getByText('This edit runs').first().waitFor();
    assert.match(
      await headline.innerText(),
      /2 of 4 steps again: about \d+ s, or [\d.]+ s with the fix\.$/,
    );
    await webview()
      .getByText(/Why does/)
      .first()
      .waitFor();
  });

  for (const look of LOOKS) {
    it(`shows Layer Forecast in ${look}`, () => inLook(look, 'picture-forecast'));
  }

  it('shows the last build and the one before it', async () => {
    const { palette, webview, openFile } = workbench();
    await openFile('Dockerfile');
    await palette('Layer Forecast: Show Build Timings');
    await webview()
      .getByText(/the time before/)
      .first()
      .waitFor();
  });

  for (const look of LOOKS) {
    it(`shows Build Timings in ${look}`, () => inLook(look, 'picture-timings'));
  }

  it('fills a wide editor', async () => {
    await chooseLook(workbench(), 'dark');
    const { page, palette, screenshot, webview, openFile, press } = workbench();
    await openFile('requirements.txt');
    await palette('View: Single Column Editor Layout');
    await palette('Layer Forecast: Show Build Timings');
    await palette('View: Single Column Editor Layout');
    await webview()
      .locator('body.vscode-dark')
      .getByText(/the time before/)
      .first()
      .waitFor();
    await screenshot('picture-timings-wide');
    await page.locator('.tab[data-resource-name="requirements.txt"]').first().click();
    await press('Control+End');
    await palette('Layer Forecast: Show Layer Forecast');
    await palette('View: Single Column Editor Layout');
    await webview()
      .getByText(/Why does/)
      .first()
      .waitFor();
    await screenshot('picture-forecast-wide');
  });
});
