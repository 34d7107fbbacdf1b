/** What a machine can say about the code before any of it runs: each of the project's checks is one test. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { projectRoot } from '../support/paths.ts';
import { ensureBundles } from '../support/runner/bundles.ts';
import { assertNone, textOf, trackedFiles } from '../support/tracked-files.ts';

interface Outcome {
  readonly code: number | null;
  readonly output: string;
}

describe('the project', function () {
  this.timeout(8 * 60_000);

  // The three do not depend on each other and keep two processors busy.
  let checks: Readonly<Record<'types' | 'lint' | 'format:check', Promise<Outcome>>>;
  before(() => {
    checks = {
      types: npmRun('types'),
      lint: npmRun('lint'),
      'format:check': npmRun('format:check'),
    };
  });

  it('is formatted (npm run format mends it)', async () => {
    assertFine(await checks['format:check']);
  });

  it('has sound types (npm run types)', async () => {
    assertFine(await checks.types);
  });

  it('keeps the rules of style (npm run lint)', async () => {
    assertFine(await checks.lint);
  });

  it('builds (npm run build)', () => {
    assert.equal(ensureBundles()?.failure, undefined);
  });

  it('has generated files that agree with the code (npm run generate)', async () => {
    const before = contents();
    assertFine(await npmRun('generate'));
    const after = contents();
    const changed = [...after].filter(([file, text]) => before.get(file) !== text);
    assertNone(changed.map(([file]) => file));
  });
});

function contents(): ReadonlyMap<string, string> {
  const files = trackedFiles().filter((file) =>
    /\.(md|json)$|\/record-checks\.js$|^THIRD-PARTY-NOTICES\.txt$/.test(file),
  );
  return new Map(files.map((file) => [file, textOf(file)]));
}

function npmRun(script: string): Promise<Outcome> {
  return new Promise((done) => {
    const child = spawn('npm', ['run', '--silent', script], { cwd: projectRoot });
    const output: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => output.push(chunk));
    }
    child.once('close', (code) => done({ code, output: Buffer.concat(output).toString() }));
  });
}

function assertFine({ code, output }: Outcome): void {
  assert.equal(code, 0, output.trim());
}
