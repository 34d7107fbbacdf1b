/**
 * The proof that forecasts follow BuildKit: scenarios and random cases, dealt out to the engines, two at work at a time.
 * A random case that comes out otherwise is made small and kept as a scenario.
 */
import { removeContexts } from '../support/engine.ts';
import { appliesTo, readScenarios, type Scenario } from '../support/forecast/scenarios.ts';
import { addComparisons, NOTHING_COMPARED, type Comparison } from './compare.ts';
import { openLane, startEngine, type EngineName, type Lane } from './engines.ts';
import { keepScenario } from './keep.ts';
import { randomCase, scenarioBuild, type RandomStep } from './random/case.ts';
import { runCase, type BuiltStep } from './run-case.ts';
import { runScenario } from './run-scenario.ts';
import { shrink } from './shrink.ts';

export interface FidelityOptions {
  readonly engines: readonly EngineName[];
  readonly seed: number;
  /** Over all engines. */
  readonly cases: number;
  /** Those whose name has this in it; null for none. */
  readonly scenarios: string | null;
  readonly keep: boolean;
}

export type Kind = 'scenarios' | 'random cases';

export interface Outcome {
  readonly engine: EngineName;
  readonly buildkit: string;
  readonly kind: Kind;
  readonly nRun: number;
  readonly comparison: Comparison;
  readonly seconds: number;
}

export interface FidelityListener {
  /** What came out otherwise. */
  readonly say: (line: string) => void;
  /** How far a long run has come. */
  readonly progress?: (line: string) => void;
  readonly done: (outcome: Outcome) => void;
}

/** Engines that work at a time: a build keeps one processor busy. */
const N_LANES = 2;

const PROGRESS_EVERY = 50;

export async function runFidelity(
  options: FidelityOptions,
  { say, progress = () => undefined, done }: FidelityListener,
): Promise<readonly Outcome[]> {
  const run = `n${process.pid.toString(36)}${Date.now().toString(36)}`;
  const outcomes: Outcome[] = [];
  const { engines, seed, cases } = options;
  const seeds = Array.from({ length: cases }, (_, index) => seed + index);
  // One engine gets the work of two: half of the cases each.
  const shares = engines.length === 1 ? [...engines, ...engines] : engines;
  const waiting = shares.map((name, index) => ({ name, index }));
  const starts = new Map<EngineName, ReturnType<typeof startEngine>>();
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { name, index } = next;
      const mine = seeds.filter((each) => shareOf(each, shares) === index);
      const isFirst = shares.indexOf(name) === index;
      const start = starts.get(name) ?? startEngine(name);
      starts.set(name, start);
      await start;
      const lane = await openLane(name, `${run}${index}`);
      try {
        const share = { lane, run: `${run}${index}`, options, say, progress };
        const results = [
          ...(options.scenarios !== null && isFirst
            ? [await runScenarios(share, options.scenarios)]
            : []),
          ...(mine.length > 0 ? [await runSeeds(share, mine)] : []),
        ];
        for (const outcome of results) {
          outcomes.push(outcome);
          done(outcome);
        }
      } finally {
        await lane.close();
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: N_LANES }, work));
  } finally {
    for (const stop of await Promise.all(starts.values())) await stop();
    removeContexts();
  }
  return outcomes;
}

/** Of three engines the older image store, which is on its way out, gets one case in five. */
export function shareOf(seed: number, shares: readonly EngineName[]): number {
  if (shares.length < 3) return seed % shares.length;
  const old = shares.indexOf('graphdriver');
  const others = [...shares.keys()].filter((index) => index !== old);
  return seed % 5 === 4 ? old : others[(seed % 5) % others.length]!;
}

interface Share {
  readonly lane: Lane;
  readonly run: string;
  readonly options: FidelityOptions;
  readonly say: (line: string) => void;
  readonly progress: (line: string) => void;
}

async function runScenarios({ lane, run, say }: Share, text: string): Promise<Outcome> {
  const started = Date.now();
  const mine = readScenarios().filter((each) => each.name.includes(text) && isFor(each, lane));
  let comparison = NOTHING_COMPARED;
  for (const [index, scenario] of mine.entries()) {
    const found = await runScenario(lane, scenario, `${run}s${index}`);
    comparison = addComparisons(comparison, found);
    for (const wrong of found.wrong) say(`${lane.name}: ${wrong}`);
  }
  return outcomeOf(lane, 'scenarios', mine.length, comparison, started);
}

/** The older store answers most scenarios as the newer one does: there, those about the difference are enough. */
function isFor(scenario: Scenario, { engine, name }: Lane): boolean {
  return appliesTo(scenario, engine) && (name !== 'graphdriver' || scenario.store !== undefined);
}

