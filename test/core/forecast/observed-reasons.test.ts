/** The reasons of a build that is over: what a forecast left open is settled by which steps ran. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  forecast,
  observedReasons,
  type ForecastReason,
} from '../../../server/core/forecast/index.ts';
import type { ObservedStep } from '../../../server/protocol/report.ts';
import { digest } from '../../support/forecast/scenarios.ts';
import { snapshotOf, type Given } from '../../support/forecast/forecasting.ts';

const LETTERS: Readonly<Record<string, ObservedStep>> = {
  R: 'ran',
  C: 'cached',
  F: 'failed',
  X: 'cancelled',
  N: 'not-reached',
  A: 'absent',
};

/** Reasons by step of a build in which the steps did what the letters say. */
function reasonsOf(
  before: Given | null,
  now: Given,
  letters: string,
): readonly (readonly ForecastReason[])[] {
  const since = before === null ? [] : [snapshotOf(before)];
  const snapshot = snapshotOf(now);
  return observedReasons({
    now: snapshot,
    result: forecast(since, snapshot, digest),
    observed: Array.from(letters, (letter) => LETTERS[letter] ?? 'absent'),
    before: before === null ? null : 'the build of today 14:07',
  });
}

function rootOf(reason: ForecastReason): ForecastReason {
  return reason.because === undefined ? reason : rootOf(reason.because);
}

const STAGES = `FROM python:3.12 AS builder
COPY requirements.txt .
RUN pip wheel -w /wheels -r requirements.txt
FROM python:3.12-slim
COPY --from=builder /wheels /wheels
RUN pip install /wheels/*
`;

const OLD: Given = { dockerfile: STAGES, files: { 'requirements.txt': 'a==1\n' } };
const NEW: Given = { dockerfile: STAGES, files: { 'requirements.txt': 'a==2\n' } };

describe('the reasons of a recorded build', () => {
  it('say that a conditional step ran because other files were written', () => {
    const reasons = reasonsOf(OLD, NEW, 'CRRCRR');
    const [copied] = reasons[4] ?? [];
    assert.equal(copied?.kind, 'copied-content');
    assert.match(copied.text, /\(line 3\) wrote other files than before$/);
    assert.equal(rootOf(copied).kind, 'file-changed');
    const [above] = reasons[5] ?? [];
    assert.equal(above?.kind, 'step-above');
    assert.match(above.text, /\(line 5\), which ran again$/);
    assert.equal(rootOf(above).kind, 'file-changed');
  });

  it('say that a conditional step was cached because the same files were written', () => {
    const reasons = reasonsOf(OLD, NEW, 'CRRCCC');
    const [same] = reasons[4] ?? [];
    assert.equal(same?.kind, 'content-same');
    assert.match(same.text, /\(line 3\) ran again and wrote the same files as before$/);
    assert.deepEqual(reasons[5], []);
  });

  it('name no step as a cause that turned out to be cached', () => {
    const reasons = reasonsOf(OLD, NEW, 'CRRCCR');
    assert.deepEqual(
      reasons[5]?.map((reason) => reason.kind),
      ['result-gone'],
    );
  });

  it('follow a changed step that another build had left in the cache', () => {
    const [above] = reasonsOf(OLD, NEW, 'CCRCRR')[2] ?? [];
    assert.match(above?.text ?? '', /\(line 2\), which changed$/);
    assert.equal(above?.because?.kind, 'file-changed');
  });

  it('say that the builder had lost what no change made run', () => {
    const [gone] = reasonsOf(OLD, OLD, 'CCCCCR')[5] ?? [];
    assert.equal(gone?.kind, 'result-gone');
    assert.match(gone.text, /^The cache key did not change since the build of today 14:07; /);
    assert.equal(gone.line, 6);
  });

  it('follow the files of a step that ran without need', () => {
    const reasons = reasonsOf(OLD, OLD, 'CCRCRC');
    assert.equal(reasons[2]?.[0]?.kind, 'result-gone');
    assert.equal(reasons[4]?.[0]?.kind, 'copied-content');
    assert.match(reasons[4][0].text, /\(line 3\), which ran again$/);
  });

  it('take what failed and what was stopped as having run, and nothing else', () => {
    const reasons = reasonsOf(OLD, NEW, 'CRFXNN');
    assert.equal(reasons[2]?.[0]?.kind, 'step-above');
    assert.deepEqual(
      reasons.map((all) => all.length > 0),
      [false, true, true, true, false, false],
    );
  });

  it('have nothing to compare the first build with', () => {
    const reasons = reasonsOf(null, NEW, 'RRRRRR');
    assert.ok(reasons.every((all) => all[0]?.kind === 'no-baseline'));
  });

  it('name an argument, a base image and the switch that leaves the cache alone', () => {
    const dockerfile = 'FROM base\nARG SHA\nRUN make\n';
    const withArgument = (SHA: string): Given => ({ dockerfile, options: { buildArgs: { SHA } } });
    const [argument] = reasonsOf(withArgument('1'), withArgument('2'), 'CR')[1] ?? [];
    assert.equal(argument?.kind, 'argument-changed');
    const withImage = (one: string): Given => ({
      dockerfile,
      images: { base: { digest: `sha256:${one.repeat(64)}` } },
    });
    const image = reasonsOf(withImage('a'), withImage('b'), 'RR');
    assert.equal(image[0]?.[0]?.kind, 'base-image-changed');
    assert.match(
      image[1]?.[0]?.text ?? '',
      /^follows `FROM base` \(line 1\), whose image changed$/,
    );
    const uncached = reasonsOf({ dockerfile }, { dockerfile, options: { noCache: true } }, 'CR');
    assert.equal(uncached[1]?.[0]?.kind, 'no-cache');
  });

  it('speak of the image that a COPY takes files from by its line', () => {
    const withImage = (one: string): Given => ({
      dockerfile: 'FROM base\nCOPY --from=tool /a /a\n',
      images: { tool: { digest: `sha256:${one.repeat(64)}` } },
    });
    const now = withImage('b');
    const { steps } = snapshotOf(now).plan;
    const copy = steps.findIndex(({ keyword }) => keyword === 'COPY');
    const reasons = reasonsOf(withImage('a'), now, 'R'.repeat(steps.length))[copy] ?? [];
    assert.ok(reasons.length > 0);
    for (const { text } of reasons) assert.doesNotMatch(text, /COPY/);
  });

  it('are there for each step that ran, whatever the steps did', () => {
    const letters = fc.array(fc.constantFrom('R', 'C', 'F', 'X', 'N', 'A'), {
      minLength: 6,
      maxLength: 6,
    });
    fc.assert(
      fc.property(letters, fc.constantFrom(OLD, NEW), (all, now) => {
        const reasons = reasonsOf(OLD, now, all.join(''));
        for (const [index, letter] of all.entries()) {
          const none = reasons[index]?.length === 0;
          if ('RFX'.includes(letter)) assert.ok(!none, `${all.join('')} ${String(index)}`);
          if ('NA'.includes(letter)) assert.ok(none, `${all.join('')} ${String(index)}`);
        }
      }),
    );
  });
});
