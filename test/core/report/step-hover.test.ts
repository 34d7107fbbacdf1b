/** What a hover says of each kind of instruction. */
import assert from 'node:assert/strict';
import { planBuild } from '../../../server/core/plan/index.ts';
import { requirementHover } from '../../../server/core/report/requirement-hover.ts';
import { stepHints } from '../../../server/core/report/step-hints.ts';
import { stepHover, type StepHoverInput } from '../../../server/core/report/step-hover.ts';
import { parseDockerfile } from '../../../server/core/syntax/dockerfile/index.ts';
import type { PackageTiming, Seconds, Step } from '../../../server/protocol/report.ts';
import { CURRENT } from '../../support/forecast/forecasting.ts';
import { masked } from '../../support/masked.ts';

const DOCKERFILE = `FROM python:3.12 AS build
ARG PIP_TOKEN=abcd1234
ARG GIT_SHA
ENV PIP_INDEX_URL=https://me:abcd1234@index.example/simple
USER app
COPY requirements.txt *.toml ./
RUN --mount=type=cache,target=/c pip install \\
  -r requirements.txt
FROM python:3.12
COPY --link --from=build /app /app
CMD ["app"]
`;

const SECONDS: Seconds = {
  low: 17,
  median: 18,
  high: 19.4,
  basis: masked('3 builds on builder default'),
};

function inputOf(rest: Partial<StepHoverInput> = {}): StepHoverInput {
  const plan = planBuild(
    parseDockerfile(DOCKERFILE).value,
    { buildArgs: { GIT_SHA: 'f00' }, buildContexts: {} },
    CURRENT,
    () => null,
  );
  return { plan, steps: [], measured: [], notes: [], problem: null, secrets: [], ...rest };
}

/** All steps with one answer. */
function answered(answer: Partial<Step>): Partial<StepHoverInput> {
  const steps = inputOf().plan.steps.map(({ name, line }): Step => {
    const base = { name, line, stage: '', instruction: '', file: 'Dockerfile', display: 'done' };
    const none = { verdict: 'miss', reasons: [], seconds: null, withFixes: null };
    return { ...base, ...none, ...answer } as Step;
  });
  return { steps };
}

function firstLine(line: number, rest: Partial<StepHoverInput>): string {
  return stepHover(inputOf(rest), line)?.markdown.split('\n')[0] ?? '';
}

const RUN_LINE = 7;

describe('the hover over a step', () => {
  const verdicts: readonly (readonly [string, Partial<Step>, string])[] = [
    ['cached', { verdict: 'hit' }, '**Cached** in the next build.'],
    [
      'that runs again',
      { seconds: SECONDS },
      '**Runs again** in the next build: about 18 s (17 to 19 s, 3 builds on builder default).',
    ],
    [
      'that is cheaper with the fixes',
      { seconds: SECONDS, withFixes: { verdict: 'miss', seconds: { ...SECONDS, median: 3 } } },
      '**Runs again** in the next build: about 18 s (17 to 19 s, 3 builds on builder default); 3.0 s with the fixes.',
    ],
    [
      'that the fixes keep cached',
      { withFixes: { verdict: 'hit', seconds: null } },
      '**Runs again** in the next build: how long is not measured yet; cached with the fixes.',
    ],
    [
      'that is new',
      { reasons: [{ kind: 'instruction-added', text: masked('x') }] },
      '**Runs** in the next build: how long is not measured yet.',
    ],
    [
      'that depends',
      { verdict: 'conditional', seconds: { ...SECONDS, low: 18, high: 18 } },
      '**Depends** on what the steps before it write: about 18 s (3 builds on builder default) if it runs.',
    ],
  ];
  for (const [name, answer, expected] of verdicts) {
    it(`says of one ${name} what the next build makes of it`, () => {
      assert.equal(firstLine(RUN_LINE, answered(answer)), expected);
    });
  }

  it('says of a cached one what running it took', () => {
    const measured = inputOf().plan.steps.map(() => SECONDS);
    assert.equal(
      firstLine(RUN_LINE, { ...answered({ verdict: 'hit' }), measured }),
      '**Cached** in the next build. Running it took about 18 s (17 to 19 s, 3 builds on builder default).',
    );
  });

  it('says why there is no forecast', () => {
    assert.equal(firstLine(RUN_LINE, { problem: 'Build once.' }), 'Build once.');
  });

  it('leads from the step to the change of the user, and adds what is noted', () => {
    const because = { kind: 'file-changed', text: masked('a*.txt line 3 changed') } as const;
    const reasons = [
      { kind: 'step-above', text: masked('`COPY a*.txt .` runs again'), because },
    ] as const;
    const notes = [{ step: 2, text: 'Nothing has changed.' }];
    const markdown = stepHover(inputOf({ ...answered({ reasons }), notes }), RUN_LINE)?.markdown;
    assert.deepEqual(markdown?.split('\n').slice(2, 6), [
      '- `COPY a*.txt .` runs again',
      '  - a\\*.txt line 3 changed',
      '',
      'Nothing has changed.',
    ]);
  });

  it('groups what the key holds, and shows no secret', () => {
    const markdown = stepHover(inputOf(), RUN_LINE)?.markdown ?? '';
    assert.deepEqual(markdown.split('\n').slice(4), [
      '- what came of `COPY requirements.txt *.toml ./` (line 6)',
      '- the text of the command (line 7)',
      '- variables: `PIP_TOKEN=****`, `GIT_SHA=f00`, `PIP_INDEX_URL=https://****@index.example/simple`, 1 from outside the Dockerfile',
      '- shell `["/bin/sh","-c"]`, folder `/`, user `app`, platform `linux/amd64`',
      '- mounts: `cache /c`',
    ]);
  });

  const keys: readonly (readonly [number, readonly string[]])[] = [
    [
      1,
      ['- the image `python:3.12`, as `docker.io/library/python:3.12`', '- platform `linux/amd64`'],
    ],
    [
      6,
      [
        '- what came of `FROM python:3.12 AS build` (line 1)',
        '- files: `*.toml`, `requirements.txt`',
        '- destination `/`',
      ],
    ],
    [
      10,
      [
        '- files: `/app` as `RUN --mount=type=cache,target=/c pip install -r requirement…` (line 7) leaves them',
        '- destination `/app`',
      ],
    ],
  ];
  for (const [line, expected] of keys) {
    it(`names the parts of the key of line ${line}`, () => {
      const lines = stepHover(inputOf(), line)?.markdown.split('\n') ?? [];
      assert.deepEqual(
        lines.filter((text) => text.startsWith('- ')),
        expected,
      );
    });
  }

  it('mentions the second step of a linked copy', () => {
    const markdown = stepHover(inputOf(answered({ verdict: 'hit' })), 10)?.markdown ?? '';
    assert.match(markdown, /^With it: `\[stage-1 2\/2\] LINK COPY .*`, cached\.$/m);
  });

  it('stands over all lines of the instruction', () => {
    const hover = stepHover(inputOf(), 8);
    assert.deepEqual([hover?.firstLine, hover?.lastLine], [7, 8]);
  });
});

