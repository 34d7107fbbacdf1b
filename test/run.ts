/**
 * Runs the tests, a process for each suite: `npm test`, `npm test -- core server`, `npm test -- core --grep mount`.
 *
 * A suite is a folder of `test/`. One whose engine or editor this machine lacks is left out, with a line that says so; with
 * CI=true nothing may be left out, and no test be pending. The last line is the total, and the exit code agrees with it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { installedEditor } from '../scripts/editor/packages.ts';
import { chromiumPath } from './support/browser.ts';
import { engineEnvironment, engineVersions } from './support/engine.ts';
import { projectRoot, resultsFolder } from './support/paths.ts';
import { ensureBundles } from './support/runner/bundles.ts';
import { readResults } from './support/runner/results.ts';
import { selectSuites, type Suite } from './support/runner/suites.ts';
import { printedVariable, wordsPrinted } from './support/wording.ts';

interface Tally {
  passed: number;
  readonly failures: string[];
  readonly suites: SuiteTime[];
}

interface SuiteTime {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly seconds: number;
}

const isCI = (process.env['CI'] ?? '') !== '' && process.env['CI'] !== 'false';
const tally: Tally = { passed: 0, failures: [], suites: [] };
const running = new Set<ChildProcess>();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    for (const child of running) endGroup(child, 'SIGTERM');
    console.log(`${tally.passed} passed, ${tally.failures.length + 1} failed`);
    process.exit(130);
  });
}
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    grep: { type: 'string', short: 'g' },
    bail: { type: 'boolean' },
    timeout: { type: 'string' },
  },
});
const begun = Date.now();
await runAll(positionals);
if (tally.suites.length > 1) printMinutes((Date.now() - begun) / 1000);
for (const failure of tally.failures) console.log(`FAILED  ${failure}`);
console.log(`${tally.passed} passed, ${tally.failures.length} failed`);
// What is still on its way to a pipe would be lost, the last line with it.
await new Promise<void>((done) => process.stdout.write('', () => done()));
process.exit(tally.failures.length > 0 ? 1 : 0);

async function runAll(names: readonly string[]): Promise<void> {
  const { suites, leftOut, unknown } = await selectSuites(names);
  for (const name of unknown) tally.failures.push(`there is no suite "${name}" in test/`);
  for (const line of leftOut) {
    console.log(line);
    if (isCI) tally.failures.push(line);
  }
  if (suites.length === 0) return;
  const engine = await engineEnvironment();
  const env: NodeJS.ProcessEnv = { ...process.env, ...engine };
  const chromium = chromiumPath();
  if (chromium !== undefined) env['CHROMIUM'] = chromium;
  console.log(await machineLine(suites, engine));
  // What checks: it builds by itself, and then the others find fresh bundles.
  const [first, rest] = [suites.filter(({ name }) => name === 'checks'), withoutChecks(suites)];
  for (const suite of first) await runSuite(suite, env, 'live');
  if (rest.some(({ needs }) => needs.includes('bundles'))) {
    const failed = ensureBundles();
    if (failed !== undefined) {
      console.log(failed.failure);
      tally.failures.push('the bundles in dist/ cannot be made, which the suites need: see above');
    }
  }
  await runTogether(
    rest.filter(({ alone }) => !alone),
    env,
  );
  for (const suite of rest.filter(({ alone }) => alone)) await runSuite(suite, env, 'live');
}

function withoutChecks(suites: readonly Suite[]): readonly Suite[] {
  return suites.filter(({ name }) => name !== 'checks');
}

async function machineLine(
  suites: readonly Suite[],
  engine: NodeJS.ProcessEnv | undefined,
): Promise<string> {
  const parts = [`Node ${process.versions.node}`];
  if (engine !== undefined) {
    const { docker, buildkit, buildx, store } = await engineVersions(engine);
    const inside = buildkit === undefined ? '' : `BuildKit ${buildkit}, `;
    parts.push(`Docker ${docker} (${inside}buildx ${buildx}, ${store} image store)`);
  }
  const desktop = process.env['VSCODE_EXECUTABLE'];
  if (desktop !== undefined) parts.push(`VS Code at ${desktop}`);
  for (const choice of ['newest', 'oldest'] as const) {
    const version = installedEditor(choice)?.version;
    if (version !== undefined) parts.push(`VS Code ${version} (${choice})`);
  }
  return `${suites.map(({ name }) => name).join(', ')} on ${parts.join(', ')}`;
}

/** Two at a time, each with its output held back until it ends. */
async function runTogether(suites: readonly Suite[], env: NodeJS.ProcessEnv): Promise<void> {
  const queue = [...suites];
  const worker = async (): Promise<void> => {
    for (let suite = queue.shift(); suite !== undefined; suite = queue.shift()) {
      await runSuite(suite, env, suites.length === 1 ? 'live' : 'held');
    }
  };
  await Promise.all([worker(), worker()]);
}

