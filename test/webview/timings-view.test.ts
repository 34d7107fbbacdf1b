/** Build Timings in a browser: live updates that disturb nothing, keyboard, what it posts. */
import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import type { Forecast } from '../../server/protocol/report.ts';
import type { TimingsView } from '../../server/protocol/requests.ts';
import { formatSeconds } from '../../server/protocol/seconds.ts';
import { savingsOf } from '../../webview/src/timings/savings.ts';
import { buildScale } from '../../webview/src/timings/scale.ts';
import { installOf, rowOf, viewOf } from '../support/webview/timings.ts';
import { openForEachTest } from '../support/webview/each-test.ts';
import { openView, type ViewPage } from '../support/webview/view-page.ts';

/** The same build, as if all of it took `factor` times as long. */
function slowed(view: TimingsView, factor: number): TimingsView {
  const longer = <Span extends { readonly start: number; readonly seconds: number }>(
    span: Span,
  ): Span => ({ ...span, start: span.start * factor, seconds: span.seconds * factor });
  const build = view.build!;
  const steps = build.steps.map(longer);
  return { ...view, build: { ...build, seconds: build.seconds * factor, steps } };
}

/** The forecast with other seconds for its install. */
function withSeconds(forecast: Forecast | null, median: number): Forecast | null {
  const changed = installOf(forecast);
  const seconds = changed.seconds && { ...changed.seconds, median };
  return (
    forecast && {
      ...forecast,
      steps: forecast.steps.map((step) => (step === changed ? { ...step, seconds } : step)),
    }
  );
}

