/** Layer Forecast in a browser: what it shows, what it posts, and that keyboard and screen reader get all of it. */
import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import type { Seconds } from '../../server/protocol/report.ts';
import type { ForecastView } from '../../server/protocol/requests.ts';
import { formatSeconds } from '../../server/protocol/seconds.ts';
import { masked } from '../support/masked.ts';
import { openForEachTest } from '../support/webview/each-test.ts';
import { savedSeconds } from '../../webview/src/forecast/model.ts';
import { formatWithRange } from '../../webview/src/shared/format.ts';
import { openView, readFixture, type ViewPage } from '../support/webview/view-page.ts';

describe('forecast view', function () {
  this.timeout(60_000);
  let browser: Browser;
  let shown: ViewPage;
  let page: Page;

  openForEachTest('forecast', (opened, inBrowser) => {
    shown = opened;
    page = opened.page;
    browser = inBrowser;
  });

  const viewOf = (name: string): ForecastView => readFixture(name) as ForecastView;
  const medianOf = (seconds: Seconds | null | undefined): string =>
    formatSeconds(seconds?.median ?? NaN);
  const show = (name: string): Promise<void> =>
    shown.send({ kind: 'forecast', view: readFixture(name) });
  /** What the install of the API costs, and with the fixes. */
  const installOf = (view: ForecastView): readonly [string, string] => {
    const step = view.forecast.steps.find((one) => one.name.includes('RUN pip install'));
    return [medianOf(step?.seconds), medianOf(step?.withFixes?.seconds)];
  };
  const block = (start: string): ReturnType<Page['locator']> =>
    page.locator(`.block[aria-label^="${start}"]`);
  const panel = (): Promise<string> => page.locator('.why').innerText();
  const focusedLabel = (): Promise<string> =>
    page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');

  it('says that it is ready before anything comes', async () => {
    const posted = await page.evaluate(() => (window as unknown as { posted: unknown[] }).posted);
    assert.deepEqual(posted, [{ kind: 'ready' }]);
    assert.match(await page.innerText('main'), /Working out the forecast/);
  });

  it('says the outcome first, its figures set off', async () => {
    await show('forecast-api');
    const { forecast, withFixes } = viewOf('forecast-api');
    const [asItIs, fixed] = [forecast, withFixes].map((one) => medianOf(one?.totals.seconds));
    assert.equal(
      await page.innerText('h1'),
      `This edit runs 2 of 8 steps again, perhaps 2 more: about ${asItIs}, or ${fixed} with the fix.`,
    );
    assert.deepEqual(await page.locator('h1 strong').allInnerTexts(), ['2 of 8', asItIs, fixed]);
  });

  it('explains the most expensive step before anyone asks', async () => {
    await show('forecast-api');
    const text = await panel();
    assert.match(text, /^Why does “RUN pip install” run again\?/);
    assert.match(text, /requirements\.txt: only comments or blank lines changed \(line 3\)/);
    assert.match(
      text,
      /The installer reads the same from examples\/api\/requirements\.txt as before/,
    );
    const seconds = viewOf('forecast-api').forecast.steps[3]?.seconds;
    assert.ok(seconds && text.includes(formatWithRange(seconds)), text);
  });

  it('lights the way from the change to the block that is pointed at', async () => {
    await show('forecast-api');
    await block('COPY src/').hover();
    await page.clock.runFor(200);
    assert.match(await panel(), /^Why might “COPY src\/” run again\?/);
    assert.equal(await page.locator('.block.lit').count(), 4);
    assert.equal(await page.locator('.change.lit').count(), 1);
    assert.equal(await page.locator('.arrow.lit').count(), 2);
  });

  it('does not follow a pointer that only passes', async () => {
    await show('forecast-api');
    await block('COPY src/').evaluate((passed) => {
      passed.dispatchEvent(new PointerEvent('pointerover', { bubbles: true }));
      passed.closest('.columns')?.dispatchEvent(new PointerEvent('pointerleave'));
    });
    await page.clock.runFor(500);
    assert.match(await panel(), /“RUN pip install”/);
  });

  it('opens a line on click and on Enter', async () => {
    await show('forecast-api');
    await block('RUN pip').click();
    await block('FROM python:3.12-slim').focus();
    await page.keyboard.press('Enter');
    assert.deepEqual(await shown.posted(), [
      { kind: 'open', file: 'examples/api/Dockerfile', line: 4 },
      { kind: 'open', file: 'examples/api/Dockerfile', line: 6 },
    ]);
  });

  it('is one stop of the Tab key, and the arrow keys go around in it', async () => {
    await show('forecast-api');
    assert.equal(await page.locator('.columns [tabindex="0"]').count(), 1);
    await page.locator('.columns [tabindex="0"]').focus();
    assert.match(await focusedLabel(), /^RUN pip install/);
    await page.keyboard.press('ArrowUp');
    assert.match(await focusedLabel(), /^COPY requirements\.txt/);
    await page.keyboard.press('Home');
    assert.match(await focusedLabel(), /^FROM python:3\.12 AS builder,/);
    await page.keyboard.press('ArrowRight');
    assert.match(await focusedLabel(), /^FROM python:3\.12-slim/);
    await page.keyboard.press('End');
    assert.match(await focusedLabel(), /^CMD/);
    assert.match(await panel(), /makes no layer/);
    await page.keyboard.press('Escape');
    assert.match(await panel(), /^Point at a step/);
    assert.equal(await page.locator('.lit').count(), 0);
  });

  it('keeps focus and selection over the next forecast', async () => {
    await show('forecast-api');
    await block('COPY requirements.txt').focus();
    await shown.send({ kind: 'busy' });
    assert.equal(await page.getAttribute('main', 'aria-busy'), 'true');
    const next = viewOf('forecast-api');
    const steps = next.forecast.steps.map((step) =>
      step.instruction === 'COPY' && step.seconds
        ? { ...step, seconds: { ...step.seconds, median: 0.4 } }
        : step,
    );
    await shown.send({
      kind: 'forecast',
      view: { ...next, forecast: { ...next.forecast, steps } },
    });
    assert.equal(await page.getAttribute('main', 'aria-busy'), 'false');
    assert.match(await focusedLabel(), /^COPY requirements\.txt.*0\.4 s/);
    assert.match(await panel(), /“COPY requirements\.txt”/);
  });

  it('leaves the old picture in sight while it works', async () => {
    await show('forecast-api');
    await shown.send({ kind: 'busy' });
    assert.equal(await page.locator('.block').count(), 9);
  });

  it('shows the worth of the fixes before they are made', async () => {
    await show('forecast-api');
    const fixes = page.getByRole('switch', { name: 'with fixes' });
    await fixes.focus();
    await page.keyboard.press('Space');
    assert.equal(await fixes.getAttribute('aria-checked'), 'true');
    const view = viewOf('forecast-api');
    const both = await block('RUN pip').locator('.block-cost-both').innerText();
    assert.deepEqual(both.split('\n'), installOf(view));
    const saved = formatSeconds(savedSeconds(view) ?? NaN);
    await page.getByRole('button', { name: `Apply the fix (saves about ${saved})` }).click();
    assert.deepEqual(await shown.posted(), [{ kind: 'apply-fixes' }]);
  });

  it('names a fix that several steps need once', async () => {
    await show('forecast-monorepo');
    assert.deepEqual(await page.locator('.fix-titles li').allInnerTexts(), [
      "Keep pip's cache in a mount at /root/.cache/pip (2 times)",
    ]);
    const button = page.getByRole('button', { name: 'Apply 2 fixes' });
    assert.equal(await button.count(), 1);
  });

  it('offers no switch and no button where there is nothing to fix', async () => {
    await show('forecast-cached');
    assert.equal(await page.getByRole('switch').count(), 0);
    assert.equal(await page.locator('.primary').count(), 0);
    assert.match(await panel(), /Every step is cached/);
  });

  it('opens what the reasons and the change speak of', async () => {
    await show('forecast-api');
    await page.locator('.why a', { hasText: 'requirements.txt' }).click();
    await page.locator('.why a', { hasText: 'line 3' }).click();
    await page.locator('button.change').click();
    await page.locator('.steps a').first().click();
    assert.deepEqual(await shown.posted(), [
      { kind: 'open', file: 'examples/api/requirements.txt', line: 3 },
      { kind: 'open', file: 'examples/api/Dockerfile', line: 3 },
      { kind: 'open', file: 'examples/api/requirements.txt', line: 3 },
      { kind: 'open', file: 'examples/api/Dockerfile', line: 3 },
    ]);
  });

  it('is a table with a caption too, with the reasons in words', async () => {
    await show('forecast-api');
    const table = page.getByRole('table', { name: /Steps of examples\/api\/Dockerfile/ });
    assert.deepEqual(await table.getByRole('columnheader').allInnerTexts(), [
      'step',
      'verdict',
      'as it is',
      'with fixes',
    ]);
    const row = table.getByRole('row').nth(2);
    const [asItIs, fixed] = installOf(viewOf('forecast-api'));
    assert.equal(
      (await row.innerText()).replace(/\s+/g, ' '),
      `builder RUN pip install -r requirements.txt follows COPY requirements.txt . (line 3), which runs again runs again ${asItIs} ${fixed}`,
    );
    assert.equal(await table.getByRole('row').count(), 5);
    await page.getByRole('button', { name: 'Show 4 cached steps too' }).click();
    assert.equal(await table.getByRole('row').count(), 9);
    await page.getByRole('button', { name: 'Hide the cached steps' }).click();
    assert.equal(await table.getByRole('row').count(), 5);
  });

  it('says every verdict in words, not by color alone', async () => {
    await show('forecast-monorepo');
    for (const label of await page
      .locator('.block')
      .evaluateAll((blocks) => blocks.map((one) => one.getAttribute('aria-label') ?? ''))) {
      assert.match(label, /, (cached|runs|runs again|depends|no layer),/);
    }
    assert.match(await page.innerText('.columns'), /not measured yet/);
  });

  it('says what to do while there is no baseline, and offers it', async () => {
    await show('forecast-empty');
    assert.match(await page.innerText('.problem-card'), /Build the image once/);
    await page.getByRole('button', { name: 'Build Image' }).click();
    assert.deepEqual(await shown.posted(), [{ kind: 'build' }]);
    assert.equal(await page.locator('.block').count(), 6);
    assert.doesNotMatch(await page.innerText('main'), /Cached with the fixes|no layer/);
  });

  it('says what is wrong where there is no forecast', async () => {
    await show('forecast-problem');
    assert.equal(await page.innerText('h1'), 'No forecast.');
    assert.match(
      await page.innerText('.problem-card'),
      /cannot be built, line 4: RUNN is no Dockerfile instruction.* Did you mean RUN\?/,
    );
    assert.equal(await page.getByRole('button', { name: 'Build Image' }).count(), 0);
    assert.equal(await page.locator('.block').count(), 0);
    await show('forecast-api');
    assert.equal(await page.locator('.problem-card').count(), 0);
    assert.equal(await page.locator('.block').count(), 9);
  });

  it('lists what it assumes, what it warns of, and its record', async () => {
    const view = viewOf('forecast-monorepo');
    const assumed = [
      masked('python:3.13 is still the same image.'),
      masked('No cache was removed.'),
    ];
    await shown.send({
      kind: 'forecast',
      view: { ...view, forecast: { ...view.forecast, assumed } },
    });
    assert.match(
      await page.innerText('.warning'),
      /The content of src\/config\.py changed, but its size and modification time did not/,
    );
    await page.locator('summary').click();
    assert.deepEqual(await page.locator('.assumed li').allTextContents(), assumed);
    await show('forecast-api');
    assert.match(await page.innerText('.record'), /4 steps right, 0 wrong/);
  });

  it('folds the cached steps of a long stage, and unfolds them by key', async () => {
    await show('forecast-300');
    assert.equal(await page.locator('.block').count(), 63);
    const fold = page.locator('.fold').first();
    await fold.focus();
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('.block').count(), 142);
    assert.match(await focusedLabel(), /^WORKDIR \/deps/);
  });

  it('shows text from outside as text', async () => {
    const view = viewOf('forecast-blog');
    const nasty = '<img src=x onerror="parent.hacked=1">';
    const stages = view.stages.map((stage) => ({
      ...stage,
      name: nasty,
      blocks: stage.blocks.map((one) => ({ ...one, text: `${one.text} ${nasty}` })),
    }));
    const headline = [{ text: nasty, tone: 'loud' }];
    await shown.send({
      kind: 'forecast',
      view: { ...view, stages, headline, change: nasty, record: nasty },
    });
    assert.equal(await page.locator('img').count(), 0);
    assert.equal(await page.innerText('h1'), nasty);
  });

  it('comes back as it was left', async () => {
    await show('forecast-api');
    await page.getByRole('switch').click();
    const state = await page.evaluate(() => (window as unknown as { kept: unknown }).kept);
    const again = await openView(browser, 'forecast', { state });
    assert.equal(await again.page.locator('.block').count(), 9);
    assert.equal(await again.page.getAttribute('.switch', 'aria-checked'), 'true');
    assert.equal(await again.page.getAttribute('main', 'aria-busy'), 'true');
    assert.deepEqual(await again.trouble(), []);
    await again.close();
  });

  it('does not move what the user wants still', async () => {
    const still = await openView(browser, 'forecast', { reducedMotion: true });
    await still.send({ kind: 'forecast', view: readFixture('forecast-api') });
    await still.send({ kind: 'busy' });
    const moving = await still.page.evaluate(
      () => document.getAnimations().filter((one) => one.playState === 'running').length,
    );
    assert.equal(moving, 0);
    await still.close();
  });

  it('lays the lanes out anew when the window changes', async () => {
    await show('forecast-monorepo');
    assert.equal(await page.locator('.column').count(), 2);
    await page.setViewportSize({ width: 1900, height: 800 });
    await page.waitForFunction(() => document.querySelectorAll('.column').length === 4);
    await page.setViewportSize({ width: 420, height: 800 });
    await page.waitForFunction(() => document.querySelectorAll('.column').length === 1);
  });

  it('draws 300 steps between two frames of a slide show', async () => {
    await show('forecast-300');
    const milliseconds = await page.evaluate(async (view) => {
      const times: number[] = [];
      for (let round = 0; round < 7; round += 1) {
        const headline = [{ text: `round ${round}`, tone: 'plain' }];
        const change = `edit ${round}`;
        const start = performance.now();
        window.dispatchEvent(
          new MessageEvent('message', {
            data: { kind: 'forecast', view: { ...(view as object), headline, change } },
          }),
        );
        document.body.getBoundingClientRect();
        times.push(performance.now() - start);
        await Promise.resolve();
      }
      return times.sort((one, other) => one - other)[3]!;
    }, readFixture('forecast-300'));
    // Far above what it takes, so that a busy machine does not fail it.
    assert.ok(milliseconds < 250, `${milliseconds} ms`);
  });
});
