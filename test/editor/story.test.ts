/**
 * The whole story, as a user lives it: a squiggle, a fix, a build, an edit, a forecast, a second build, and the forecast
 * held against what BuildKit did. Real VS Code, real engine, real pip. Each step leaves a screenshot in `test/results/editor`.
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import { build, uniqueContext } from '../support/engine.ts';
import { useWorkbench } from '../support/editor/workbench.ts';
import { projectRoot } from '../support/paths.ts';

describe('the story of examples/blog', function () {
  this.timeout(300_000);

  // What this machine's engine has built before would be in the cache: a stamp makes the example new to it.
  const stamp = `# ${String(Date.now())}\n`;
  const workbench = useWorkbench({
    copyOf: path.join(projectRoot, 'examples/blog'),
    files: { 'requirements.txt': `automig==0.1.1\nmarkupsafe==1.1.1\nuwsgi==2.0.24\n${stamp}` },
    settings: {
      'workbench.colorTheme': 'Default Dark Modern',
      'editor.minimap.enabled': false,
      'editor.wordWrap': 'on',
    },
    size: { width: 1500, height: 860 },
  });

  before(async () => {
    // `--no-cache` empties the cache mounts of the steps: whatever pip kept there from earlier runs.
    const { folder } = uniqueContext({
      Dockerfile: 'FROM python:3.8\nRUN --mount=type=cache,target=/root/.cache/pip true\n',
    });
    const built = await build(folder, ['--no-cache']);
    assert.equal(built.exitCode, 0, built.log);
  });

  it('shows a squiggle under pip install', async () => {
    const { page, openFile, palette, screenshot } = workbench();
    await openFile('Dockerfile');
    await palette('View: Close Primary Side Bar');
    await page.locator('.squiggly-warning').first().waitFor();
    await screenshot('story-1-squiggle');
  });

  it('says what, why and what to do when pointed at', async () => {
    const { page, screenshot } = workbench();
    const squiggle = await page.locator('.squiggly-warning').first().boundingBox();
    assert.ok(squiggle);
    await page.mouse.move(squiggle.x + squiggle.width / 2, squiggle.y + squiggle.height / 2);
    const hover = page.locator('.monaco-hover', { hasText: 'cache mount' });
    await hover.waitFor();
    await hover.getByText('missing-cache-mount').waitFor();
    // The fixes come behind the text, and a hover fades in.
    await hover.getByRole('button', { name: 'Quick Fix' }).waitFor();
    await hover.evaluate((element) =>
      Promise.allSettled(element.getAnimations().map((one) => one.finished)),
    );
    await screenshot('story-2-hover');
    await page.keyboard.press('Escape');
  });

  it('adds the cache mount by a quick fix', async () => {
    const { page, line, quickFix, press, untilFile, screenshot } = workbench();
    await quickFix('RUN', 'pip', /cache in a mount/);
    await line('--mount=type=cache,target=/root/.cache/pip').waitFor();
    await page.locator('.squiggly-warning').first().waitFor({ state: 'detached' });
    await press('Control+s');
    await untilFile('Dockerfile', (text) => text.includes('--mount=type=cache'));
    await screenshot('story-3-fixed');
  });

  it('builds the image, cold, and shows where the time went', async () => {
    await buildImage(true);
    const timings = workbench().webview();
    await timings
      .getByText(/^RUN --mount/)
      .first()
      .waitFor();
    await timings.getByText('uwsgi').first().waitFor();
    await workbench().screenshot('story-4-cold-build');
  });

  it('predicts what an unsaved comment in requirements.txt will run again, and for how long', async () => {
    const { page, openFile, palette, webview, press, screenshot, readFile } = workbench();
    await openFile('requirements.txt');
    await press('Control+End');
    await page.keyboard.type('# pinned until the next release');
    const lens = page.locator('.codelens-decoration', {
      hasText: /runs 2 of 4 steps again: about/,
    });
    await lens.first().waitFor();
    assert.equal(readFile('requirements.txt').includes('pinned'), false, 'nothing was saved');
    await palette('Layer Forecast: Show Layer Forecast');
    const view = webview();
    await view.getByText('This edit runs').first().waitFor();
    const headline = await view.locator('h1, h2, [role=heading]').first().innerText();
    assert.match(headline, /This edit runs 2 of 4 steps again: about \d/);
    await view
      .getByText(/requirements\.txt: only comments or blank lines changed \(line \d\)/)
      .first()
      .waitFor();
    await screenshot('story-5-forecast');
  });

  it('follows the typing', async () => {
    const { page, line, press, webview } = workbench();
    await line('pinned until').click();
    // One undo takes back a word or so.
    for (let undone = 0; undone < 12; undone++) await press('Control+z');
    await webview()
      .getByText(/runs nothing again/)
      .first()
      .waitFor();
    await press('Control+End');
    await page.keyboard.type('# pinned until the next release');
    await webview().getByText('This edit runs').first().waitFor();
  });

  it('builds again in a fraction of the time', async () => {
    const { press, line } = workbench();
    await line('pinned until').click();
    await press('Control+s');
    await workbench().untilFile('requirements.txt', (text) => text.includes('pinned'));
    await buildImage(false);
  });

  it('shows both builds and holds the forecast against what BuildKit did', async () => {
    const { webview, palette, screenshot, pageErrors, foreignRequests } = workbench();
    const view = webview();
    await view
      .getByText(/the time before/)
      .first()
      .waitFor({ timeout: 240_000 });
    const headline = await view.locator('h1, h2, [role=heading]').first().innerText();
    const [now, before] = [...headline.matchAll(/([\d.]+) s/g)].map((match) => Number(match[1]));
    assert.ok(now !== undefined && before !== undefined && now < before / 2, headline);
    await view
      .getByText(/^This build ran \d of \d steps again: requirements\.txt: only comments/)
      .first()
      .waitFor();
    await view
      .getByText(/all \d+ steps right|\d+ of \d+ steps right/)
      .first()
      .waitFor();
    await view
      .getByText(/cached wheel/)
      .first()
      .waitFor();
    await screenshot('story-6-second-build');
    await palette('View: Single Column Editor Layout');
    await palette('Layer Forecast: Show Build Timings');
    await view
      .getByText(/the time before/)
      .first()
      .waitFor();
    await screenshot('story-7-timings-wide');
    assert.deepEqual([...foreignRequests], []);
    assert.deepEqual(pageErrors, []);
  });

  /** `first`: the options are asked for; the second time they are remembered. */
  async function buildImage(first: boolean): Promise<void> {
    const { palette, pick, answer, openFile, notification } = workbench();
    await openFile('Dockerfile');
    await palette('Layer Forecast: Build Image');
    if (first) {
      await pick('Choose target');
      await answer('Tags of the image', '');
      await pick('(the current one)');
      // The steps reach the package mirror of this machine through the host's network.
      await pick('host');
    } else {
      await pick('Build now');
    }
    if (first) await notification(/Built in/).waitFor({ timeout: 240_000 });
  }
});
