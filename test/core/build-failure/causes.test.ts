/** Causes by the words of the tools: what each says, and what only looks like it. Real builds: engine suite. */
import assert from 'node:assert/strict';
import { analyze } from '../../support/analyze.ts';
import { explainFailure } from '../../../server/core/build-failure/index.ts';
import type { BuildFailure } from '../../../server/protocol/report.ts';
import { masked } from '../../support/masked.ts';

interface Failed {
  readonly dockerfile?: string;
  readonly exitCode?: number;
  /** In place of an exit code. */
  readonly error?: string;
  readonly output?: readonly string[];
}

/** The last instruction failed. */
function failureOf({
  dockerfile = 'FROM python:3.12-slim\nRUN x\n',
  exitCode = 1,
  error,
  output = [],
}: Failed): BuildFailure {
  const written = dockerfile.trimEnd().split('\n');
  const last = written.at(-1) ?? '';
  const message = masked(
    error ?? `process "/bin/sh -c x" did not complete successfully: exit code: ${String(exitCode)}`,
  );
  const step = {
    name: masked(`[2/2] ${last}`),
    stage: 'stage-0',
    line: written.length,
    start: 0,
    seconds: 1,
    cached: false,
    error: message,
    output: output.map(masked),
    phases: [],
    packages: [],
  };
  return explainFailure({
    build: { name: masked(''), started: '', seconds: 1, steps: [step] },
    failure: { message, source: [{ line: written.length, text: masked(last), failed: true }] },
    file: 'Dockerfile',
    log: null,
    now: {
      dockerfile: {
        file: 'Dockerfile',
        text: dockerfile,
        ...analyze({ text: dockerfile, rules: [] }),
      },
      requirements: () => [],
      context: null,
    },
    options: {},
  });
}

const RETRY =
  "WARNING: Retrying (Retry(total=4, connect=None)) after connection broken by 'NewConnectionError('<x>: Failed to establish a new connection: [Errno 111] Connection refused')': /simple/six/";

