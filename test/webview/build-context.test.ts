/** The build context in the Layer Forecast view: what it weighs, and the way to its files and instructions. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { ForecastView } from '../../server/protocol/requests.ts';
import { LARGE_CONTEXT, NOTHING_SENT, SEVERAL_CONTEXTS } from '../support/webview/build-context.ts';
import { openForEachTest } from '../support/webview/each-test.ts';
import { forecastOfBuild, WORKER } from '../support/webview/several-builds.ts';
import { readFixture, type ViewPage } from '../support/webview/view-page.ts';

describe('the build context of a forecast view', function () {
  this.timeout(60_000);
  let shown: ViewPage;
  let page: Page;

  openForEachTest('forecast', (opened) => {
    shown = opened;
    page = opened.page;
  });

  const api = (): ForecastView => readFixture('forecast-api') as ForecastView;
  const summary = () => page.locator('.context summary');
  const rows = () => page.locator('.context tbody tr').allInnerTexts();

  async function show(context: unknown): Promise<void> {
    await shown.send({ kind: 'forecast', view: api() });
    await shown.send({ kind: 'context', context });
  }

  it('is one line, and nothing before it is known', async () => {
    await shown.send({ kind: 'forecast', view: api() });
    assert.equal(await summary().count(), 0);
    await shown.send({ kind: 'context', context: LARGE_CONTEXT });
    assert.equal(
      await summary().innerText(),
      'Build context: 412 MB, 8,120 files; .git 300 MB, node_modules 90 MB',
    );
    assert.equal(await page.locator('.context table').isVisible(), false);
    await shown.send({ kind: 'context', context: null });
    assert.equal(await summary().count(), 0);
  });

  it('opens from the keyboard, and leads to files, folders and instructions', async () => {
    await show(LARGE_CONTEXT);
    await summary().focus();
    await page.keyboard.press('Enter');
    assert.deepEqual(
      (await rows()).map((row) => row.replace(/\s+/g, ' ')),
      [
        '.git/ line 8 1,204 300 MB',
        'node_modules/ line 8 6,420 90 MB',
        'data/model.bin line 8 1 20 MB',
        'services/accounting/backend/tests/fixtures/recorded-answers-of-the-bank/ line 8 12 812 kB',
        'requirements.txt line 3 and 1 more 1 412 bytes',
        'everything else 482 1.2 MB',
      ],
    );
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'data/model.bin' }).click();
    assert.deepEqual(await shown.posted(), [
      { kind: 'open-entry', path: '.git', isFolder: true },
      { kind: 'open', file: 'examples/api/Dockerfile', line: 8 },
      { kind: 'open-entry', path: 'data/model.bin', isFolder: false },
    ]);
    assert.match(await page.locator('.context .hint').innerText(), /add \.git at the end of/);
  });

  it('stays open over the next forecast, with the focus, and goes with its build', async () => {
    await show(LARGE_CONTEXT);
    await summary().focus();
    await page.keyboard.press('Enter');
    await show(SEVERAL_CONTEXTS);
    assert.equal(await page.locator('.context table').first().isVisible(), true);
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'SUMMARY');
    await shown.send({ kind: 'forecast', view: forecastOfBuild(WORKER) });
    assert.equal(await summary().count(), 0, 'it was of another build');
  });

  it('says why nothing is sent', async () => {
    await show(NOTHING_SENT);
    assert.equal(await summary().innerText(), 'Build context: nothing is sent');
    await summary().click();
    assert.match(await page.locator('.context').innerText(), /no COPY, ADD or bind mount/);
    assert.equal(await page.locator('.context table').count(), 0);
  });

  it('tells several contexts apart, and what is wrong with them', async () => {
    await show(SEVERAL_CONTEXTS);
    await summary().click();
    const captions = await page.locator('.context caption').allInnerTexts();
    assert.deepEqual(captions, ['Build context (.)', 'Context shared (../shared)']);
    const text = await page.locator('.context').innerText();
    assert.match(text, /tools is docker-image:\/\/alpine: the builder gets it itself/);
    assert.match(text, /Cannot read secret: permission is denied/);
    await page.getByRole('link', { name: 'lib/a.py' }).click();
    assert.deepEqual(await shown.posted(), [
      { kind: 'open-entry', path: '../shared/lib/a.py', isFolder: false },
    ]);
  });
});
