/** A step that runs several managers: each line has one owner, and a reader that is wrong takes nothing from the others. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { createStepReaders } from '../../../server/core/build-log/step-readers.ts';
import type { CalledManagers } from '../../../server/core/package-managers/log-model.ts';
import { coveredSeconds } from '../../../server/protocol/covered-seconds.ts';
import { logText, loggedSteps, shownPackage } from './support/logged-steps.ts';

const calls = (ids: string, more: Partial<CalledManagers> = {}): CalledManagers => {
  return { ids: ids.split(' ').filter((id) => id !== ''), only: true, ordered: true, ...more };
};

/** Packages as `manager name version origin`, of lines that come a second apart. */
function packagesOf(called: CalledManagers | null, lines: readonly string[]): readonly string[] {
  const readers = createStepReaders(called);
  lines.forEach((line, index) => {
    readers.read(line, index);
  });
  return readers
    .result(lines.length)
    .packages.map(({ manager, name, version, origin }) =>
      [manager, name, version ?? '?', origin].join(' '),
    );
}

/** Lines that one program prints and another manager's reader could take for its own. */
const cases: readonly {
  readonly name: string;
  readonly called: CalledManagers | null;
  readonly lines: readonly string[];
  readonly packages: readonly string[];
}[] = [
  {
    name: 'what a script of npm prints is not pip’s, where the step calls npm alone',
    called: calls('npm'),
    lines: [
      '> app@1.0.0 build',
      'Collecting metrics',
      'Requirement already satisfied: a in /b (1)',
    ],
    packages: [],
  },
  {
    name: 'nor is it where pip came before',
    called: calls('pip npm'),
    lines: ['Collecting six==1', '> app@1.0.0 build', 'Collecting metrics', 'Collecting a'],
    packages: ['pip six ? unknown'],
  },
  {
    name: 'a manager that is called again prints again',
    called: calls('pip npm pip'),
    lines: ['Collecting six', 'added 3 packages in 1s', 'Collecting flask'],
    packages: ['pip six ? unknown', 'pip flask ? unknown'],
  },
  {
    name: 'commands beside each other print in any order',
    called: calls('pip npm', { ordered: false }),
    lines: ['Collecting six', 'added 3 packages in 1s', 'Collecting flask'],
    packages: ['pip six ? unknown', 'pip flask ? unknown'],
  },
  {
    name: 'a step whose programs are known, and are no managers, has no packages',
    called: calls(''),
    lines: ['Collecting metrics', 'go: downloading a.b/c v1.0.0'],
    packages: [],
  },
  {
    name: 'a script may call what the step does not name',
    called: calls('pip', { only: false, ordered: false }),
    lines: ['Collecting six', 'go: downloading a.b/c v1.0.0'],
    packages: ['pip six ? unknown', 'go a.b/c v1.0.0 downloaded'],
  },
  {
    name: 'output that pip quotes ends where its indent ends',
    called: null,
    lines: [
      'Collecting six',
      '  ╰─> [999999999 lines of output]',
      '      Collecting quoted',
      'go: downloading a.b/c v1.0.0',
      '  Collecting flask (from six)',
    ],
    packages: ['pip six ? unknown', 'pip flask ? unknown', 'go a.b/c v1.0.0 downloaded'],
  },
  {
    name: 'output that pip quotes ends after as many lines as it says',
    called: null,
    lines: [
      'Collecting six',
      '    Complete output (1 lines):',
      '    Collecting quoted',
      '    ------------------------',
      '    Collecting flask (from six)',
    ],
    packages: ['pip six ? unknown', 'pip flask ? unknown'],
  },
  {
    name: 'a download of uv is not one of pip’s last package',
    called: null,
    lines: ['Collecting uv', 'Downloading numpy (17.4MiB)', ' Downloaded numpy'],
    packages: ['pip uv ? unknown', 'uv numpy ? downloaded'],
  },
  {
    name: 'triggers of dpkg are nothing that pip processes',
    called: null,
    lines: ['Collecting six', 'Processing triggers for libc-bin (2.36-9) ...', 'Processing data'],
    packages: ['pip six ? unknown'],
  },
  {
    name: 'gem says what pip says at the end',
    called: null,
    lines: ['Collecting six', 'Successfully installed rails-7.0'],
    packages: ['pip six ? unknown'],
  },
  {
    name: 'a list of words is no build of Go',
    called: null,
    lines: ['go: downloading a.b/c v1.0.0', 'errors', 'six', 'src/app'],
    packages: ['go a.b/c v1.0.0 downloaded'],
  },
  {
    name: 'packages of one name from two indexes are two',
    called: null,
    lines: ['Collecting ms', 'npm http fetch GET 200 https://index.example/ms/-/ms-2.1.3.tgz 31ms'],
    packages: ['pip ms ? unknown', 'npm ms 2.1.3 downloaded'],
  },
];

