/** The one sentence above a forecast. */
import assert from 'node:assert/strict';
import { headline, headlineText, shortHeadline } from '../../../server/core/report/headline.ts';
import type { Forecast, Since, Step } from '../../../server/protocol/report.ts';
import { masked } from '../../support/masked.ts';

/** `miss 4` is a step that runs again for four seconds, `miss` one that was never measured. */
function forecast(steps: readonly string[], since: Since['kind'] = 'last-build'): Forecast {
  const seconds = (median: number) => ({
    low: median,
    median,
    high: median,
    basis: masked('1 build'),
  });
  const made = steps.map((text): Step => {
    const [verdict, measured] = text.split(' ');
    return {
      id: masked(text),
      name: masked(text),
      stage: 'stage-0',
      instruction: 'RUN',
      file: 'Dockerfile',
      line: 1,
      // The table says which.
      verdict: verdict as Step['verdict'],
      display: 'done',
      reasons: [],
      seconds: measured === undefined ? null : seconds(Number(measured)),
      withFixes: null,
    };
  });
  const missed = made.filter((step) => step.verdict === 'miss');
  const known = missed.flatMap((step) => step.seconds ?? []);
  const sum = known.reduce((total, one) => total + one.median, 0);
  return {
    version: 1,
    dockerfile: 'Dockerfile',
    context: masked('.'),
    target: 'stage-0',
    invocation: { id: 'Dockerfile@.', source: 'Dockerfile', evidence: masked('the command line') },
    engine: { store: 'containerd', buildkit: '0.25.2' },
    since: [{ kind: since, id: since === 'git' ? 'HEAD' : 'x' }],
    assumed: [],
    warnings: [],
    fails: [],
    steps: made,
    totals: {
      hit: made.filter((step) => step.verdict === 'hit').length,
      miss: missed.length,
      conditional: made.filter((step) => step.verdict === 'conditional').length,
      seconds: known.length === 0 ? null : seconds(sum),
    },
  };
}

describe('the headline of a forecast', () => {
  const cases: readonly {
    readonly steps: readonly string[];
    readonly fixed?: readonly string[];
    readonly since?: Since['kind'];
    readonly unsaved?: readonly string[];
    readonly nFixes?: number;
    readonly supposed?: boolean;
    readonly says: string;
  }[] = [
    {
      steps: ['hit', 'hit'],
      says: 'The next build runs nothing again: all 2 steps come from the cache.',
    },
    { steps: ['hit', 'miss 4'], says: 'The next build runs 1 of 2 steps again: about 4.0 s.' },
    {
      steps: ['hit', 'miss 14', 'miss 4'],
      fixed: ['hit', 'miss 1', 'miss 2'],
      unsaved: ['a'],
      says: 'This edit runs 2 of 3 steps again: about 18 s, or 3.0 s with the fixes.',
    },
    {
      steps: ['hit', 'miss 14'],
      fixed: ['hit', 'miss 1'],
      nFixes: 1,
      says: 'The next build runs 1 of 2 steps again: about 14 s, or 1.0 s with the fix.',
    },
    {
      steps: ['miss 10'],
      fixed: ['miss 9.5'],
      says: 'The next build runs 1 of 1 steps again: about 10 s.',
    },
    { steps: ['miss', 'miss 4'], says: 'The next build runs 2 of 2 steps again: at least 4.0 s.' },
    {
      steps: ['miss', 'hit'],
      says: 'The next build runs 1 of 2 steps again; how long is not measured yet.',
    },
    {
      steps: ['miss 4', 'conditional 2'],
      says: 'The next build runs 1 of 2 steps again, perhaps 1 more: about 4.0 s.',
    },
    { steps: ['hit', 'conditional 2'], says: 'The next build may run 1 of 2 steps again.' },
    {
      steps: ['hit', 'miss 4'],
      since: 'git',
      unsaved: ['a'],
      says: 'Since git HEAD, a build runs 1 of 2 steps again: about 4.0 s.',
    },
    {
      steps: ['hit', 'miss 4'],
      unsaved: ['a'],
      supposed: true,
      says: 'With this change, the next build runs 1 of 2 steps again: about 4.0 s.',
    },
    {
      steps: ['hit'],
      supposed: true,
      says: 'With this change, the next build runs nothing again: all 1 steps come from the cache.',
    },
    {
      steps: ['hit', 'miss 4'],
      since: 'git',
      supposed: true,
      says: 'Since git HEAD, a build with this change runs 1 of 2 steps again: about 4.0 s.',
    },
  ];
  for (const { steps, fixed, since, unsaved = [], nFixes = 2, supposed, says } of cases) {
    it(says, () => {
      const parts = headline({
        forecast: forecast(steps, since),
        withFixes: fixed ? forecast(fixed, since) : null,
        unsaved,
        nFixes,
        ...(supposed === undefined ? {} : { supposed }),
      });
      assert.equal(headlineText(parts), says);
    });
  }

  it('blames the edit for what it alone runs again', () => {
    const edited = { kind: 'file-changed', text: masked('a changed'), file: 'a' } as const;
    const image = { kind: 'base-image-changed', text: masked('another image') } as const;
    const saved = { ...edited, file: 'b' };
    const above = { kind: 'step-above', text: masked('follows it'), because: edited } as const;
    for (const [reasons, subject] of [
      [[edited], 'This edit'],
      [[above], 'This edit'],
      [[above, saved], 'With this edit, the next build'],
      [[{ ...above, because: image }], 'With this edit, the next build'],
    ] as const) {
      const made = forecast(['hit', 'miss 4']);
      const steps = made.steps.map((step, index) => (index === 1 ? { ...step, reasons } : step));
      const input = { withFixes: null, unsaved: ['a'], nFixes: 0 };
      const says = headlineText(headline({ ...input, forecast: { ...made, steps } }));
      assert.equal(says, `${subject} runs 1 of 2 steps again: about 4.0 s.`);
    }
  });

  it('sets the figures off', () => {
    const parts = headline({
      forecast: forecast(['miss 4']),
      withFixes: forecast(['miss 1']),
      unsaved: [],
      nFixes: 2,
    });
    assert.deepEqual(
      parts.filter((part) => part.tone !== 'plain').map(({ text, tone }) => [text, tone]),
      [
        ['1 of 1', 'loud'],
        ['4.0 s', 'loud'],
        ['1.0 s', 'good'],
      ],
    );
  });
});

