/** How the views look: every theme and width is looked at by the machine, and left as a picture for people. */
import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import type { ForecastView } from '../../server/protocol/requests.ts';
import { LARGE_CONTEXT, SEVERAL_CONTEXTS } from '../support/webview/build-context.ts';
import { faintTexts } from '../support/webview/contrast.ts';
import {
  forecastOfBuild,
  RELEASE,
  timingsOfBuild,
  WORKER,
} from '../support/webview/several-builds.ts';
import { THEMES, type ThemeName } from '../support/webview/themes.ts';
import { openBrowser, openView, readFixture, type ViewPage } from '../support/webview/view-page.ts';
import type { ViewName } from '../support/webview/bundle.ts';

const FIXTURES: Readonly<Record<ViewName, readonly string[]>> = {
  forecast: [
    'forecast-blog',
    'forecast-api',
    'forecast-monorepo',
    'forecast-300',
    'forecast-empty',
    'forecast-problem',
    'forecast-cached',
    'forecast-failing',
  ],
  timings: [
    'timings-api',
    'timings-explained',
    'timings-first',
    'timings-again',
    'timings-short-step',
    'timings-running',
    'timings-failed',
    'timings-empty',
    'timings-300',
  ],
};

const THEME_NAMES = Object.keys(THEMES) as ThemeName[];

describe('looks', function () {
  this.timeout(120_000);
  let browser: Browser;

  before(async () => {
    browser = await openBrowser();
  });
  after(() => browser.close());

  for (const theme of THEME_NAMES) {
    it(`forecast: a supposed change in ${theme}`, async () => {
      for (const width of [420, 1240]) {
        const shown = await openView(browser, 'forecast', { theme, width });
        await shown.send({ kind: 'forecast', view: supposed() });
        assert.deepEqual(await faintTexts(shown.page, 4.5), []);
        assert.deepEqual(await stickingOut(shown), []);
        await shown.page.getByLabel('After').focus();
        await shown.screenshot(`forecast-supposed-${theme}-${width}`);
        assert.deepEqual(await shown.trouble(), []);
        await shown.close();
      }
    });
  }

  for (const theme of THEME_NAMES) {
    it(`forecast: the build context in ${theme}`, async () => {
      for (const width of [400, 820, 1240]) {
        const shown = await openView(browser, 'forecast', { theme, width });
        await shown.send({ kind: 'forecast', view: readFixture('forecast-api') });
        for (const [name, context] of [
          ['context', LARGE_CONTEXT],
          ['contexts', SEVERAL_CONTEXTS],
        ] as const) {
          await shown.send({ kind: 'context', context });
          await shown.page.locator('.context details').evaluate((one: HTMLDetailsElement) => {
            one.open = true;
          });
          assert.deepEqual(await faintTexts(shown.page, 4.5), []);
          assert.deepEqual(await stickingOut(shown), []);
          await shown.screenshot(`forecast-${name}-${theme}-${width}`);
        }
        assert.deepEqual(await shown.trouble(), []);
        await shown.close();
      }
    });
  }

  for (const theme of THEME_NAMES) {
    it(`which build it is of in ${theme}`, async () => {
      for (const width of [400, 600, 1240]) {
        for (const [name, build] of [
          ['build', WORKER],
          ['long-build', RELEASE],
        ] as const) {
          for (const [view, message] of [
            ['forecast', { kind: 'forecast', view: forecastOfBuild(build) }],
            ['timings', { kind: 'timings', view: timingsOfBuild(build) }],
          ] as const) {
            const shown = await openView(browser, view, { theme, width });
            await shown.send(message);
            assert.deepEqual(await faintTexts(shown.page, 4.5), []);
            assert.deepEqual(await stickingOut(shown), []);
            await shown.screenshot(`${view}-${name}-${theme}-${width}`);
            assert.deepEqual(await shown.trouble(), []);
            await shown.close();
          }
        }
      }
    });
  }

  for (const view of ['forecast', 'timings'] as const) {
    for (const theme of THEME_NAMES) {
      it(`${view}: every text can be read in ${theme}`, async () => {
        const shown = await openView(browser, view, { theme });
        for (const fixture of FIXTURES[view]) {
          await shown.send({ kind: view, view: readFixture(fixture) });
          assert.deepEqual(await faintTexts(shown.page, 4.5), [], fixture);
        }
        assert.deepEqual(await shown.trouble(), []);
        await shown.close();
      });
    }

    it(`${view}: nothing is wider than the window, down to 400 pixels`, async () => {
      for (const width of [400, 600, 820, 1240, 1900]) {
        const shown = await openView(browser, view, { width });
        for (const fixture of FIXTURES[view]) {
          await shown.send({ kind: view, view: readFixture(fixture) });
          assert.deepEqual(await stickingOut(shown), [], `${fixture} at ${width}`);
        }
        await shown.close();
      }
    });

    it(`${view}: pictures of every state for people to look at`, async () => {
      for (const theme of THEME_NAMES) {
        for (const width of [600, 1240]) {
          const shown = await openView(browser, view, { theme, width });
          for (const fixture of picturesOf(view, theme, width)) {
            await shown.send({ kind: view, view: readFixture(fixture) });
            await shown.screenshot(`${fixture}-${theme}-${width}`);
          }
          await shown.close();
        }
      }
      const forced = await openView(browser, view, { forcedColors: true });
      await forced.send({ kind: view, view: readFixture(`${view}-api`) });
      await forced.screenshot(`${view}-api-forced-colors`);
      assert.deepEqual(await forced.trouble(), []);
      await forced.close();
    });
  }
});

/** A forecast of a change that nobody has made, with words that are too long for a chooser. */
function supposed(): ForecastView {
  const file = 'requirements.txt';
  return {
    ...(readFixture('forecast-blog') as ForecastView),
    headline: [
      { text: 'With this change, the next build runs ', tone: 'plain' },
      { text: '2 of 4', tone: 'loud' },
      { text: ' steps again: about ', tone: 'plain' },
      { text: '18 s', tone: 'loud' },
      { text: '.', tone: 'plain' },
    ],
    after: { kind: 'requirement', file, requirement: 'requests==2.33.0' },
    change: `requests==2.33.0 in ${file} and unsaved edit of src/app.py`,
  };
}

/** Every state in dark, the main ones in the other themes. */
function picturesOf(view: ViewName, theme: ThemeName, width: number): readonly string[] {
  if (theme === 'dark') return FIXTURES[view].filter((name) => !name.endsWith('-300'));
  const main = FIXTURES[view].slice(0, width > 600 ? 3 : 2);
  return view === 'timings' ? [...main, 'timings-failed'] : main;
}

/** Elements that stand over the page's right edge, unless a parent cuts them. */
async function stickingOut(shown: ViewPage): Promise<readonly string[]> {
  return shown.page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const out = [...document.querySelectorAll('body *')].filter((one) => {
      const box = one.getBoundingClientRect();
      return (
        box.width > 0 && box.right > width + 0.5 && !one.closest('.track, svg, .visually-hidden')
      );
    });
    const scroll =
      document.documentElement.scrollWidth > width ? ['the page scrolls sideways'] : [];
    return [...scroll, ...out.map((one) => `${one.tagName}.${one.getAttribute('class') ?? ''}`)];
  });
}
