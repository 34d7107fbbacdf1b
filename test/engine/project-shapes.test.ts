/**
 * Shapes of public projects on a real engine, with the command as it is installed: each is built, changed in its own way, forecast
 * and built again. The forecast is right in each step, and the explanation of the second build names the change that was made.
 */
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Reason } from '../../server/protocol/shapes.ts';
import type {
  BuildReport,
  ExplainReport,
  Forecast,
  StepScore,
} from '../../server/protocol/report.ts';
import { folderWith, removeFolders } from '../node/support/folders.ts';
import { cliProcess, validJson, type Ran } from '../support/cli/command-line.ts';
import { removeContexts, requiredEngine, uniqueContext } from '../support/engine.ts';
import {
  projectShapes,
  type Change,
  type ExpectedVerdict,
  type FileEntry,
  type NamedChange,
  type ProjectShape,
} from '../support/project-shapes/index.ts';

interface Project {
  readonly change: (change: Change) => void;
  /** The command in the project's folder, with a history of its own. */
  readonly run: (...args: readonly string[]) => Promise<Ran>;
}

/** A folder whose name no other build has, so that what is in it is new to the engine. */
function project(shape: ProjectShape, engine: Readonly<Record<string, string>>): Project {
  const { folder, nonce } = uniqueContext({});
  const env = { ...engine, LAYER_FORECAST_STATE: folderWith(), LAYER_FORECAST_DOCKER: '' };
  const write = (file: string, entry: FileEntry | null): void => {
    const absolute = path.join(folder, file);
    if (entry === null) {
      rmSync(absolute);
      return;
    }
    mkdirSync(path.dirname(absolute), { recursive: true });
    if (typeof entry === 'object' && 'link' in entry) {
      symlinkSync(entry.link, absolute);
      return;
    }
    const { text, mode } = typeof entry === 'string' ? { text: entry, mode: 0o644 } : entry;
    writeFileSync(absolute, text.replaceAll('@nonce@', nonce));
    chmodSync(absolute, mode);
  };
  for (const [file, entry] of Object.entries(shape.files)) write(file, entry);
  return {
    change: ({ edits = {}, files = {}, modes = {} }) => {
      for (const [file, [before, after]] of Object.entries(edits)) {
        const absolute = path.join(folder, file);
        const parts = readFileSync(absolute, 'utf8').split(before);
        assert.equal(parts.length, 2, `${file} has ${before} once`);
        writeFileSync(absolute, parts.join(after));
      }
      for (const [file, entry] of Object.entries(files)) write(file, entry);
      for (const [file, mode] of Object.entries(modes)) chmodSync(path.join(folder, file), mode);
    },
    run: (...args) => cliProcess(args, { cwd: folder, env }),
  };
}

async function build(
  { run }: Project,
  args: readonly string[],
): Promise<{ readonly report: BuildReport; readonly ran: Ran }> {
  const ran = await run('build', '--format', 'json', '--fail-on-misprediction', ...args);
  return { report: validJson('build', ran), ran };
}

async function explain({ run }: Project, args: readonly string[]): Promise<ExplainReport> {
  return validJson('explain-build', await run('explain-build', '--format', 'json', ...args));
}

/** `[builder 2/5] COPY a.txt .` without what is in brackets. */
function stepText(name: string): string {
  return name.replace(/^\[[^\]]*\] /, '');
}

/** As the shapes write it, for each step that makes a layer. The merge of a linked COPY has a line of its own in the report. */
function forecastOf(forecast: Forecast, scores: readonly StepScore[]): readonly string[] {
  const observed = new Map(scores.map((score) => [score.name, score.observed]));
  const outcome = { hit: 'cached', miss: 'ran', absent: 'absent' } as const;
  return forecast.steps
    .filter(({ instruction }) => instruction !== 'FROM' && instruction !== 'LINK')
    .filter(({ display }) => display !== 'absent')
    .map(({ name, verdict }) =>
      verdict === 'conditional'
        ? `conditional, ${outcome[observed.get(name) ?? 'absent']} ${stepText(name)}`
        : `${verdict} ${stepText(name)}`,
    );
}

