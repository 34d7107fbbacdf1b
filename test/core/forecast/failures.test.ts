/** Builds that are certain to fail: where, why, and what becomes of the other steps. */
import assert from 'node:assert/strict';
import { forecast, takeSnapshot } from '../../../server/core/forecast/index.ts';
import { planBuild } from '../../../server/core/plan/index.ts';
import type { Engine } from '../../../server/core/plan/model.ts';
import { parseDockerfile } from '../../../server/core/syntax/dockerfile/index.ts';
import { forecastOf, verdicts, type Given } from '../../support/forecast/forecasting.ts';
import { contextFiles, digest } from '../../support/forecast/scenarios.ts';

const FILES = { 'app/a.py': '1\n', 'main.py': '', 'requirements.txt': 'six\n' };
const OLD: Engine = { store: 'containerd', buildkit: '0.25.2' };

interface Case {
  readonly title: string;
  readonly dockerfile: readonly string[];
  readonly files?: Given['files'];
  readonly engine?: Engine;
  readonly options?: Given['options'];
  /** Line and message. */
  readonly fails: readonly (readonly [number, string | RegExp])[];
  /** After a build of the same files: `H`it, `M`iss, a letter a step. */
  readonly verdicts: string;
}

const CASES: readonly Case[] = [
  {
    title: 'a source that does not exist',
    dockerfile: ['FROM a', 'RUN true', 'COPY app/settings.py /srv/', 'RUN false'],
    fails: [[3, '`COPY` names `app/settings.py`, which does not exist in the build context.']],
    verdicts: 'HHMM',
  },
  {
    title: 'a source that does not exist below another source',
    dockerfile: ['FROM a', 'COPY app app/gone.py /srv/', 'RUN true'],
    fails: [[2, '`COPY` names `app/gone.py`, which does not exist in the build context.']],
    verdicts: 'HMM',
  },
  {
    title: 'an owner by name on a linked copy',
    dockerfile: ['FROM a', 'COPY --link --chown=app main.py /srv/', 'RUN true'],
    engine: OLD,
    fails: [
      [2, /^`--chown=app` needs \/etc\/passwd, and `--link` copies onto an empty filesystem/],
    ],
    verdicts: 'MMMM',
  },
  {
    title: 'the same with the graphdriver store, which links nothing',
    dockerfile: ['FROM a', 'COPY --link --chown=app main.py /srv/', 'RUN true'],
    engine: { ...OLD, store: 'graphdriver' },
    fails: [],
    verdicts: 'HHH',
  },
  {
    title: 'the same there since 0.34',
    dockerfile: ['FROM a', 'COPY --link --chown=app main.py /srv/', 'RUN true'],
    engine: { store: 'graphdriver', buildkit: '0.34.0' },
    fails: [[2, /`--link` copies onto an empty filesystem/]],
    verdicts: 'MMM',
  },
  {
    title: 'an owner by name on an empty filesystem',
    dockerfile: ['FROM scratch', 'USER app', 'WORKDIR /srv', 'COPY --chown=1000 main.py /srv/'],
    fails: [[3, /^WORKDIR gives its folder to the user `app`/]],
    verdicts: 'HMM',
  },
  {
    title: 'an ignore file that is too large',
    dockerfile: ['FROM a', 'COPY main.py /srv/'],
    files: { 'main.py': '', '.dockerignore': `${`# ${'x'.repeat(1000)}\n`.repeat(17_000)}f\n` },
    fails: [
      [
        1,
        '.dockerignore is larger than 16 MiB, and BuildKit reads no larger ignore file: shorten it.',
      ],
    ],
    verdicts: 'HH',
  },
  {
    title: 'a comment after a COPY',
    dockerfile: ['FROM a', 'COPY requirements.txt . # only this'],
    fails: [[2, /^`#` starts no comment here: `COPY` takes it and the words after it as paths\./]],
    verdicts: 'HM',
  },
  {
    title: 'two sources that do not exist, one after the other',
    dockerfile: ['FROM a', 'COPY main.py missing.txt ./', 'COPY other.txt ./', 'RUN true'],
    fails: [
      [2, /`missing\.txt`/],
      [3, /`other\.txt`/],
    ],
    verdicts: 'HMMM',
  },
  {
    title: 'several sources and a destination without a slash',
    dockerfile: ['FROM a', 'WORKDIR /srv', 'COPY requirements.txt main.py /srv'],
    fails: [],
    verdicts: 'HHH',
  },
  {
    title: 'a file that an ignore file leaves out',
    dockerfile: ['FROM a', 'COPY main.py /'],
    files: { ...FILES, '.dockerignore': '*.py\n' },
    fails: [[2, '`COPY` names `main.py`, which `.dockerignore` leaves out of the build context.']],
    verdicts: 'HM',
  },
  {
    title: 'a pattern that matches nothing',
    dockerfile: ['FROM a', 'COPY gone*.txt gone[.]txt /srv/'],
    fails: [],
    verdicts: 'HH',
  },
  {
    title: 'a pattern that matches nothing in a folder that no step takes anything of',
    dockerfile: ['FROM a', 'COPY app/*.md main.py /srv/'],
    fails: [
      [
        2,
        '`COPY` names `app/*.md`, which matches nothing, and no step takes another file of `app`: the builder does not get the folder.',
      ],
    ],
    verdicts: 'HM',
  },
  {
    title: 'a pattern that matches nothing in a folder that another step takes',
    dockerfile: ['FROM a', 'COPY app/*.md main.py /srv/', 'COPY app/a.py /srv/'],
    fails: [],
    verdicts: 'HHH',
  },
  {
    title: 'a pattern in a folder that does not exist',
    dockerfile: ['FROM a', 'COPY gone/*.txt app /srv/'],
    fails: [[2, '`COPY` names `gone`, which does not exist in the build context.']],
    verdicts: 'HM',
  },
  {
    title: 'an ADD, linked',
    dockerfile: ['FROM a', 'ADD --link app app/gone.py /srv/', 'RUN true'],
    fails: [[2, '`ADD` names `app/gone.py`, which does not exist in the build context.']],
    verdicts: 'HMMM',
  },
  {
    title: 'a file that a stage does not have',
    dockerfile: ['FROM scratch AS s', 'COPY app /app', 'FROM a', 'COPY --from=s /app /app/b /x/'],
    fails: [[4, '`COPY` names `/app/b`, which does not exist in stage `s`.']],
    verdicts: 'HHHM',
  },
  {
    title: 'a file that a RUN may have made',
    dockerfile: ['FROM a AS s', 'RUN make', 'FROM a', 'COPY --from=s /app /app/b /x/'],
    fails: [],
    verdicts: 'HHHH',
  },
  {
    title: 'a mount',
    dockerfile: ['FROM a', 'RUN --mount=source=gone,target=/x ls'],
    fails: [[2, '`RUN` mounts `gone`, which does not exist in the build context.']],
    verdicts: 'HM',
  },
  {
    title: 'a mount below another one',
    dockerfile: ['FROM a', 'RUN --mount=source=app,target=/x --mount=source=app/b,target=/y ls'],
    fails: [[2, '`RUN` mounts `app/b`, which does not exist in the build context.']],
    verdicts: 'HM',
  },
  {
    title: 'a stage that is not built',
    dockerfile: ['FROM a AS s', 'COPY gone /', 'FROM a', 'COPY main.py /'],
    fails: [],
    verdicts: 'HH',
  },
  {
    title: 'stages beside the one that fails',
    dockerfile: [
      ...['FROM a AS s', 'COPY gone main.py /x/'],
      ...['FROM a AS t', 'COPY main.py /', 'FROM t', 'RUN true', 'COPY --from=s /x/main.py /'],
    ],
    fails: [[2, /`gone`/]],
    verdicts: 'HMHHHM',
  },
  {
    title: 'a flag that the engine does not know yet',
    dockerfile: ['FROM a', 'RUN true', 'COPY --parents app /srv/', 'RUN false'],
    engine: OLD,
    fails: [
      [
        3,
        '`COPY --parents` needs Dockerfile syntax 1.20 (or 1.7-labs), which BuildKit has since 0.26; the builder has 0.25.2. Write `# syntax=docker/dockerfile:1` in the first line.',
      ],
    ],
    // Nothing was built before either.
    verdicts: 'MMMM',
  },
  {
    title: 'the same flag on an engine that knows it',
    dockerfile: ['FROM a', 'COPY --parents app /srv/'],
    fails: [],
    verdicts: 'HH',
  },
  {
    title: 'the same flag with a frontend that knows it',
    dockerfile: ['# syntax=docker/dockerfile:1.7-labs', 'FROM a', 'COPY --parents app /srv/'],
    engine: OLD,
    fails: [],
    verdicts: 'HH',
  },
  {
    title: 'a here-document with a frontend that does not know it',
    dockerfile: ['# syntax=docker/dockerfile:1.2', 'FROM a', 'RUN <<EOF', 'true', 'EOF'],
    fails: [
      [
        3,
        'A here-document for `RUN` needs Dockerfile syntax 1.4 (or 1.3-labs), and the frontend is `docker/dockerfile:1.2`. Use `docker/dockerfile:1`.',
      ],
    ],
    verdicts: 'MM',
  },
  {
    title: 'a frontend of the build argument',
    dockerfile: ['FROM a', 'RUN --network=none true'],
    options: { buildArgs: { BUILDKIT_SYNTAX: 'docker/dockerfile:1.2' } },
    fails: [[2, /^`RUN --network` needs Dockerfile syntax 1\.3/]],
    verdicts: 'MM',
  },
];

describe('a build that will fail', () => {
  for (const { title, dockerfile, files = FILES, engine, options, ...expected } of CASES)
    it(title, () => {
      const given: Given = {
        dockerfile: `${dockerfile.join('\n')}\n`,
        files,
        ...(engine && { engine }),
        ...(options && { options }),
      };
      const { fails } = forecastOf([given], given);
      assert.deepEqual(
        fails.map(({ line }) => line),
        expected.fails.map(([line]) => line),
      );
      for (const [index, [, message]] of expected.fails.entries())
        if (typeof message === 'string') assert.equal(fails[index]?.message, message);
        else assert.match(fails[index]?.message ?? '', message);
      assert.equal(verdicts([given], given), expected.verdicts);
    });

  it('gives the step that fails and those after it reasons and no seconds', () => {
    const dockerfile = 'FROM a\nCOPY gone /x\nRUN true\n';
    const { steps } = forecastOf([{ dockerfile }], { dockerfile });
    assert.deepEqual(
      steps.map(({ failure, display }) => [failure ?? null, display]),
      [
        [null, 'done'],
        ['own', 'absent'],
        ['above', 'absent'],
      ],
    );
    assert.deepEqual(steps[2]?.reasons[0]?.text, 'follows `COPY gone /x` (line 2), which fails');
    assert.equal(steps[2].reasons[0].because?.kind, 'fails');
  });

  it('leaves nothing in the cache of the step that failed', () => {
    const dockerfile = 'FROM a\nRUN true\nCOPY f /x\nRUN last\n';
    const failed = { dockerfile };
    assert.equal(verdicts([failed], { dockerfile, files: { f: '1\n' } }), 'HHMM');
  });

  it('only warns where the engine was not asked', () => {
    const dockerfile = parseDockerfile('FROM a\nCOPY --parents app /srv/\n').value;
    const engine: Engine = { ...OLD, knowledge: 'assumed' };
    const options = { buildArgs: {}, buildContexts: {} };
    const plan = planBuild(dockerfile, options, engine, () => null);
    const now = takeSnapshot(plan, new Map([['context', contextFiles(FILES)]]), digest);
    const { fails, warnings } = forecast([now], now, digest);
    assert.deepEqual(fails, []);
    assert.match(
      warnings[0] ?? '',
      /^Line 2 may fail, since no builder was asked: `COPY --parents`/,
    );
  });
});
