/**
 * One Dockerfile that two compose services build, in a real editor on a real engine: each has its lens, its forecast and
 * its build; which one is meant is asked once. The screenshots show which build the views are about.
 */
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { chooseLook, settingsOf } from '../support/editor/themes.ts';
import { useWorkbench } from '../support/editor/workbench.ts';

/** The one that the next tests see comes last. */
const LOOKS = ['light', 'hc-dark', 'dark'] as const;

/** The engine's cache outlives a test: a stamp makes the files new to it. */
const STAMP = String(Date.now());
const DOCKERFILE = `FROM python:3.8 AS base
WORKDIR /app
COPY requirements.txt .
RUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt

FROM base AS web
COPY web web
CMD ["python", "-m", "web"]

FROM base AS worker
COPY worker worker
RUN python -m compileall worker
CMD ["python", "-m", "worker"]
`;
// The steps reach the package mirror of this machine through the host's network.
const COMPOSE = `services:
  web:
    build:
      context: .
      dockerfile: docker/Dockerfile
      target: web
      network: host
  worker:
    build:
      context: .
      dockerfile: docker/Dockerfile
      target: worker
      network: host
`;

describe('a Dockerfile that two services build', function () {
  this.timeout(300_000);

  const workbench = useWorkbench({
    files: {
      'docker/Dockerfile': DOCKERFILE,
      'compose.yaml': COMPOSE,
      'requirements.txt': `# ${STAMP}\nsix==1.16.0\n`,
      'web/__main__.py': "print('web')\n",
      'worker/__main__.py': "print('worker')\n",
    },
    settings: {
      ...settingsOf('dark'),
      'editor.minimap.enabled': false,
      'workbench.layoutControl.enabled': false,
    },
    size: { width: 1500, height: 860 },
  });

  const lens = (text: RegExp): Locator =>
    workbench().page.locator('.codelens-decoration a', { hasText: text }).first();
  const question = (text: string): Locator =>
    workbench().page.locator('.quick-input-title', { hasText: text });
  const rows = (): Locator => workbench().page.locator('.quick-input-list .monaco-list-row');
  const chooser = (name: string): Locator => workbench().webview().locator(`select[name=${name}]`);
  const chosen = (name: string): Promise<string> =>
    chooser(name).locator('option:checked').innerText();
  const status = (text: RegExp): Locator =>
    workbench().page.locator('.statusbar-item', { hasText: text });

  async function untilBuilt(): Promise<void> {
    await workbench()
      .notification(/Built in/)
      .first()
      .waitFor({ timeout: 240_000 });
    await workbench().palette('Notifications: Clear All Notifications');
  }

  it('has a lens for the forecast and one for the build of each service', async () => {
    const { openFile, palette, screenshot } = workbench();
    await openFile('docker/Dockerfile');
    await palette('View: Close Primary Side Bar');
    for (const service of ['web', 'worker']) {
      await lens(new RegExp(`\\b${service}: not built yet`)).waitFor();
      await lens(new RegExp(`\\bBuild ${service}$`)).waitFor();
    }
    await screenshot('picture-builds-codelens', { width: 780, height: 330 });
  });

  it('shows the forecast of the service whose lens is selected, with its target', async () => {
    await lens(/\bworker: /).click();
    await chooser('build').waitFor();
    assert.deepEqual(
      [await chosen('build'), await chosen('target')],
      ['worker (compose.yaml)', 'worker'],
    );
    const said = await workbench().webview().locator('.sub').innerText();
    assert.match(said, /context \., target worker \(service worker of compose\.yaml\)/);
    await workbench().screenshot('builds-not-built-yet');
  });

  it('is built from the command palette after one question', async () => {
    const { openFile, palette, pick, screenshot } = workbench();
    await openFile('docker/Dockerfile');
    await palette('Layer Forecast: Build Image');
    await question('Which build of docker/Dockerfile?').waitFor();
    const shown = (await rows().allInnerTexts()).map((text) => text.replace(/\s+/g, ' '));
    assert.match(shown[0] ?? '', /web \(compose\.yaml\) ?context \., target web/);
    assert.match(shown[1] ?? '', /service worker of compose\.yaml/);
    await screenshot('builds-question');
    await pick('web (compose.yaml)');
    await pick('Build now');
    await untilBuilt();
    const head = workbench().webview().locator('.sub');
    await head.filter({ hasText: 'docker/Dockerfile, web (compose.yaml)' }).waitFor();
    await head.filter({ hasText: 'succeeded' }).waitFor();
    await screenshot('builds-timings');
  });

  it('remembers the answer for the workspace', async () => {
    const { openFile, palette, page } = workbench();
    await openFile('docker/Dockerfile');
    await palette('Layer Forecast: Build Image');
    await question('Build docker/Dockerfile').waitFor();
    const [now = '', , other = ''] = await rows().allInnerTexts();
    assert.match(now.replace(/\s+/g, ' '), /Build now ?web \(compose\.yaml\) · target web/);
    assert.match(other, /Choose another build/);
    await workbench().screenshot('builds-build-now');
    await page.keyboard.press('Escape');
    await status(/web \(compose\.yaml\): all cached/).waitFor();
  });

  it('builds the other service from its lens, without a question which one', async () => {
    const { openFile, pick } = workbench();
    await openFile('docker/Dockerfile');
    await lens(/\bBuild worker$/).click();
    await question('Build docker/Dockerfile').waitFor();
    await pick('Build now');
    await untilBuilt();
    const head = workbench().webview().locator('.sub');
    await head.filter({ hasText: 'docker/Dockerfile, worker (compose.yaml)' }).waitFor();
    await lens(/\bworker: all cached/).waitFor();
  });

  it('forecasts an edit for each of them', async () => {
    const { openFile, page, press, untilFile } = workbench();
    await openFile('worker/__main__.py');
    await press('Control+End');
    await page.keyboard.type("print('more')");
    await press('Control+s');
    await untilFile('worker/__main__.py', (text) => text.includes('more'));
    await openFile('docker/Dockerfile');
    await lens(/\bworker: 2 of \d again/).waitFor();
    await lens(/\bweb: all cached/).waitFor();
  });

  it('lets the view choose another build, which lens and status bar then agree with', async () => {
    const { palette, webview } = workbench();
    await palette('Layer Forecast: Show Layer Forecast');
    const heading = webview().getByRole('heading', { level: 1 });
    await heading.filter({ hasText: /runs nothing again/ }).waitFor();
    assert.equal(await chosen('build'), 'web (compose.yaml)');
    await chooser('build').selectOption({ label: 'worker (compose.yaml)' });
    await heading.filter({ hasText: /The next build runs 2 of \d steps again/ }).waitFor();
    assert.deepEqual(
      [await chosen('build'), await chosen('target')],
      ['worker (compose.yaml)', 'worker'],
    );
    await status(/worker \(compose\.yaml\): 2 of \d run again/).waitFor();
  });

  for (const look of LOOKS) {
    it(`shows the chooser in ${look}`, async () => {
      await chooseLook(workbench(), look);
      await workbench().screenshot(`picture-builds-${look}`);
    });
  }

  it('builds again what Build Timings shows', async () => {
    const { openFile, palette, pick, webview, press, pageErrors } = workbench();
    await openFile('docker/Dockerfile');
    await palette('Layer Forecast: Show Build Timings');
    await webview().locator('.sub').filter({ hasText: 'worker (compose.yaml)' }).waitFor();
    await webview().getByRole('button', { name: 'Build again' }).click();
    await question('Build docker/Dockerfile').waitFor();
    const [now = ''] = await rows().allInnerTexts();
    assert.match(now.replace(/\s+/g, ' '), /worker \(compose\.yaml\) · target worker/);
    await pick('Build now');
    await untilBuilt();
    await press('Escape');
    assert.deepEqual(pageErrors, []);
  });
});
