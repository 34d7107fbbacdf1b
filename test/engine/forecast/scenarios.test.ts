/**
 * Every scenario, built on a real engine, step by step as the forecast expects it. What is conditional may come out
 * either way; what a scenario says was `observed` has to come out so.
 */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildkitVersion } from '../../../server/node/docker/versions.ts';
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
  appliesTo,
  expectedSteps,
  planOf,
  readScenarios,
  scenarioBuilds,
  type ExpectedStep,
  type Scenario,
  type ScenarioBuild,
} from '../../support/forecast/scenarios.ts';
import { scenarioFolder, type ScenarioFolder } from '../../support/forecast/scenario-folders.ts';

/** Later ones need images, a web server or failing builds of their own, which only `npm run fidelity` makes. */
const LAST_PLAIN = 86;

const scenarios = readScenarios().filter(({ name }) => Number(name.split('-')[0]) <= LAST_PLAIN);

/** As many scenarios are built at a time. */
const N_LANES = 3;

describe('scenarios on the engine', function () {
  this.timeout(120_000);
  const run = `n${process.pid.toString(36)}${Date.now().toString(36)}`;
  const images = Array.from({ length: N_LANES }, (_, lane) => `scenario-base:${run}-${lane}`);
  const root = path.join(os.tmpdir(), `scenarios-${run}`);
  const results = new Map<Scenario, Result>(scenarios.map((each) => [each, pendingResult()]));

  before(async () => {
    const { store, buildkit, docker: around } = await engineVersions(await requiredEngine());
    const engine = { store, buildkit: buildkitVersion(buildkit ?? null, around).version };
    for (const image of images) await makeBaseImage(image);
    const waiting = [...scenarios.entries()].reverse();
    const buildNext = async (image: string): Promise<void> => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        const [index, scenario] = next;
        const nonce = `${run}x${index}`;
        const built = buildScenario({ scenario, engine, nonce, root, image });
        results.get(scenario)?.settle(await built.then(() => null, asError));
      }
    };
    for (const image of images) void buildNext(image);
  });

  after(async () => {
    await docker(['image', 'rm', ...images]);
    removeContexts();
    rmSync(root, { recursive: true, force: true });
  });

  for (const scenario of scenarios) {
    it(`${scenario.name}: ${scenario.title}`, async () => {
      const error = await results.get(scenario)?.promise;
      if (error instanceof Error) throw error;
    });
  }
});

interface Result {
  readonly promise: Promise<Error | null>;
  readonly settle: (error: Error | null) => void;
}

function pendingResult(): Result {
  let settle: Result['settle'] = () => undefined;
  const promise = new Promise<Error | null>((done) => {
    settle = done;
  });
  return { promise, settle };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/**
 * Builds that run at the same time share what they have in common, and each shows it as the other one does. A base of
 * its own keeps a run of these tests apart from whatever else the engine builds.
 */
async function makeBaseImage(image: string): Promise<void> {
  const { folder } = uniqueContext({
    Dockerfile: `FROM busybox:latest\nRUN echo ${image} >/scenario-base\n`,
  });
  const built = await build(
    folder,
    ['--load', '--network=none', `--tag=${image}`],
    await environment(),
  );
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
  if (!appliesTo(scenario, engine)) return;
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
  if (step.verdict === 'conditional' || step.racy === true) return ['cached', 'done'];
  if (each.change?.cold === true && step.verdict === 'miss') return ['cached'];
  return [step.display];
}
