/** What holds for any build: generated Dockerfiles and contexts. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { forecast } from '../../../server/core/forecast/index.ts';
import { snapshotOf, type Given } from '../../support/forecast/forecasting.ts';
import { digest, type FileSpecs } from '../../support/forecast/scenarios.ts';

const path = fc.constantFrom('a', 'b', 'd/a', 'd/b', 'd/e/f');
const instruction = fc.oneof(
  fc.constantFrom(
    'RUN one',
    'RUN two $V',
    'ENV V=1',
    'ENV V=2',
    'ARG V=3',
    'USER app',
    'LABEL a=b',
  ),
  fc.constantFrom(
    'WORKDIR /w',
    'WORKDIR d',
    'COPY . .',
    'COPY d /x/',
    'COPY * /y/',
    'COPY --link a /l',
  ),
  fc.constantFrom('COPY --exclude=*a d /z', 'COPY --chown=1:1 --chmod=700 d /c', 'ADD a b /q/'),
  fc.constantFrom(
    'RUN --mount=type=bind,source=d,target=/m x',
    'RUN --mount=type=cache,target=/c,uid=1 x',
  ),
  fc.constantFrom(
    'COPY --from=s0 /w /v',
    'COPY --from=s0 /x/a /k',
    'COPY --from=s1 / /all/',
    'COPY --from=s1 /x/* /p/',
  ),
  fc.constantFrom('RUN --mount=from=s0,target=/m x', 'RUN --mount=from=s1,source=/x,target=/m x'),
);
const stage = fc.array(instruction, { maxLength: 6 });
const dockerfile = fc
  .tuple(fc.array(stage, { minLength: 1, maxLength: 3 }), fc.boolean())
  .map(([stages, isChained]) =>
    stages
      .map((lines, index) => {
        const base = isChained && index > 0 ? `s${index - 1}` : 'base';
        return [`FROM ${base} AS s${index}`, ...lines].join('\n');
      })
      .join('\n'),
  );
const file = fc.oneof(
  fc.constantFrom('', 'x', 'y\n'),
  fc.record({ text: fc.constant('x'), mode: fc.constantFrom('644', '755') }),
  fc.record({ link: fc.constantFrom('a', '../b', '/d', 'nowhere') }),
);
const files: fc.Arbitrary<FileSpecs> = fc.dictionary(path, file);
const given: fc.Arbitrary<Given> = fc.record({
  dockerfile,
  files,
  engine: fc.constantFrom(
    { store: 'containerd', buildkit: '0.25.2' } as const,
    { store: 'graphdriver', buildkit: '0.32.2' } as const,
  ),
});

describe('any forecast', function () {
  this.timeout(30_000);

  it('finds every step of a build that was just made, unless a file is missing', () => {
    fc.assert(
      fc.property(given, (build) => {
        const snapshot = snapshotOf(build);
        if (Object.keys(snapshot.missing).length > 0) return;
        const { steps } = forecast([snapshot], snapshot, digest);
        assert.deepEqual(
          steps.filter(({ verdict }) => verdict !== 'hit'),
          [],
        );
      }),
      { numRuns: 150 },
    );
  });

  it('gives each step that is not found a reason, and only those', () => {
    fc.assert(
      fc.property(fc.array(given, { maxLength: 3 }), given, (since, now) => {
        const { steps } = forecast(since.map(snapshotOf), snapshotOf(now), digest);
        for (const { verdict, reasons } of steps)
          assert.equal(reasons.length > 0, verdict !== 'hit');
      }),
      { numRuns: 150 },
    );
  });

  it('finds nothing without a build before', () => {
    fc.assert(
      fc.property(given, (now) => {
        const snapshot = snapshotOf(now);
        const { steps, vertices } = snapshot.plan;
        const found = forecast([], snapshot, digest).steps.filter(
          ({ verdict }) => verdict === 'hit',
        );
        for (const { step } of found) {
          const vertex = vertices[steps[step]!.vertex ?? -1];
          // Of several steps with the same key one runs, which is the same to the others as a hit.
          const isTwin = vertices.some(
            (other) => other.operation === vertex?.operation && other.index !== vertex.index,
          );
          assert.ok(vertex === undefined || isTwin);
        }
      }),
    );
  });

  it('does not depend on comments, labels and the order in which files are read', () => {
    fc.assert(
      fc.property(given, (build) => {
        const snapshot = snapshotOf(build);
        if (Object.keys(snapshot.missing).length > 0) return;
        const same: Given = {
          ...build,
          dockerfile: `# a comment\n${build.dockerfile}\nLABEL more=1\nEXPOSE 80\n`,
          files: Object.fromEntries(Object.entries(build.files ?? {}).reverse()),
        };
        const isCopied =
          build.dockerfile.includes('COPY . .') || build.dockerfile.includes('COPY * ');
        const { steps } = forecast([snapshot], snapshotOf(same), digest);
        if (!isCopied) assert.ok(steps.every(({ verdict }) => verdict === 'hit'));
        assert.equal(steps.length, snapshot.plan.steps.length);
      }),
    );
  });

  it('still finds what an older build left when other builds came between', () => {
    fc.assert(
      fc.property(given, given, (one, other) => {
        const snapshot = snapshotOf(one);
        if (Object.keys(snapshot.missing).length > 0) return;
        const { steps } = forecast([snapshot, snapshotOf(other)], snapshot, digest);
        assert.ok(steps.every(({ verdict }) => verdict === 'hit'));
      }),
    );
  });
});