describe('the cause of a failed build', () => {
  const causes: readonly (readonly [says: string, kind: BuildFailure['kind'], failed: Failed])[] = [
    [
      'apt without a name server',
      'no-network',
      {
        exitCode: 100,
        output: [
          'Err:1 http://mirror.example bookworm InRelease',
          "  Temporary failure resolving 'mirror.example'",
        ],
      },
    ],
    [
      'apk without a network',
      'no-network',
      { output: ['WARNING: fetching https://mirror.example/x: temporary error (try again later)'] },
    ],
    [
      'pip that gives up',
      'no-network',
      {
        output: [
          RETRY,
          'ERROR: Could not find a version that satisfies the requirement six (from versions: none)',
        ],
      },
    ],
    [
      'a try of pip that a later one made good',
      'compiler-missing',
      { output: [RETRY, "error: command 'gcc' failed: No such file or directory"] },
    ],
    [
      'headers that do not exist',
      'compiler-missing',
      { output: ['a.c:1:10: fatal error: ffi.h: No such file or directory'] },
    ],
    ['Rust', 'compiler-missing', { output: ["error: can't find Rust compiler"] }],
    [
      'an index that wants a password',
      'credentials-missing',
      { output: ['ERROR: HTTP error 401 while getting https://index.example/x.whl'] },
    ],
    [
      'git that wants a password',
      'credentials-missing',
      {
        output: [
          "fatal: could not read Username for 'https://git.example': terminal prompts disabled",
        ],
      },
    ],
    ['npm that wants a token', 'credentials-missing', { output: ['npm error code E401'] }],
    [
      'a registry that refuses',
      'credentials-missing',
      {
        error:
          'failed to resolve source metadata for registry.example/a:1: unexpected status from HEAD request: 401 Unauthorized',
      },
    ],
    [
      'a shell whose child was killed',
      'out-of-memory',
      { exitCode: 137, output: ['/bin/sh: line 1:     7 Killed                  python x.py'] },
    ],
    ['a killed process that says nothing', 'out-of-memory', { exitCode: 137 }],
    ['a test that speaks of the killed', null, { output: ['Killed 3 workers', '1 failed'] }],
    [
      'a full disk of pip',
      'disk-full',
      {
        output: [
          'ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device',
        ],
      },
    ],
    ['npm with a conflict', 'dependency-conflict', { output: ['npm error code ERESOLVE'] }],
    [
      'uv with a conflict',
      'dependency-conflict',
      { output: ['  × No solution found when resolving dependencies:'] },
    ],
    [
      'a program that the shell does not find',
      'command-not-found',
      { exitCode: 127, output: ['/bin/sh: 1: jq: not found'] },
    ],
    [
      'a program that a script did without',
      null,
      {
        exitCode: 2,
        output: [
          '/bin/sh: 1: jq: not found',
          ...Array.from({ length: 20 }, (_, n) => `line ${String(n)}`),
          'wrong argument',
        ],
      },
    ],
    [
      'a script with the line ends of Windows',
      'command-not-found',
      { exitCode: 127, output: ["/usr/bin/env: 'bash\\r': No such file or directory"] },
    ],
    [
      'apt without root',
      'permission-denied',
      {
        exitCode: 100,
        output: [
          'E: Could not open lock file /var/lib/apt/lists/lock - open (13: Permission denied)',
        ],
      },
    ],
    ['a test that fails', null, { output: ['FAILED test_a.py::test_b - AssertionError'] }],
  ];
  for (const [says, kind, failed] of causes)
    it(`${says}: ${kind ?? 'no guess'}`, () => {
      const failure = failureOf(failed);
      assert.equal(failure.kind, kind, JSON.stringify(failure, null, 2));
      assert.equal(failure.waysOut.length > 0, kind !== null);
      assert.notEqual(failure.reason, null);
    });

  const places: readonly (readonly [says: string, dockerfile: string, edited: string])[] = [
    [
      'above the first copy, below the arguments',
      'FROM python:3.12-slim\nARG A=1\nWORKDIR /app\n# ours\nCOPY . .\nRUN x\n',
      'FROM python:3.12-slim\nARG A=1\nWORKDIR /app\nRUN apt-get',
    ],
    [
      'with apk on Alpine',
      'FROM python:3.12-alpine\nRUN x\n',
      'FROM python:3.12-alpine\nRUN apk add --no-cache gcc musl-dev\nRUN x\n',
    ],
    [
      'with the line ends of the file',
      'FROM python:3.12-alpine\r\nRUN x\r\n',
      'FROM python:3.12-alpine\r\nRUN apk add --no-cache gcc musl-dev\r\nRUN x\r\n',
    ],
    [
      'below the directives',
      '# syntax=docker/dockerfile:1\nFROM python:3.12-alpine\nRUN x\n',
      '# syntax=docker/dockerfile:1\nFROM python:3.12-alpine\nRUN apk',
    ],
  ];
  for (const [says, dockerfile, edited] of places)
    it(`installs a compiler ${says}`, () => {
      const failure = failureOf({ dockerfile, output: ['gcc: not found'] });
      const [way] = failure.waysOut;
      assert.ok(way?.action?.kind === 'edit');
      const [edit] = way.action.edits;
      assert.equal(edit?.range.start.column, 1);
      const lines = dockerfile.split(/(?<=\n)/);
      lines.splice(edit.range.start.line - 1, 0, edit.newText);
      assert.equal(lines.join('').slice(0, edited.length), edited);
    });

  it('installs nothing where the step is not root, and where nobody knows how', () => {
    for (const dockerfile of [
      'FROM python:3.12-slim\nUSER app\nRUN x\n',
      'FROM example/base\nRUN x\n',
    ]) {
      const { waysOut } = failureOf({ dockerfile, output: ['gcc: not found'] });
      assert.ok(waysOut.length > 0 && waysOut.every(({ action }) => action === null), dockerfile);
    }
  });
});
