/**
 * Every scenario, built on a real engine, step by step as the forecast expects it. What is conditional may come out
 * either way; what a scenario says was `observed` has to come out so.
 */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { stepNameMatches } from '../../../server/core/plan/index.ts';
import type { Engine } from '../../../server/core/plan/model.ts';
import {
  build,
  docker,
  engineVersions,
  removeContexts,
  requiredEngine,
  uniqueContext,
  type Built,
} from '../../support/engine.ts';
import {
  expectedSteps,
  planOf,
  readScenarios,
  scenarioBuilds,
  type ExpectedStep,
  type Scenario,
  type ScenarioBuild,
} from '../../support/forecast/scenarios.ts';
import { scenarioFolder, type ScenarioFolder } from '../../support/forecast/scenario-folders.ts';

const scenarios = readScenarios();

describe('scenarios on the engine', function () {
  this.timeout(60_000);
  let engine: Engine = { store: 'containerd', buildkit: '0.25.2' };
  const folders: string[] = [];
  const run = `n${process.pid.toString(36)}${Date.now().toString(36)}`;
  const image = `scenario-base:${run}`;

  before(async () => {
    await makeBaseImage(image);
    const { store, buildkit } = await engineVersions(await requiredEngine());
    const version = /^v?(\d+\.\d+\.\d+)/.exec(buildkit)?.[1];
    assert.ok(version, `a version of BuildKit: ${buildkit}`);
    engine = { store, buildkit: version };
  });

  after(async () => {
    await docker(['image', 'rm', image]);
    removeContexts();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  for (const [index, scenario] of scenarios.entries()) {
    it(`${scenario.name}: ${scenario.title}`, async () => {
      if (scenario.since !== undefined && !isAtLeast(engine, scenario.since)) return;
      const nonce = `${run}x${index}`;
      const root = path.join(os.tmpdir(), `scenario-${nonce}`);
      folders.push(root);
      await buildScenario({ scenario, engine, nonce, root, image });
    });
  }
});

/**
 * Builds that run at the same time share what they have in common, and each shows it as the other one does. A base of
 * its own keeps a run of these tests apart from whatever else the engine builds.
 */
async function makeBaseImage(image: string): Promise<void> {
  const { folder } = uniqueContext({
    Dockerfile: `FROM busybox:latest\nLABEL scenario=${image}\n`,
  });
  const built = await build(folder, ['--load', `--tag=${image}`], await environment());
  assert.equal(built.exitCode, 0, built.log);
}

interface ScenarioRun {
  readonly scenario: Scenario;
  readonly engine: Engine;
  readonly nonce: string;
  readonly root: string;
  readonly image: string;
}

async function buildScenario({ scenario, engine, nonce, root, image }: ScenarioRun): Promise<void> {
  const folders = new Map<string, ScenarioFolder>();
  const folder = (name: string): ScenarioFolder => {
    const known = folders.get(name) ?? scenarioFolder(path.join(root, `${name}-${nonce}`));
    folders.set(name, known);
    return known;
  };
  for (const written of scenarioBuilds(scenario, nonce)) {
    const each = { ...written, dockerfile: written.dockerfile.replaceAll('busybox:latest', image) };
    const keepTimes = each.change?.keepTimes ?? false;
    folder('context').write({ ...each.files, Dockerfile: each.dockerfile }, { keepTimes });
    folder('context').touch(each.change?.touch ?? []);
    for (const [name, files] of Object.entries(each.contexts))
      folder(name).write(files, { keepTimes });
    const built = await build(
      folder('context').path,
      buildArguments(each, folder),
      await environment(),
    );
    assert.equal(built.exitCode, 0, `${each.title}: ${built.log.slice(-2000)}`);
    if (each.change !== null) compare(each, built, engine, expectedSteps(each.change, engine));
  }
}

async function environment(): Promise<NodeJS.ProcessEnv> {
  return { ...(await requiredEngine()), BUILDX_NO_DEFAULT_ATTESTATIONS: '1' };
}

function buildArguments(
  each: ScenarioBuild,
  folder: (name: string) => ScenarioFolder,
): readonly string[] {
  const { buildArgs = {}, network = 'none', noCache, noCacheFilter = [], ...others } = each.options;
  return [
    '--output=type=cacheonly',
    ...(network === 'default' ? [] : [`--network=${network}`]),
    ...Object.entries(buildArgs).map(([name, value]) => `--build-arg=${name}=${value}`),
    ...Object.keys(each.contexts).map((name) => `--build-context=${name}=${folder(name).path}`),
    ...(noCache === true ? ['--no-cache'] : []),
    ...noCacheFilter.map((stage) => `--no-cache-filter=${stage}`),
    ...(others.target === undefined ? [] : [`--target=${others.target}`]),
    ...(others.platform === undefined ? [] : [`--platform=${others.platform}`]),
    ...(others.shmSize === undefined ? [] : [`--shm-size=${others.shmSize}`]),
    ...(others.addHosts ?? []).map((host) => `--add-host=${host}`),
  ];
}

function compare(
  each: ScenarioBuild,
  built: Built,
  engine: Engine,
  expected: readonly ExpectedStep[],
): void {
  const { steps } = planOf(each, engine);
  const wrong = expected.flatMap((step, index) => {
    const { name = '', vertex = null } = steps[index] ?? {};
    const found = [...built.steps].filter(([observed]) => stepNameMatches(name, observed));
    const display = found.at(-1)?.[1] ?? 'absent';
    const wanted = wantedDisplays(step, vertex === null, each);
    return wanted.includes(display) ? [] : [`${name}: ${wanted.join(' or ')}, but was ${display}`];
  });
  assert.deepEqual(
    wrong,
    [],
    `${each.title}\n${[...built.steps].map((step) => step.join(' ')).join('\n')}`,
  );
}

function wantedDisplays(
  step: ExpectedStep,
  isNothing: boolean,
  each: ScenarioBuild,
): readonly string[] {
  if (isNothing) return ['absent'];
  if (step.observed !== undefined) return [step.observed];
  if (step.verdict === 'conditional') return ['cached', 'done'];
  if (each.change?.cold === true && step.verdict === 'miss') return ['cached'];
  return [step.display];
}

function isAtLeast(engine: Engine, version: string): boolean {
  return Number(engine.buildkit.split('.')[1]) >= Number(version.split('.')[1]);
}
