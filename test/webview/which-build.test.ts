/** Which of its builds a Dockerfile has in the views: named, with its evidence, and for the user to choose. */
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { LAST_STAGE, type ForecastView } from '../../server/protocol/requests.ts';
import { sublineOf } from '../../webview/src/timings/words.ts';
import {
  forecastOfBuild,
  RELEASE,
  timingsOfBuild,
  WEB,
  WORKER,
} from '../support/webview/several-builds.ts';
import { openForEachTest } from '../support/webview/each-test.ts';
import { readFixture, type ViewPage } from '../support/webview/view-page.ts';

describe('the build in the forecast view', function () {
  this.timeout(60_000);
  let shown: ViewPage;
  let page: Page;

  openForEachTest('forecast', (opened) => {
    shown = opened;
    page = opened.page;
  });

  it('lets the user choose the build, and says which context it has and why', async () => {
    await shown.send({ kind: 'forecast', view: forecastOfBuild(WEB) });
    const build = page.locator('select[name=build]');
    assert.deepEqual(await build.locator('option').allInnerTexts(), [
      'web (compose.yaml)',
      'worker (compose.yaml)',
      'build-and-publish-images.yml line 214',
    ]);
    assert.match(
      await page.innerText('.sub'),
      /context examples\/api \(service web of compose\.yaml\)/,
    );
    await build.selectOption('worker (compose.yaml)');
    assert.deepEqual(await shown.posted(), [{ kind: 'choose-build', invocation: WORKER.id }]);
    // The choice failed: the forecast is still of the build before.
    await shown.send({ kind: 'forecast', view: forecastOfBuild(WEB) });
    assert.equal(await build.inputValue(), WEB.id);
  });

  it('shortens long evidence, with the full text as its title', async () => {
    await shown.send({ kind: 'forecast', view: forecastOfBuild(RELEASE) });
    const said = page.locator('.sub span');
    assert.match(await said.innerText(), /names no context; the nearest…\)$/);
    assert.equal(await said.getAttribute('title'), `${RELEASE.detail} (${RELEASE.evidence})`);
  });

  it('tells builds of the same name apart', async () => {
    const other = { ...WEB, id: 'b/compose.yaml:web', detail: 'context b, target web' };
    await shown.send({ kind: 'forecast', view: forecastOfBuild(WEB, [WEB, other]) });
    const build = page.locator('select[name=build]');
    assert.deepEqual(await build.locator('option').allInnerTexts(), [
      'web (compose.yaml), context ., target web',
      'web (compose.yaml), context b, target web',
    ]);
  });

  it('names the only build where a file describes it, and offers no choice', async () => {
    await shown.send({ kind: 'forecast', view: forecastOfBuild(WEB, [WEB]) });
    assert.match(await page.innerText('.choosers'), /Build\s+web \(compose\.yaml\)/);
    assert.equal(await page.locator('select[name=build]').count(), 0);
    const plain = { ...WEB, label: LAST_STAGE };
    await shown.send({ kind: 'forecast', view: forecastOfBuild(plain, [plain]) });
    assert.doesNotMatch(await page.innerText('.choosers'), /Build/);
  });

  it('says which build there would be while there is no forecast', async () => {
    const view = {
      ...(readFixture('forecast-empty') as ForecastView),
      build: { invocation: WEB, choices: [WEB, WORKER], open: false },
    };
    const forecast = { ...view.forecast, context: '' };
    await shown.send({ kind: 'forecast', view: { ...view, forecast } });
    assert.match(
      await page.innerText('.sub'),
      /context \., target web \(service web of compose\.yaml\)/,
    );
  });
});

describe('the build in Build Timings', () => {
  const now = new Date('2024-11-24T18:00:00Z');

  it('is named behind its Dockerfile', () => {
    assert.match(
      sublineOf(timingsOfBuild(WORKER), now),
      /^examples\/api\/Dockerfile, worker \(compose\.yaml\) → api:dev/,
    );
  });

  it('has no name where only the Dockerfile describes it', () => {
    const plain = timingsOfBuild({ ...WEB, label: LAST_STAGE });
    assert.match(sublineOf(plain, now), /^examples\/api\/Dockerfile → api:dev/);
  });
});