/** The forecast as the shape expects it, with as much of each step's text as the shape has. */
function assertForecast(shape: ProjectShape, found: readonly string[]): void {
  const short = found.map((line, index) => {
    const [verdict, text] = shape.expected[index] ?? ['hit' satisfies ExpectedVerdict, ''];
    return line.slice(0, `${verdict} ${text}`.length);
  });
  const expected = shape.expected.map(([verdict, text]) => `${verdict} ${text}`);
  assert.deepEqual(short, expected, found.join('\n'));
}

function rootOf(reason: Reason): Reason {
  return reason.because === undefined ? reason : rootOf(reason.because);
}

/** Whether the shape says this of the change: what it does not say may be anything. */
function isNamed(named: NamedChange, { kind, file, line }: Reason): boolean {
  return (
    kind === named.kind &&
    (named.file === undefined || file === named.file) &&
    (named.line === undefined || line === named.line)
  );
}

/** Every step that ran names the change and nothing else, and all of the change is named. */
function assertExplained({ names }: ProjectShape, report: ExplainReport): void {
  const ran = report.steps.filter(
    ({ observed, instruction }) => observed === 'ran' && instruction !== 'FROM',
  );
  const whole = JSON.stringify(ran, null, 2);
  const roots = ran.flatMap(({ reasons }) => reasons.map(rootOf));
  assert.ok(
    ran.every(({ reasons }) => reasons.length > 0),
    `Each has a reason: ${whole}`,
  );
  const others = roots.filter((root) => !names.some((named) => isNamed(named, root)));
  assert.deepEqual(others, [], `Nothing else is named: ${whole}`);
  const missing = names.filter((named) => !roots.some((root) => isNamed(named, root)));
  assert.deepEqual(missing, [], `All of it is named: ${whole}`);
  if (names.length === 0) assert.equal(report.totals.ran, 0, whole);
}

describe('shapes of public projects', function () {
  this.timeout(120_000);
  let engine: Readonly<Record<string, string>> = {};

  before(async () => {
    const env = Object.entries(await requiredEngine());
    engine = Object.fromEntries(
      env.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    );
  });
  after(removeContexts);
  afterEach(removeFolders);

  it('are twenty at least, each with a change of its own', () => {
    assert.ok(projectShapes.length >= 20);
    for (const part of ['name', 'follows'] as const)
      assert.equal(new Set(projectShapes.map((shape) => shape[part])).size, projectShapes.length);
    assert.equal(
      new Set(projectShapes.map(({ change }) => change.title)).size,
      projectShapes.length,
    );
  });

  for (const shape of projectShapes)
    it(`${shape.name} (${shape.follows}): ${shape.change.title}`, async () => {
      const built = project(shape, engine);
      const { args = [] } = shape;
      const first = await build(built, args);
      assert.equal(first.report.exitCode, 0, first.ran.err);
      assert.equal(first.report.score, null);
      const steps = first.report.timings.steps.filter(({ line }) => line !== undefined);
      const cached = steps.map(({ cached, name }) => (cached ? stepText(name) : 'FROM'));
      assert.deepEqual(
        cached.filter((text) => !text.startsWith('FROM')),
        [],
        'Everything is new to the engine',
      );

      built.change(shape.change);
      const changed = shape.change.args ?? args;
      const asked = await built.run(
        'forecast',
        '--since',
        'last-build',
        '--format',
        'json',
        ...changed,
      );
      const forecast = validJson('forecast', asked);
      const second = await build(built, changed);
      assert.equal(second.ran.code, 0, `${second.ran.err}\n${JSON.stringify(second.report.score)}`);
      const { score } = second.report;
      assert.ok(score);
      assertForecast(shape, forecastOf(forecast, score.steps));
      assert.equal(score.wrong, 0, JSON.stringify(score.steps));

      assertExplained(shape, await explain(built, changed));
    });
});