describe('the hover over an instruction without a layer', () => {
  const run = '`RUN --mount=type=cache,target=/c pip install -r requirement…` (line 7)';
  const cases: readonly (readonly [number, RegExp | null])[] = [
    [2, /^A change of this value runs `RUN .*` \(line 7\) again/],
    [4, /^A change of this value runs `RUN .*` \(line 7\) again/],
    [5, /^A change of this value runs `RUN .*` \(line 7\) again/],
    [11, null],
    [12, null],
  ];
  for (const [line, expected] of cases) {
    const text = DOCKERFILE.split('\n')[line - 1] ?? '';
    it(`${expected === null ? 'is silent' : 'names the step that has it in its key'}: ${text}`, () => {
      const markdown = stepHover(inputOf(), line)?.markdown;
      if (expected === null) assert.equal(markdown, undefined);
      else assert.ok(markdown?.includes(run), markdown);
    });
  }
});

describe('the hint at the end of a step', () => {
  const labels: readonly (readonly [Partial<Step>, string])[] = [
    [{ verdict: 'hit' }, 'cached'],
    [{ verdict: 'miss' }, 'again'],
    [{ verdict: 'miss', seconds: SECONDS }, 'again ~18 s'],
    [{ verdict: 'miss', seconds: { ...SECONDS, median: 0.02 } }, 'again'],
    [{ verdict: 'conditional', seconds: SECONDS }, 'depends'],
  ];
  for (const [answer, label] of labels) {
    it(`is "${label}" for ${answer.verdict ?? ''} ${answer.seconds?.median ?? ''}`, () => {
      const { steps = [] } = answered(answer);
      const totals = { hit: 0, miss: 0, conditional: 0, seconds: null };
      const hints = stepHints({ steps, totals } as unknown as Parameters<typeof stepHints>[0]);
      assert.deepEqual(
        hints.map((hint) => [hint.line, hint.label]),
        [1, 6, 7, 9, 10].map((line) => [
          line,
          label === 'again ~18 s' && line === 10 ? 'again ~36 s' : label,
        ]),
      );
    });
  }
});

describe('the hover over a requirement', () => {
  const timing: PackageTiming = {
    manager: 'pip',
    name: masked('pyyaml'),
    version: masked('5.1'),
    requiredBy: [],
    origin: 'downloaded',
    built: true,
    phases: [
      { kind: 'download', label: masked(''), start: 1, seconds: 0.25 },
      { kind: 'build', label: masked(''), start: 2, seconds: 6 },
      { kind: 'build', label: masked(''), start: 8, seconds: 1 },
      { kind: 'install', label: masked(''), start: 9, seconds: 0.1 },
    ],
  };

  it('says who installs it and what the last build measured', () => {
    const images = [
      { dockerfile: 'a/Dockerfile', measured: { when: 'today 14:02', timing } },
      { dockerfile: 'b/Dockerfile', measured: null },
      {
        dockerfile: 'c',
        measured: {
          when: 'x',
          timing: {
            ...timing,
            origin: 'cached-wheel',
            phases: [{ kind: 'resolve', label: masked(''), start: 1, seconds: 0.01 }],
          } as const,
        },
      },
    ];
    assert.deepEqual(requirementHover({ name: 'PyYAML', images, nMore: 2 }).split('\n'), [
      '**PyYAML** is installed by',
      '',
      '- `a/Dockerfile`: `5.1` download 0.3 s, build the wheel 7.0 s, install 0.1 s in the build of today 14:02',
      '- `b/Dockerfile`: not measured yet',
      '- `c`: `5.1` wheel from the cache in the build of x',
      '- and 2 more',
    ]);
  });
});