describe('timings view', function () {
  this.timeout(60_000);
  let browser: Browser;
  let shown: ViewPage;
  let page: Page;

  openForEachTest('timings', (opened, inBrowser) => {
    shown = opened;
    page = opened.page;
    browser = inBrowser;
  });

  const textOf = (seconds: number | undefined): string => formatSeconds(seconds ?? NaN);
  const show = (view: TimingsView): Promise<void> => shown.send({ kind: 'timings', view });
  const line = (text: string): ReturnType<Page['locator']> =>
    page.locator('.line', { has: page.locator('.name', { hasText: text }) }).first();
  const focusedName = (): Promise<string> =>
    page.evaluate(() => document.activeElement?.querySelector('.name')?.textContent ?? '');

  it('says the outcome first', async () => {
    const view = viewOf('timings-api');
    await show(view);
    const [now, before] = [view.build, view.before].map((build) => textOf(build?.seconds));
    assert.equal(await page.innerText('h1'), `${now}, after ${before} the time before`);
    const predicted = textOf(view.score?.seconds?.predicted);
    assert.ok((await page.innerText('.sub')).includes(`forecast was ${predicted}, all `));
    assert.deepEqual(await page.locator('.card strong').allInnerTexts(), [
      now,
      before,
      textOf(savingsOf(view).saved),
      '4 of 8',
    ]);
  });

  it('says why the build ran what it ran, above the figures', async () => {
    await show(viewOf('timings-explained'));
    assert.match(
      await page.innerText('.why'),
      /^This build ran 4 of 8 steps again: requirements\.txt line 4 changed/,
    );
    assert.equal(
      await page.locator('.card', { hasText: 'from the cache' }).innerText(),
      '4 of 8\nsteps from the cache',
    );
    await show({ ...viewOf('timings-explained'), explanation: null });
    assert.equal(await page.locator('.why').isVisible(), false);
    assert.equal(await page.locator('.line.reason').count(), 0);
  });

  it('marks a build that was made outside in words, also in the trend', async () => {
    const view = viewOf('timings-api');
    const trend = view.trend.map((point, index) =>
      index === 6 ? { ...point, madeOutside: true } : point,
    );
    await show({ ...view, trend, madeOutside: true });
    assert.match(await page.innerText('.sub'), /succeeded\s· made outside of Layer Forecast/);
    const bars = page.locator('.trend-bars li');
    assert.match((await bars.nth(6).textContent()) ?? '', /, made outside of Layer Forecast$/);
    assert.doesNotMatch((await bars.nth(5).textContent()) ?? '', /made outside/);
  });

  it('has the reasons at the steps that ran, for pointer and keyboard', async () => {
    await show(viewOf('timings-explained'));
    assert.equal(await page.locator('.line.reason').count(), 5);
    const reason = page.locator('.line.reason').first();
    assert.match(await reason.innerText(), /^requirements\.txt line 4 changed/);
    await reason.locator('.link').click();
    // A reason that follows from another step ends in what the user changed.
    const second = page.locator('.line.reason').nth(1);
    await second.focus();
    await page.keyboard.press('Enter');
    await second.locator('.link').first().click();
    assert.deepEqual(await shown.posted(), [
      { kind: 'open', line: 4, file: 'examples/api/requirements.txt' },
      { kind: 'open', line: 4, file: 'examples/api/requirements.txt' },
      { kind: 'open', line: 3, file: 'examples/api/Dockerfile' },
    ]);
    await page.keyboard.press('ArrowLeft');
    assert.match(await focusedName(), /^RUN/);
    await page.keyboard.press('ArrowLeft');
    assert.equal(await page.locator('.line.reason').count(), 4);
    const track = line('COPY src/').locator('.track');
    assert.match((await track.getAttribute('title')) ?? '', /src\/app\.py line 12 changed/);
  });

  it('shows another build when its bar is chosen, and keeps the focus there', async () => {
    const view = viewOf('timings-explained');
    await show(view);
    const bars = page.locator('.trend-bars button');
    assert.equal(await bars.count(), view.trend.length);
    await bars.first().focus();
    await page.keyboard.press('Enter');
    assert.deepEqual(await shown.posted(), [{ kind: 'choose-recorded', id: 'build-1' }]);
    const started = view.trend[0]?.started ?? '';
    await show({ ...view, build: view.build && { ...view.build, started } });
    assert.equal(
      await page.evaluate(() => document.activeElement?.getAttribute('data-build')),
      'build-1',
    );
    assert.equal(await bars.first().getAttribute('aria-current'), 'true');
  });

  it('says cached in words', async () => {
    await show(viewOf('timings-api'));
    assert.equal(await line('WORKDIR').locator('.now').innerText(), 'cached');
    const before = installOf(viewOf('timings-api').before);
    assert.equal(await line('RUN').locator('.was').innerText(), `was ${textOf(before.seconds)}`);
  });

  it('lays bars, ghost and forecast on one scale', async () => {
    const recorded = viewOf('timings-api');
    const { start, seconds } = installOf(recorded.build);
    // On the track, wherever the build ended.
    const median = seconds / 2;
    const view = { ...recorded, forecast: withSeconds(recorded.forecast, median) };
    await show(view);
    const boxOf = async (name: string): Promise<{ x: number; width: number }> => {
      const box = await line('RUN').locator(`.track .${name}`).boundingBox();
      assert.ok(box);
      return box;
    };
    const track = (await line('RUN').locator('.track').boundingBox())!;
    const second = track.width / buildScale(view.build?.seconds ?? NaN, 0).end;
    const near = (one: number, other: number): boolean => Math.abs(one - other) < 2;
    const bar = await boxOf('ran');
    assert.ok(near(bar.x - track.x, start * second) && near(bar.width, seconds * second));
    const ghost = await boxOf('ghost');
    assert.ok(near(ghost.x, bar.x) && near(ghost.x + ghost.width, track.x + track.width));
    const tick = await boxOf('tick');
    assert.ok(near(tick.x + 1 - track.x, (start + median) * second));
  });

  it('is a tree for the keyboard', async () => {
    await show({ ...viewOf('timings-api'), explanation: null });
    const { parts } = rowOf(viewOf('timings-api'), 'RUN');
    assert.equal(await page.locator('.lines [tabindex="0"]').count(), 1);
    await page.locator('.lines [tabindex="0"]').focus();
    assert.equal(await focusedName(), 'builder');
    for (let step = 0; step < 4; step += 1) await page.keyboard.press('ArrowDown');
    assert.match(await focusedName(), /^RUN/);
    await page.keyboard.press('ArrowRight');
    assert.equal(await focusedName(), `${parts[0]?.name} ${parts[0]?.version}`);
    await page.keyboard.press('ArrowLeft');
    assert.match(await focusedName(), /^RUN/);
    await page.keyboard.press('ArrowLeft');
    assert.equal(await page.locator('.line.part').count(), 0);
    assert.equal(await line('RUN').getAttribute('aria-expanded'), 'false');
    await page.keyboard.press('Space');
    assert.equal(await page.locator('.line.part').count(), parts.length);
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('.line.part').count(), 0);
    await page.keyboard.press('Enter');
    assert.deepEqual(await shown.posted(), [{ kind: 'open', line: 4 }]);
    await page.keyboard.press('End');
    assert.equal(await focusedName(), 'BuildKit’s own');
    await page.keyboard.press('Enter');
    assert.match(await page.innerText('.lines'), /load build definition/);
    await page.keyboard.press('Home');
    assert.equal(await focusedName(), 'builder');
  });

  it('opens lines and folds by pointer', async () => {
    await show(viewOf('timings-api'));
    await page.locator('.line.step .name', { hasText: 'COPY src/' }).click();
    assert.deepEqual(await shown.posted(), [{ kind: 'open', line: 9 }]);
    await line('RUN').locator('.twist').click();
    assert.equal(await page.locator('.line.part').count(), 0);
    const stage = page.locator('.line.stage').nth(1);
    await stage.click();
    assert.equal(await stage.getAttribute('aria-expanded'), 'false');
  });

  it('keeps focus, scroll and what is open through live updates', async () => {
    await page.setViewportSize({ width: 1000, height: 420 });
    const view = viewOf('timings-running');
    await show(view);
    await line('BuildKit').click();
    await line('requests').focus();
    await page.evaluate(() => {
      document.activeElement?.setAttribute('data-same', 'yes');
      window.scrollTo(0, 140);
    });
    const place = (await page.locator('[data-same]').boundingBox())!.y;
    for (let tenth = 1; tenth <= 12; tenth += 1) {
      const seconds = view.build!.seconds + tenth / 10;
      await show({ ...view, build: { ...view.build!, seconds } });
    }
    await show(viewOf('timings-api'));
    // Cards above may have grown meanwhile: what counts is that the lines stay where the eye is.
    const now = (await page.locator('[data-same]').boundingBox())!.y;
    assert.ok(Math.abs(now - place) < 2, `${place} → ${now}`);
    assert.equal(await page.locator(':focus[data-same]').count(), 1);
    assert.match(await focusedName(), /^requests/);
    assert.equal(await line('BuildKit').getAttribute('aria-expanded'), 'true');
  });

  it('grows a running step between two updates', async () => {
    // Until 25 s the axis stays as it is, however slow the machine of the test is.
    const recorded = viewOf('timings-running');
    const view = slowed(recorded, 21 / (recorded.build?.seconds ?? NaN));
    const seconds = view.build?.seconds ?? NaN;
    await show(view);
    const width = async (): Promise<number> =>
      (await line('RUN').locator('.bar.running').boundingBox())!.width;
    const before = await width();
    const { start } = installOf(view.build);
    await page.clock.runFor(1000);
    // By the second at least: the clock of the page runs on while the test looks.
    const grown = 1 + 0.5 / (seconds + 0.5 - start);
    const after = await width();
    assert.ok(after > before * grown, `${before} → ${after}, of ${start} to ${seconds}`);
    const headline = await page.innerText('h1');
    const said = /^Building for ([\d.]+) s: RUN pip install -r requirements\.txt$/.exec(headline);
    assert.ok(Number(said?.[1]) > seconds + 0.9, headline);
  });

  it('stops its clock when the build ends', async () => {
    await show(viewOf('timings-running'));
    await show(viewOf('timings-api'));
    await page.clock.runFor(3000);
    const seconds = viewOf('timings-api').build?.seconds;
    assert.ok((await page.innerText('h1')).startsWith(`${textOf(seconds)}, after `));
    assert.equal(await page.locator('.bar.running').count(), 0);
  });

  it('cancels once', async () => {
    await show(viewOf('timings-running'));
    await page.getByRole('button', { name: 'Cancel build' }).click();
    assert.equal(await page.getByRole('button', { name: 'Cancelling…' }).isDisabled(), true);
    assert.deepEqual(await shown.posted(), [{ kind: 'cancel' }]);
  });

  it('says why a build failed, with the output and the lines, and marks the step', async () => {
    await show(viewOf('timings-failed'));
    const alert = page.getByRole('alert');
    assert.match(
      await alert.innerText(),
      /RUN pip install -r requirements\.txt failed with exit code 1\.\s+ERROR: No matching distribution found for flask==9/,
    );
    assert.match(
      await page.innerText('.output pre'),
      /ERROR: No matching distribution found for flask==9$/,
    );
    assert.match(await line('RUN').locator('.now').innerText(), /^failed/);
    assert.equal(await page.innerText('.error-text'), 'exit code: 1');
    await page.locator('.source-line.failed').click();
    await page
      .getByRole('button', { name: 'Change requirements.txt line 2 to flask==3.1.3' })
      .click();
    await page.getByRole('button', { name: 'Show the whole log' }).click();
    await page.getByRole('button', { name: 'Build again' }).click();
    assert.deepEqual(await shown.posted(), [
      { kind: 'open', line: 4 },
      { kind: 'take-way-out', id: '1' },
      { kind: 'open-log' },
      { kind: 'build' },
    ]);
  });

  it('says what to do while there is no build', async () => {
    await show(viewOf('timings-empty'));
    assert.match(await page.innerText('.problem-card'), /Build the image/);
    assert.equal(await page.locator('.line').count(), 0);
    await page.getByRole('button', { name: 'Build Image' }).click();
    assert.deepEqual(await shown.posted(), [{ kind: 'build' }]);
  });

  it('looks closer at the packages of a short step', async () => {
    await show(viewOf('timings-short-step'));
    assert.equal(await page.locator('.line.zoom').count(), 1);
    const step = rowOf(viewOf('timings-short-step'), 'RUN --mount');
    const part = step.parts.toSorted((one, other) => other.seconds - one.seconds)[0]!;
    const track = (await line(part.name).locator('.track').boundingBox())!;
    const bar = (await line(part.name).locator('.bar').last().boundingBox())!;
    const { seconds } = part.segments.at(-1)!;
    // Of the step, and not of the build.
    assert.ok(Math.abs(bar.width - (track.width * seconds) / step.seconds) < 3);
  });

  it('tells a screen reader what the bars show', async () => {
    await show(viewOf('timings-api'));
    const tree = page.getByRole('treegrid', { name: /Timeline of the build/ });
    const text = await tree.getByRole('row', { name: /^RUN/ }).first().textContent();
    const view = viewOf('timings-api');
    const { start, seconds } = installOf(view.build);
    const before = installOf(view.before).seconds;
    const predicted = installOf(view.forecast).seconds?.median;
    const figures = [start, seconds, before, predicted].map(textOf);
    assert.ok(
      text?.includes(
        `starts at ${figures[0]}, takes ${figures[1]}, the build before ${figures[2]}, forecast ${figures[3]}`,
      ),
      text ?? '',
    );
    const trend = page.locator('.trend-bars li');
    assert.equal(await trend.count(), view.trend.length);
    const failed = view.trend.findIndex((build) => !build.succeeded);
    for (const [index, end] of [
      [failed, 'failed'],
      [view.trend.length - 1, 'this build'],
    ] as const) {
      const build = view.trend[index];
      const ran = `${textOf(build?.seconds)}, ${String(build?.misses)} steps ran, ${end}`;
      assert.ok((await trend.nth(index).textContent())?.endsWith(ran), ran);
    }
  });

  it('keeps up with ten updates a second of 300 steps', async () => {
    const view = viewOf('timings-300');
    await show({ ...view, state: 'running', running: [view.build!.steps[299]!.name] });
    const milliseconds = await page.evaluate((given) => {
      const whole = given;
      const times: number[] = [];
      for (let round = 0; round < 11; round += 1) {
        const build = { ...whole.build!, seconds: whole.build!.seconds + round / 10 };
        const data = { kind: 'timings', view: { ...whole, state: 'running', build } };
        const start = performance.now();
        window.dispatchEvent(new MessageEvent('message', { data }));
        document.body.getBoundingClientRect();
        times.push(performance.now() - start);
      }
      return times.sort((one, other) => one - other)[5]!;
    }, view);
    assert.ok(milliseconds < 100, `${milliseconds} ms`);
  });

  it('comes back as it was left', async () => {
    await show(viewOf('timings-api'));
    await line('RUN').locator('.twist').click();
    const state = await page.evaluate(() => (window as unknown as { kept: unknown }).kept);
    const again = await openView(browser, 'timings', { state });
    assert.equal(await again.page.innerText('h1'), await page.innerText('h1'));
    assert.equal(await again.page.locator('.line.part').count(), 0);
    assert.equal(await again.page.locator('.card').count(), 5);
    await again.close();
  });
});
