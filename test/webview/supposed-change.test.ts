/** The chooser of the Layer Forecast view that says after which change. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { ForecastView } from '../../server/protocol/requests.ts';
import type { ForecastHostMessage } from '../../server/protocol/views.ts';
import { openForEachTest } from '../support/webview/each-test.ts';
import { readFixture, type ViewPage } from '../support/webview/view-page.ts';
import { masked } from '../support/masked.ts';

describe('the change of a forecast view', function () {
  this.timeout(60_000);
  let shown: ViewPage;
  let page: Page;

  openForEachTest('forecast', (opened) => {
    shown = opened;
    page = opened.page;
  });

  const api = (): ForecastView => readFixture('forecast-api') as ForecastView;
  const supposing = (change: string, rest: Partial<ForecastView> = {}): ForecastHostMessage => ({
    kind: 'forecast',
    view: { ...api(), after: { kind: 'file', file: 'src/app.py' }, change, ...rest },
  });

  it('lets the user choose after which change', async () => {
    await shown.send({ kind: 'forecast', view: api() });
    const after = page.getByLabel('After');
    const entries = (): Promise<readonly string[]> => after.locator('option').allInnerTexts();
    assert.deepEqual(await entries(), [
      'unsaved edit of examples/api/requirements.txt',
      'change a package…',
      'change a file…',
    ]);
    await after.selectOption('change a package…');
    // What the editor asks now may be called off: until then nothing else holds.
    assert.equal(await after.inputValue(), 'as-it-is');
    await after.selectOption('change a file…');
    await shown.send(supposing('requests==2.33.0 in requirements.txt'));
    assert.deepEqual(await entries(), [
      'files as they are',
      'requests==2.33.0 in requirements.txt',
      'change a package…',
      'change a file…',
    ]);
    assert.equal(await after.inputValue(), 'chosen');
    await after.selectOption('change a package…');
    assert.equal(await after.inputValue(), 'chosen');
    await after.selectOption('files as they are');
    assert.deepEqual(await shown.posted(), [
      { kind: 'choose-change', change: 'pick-package' },
      { kind: 'choose-change', change: 'pick-file' },
      { kind: 'choose-change', change: 'pick-package' },
      { kind: 'choose-change', change: 'as-it-is' },
    ]);
    await shown.send(supposing('requests==2.33.0 in requirements.txt'));
    assert.equal(await after.inputValue(), 'chosen', 'a choice that is not met goes back');
  });

  it('takes the choice of a change from the keyboard', async () => {
    await shown.send(supposing('another src/app.py'));
    await page.getByLabel('Since').focus();
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('name')), 'after');
    await page.keyboard.press('ArrowUp');
    assert.deepEqual(await shown.posted(), [{ kind: 'choose-change', change: 'as-it-is' }]);
  });

  it('says why a change cannot be supposed, and offers no build in its place', async () => {
    const { stages, forecast } = readFixture('forecast-problem') as ForecastView;
    const problem = 'x.py is outside the build context.';
    await shown.send(
      supposing('another x.py', { baseline: null, problem: masked(problem), stages, forecast }),
    );
    assert.match(await page.innerText('.problem-card'), /outside the build context/);
    assert.equal(await page.getByRole('button', { name: 'Build Image' }).count(), 0);
    assert.equal(await page.getByLabel('After').inputValue(), 'chosen');
  });
});
