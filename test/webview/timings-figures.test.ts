/** What Build Timings says of a build in figures: savings, scales, sentences, cards. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { MaskedText } from '../../server/protocol/masked-text.ts';
import type { Build } from '../../server/protocol/report.ts';
import { formatSeconds } from '../../server/protocol/seconds.ts';
import { formatDay } from '../../webview/src/shared/format.ts';
import { cardsOf } from '../../webview/src/timings/header.ts';
import { savingsOf } from '../../webview/src/timings/savings.ts';
import { buildScale, partsScale, shareOf, ticksOf } from '../../webview/src/timings/scale.ts';
import { headlineOf, packageDetail, sublineOf } from '../../webview/src/timings/words.ts';
import { masked } from '../support/masked.ts';
import {
  buildOf,
  installOf,
  packageOf,
  phase,
  rowsOf,
  viewOf,
} from '../support/webview/timings.ts';
import { afterRecording } from '../support/webview/view-page.ts';

describe('savings', () => {
  it('counts what ran before and came from a cache now', () => {
    const run = { name: masked('[2/3] RUN pip install a b') };
    const make = { name: masked('[3/3] RUN make') };
    const compiled = packageOf('a', {
      built: true,
      phases: [phase('download', 0, 1), phase('build', 1, 4), phase('install', 5, 2)],
    });
    const kept = packageOf('a', { origin: 'cached-wheel', phases: [phase('download', 0, 0.5)] });
    const other = packageOf('b', { phases: [phase('download', 1, 3)] });
    const view = {
      ...viewOf('timings-api'),
      before: buildOf([
        { ...run, packages: [compiled, other] },
        { ...make, seconds: 2 },
      ]),
      build: buildOf([
        { ...run, packages: [kept, { ...other, version: masked('2') }] },
        { ...make, cached: true },
      ]),
    };
    // 2 for `make`, 5 less 0.5 for `a`; `b` is another version.
    assert.deepEqual(savingsOf(view), { saved: 6.5, wasted: 0, again: [] });
  });

  it('finds what a cache mount saved in a recorded build', () => {
    const view = viewOf('timings-api');
    const { saved, wasted } = savingsOf(view);
    const difference = installOf(view.before).seconds - installOf(view.build).seconds;
    assert.ok(saved > difference / 2, `${saved} of ${difference}`);
    assert.equal(wasted, 0);
  });

  it('counts the same versions fetched again as wasted, the dearest first', () => {
    const view = viewOf('timings-again');
    const { wasted, again } = savingsOf(view);
    const { seconds, packages } = installOf(view.build);
    assert.ok(wasted > seconds / 2 && wasted < seconds, `${wasted} of ${seconds}`);
    assert.equal(again[0], 'uwsgi');
    assert.deepEqual(again.toSorted(), packages.map((one) => one.name).toSorted());
  });

  it('knows nothing without a build before', () => {
    assert.deepEqual(savingsOf(viewOf('timings-first')), { saved: 0, wasted: 0, again: [] });
  });
});

describe('scales', () => {
  for (const [seconds, expected, end] of [
    [3.9, 0, 4],
    [24.6, 0, 25],
    [0, 0, 0.1],
    [1.5, 3.7, 4],
    [184.2, 0, 240],
    [4000, 0, 4500],
    [90_000, 0, 90_000],
  ] as const) {
    it(`a build of ${seconds} s, expected ${expected} s, gets an axis up to ${end} s`, () => {
      assert.equal(buildScale(seconds, expected).end, end);
    });
  }

  it('labels seconds, tenths and minutes', () => {
    const texts = (end: number): readonly string[] =>
      ticksOf({ start: 0, end }, 5).map((tick) => tick.text);
    assert.deepEqual(texts(4), ['0', '1', '2', '3', '4 s']);
    assert.deepEqual(texts(0.1), ['0', '0.02', '0.04', '0.06', '0.08', '0.10 s']);
    assert.deepEqual(texts(240), ['0:00', '1:00', '2:00', '3:00', '4:00']);
  });

  it('looks closer at a short step, and at its own seconds', () => {
    const view = viewOf('timings-short-step');
    const { start, seconds } = installOf(view.build);
    const run = rowsOf(view).find((row) => row.parts.length > 0)!;
    const axis = buildScale(view.build?.seconds ?? NaN, 0);
    assert.deepEqual(partsScale(run, axis), { start, end: start + seconds });
    const short = { start: 0, end: 2 * seconds };
    assert.equal(partsScale(run, short), short);
  });

  it('has two to eleven ticks, all on the track', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 1e6, noNaN: true }), (seconds) => {
        const scale = buildScale(seconds, 0);
        const ticks = ticksOf(scale, 5);
        assert.ok(scale.end >= seconds);
        assert.ok(ticks.length >= 2 && ticks.length <= 11, String(ticks.length));
        assert.ok(ticks.every((tick) => tick.at >= 0 && tick.at <= 1 + 1e-9));
      }),
    );
  });

  it('measures shares of the track', () => {
    assert.equal(shareOf({ start: 2, end: 4 }, 3), 0.5);
  });
});

describe('timings sentences', () => {
  const text = (name: string): string => {
    const view = viewOf(name);
    return headlineOf(view, view.build?.seconds ?? 0)
      .map((part) => part.text)
      .join('');
  };
  for (const [name, sentence] of [
    ['timings-api', 'NOW, after BEFORE the time before'],
    ['timings-first', 'NOW, the first build recorded here'],
    ['timings-running', 'Building for NOW: RUN pip install -r requirements.txt'],
    ['timings-empty', 'No build recorded yet'],
  ] as const) {
    it(sentence, () => {
      const { build, before } = viewOf(name);
      const [now, then] = [build, before].map((one) => formatSeconds(one?.seconds ?? NaN));
      assert.equal(text(name), sentence.replace('NOW', now ?? '').replace('BEFORE', then ?? ''));
    });
  }

  it('names the step at which a build failed as a whole, never a part of its command', () => {
    const view = viewOf('timings-failed');
    assert.match(
      text('timings-failed'),
      /^Failed after .* s at RUN pip install -r requirements\.txt$/,
    );
    const step = `RUN ${'python -m pip install '.repeat(9)}`;
    const long = { ...view, failure: { ...view.failure!, step: step as MaskedText } };
    assert.match(
      headlineOf(long, 1)
        .map((part) => part.text)
        .join(''),
      / at RUN in line 4$/,
    );
  });

  it('calls much faster good, much slower loud, and alike neither', () => {
    const view = viewOf('timings-api');
    const before = view.before?.seconds ?? NaN;
    const tone = (share: number): string | undefined => headlineOf(view, before * share)[0]?.tone;
    assert.deepEqual([tone(0.2), tone(0.98), tone(2.4)], ['good', 'plain', 'loud']);
  });

  it('says under it what was built where, when, and how the forecast did', () => {
    const view = viewOf('timings-api');
    const { right = 0, wrong, conditional = 0, seconds } = view.score ?? {};
    assert.ok(right > 0 && conditional > 0 && wrong === 0);
    const day = formatDay(view.build?.started ?? '', afterRecording());
    assert.equal(
      sublineOf(view, afterRecording()).replaceAll('\u00a0', ' '),
      `examples/api/Dockerfile → api:dev · builder default · ${day} · succeeded · forecast was ${formatSeconds(seconds?.predicted ?? NaN)}, all ${right} steps right, ${conditional} depended`,
    );
  });

  it('says where a package came from and who asked for it', () => {
    const one = packageOf('uwsgi', {
      built: true,
      phases: [phase('download', 0, 1), phase('build', 1, 17)],
      requiredBy: [masked('requirements.txt line 2')],
    });
    assert.equal(packageDetail(one), 'compiled in 17 s · downloaded · ← requirements.txt line 2');
    assert.equal(
      packageDetail({ ...one, built: false, bytes: 810_000 }),
      'downloaded 810 kB · ← requirements.txt line 2',
    );
    const unknown = {
      manager: 'pip',
      name: masked('x'),
      requiredBy: [],
      origin: 'unknown',
      built: false,
      phases: [],
    } as const;
    assert.equal(packageDetail(unknown), '');
  });

  it('has a card for each figure that is known', () => {
    const cards = (name: string): readonly string[] =>
      cardsOf(viewOf(name)).map((card) => `${card.figure} ${card.text}`);
    const secondsOf = (build: Build | null): string => formatSeconds(build?.seconds ?? NaN);
    const api = viewOf('timings-api');
    assert.deepEqual(cards('timings-api'), [
      `${secondsOf(api.build)} this build`,
      `${secondsOf(api.before)} the build before`,
      `${formatSeconds(savingsOf(api).saved)} saved by caches`,
      '4 of 8 steps from the cache',
    ]);
    const { wasted, again } = savingsOf(viewOf('timings-again'));
    assert.ok(
      cards('timings-again').includes(
        `${formatSeconds(wasted)} fetched and compiled again: ${again[0]}, ${again[1]} and ${again.length - 2} more`,
      ),
    );
    const running = cards('timings-running');
    assert.ok(running.includes('5 of 8 steps begun'), running.join());
    const predicted = viewOf('timings-running').forecast?.totals.seconds?.median ?? NaN;
    assert.ok(running.includes(`${formatSeconds(predicted)} forecast`), running.join());
    assert.deepEqual(cards('timings-empty'), []);
  });
});
