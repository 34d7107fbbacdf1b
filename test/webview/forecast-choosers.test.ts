/** The choosers of the Layer Forecast view: since when, for which target, with which build arguments. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { ForecastView } from '../../server/protocol/requests.ts';
import { openForEachTest } from '../support/webview/each-test.ts';
import { readFixture, type ViewPage } from '../support/webview/view-page.ts';

describe('choosers of a forecast view', function () {
  this.timeout(60_000);
  let shown: ViewPage;
  let page: Page;

  openForEachTest('forecast', (opened) => {
    shown = opened;
    page = opened.page;
  });

  const viewOf = (name: string): ForecastView => readFixture(name) as ForecastView;
  const show = (name: string): Promise<void> =>
    shown.send({ kind: 'forecast', view: viewOf(name) });

  it('lets the user choose since when, and for which target', async () => {
    await show('forecast-api');
    const since = page.getByLabel('Since');
    const [lastBuild] = viewOf('forecast-api').baselines;
    assert.deepEqual(await since.locator('option').allInnerTexts(), [
      lastBuild?.label,
      'git HEAD',
      'saved files',
      'pick a git revision…',
    ]);
    assert.equal(await since.locator('option:disabled').count(), 0);
    await since.selectOption('git HEAD');
    await since.selectOption('pick a git revision…');
    await page.getByLabel('Target').selectOption('builder');
    assert.deepEqual(await shown.posted(), [
      { kind: 'choose-baseline', baseline: { kind: 'git', revision: 'HEAD' } },
      { kind: 'pick-revision' },
      { kind: 'choose-target', target: 'builder' },
    ]);
    await show('forecast-api');
    assert.equal(await since.inputValue(), 'last-build');
    assert.equal(await page.getByLabel('Target').inputValue(), 'app');
  });

  it('says why a baseline cannot be chosen', async () => {
    await show('forecast-blog');
    assert.deepEqual(await page.getByLabel('Since').locator('option:disabled').allInnerTexts(), [
      'git HEAD (not in a git repository)',
    ]);
  });

  it('says which build arguments it was given, and lets the user choose others', async () => {
    await show('forecast-monorepo');
    const chip = page.getByRole('button', { name: /^Build arguments:/ });
    assert.equal((await chip.innerText()).replace(/\s+/g, ' '), 'Build arguments: GIT_SHA');
    await chip.focus();
    await page.keyboard.press('Enter');
    assert.deepEqual(await shown.posted(), [{ kind: 'choose-build-args' }]);
    const view = viewOf('forecast-monorepo');
    const given = (names: readonly string[]): Promise<void> =>
      shown.send({
        kind: 'forecast',
        view: { ...view, buildArgs: { declared: ['GIT_SHA'], given: names } },
      });
    await given([]);
    assert.match(await chip.innerText(), /none given/);
    await given(['A', 'B']);
    assert.match(await chip.innerText(), /A, B/);
  });

  it('has no word about build arguments where the Dockerfile takes none', async () => {
    const view = viewOf('forecast-api');
    const buildArgs = { declared: [], given: [] };
    await shown.send({ kind: 'forecast', view: { ...view, buildArgs } });
    assert.doesNotMatch(await page.innerText('.choosers'), /arguments/);
  });

  it('shows a revision that was picked although it is not in the list', async () => {
    const view = viewOf('forecast-monorepo');
    const baseline = { kind: 'git', revision: 'v2.4.0' } as const;
    await shown.send({ kind: 'forecast', view: { ...view, baseline } });
    assert.equal(await page.getByLabel('Since').inputValue(), 'git:v2.4.0');
  });

  it('has the target chosen that a forecast would be of, while there is none', async () => {
    const view = viewOf('forecast-empty');
    const target = page.locator('select[name=target]');
    for (const [options, chosen] of [
      [{ lastStage: 'app' }, 'app'],
      [{ target: 'dev', lastStage: 'app' }, 'dev'],
    ] as const) {
      await shown.send({ kind: 'forecast', view: { ...view, targets: ['dev', 'app'], options } });
      assert.equal(await target.inputValue(), chosen);
    }
  });
});
