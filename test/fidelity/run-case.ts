/** Builds a case on an engine, build by build, each forecast from all that were made before it. */
import { rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  createSnapshotCache,
  forecast,
  takeSnapshot,
  type ForecastResult,
  type Snapshot,
  type SnapshotCache,
} from '../../server/core/forecast/index.ts';
import { createPlanMemory, type PlanMemory } from '../../server/core/plan/index.ts';
import type { ImageLookup } from '../../server/core/images/model.ts';
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
import { imageMaker, onOwnImages, type Lane } from './engines.ts';
import { startWeb } from './web.ts';

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
  const folders = createFolders(nonce);
  const images = imageMaker(lane, nonce);
  const web = await startWeb();
  const since: Snapshot[] = [lane.since];
  const built: BuiltStep[] = [];
  // As in an editor, each forecast begins with what the one before left.
  const memory = { plans: createPlanMemory(), snapshots: createSnapshotCache(digest) };
  try {
    for (const each of builds) {
      web.serve(each.web);
      const own = await images.make(each.images);
      const lookup: ImageLookup = (reference, platform) =>
        own.get(reference) ?? lane.images(reference, platform);
      const given = {
        ...each,
        dockerfile: onOwnImages(lane, each.dockerfile).replaceAll('@web@', web.address),
      };
      const before = built.map(({ plan }) => plan);
      const step = await buildOne({ lane, given, folders, images: lookup, since, before, memory });
      built.push(step);
      if (step.failure !== null) break;
    }
  } finally {
    folders.remove();
    web.close();
    await images.remove();
  }
  return built;
}

interface OneBuild {
  readonly lane: Lane;
  readonly given: ScenarioBuild;
  readonly folders: Folders;
  readonly images: ImageLookup;
  readonly since: Snapshot[];
  readonly before: readonly Plan[];
  readonly memory: { readonly plans: PlanMemory; readonly snapshots: SnapshotCache };
}

async function buildOne(one: OneBuild): Promise<BuiltStep> {
  const { lane, given, folders, images, since, before, memory } = one;
  const { change } = given;
  const context = folders.context(change?.place);
  const keepTimes = change?.keepTimes ?? false;
  context.write({ ...given.files, Dockerfile: given.dockerfile }, { keepTimes });
  context.touch(change?.touch ?? []);
  for (const [name, files] of Object.entries(given.contexts))
    folders.named(name).write(files, { keepTimes });
  const plan = planOf(given, lane.engine, images, memory.plans);
  const snapshot = takeSnapshot(plan, contextsOf(given), digest, memory.snapshots);
  const result = forecast(since, snapshot, digest);
  since.push(snapshot);
  const args = [...lane.builder, ...buildArguments(given, (name) => folders.named(name).path)];
  const { exitCode, events, log } = await build(context.path, args, lane.env);
  const observed = observedSteps(events);
  const comparison = compareBuild(plan, result, observed, before);
  const isExpected = (exitCode !== 0) === given.fails;
  const isPredicted = result.fails.length === 0 || given.fails;
  const failure =
    isExpected && isPredicted ? null : exitCode === 0 ? 'it should have failed' : log.slice(-1500);
  return { given, plan, forecast: result, observed, comparison, failure };
}

interface Folders {
  readonly context: (place: 'moved' | 'namesake' | undefined) => ScenarioFolder;
  readonly named: (name: string) => ScenarioFolder;
  readonly remove: () => void;
}

function createFolders(nonce: string): Folders {
  const folders = new Map<string, ScenarioFolder>();
  const times = new Map<string, number>();
  const folder = (name: string, shared?: Map<string, number>): ScenarioFolder => {
    const known = folders.get(name) ?? scenarioFolder(path.join(os.tmpdir(), name), shared);
    folders.set(name, known);
    return known;
  };
  return {
    context: (place) => {
      if (place === 'moved') return folder(`moved-${nonce}`, times);
      // BuildKit knows a context by the name of its folder.
      return folder(
        place === 'namesake' ? `namesake-${nonce}/context-${nonce}` : `context-${nonce}`,
        times,
      );
    },
    named: (name) => folder(`${name}-${nonce}`),
    remove: () => {
      for (const name of folders.keys())
        rmSync(path.join(os.tmpdir(), name.split('/')[0]!), { recursive: true, force: true });
    },
  };
}
