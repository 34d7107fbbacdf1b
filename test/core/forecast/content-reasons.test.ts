/** What is said of a step that copies what other steps of the build write. */
import assert from 'node:assert/strict';
import { chain, forecastOf, type Given } from '../../support/forecast/forecasting.ts';

interface Case {
  readonly title: string;
  readonly before: Given;
  readonly after: Given;
  /** By the step's number: chains of its reasons. */
  readonly reasons: Readonly<Record<number, readonly (readonly string[])[]>>;
}

const TWO_COPIES = `FROM x AS a
COPY a /a
RUN make a
FROM x AS b
COPY b /b
RUN make b
FROM x
COPY --from=a /out /a
COPY --from=b /out /b
`;

const COPY_BELOW = `FROM x AS a
COPY a /a
RUN make a
FROM x
COPY a /b
COPY --from=a /out /a
RUN last
`;

const CASES: readonly Case[] = [
  {
    title: 'the second of two copies, whose own stage is cached',
    before: { dockerfile: TWO_COPIES, files: { a: '1\n', b: '1\n' } },
    after: { dockerfile: TWO_COPIES, files: { a: '2\n', b: '1\n' } },
    reasons: {
      7: [['runs again only if `RUN make a` (line 3) writes different bytes', 'a line 1 changed']],
      8: [
        [
          'follows `COPY --from=a /out /a` (line 8), which may run again',
          'runs again only if `RUN make a` (line 3) writes different bytes',
          'a line 1 changed',
        ],
      ],
    },
  },
  {
    title: 'a copy below a step that runs again for a reason of its own',
    before: { dockerfile: COPY_BELOW, files: { a: '1\n', b: '1\n' } },
    after: { dockerfile: COPY_BELOW, files: { a: '2\n', b: '1\n' } },
    reasons: {
      5: [['follows `COPY a /b` (line 5), which runs again', 'a line 1 changed']],
      6: [['follows `COPY a /b` (line 5), which runs again', 'a line 1 changed']],
    },
  },
  {
    title: 'another stage to copy from, with the same command',
    before: { dockerfile: TWO_COPIES, files: { a: '1\n', b: '1\n' } },
    after: {
      dockerfile: TWO_COPIES.replace('--from=b', '--from=a'),
      files: { a: '1\n', b: '1\n' },
    },
    reasons: {
      5: [
        [
          'runs again only if the content of `RUN make a` (line 3) differs from what this step read before',
        ],
      ],
    },
  },
];

describe('reasons of copied content', () => {
  for (const { title, before, after, reasons } of CASES) {
    it(title, () => {
      const { steps } = forecastOf([before], after);
      for (const [step, expected] of Object.entries(reasons))
        assert.deepEqual(steps[Number(step)]?.reasons.map(chain), expected, `step ${step}`);
    });
  }
});
