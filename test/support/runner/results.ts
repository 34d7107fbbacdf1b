/**
 * What a suite's process writes while it runs, and what the runner reads of it: one JSON line a test, and one at the end, so
 * that a process that dies halfway still tells how far it came.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export interface TestResult {
  readonly title: string;
  readonly outcome: 'passed' | 'failed' | 'pending';
  readonly milliseconds?: number;
  readonly error?: string;
}

export interface SuiteResult {
  readonly tests: readonly TestResult[];
  /** Whether the suite ran to its end. */
  readonly isComplete: boolean;
}

/** Write the result of each test of a mocha run to `file` as it comes. */
export function recordResults(runner: Mocha.Runner, file: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, '');
  const write = (line: TestResult | { readonly end: true }): void =>
    appendFileSync(file, `${JSON.stringify(line)}\n`);
  runner.on('pass', (test) =>
    write({
      title: test.fullTitle(),
      outcome: 'passed',
      ...(test.duration === undefined ? {} : { milliseconds: test.duration }),
    }),
  );
  runner.on('pending', (test) => write({ title: test.fullTitle(), outcome: 'pending' }));
  // A hook that fails comes here too, in the place of the tests that it keeps from running.
  runner.on('fail', (test, error) =>
    write({ title: test.fullTitle(), outcome: 'failed', error: errorText(error) }),
  );
  runner.on('end', () => write({ end: true }));
}

export function readResults(file: string): SuiteResult {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  const records = lines
    .filter((line) => line.endsWith('}'))
    .map((line) => JSON.parse(line) as TestResult | { readonly end: true });
  return {
    tests: records.filter((record): record is TestResult => 'title' in record),
    isComplete: records.some((record) => 'end' in record),
  };
}

function errorText(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
