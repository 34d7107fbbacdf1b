/** The forecast's picture written to a page of its own. */
import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import type { ForecastView } from '../../server/protocol/requests.ts';
import { formatSeconds } from '../../server/protocol/seconds.ts';
import { staticForecastPage } from '../../webview/src/forecast/static-page.ts';
import { bundleView } from '../support/webview/bundle.ts';
import { faintTexts } from '../support/webview/contrast.ts';
import { openBrowser, readFixture, SCREENSHOTS } from '../support/webview/view-page.ts';

describe('static forecast page', function () {
  this.timeout(60_000);
  let browser: Browser;

  before(async () => {
    browser = await openBrowser();
  });
  after(() => browser.close());

  async function open(view: ForecastView, colorScheme: 'light' | 'dark') {
    const context = await browser.newContext({
      colorScheme,
      viewport: { width: 1240, height: 800 },
    });
    const page = await context.newPage();
    const trouble: string[] = [];
    page.on('pageerror', (error) => trouble.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') trouble.push(message.text());
    });
    await page.addInitScript('globalThis.__name = (named) => named;');
    const html = staticForecastPage({ view, ...(await bundleView('forecast')), nonce: 'a1b2c3' });
    await page.route('**/*', (route) =>
      route.request().url() === 'https://page.example/'
        ? route.fulfill({ contentType: 'text/html; charset=utf-8', body: html })
        : route.abort(),
    );
    await page.goto('https://page.example/');
    return { page, trouble, close: () => context.close() };
  }

  const api = (): ForecastView => readFixture('forecast-api') as ForecastView;

  for (const scheme of ['light', 'dark'] as const) {
    it(`shows the picture in a ${scheme} browser, readable, and offers nothing that needs an editor`, async () => {
      const { page, trouble, close } = await open(api(), scheme);
      assert.equal(await page.locator('.block').count(), 9);
      assert.equal(await page.locator('.primary, select, .why a, button.change').count(), 0);
      const { baselines, forecast } = api();
      const label = baselines[0]?.label ?? '';
      assert.match(label, /^last build, /);
      assert.ok((await page.innerText('.choosers')).includes(label));
      assert.deepEqual(await faintTexts(page, 4.5), []);
      await page.getByRole('switch').click();
      const install = forecast.steps.find((step) => step.name.includes('RUN pip install'));
      const both = [install?.seconds, install?.withFixes?.seconds].map((one) =>
        formatSeconds(one?.median ?? NaN),
      );
      const columns = (await page.innerText('.columns')).replace(/\s+/g, ' ');
      assert.ok(columns.includes(both.join(' ')), columns);
      await page.screenshot({ path: `${SCREENSHOTS}/static-page-${scheme}.png`, fullPage: true });
      assert.deepEqual(trouble, []);
      await close();
    });
  }

  it('says which build arguments the forecast was given', async () => {
    const monorepo = readFixture('forecast-monorepo') as ForecastView;
    const { page, close } = await open(monorepo, 'light');
    assert.match(await page.innerText('.choosers'), /Build arguments\s+GIT_SHA/);
    assert.equal(await page.locator('.choosers button').count(), 0);
    await close();
  });

  it('cannot be left by text in its data', async () => {
    const nasty = '</script><script>document.title = "hacked"</script><!--';
    const view = { ...api(), change: nasty, dockerfile: nasty };
    const { page, trouble, close } = await open(view, 'dark');
    assert.equal(await page.title(), `Layer Forecast: ${nasty}`);
    assert.match(await page.innerText('.choosers'), /<!--/);
    assert.deepEqual(trouble, []);
    await close();
  });
});