describe('the headline of a build that will fail', () => {
  const failing = {
    ...forecast(['hit', 'miss 4']),
    fails: [
      { line: 3, message: masked('`COPY` names `a`.') },
      { line: 4, message: masked('`COPY` names `b`.') },
    ],
  };

  for (const [title, input, says] of [
    ['first of all', {}, 'This build fails at line 3: `COPY` names `a`. And 1 more.'],
    [
      'of an edit',
      { unsaved: ['a'] },
      'With this edit the build fails at line 3: `COPY` names `a`. And 1 more.',
    ],
    [
      'of a change',
      { supposed: true },
      'With this change the build fails at line 3: `COPY` names `a`. And 1 more.',
    ],
  ] as const)
    it(`says so ${title}`, () => {
      const parts = headline({
        forecast: failing,
        withFixes: null,
        unsaved: [],
        nFixes: 2,
        ...input,
      });
      assert.equal(headlineText(parts), says);
    });

  it('says so where there is little room', () => {
    const view = { forecast: failing, problem: null, baseline: null, stages: [] };
    assert.equal(shortHeadline(view), 'fails at line 3');
  });
});

describe('the headline where there is little room', () => {
  const stages = [{ name: 'stage-0', base: masked('x'), baseStage: null, blocks: [] }];
  const baseline = { kind: 'last-build' } as const;
  for (const [steps, says] of [
    [['hit', 'hit'], 'all cached'],
    [['hit', 'miss 4'], '1 of 2 again, about 4.0 s'],
    [['miss', 'conditional'], '1 of 2 again'],
    [['hit', 'conditional'], '1 of 2 depend'],
  ] as const) {
    it(`${steps.join(', ')}: ${says}`, () => {
      const view = { forecast: forecast(steps), problem: null, baseline, stages };
      assert.equal(shortHeadline(view), says);
    });
  }

  it('tells a first build from a problem', () => {
    const view = { forecast: forecast([]), problem: masked('why'), baseline: null, stages };
    assert.equal(shortHeadline(view), 'not built yet');
    assert.equal(shortHeadline({ ...view, stages: [] }), 'no forecast');
  });
});