async function runSeeds(share: Share, seeds: readonly number[]): Promise<Outcome> {
  const started = Date.now();
  let comparison = NOTHING_COMPARED;
  for (const [index, seed] of seeds.entries()) {
    comparison = addComparisons(comparison, await runSeed(share, seed));
    if ((index + 1) % PROGRESS_EVERY === 0)
      share.progress(`${share.lane.name}: ${index + 1} of ${seeds.length} random cases`);
  }
  return outcomeOf(share.lane, 'random cases', seeds.length, comparison, started);
}

async function runSeed(share: Share, seed: number): Promise<Comparison> {
  const { lane, run, say, options } = share;
  const { builds } = randomCase(seed, lane.engine);
  let tries = 0;
  const attempt = (steps: readonly RandomStep[]): Promise<Attempt> =>
    attemptSteps(lane, steps, `${run}r${seed}t${tries++}`);
  const first = await attempt(builds);
  if (first.comparison.wrong.length === 0) return first.comparison;
  say(`${lane.name}: seed ${seed} fails`);
  for (const wrong of first.comparison.wrong) say(`  ${wrong}`);
  const failing = builds.slice(0, first.failsAt + 1);
  const small = await shrink(failing, async (steps) => {
    const { isWrong, failsAt } = await attempt(steps);
    return isWrong && failsAt === steps.length - 1;
  });
  const last = await attempt(small);
  say(describe(last.built, last.nonce));
  if (options.keep && last.isWrong) {
    const kept = keepScenario({ seed, engine: lane.engine, nonce: last.nonce }, small, last.built);
    say(`  kept as ${kept}`);
  }
  return first.comparison;
}

interface Attempt {
  readonly nonce: string;
  readonly built: readonly BuiltStep[];
  readonly comparison: Comparison;
  /** The forecast was wrong, not the build. */
  readonly isWrong: boolean;
  readonly failsAt: number;
}

async function attemptSteps(
  lane: Lane,
  steps: readonly RandomStep[],
  nonce: string,
): Promise<Attempt> {
  const built = await runCase(
    lane,
    steps.map((step) => scenarioBuild(step, nonce)),
    nonce,
  );
  let comparison = NOTHING_COMPARED;
  let failsAt = -1;
  let isWrong = false;
  for (const [index, { comparison: found, failure }] of built.entries()) {
    if (failure !== null) {
      const wrong = [`build ${index} failed: ${failure}`];
      comparison = addComparisons(comparison, { ...NOTHING_COMPARED, wrong });
    } else if (index > 0) comparison = addComparisons(comparison, found);
    isWrong ||= failure === null && index > 0 && found.wrong.length > 0;
    if (failsAt < 0 && comparison.wrong.length > 0) failsAt = index;
  }
  return { nonce, built, comparison, isWrong, failsAt };
}

function describe(built: readonly BuiltStep[], nonce: string): string {
  const blocks = built.map(({ given, plan, forecast, observed, comparison }) => {
    const left = [...observed];
    const steps = forecast.steps.map(({ step, verdict }) => {
      const { name } = plan.steps[step]!;
      const at = left.findIndex((each) => each.name === name);
      const [found] = at < 0 ? [] : left.splice(at, 1);
      return `    ${verdict.padEnd(12)}${(found?.display ?? '-').padEnd(8)}${name}`;
    });
    return [
      `  # ${given.title} ${JSON.stringify(given.options)} ${JSON.stringify(given.files)}`,
      ...given.dockerfile
        .trimEnd()
        .split('\n')
        .map((line) => `  ${line}`),
      ...steps,
      ...comparison.wrong.map((text) => `    wrong: ${text}`),
    ].join('\n');
  });
  return blocks.join('\n').replaceAll(nonce, '@nonce@');
}

function outcomeOf(
  lane: Lane,
  kind: Kind,
  nRun: number,
  comparison: Comparison,
  started: number,
): Outcome {
  const {
    name: engine,
    engine: { buildkit },
  } = lane;
  return { engine, buildkit, kind, nRun, comparison, seconds: (Date.now() - started) / 1000 };
}

export function outcomeLine(outcome: Outcome): string {
  const { engine, buildkit, kind, nRun, comparison, seconds } = outcome;
  return `${engine} (BuildKit ${buildkit}), ${nRun} ${kind}: ${counts(comparison)} in ${seconds.toFixed(0)} s`;
}

export function totalLines(outcomes: readonly Outcome[]): readonly string[] {
  const engines = [...new Set(outcomes.map(({ engine }) => engine))];
  const sum = (of: readonly Outcome[]): string =>
    counts(of.map(({ comparison }) => comparison).reduce(addComparisons, NOTHING_COMPARED));
  return [
    ...engines.map((name) => `${name}: ${sum(outcomes.filter(({ engine }) => engine === name))}`),
    `in all: ${sum(outcomes)}`,
  ];
}

function counts({ compared, agreed, conditional, wrong }: Comparison): string {
  return `${compared} steps compared, ${agreed} agreed, ${conditional} conditional, ${wrong.length} wrong`;
}
