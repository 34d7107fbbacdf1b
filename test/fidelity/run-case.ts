/** Builds a case on an engine, build by build, each forecast from all that were made before it. */
import { rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  forecast,
  takeSnapshot,
  type ForecastResult,
  type Snapshot,
} from '../../server/core/forecast/index.ts';
import type { Plan } from '../../server/core/plan/model.ts';
import { build } from '../support/engine.ts';
import {
  buildArguments,
  observedSteps,
  type ObservedStep,
} from '../support/forecast/real-builds.ts';
import { scenarioFolder, type ScenarioFolder } from '../support/forecast/scenario-folders.ts';
import { contextsOf, digest, planOf, type ScenarioBuild } from '../support/forecast/scenarios.ts';
import { compareBuild, type Comparison } from './compare.ts';
import type { Lane } from './engines.ts';

export interface BuiltStep {
  readonly given: ScenarioBuild;
  readonly plan: Plan;
  readonly forecast: ForecastResult;
  readonly observed: readonly ObservedStep[];
  readonly comparison: Comparison;
  /** The end of the log of a build that failed; null where it went well. */
  readonly failure: string | null;
}

/** Stops behind the first build that fails. The first one is built and not compared: nothing was there before. */
export async function runCase(
  lane: Lane,
  builds: readonly ScenarioBuild[],
  nonce: string,
): Promise<readonly BuiltStep[]> {
  const folders = new Map<string, ScenarioFolder>();
  const folder = (name: string): ScenarioFolder => {
    const known = folders.get(name) ?? scenarioFolder(path.join(os.tmpdir(), `${name}-${nonce}`));
    folders.set(name, known);
    return known;
  };
  const since: Snapshot[] = [lane.since];
  const built: BuiltStep[] = [];
  try {
    for (const each of builds) {
      const step = await buildOne(lane, onOwnImages(lane, each), folder, since);
      built.push(step);
      if (step.failure !== null) break;
    }
  } finally {
    for (const { path: made } of folders.values()) rmSync(made, { recursive: true, force: true });
  }
  return built;
}

function onOwnImages(lane: Lane, given: ScenarioBuild): ScenarioBuild {
  return { ...given, dockerfile: given.dockerfile.replaceAll('busybox:', `${lane.repository}:`) };
}

async function buildOne(
  lane: Lane,
  given: ScenarioBuild,
  folder: (name: string) => ScenarioFolder,
  since: Snapshot[],
): Promise<BuiltStep> {
  const keepTimes = given.change?.keepTimes ?? false;
  folder('context').write({ ...given.files, Dockerfile: given.dockerfile }, { keepTimes });
  folder('context').touch(given.change?.touch ?? []);
  for (const [name, files] of Object.entries(given.contexts))
    folder(name).write(files, { keepTimes });
  const plan = planOf(given, lane.engine, lane.images);
  const snapshot = takeSnapshot(plan, contextsOf(given), digest);
  const result = forecast(since, snapshot, digest);
  since.push(snapshot);
  const args = [...lane.builder, ...buildArguments(given, (name) => folder(name).path)];
  const { exitCode, events, log } = await build(folder('context').path, args, lane.env);
  const observed = observedSteps(events);
  const comparison = compareBuild(plan, result, observed);
  const failure = exitCode === 0 ? null : log.slice(-1500);
  return { given, plan, forecast: result, observed, comparison, failure };
}