async function runSuite(
  suite: Suite,
  env: NodeJS.ProcessEnv,
  output: 'live' | 'held',
): Promise<void> {
  const started = Date.now();
  const file = path.join(resultsFolder, `${suite.name}.jsonl`);
  const printed = path.join(resultsFolder, `${suite.name}.printed.txt`);
  for (const one of [file, printed]) rmSync(one, { force: true });
  if (output === 'live') console.log(`\n# ${suite.name}`);
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', suite.program ?? 'test/support/runner/suite-process.ts', file].concat(
      mochaOptions(output),
      suite.files,
    ),
    {
      cwd: projectRoot,
      env: { ...env, ...suite.env, ...printedVariable(printed) },
      // A group of its own, so that a suite that hangs is ended with all that it started.
      detached: true,
      stdio: [
        'ignore',
        ...(output === 'live' ? (['inherit', 'inherit'] as const) : (['pipe', 'pipe'] as const)),
      ],
    },
  );
  running.add(child);
  const held: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => held.push(chunk.toString()));
  }
  const end = await endOf(child, suite.minutes);
  running.delete(child);
  if (output === 'held') console.log(`\n# ${suite.name}\n${held.join('')}`);
  count(suite, file, end, (Date.now() - started) / 1000);
  for (const one of wordsPrinted(printed)) tally.failures.push(`${suite.name}: ${one}`);
  if (suite.prints && values.grep === undefined && !existsSync(printed))
    tally.failures.push(`${suite.name}: its tests kept nothing of what the program printed`);
}

function mochaOptions(output: 'live' | 'held'): string {
  return JSON.stringify({
    color: output === 'live' && process.stdout.isTTY,
    // A test that is left out, or the only one left in, would make a run in CI look better than it is.
    forbidOnly: isCI,
    forbidPending: isCI,
    ...(values.grep === undefined ? {} : { grep: values.grep }),
    ...(values.bail === undefined ? {} : { bail: values.bail }),
    ...(values.timeout === undefined ? {} : { timeout: Number(values.timeout) }),
  });
}

/** How the process ended, if not well: `exit code 7`, `SIGSEGV`, `still running after 5 minutes`. */
async function endOf(child: ChildProcess, minutes: number): Promise<string | undefined> {
  let hung: string | undefined;
  const timer = setTimeout(() => {
    hung = `still running after ${minutes} minutes, and ended`;
    endGroup(child, 'SIGTERM');
    setTimeout(() => endGroup(child, 'SIGKILL'), 5000).unref();
  }, minutes * 60_000);
  const how = await new Promise<string | undefined>((done) => {
    child.once('error', (error) => done(error.message));
    child.once('close', (code, signal) =>
      done(code === 0 ? undefined : (signal ?? `exit code ${code ?? -1}`)),
    );
  });
  clearTimeout(timer);
  // What a suite left running, such as an editor, would hold up the next one.
  endGroup(child, 'SIGKILL');
  return hung ?? how;
}

function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, signal);
  } catch {
    // The group is gone.
  }
}

function count(suite: Suite, file: string, end: string | undefined, seconds: number): void {
  const { tests, isComplete } = readResults(file);
  const failed = tests.filter(({ outcome }) => outcome === 'failed');
  const pending = tests.filter(({ outcome }) => outcome === 'pending');
  const passed = tests.filter(({ outcome }) => outcome === 'passed').length;
  const trouble = suiteTrouble(tests.length, failed.length, isComplete, end);
  tally.passed += passed;
  tally.failures.push(...failed.map(({ title }) => `${suite.name}: ${title}`));
  if (trouble !== undefined) tally.failures.push(`${suite.name}: ${trouble}`);
  for (const { title } of pending) {
    if (isCI && !failed.some((test) => test.title === title)) {
      tally.failures.push(`${suite.name}: pending: ${title}`);
    }
  }
  const parts = [`${passed} passed`, `${failed.length} failed`];
  if (pending.length > 0) parts.push(`${pending.length} pending`);
  if (trouble !== undefined) parts.push(trouble);
  tally.suites.push({ name: suite.name, passed, failed: failed.length, seconds });
  console.log(`${suite.name}: ${parts.join(', ')} in ${minutes(seconds)}`);
}

/** Where the time of a whole run went; suites that ran beside each other add up to more than it took. */
function printMinutes(total: number): void {
  const width = Math.max(...tally.suites.map(({ name }) => name.length));
  console.log('\nminutes  suite');
  for (const { name, passed, failed, seconds } of tally.suites) {
    const counts = failed === 0 ? `${passed} passed` : `${passed} passed, ${failed} failed`;
    console.log(`${(seconds / 60).toFixed(1).padStart(7)}  ${name.padEnd(width)}  ${counts}`);
  }
  console.log(`${(total / 60).toFixed(1).padStart(7)}  all`);
}

/** A suite of a few seconds would have none. */
function minutes(seconds: number): string {
  return seconds < 60 ? `${seconds.toFixed(1)} s` : `${(seconds / 60).toFixed(1)} min`;
}

/** What is wrong with the suite as a whole, where its tests do not say so themselves. */
function suiteTrouble(
  tests: number,
  failed: number,
  isComplete: boolean,
  end: string | undefined,
): string | undefined {
  if (!isComplete) return `did not run to its end (${end ?? 'exit code 0'})`;
  if (end !== undefined && failed === 0) return `all tests passed, and yet: ${end}`;
  if (tests === 0 && values.grep === undefined) return 'has no test';
  return undefined;
}