describe('a step with several managers', () => {
  for (const { name, called, lines, packages } of cases) {
    it(name, () => {
      assert.deepEqual(packagesOf(called, lines), packages);
    });
  }

  it('a build that pip shows goes on while another manager prints in it', () => {
    const readers = createStepReaders(calls('pip npm', { ordered: false }));
    readers.read('Collecting jupyterlab', 0);
    readers.read('  Building wheel for jupyterlab (pyproject.toml): started', 1);
    readers.read('added 900 packages in 3s', 6);
    readers.read(
      "  Building wheel for jupyterlab (pyproject.toml): finished with status 'done'",
      9,
    );
    const { packages, phases } = readers.result(10);
    assert.deepEqual(
      packages[0]?.phases.map(({ kind, start, end }) => [kind, start, end]),
      [
        ['resolve', 0, 1],
        ['build', 1, 9],
      ],
    );
    assert.deepEqual(
      phases.map(({ label, start, end }) => [label, start, end]),
      [['install 900 packages', 3, 6]],
    );
  });

  it('what pip did last ends where the next manager begins', () => {
    const readers = createStepReaders(null);
    readers.read('Collecting six', 0);
    readers.read('  Downloading six-1.17.0-py2.py3-none-any.whl (11 kB)', 1);
    readers.read('go: downloading a.b/c v1.0.0', 4);
    const [six] = readers.result(60).packages;
    assert.deepEqual(six?.phases.at(-1), { kind: 'download', label: 'download', start: 1, end: 4 });
  });

  it('a real step that runs five of them: packages of each, in order of time', () => {
    const log = logText('mixed/apt-pip-npm-go-uv.log');
    const step = loggedSteps(log).find(({ name }) => name.includes('apt-get update'));
    const managers = step?.packages.map(({ manager }) => manager) ?? [];
    assert.deepEqual(
      managers.filter((one, index) => one !== managers[index - 1]),
      ['apt', 'pip', 'npm', 'go', 'uv'],
    );
  });

  it('a real script of npm that prints the lines of others is not taken for them, where the Dockerfile is known', () => {
    const log = logText('mixed/apt-pip-npm-go-uv.log');
    const scripts = (managersOf?: (name: string) => CalledManagers | null): readonly string[] =>
      loggedSteps(log, managersOf)
        .filter(({ name }) => name.includes('npm run build'))
        .flatMap(({ packages }) => packages.map(shownPackage));
    assert.deepEqual(scripts().slice(0, 3), [
      'pip metrics ? unknown',
      'pip nothing 1.0 satisfied',
      'go x.y/z v1.0.0 downloaded',
    ]);
    assert.deepEqual(
      scripts((name) => calls(name.includes('RUN pip') ? 'pip npm' : 'npm')),
      [],
    );
  });
});

const root = path.resolve(import.meta.dirname, '../../fixtures/build-logs');
const realLines = ['apt', 'go', 'mixed', 'npm', 'pip', 'uv'].flatMap((folder) =>
  readdirSync(path.join(root, folder))
    .filter((name) => name.endsWith('.log'))
    .flatMap((name) => [
      ...new Set(
        logText(`${folder}/${name}`)
          .replace(/^#\d+ (?:[\d.]+ )?/gm, '')
          .split('\n'),
      ),
    ]),
);
const anyManagers = fc.option(
  fc.record({
    ids: fc.array(fc.constantFrom('pip', 'uv', 'apt', 'npm', 'go', 'other'), { maxLength: 4 }),
    only: fc.boolean(),
    ordered: fc.boolean(),
  }),
);
const anyLine = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...realLines) },
  { weight: 1, arbitrary: fc.string() },
  // A line that is cut, or has more behind it.
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...realLines), fc.nat(60))
      .map(([line, length]) => line.slice(0, length)),
  },
);

describe('any lines in a step', () => {
  it('give no error, and phases inside the step whose time is not more than its own', () => {
    fc.assert(
      fc.property(
        anyManagers,
        fc.array(fc.tuple(anyLine, fc.nat(3000)), { maxLength: 60 }),
        (called, lines) => {
          const managers = called === null ? [] : called.ids.join(' ');
          const reader = loggedSteps(
            [
              '#1 [internal] load build definition from Dockerfile',
              `#2 [2/2] RUN ${String(managers)}`,
              ...timed(lines),
              '#2 DONE 400.0s',
            ].join('\n'),
            () => called,
          );
          const [step] = reader;
          assert.ok(step);
          const all = [...step.phases, ...step.packages.flatMap(({ phases }) => phases)];
          for (const { start, seconds, label } of all) {
            assert.ok(start >= step.start && start + seconds <= step.start + step.seconds, label);
          }
          assert.ok(coveredSeconds(all) <= step.seconds + 0.001);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('are each read by one reader, and those of managers that print one thing at a time do not overlap', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('pip', 'apt', 'go'),
        fc.array(fc.tuple(fc.constantFrom(...realLines), fc.nat(3000)), { maxLength: 60 }),
        (id, lines) => {
          const readers = createStepReaders(calls(id));
          let time = 0;
          for (const [line, milliseconds] of lines)
            // Each request of `go mod download -x` says how long it took, and they run at the same time.
            if (!line.startsWith('# get ')) readers.read(line, (time += milliseconds / 1000));
          const { phases, packages } = readers.result(time);
          const all = [...phases, ...packages.flatMap((one) => one.phases)];
          const sum = all.reduce((total, { start, end }) => total + end - start, 0);
          assert.ok(sum <= time + 1e-6, `${String(sum)} of ${String(time)}`);
        },
      ),
      { numRuns: 300 },
    );
  });
});

function timed(
  lines: readonly (readonly [line: string, milliseconds: number])[],
): readonly string[] {
  let seconds = 0;
  return lines.map(([line, milliseconds]) => {
    seconds += milliseconds / 1000;
    return `#2 ${seconds.toFixed(3)} ${line.replace(/[\r\n]/g, ' ')}`;
  });
}
