/** Keeps a failing case as a scenario: what the engine printed is what is expected from now on. */
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Engine } from '../../server/core/plan/model.ts';
import type {
  ExpectedStep,
  FileSpecs,
  ImageSpec,
  Scenario,
} from '../support/forecast/scenarios.ts';
import { projectRoot } from '../support/paths.ts';
import { scenarioBuild, type RandomStep } from './random/case.ts';
import { renderDockerfile } from './random/render.ts';
import type { BuiltStep } from './run-case.ts';

const folder = path.join(projectRoot, 'test/fixtures/scenarios');

/** Returns the name of the file. A conditional step stays so; where it was wrong to be, that is to be corrected by hand. */
export function keepScenario(
  {
    seed,
    engine,
    nonce,
  }: { readonly seed: number; readonly engine: Engine; readonly nonce: string },
  steps: readonly RandomStep[],
  built: readonly BuiltStep[],
): string {
  const number = String(readdirSync(folder).filter((file) => file.endsWith('.json')).length + 1);
  const file = path.join(folder, `${number.padStart(2, '0')}-seed-${seed}.json`);
  writeFileSync(
    file,
    `${JSON.stringify(scenarioOf({ seed, engine, nonce }, steps, built), null, 2)}\n`,
  );
  return path.relative(projectRoot, file);
}

function scenarioOf(
  {
    seed,
    engine,
    nonce,
  }: { readonly seed: number; readonly engine: Engine; readonly nonce: string },
  steps: readonly RandomStep[],
  built: readonly BuiltStep[],
): Omit<Scenario, 'name'> {
  const [first, ...changes] = steps;
  const { build: start } = first!;
  const options = ({ build }: RandomStep) => ({
    options: { ...build.options, buildArgs: { ONCE: '@nonce@', ...build.options.buildArgs } },
  });
  return {
    title: `seed ${seed} on ${engine.store}, BuildKit ${engine.buildkit}`,
    start: {
      dockerfile: renderDockerfile(start),
      files: start.files,
      ...options(first!),
      contexts: { more: start.more },
      images: imagesOf(first!, nonce),
    },
    changes: changes.map((step, index) => ({
      title: step.title,
      dockerfile: renderDockerfile(step.build),
      files: difference(start.files, step.build.files),
      ...options(step),
      contexts: { more: difference(start.more, step.build.more) },
      images: imagesOf(step, nonce),
      expected: expectedOf(built[index + 1]!, nonce),
    })),
  };
}

/** Own images, in the words of a scenario. */
function imagesOf(step: RandomStep, nonce: string): Readonly<Record<string, ImageSpec>> {
  // The same images with the nonce put back; what was parsed is what was written.
  return JSON.parse(
    JSON.stringify(scenarioBuild(step, nonce).images).replaceAll(nonce, '@nonce@'),
  ) as Readonly<Record<string, ImageSpec>>;
}

function difference(from: FileSpecs, to: FileSpecs): FileSpecs {
  const gone = Object.keys(from)
    .filter((name) => !(name in to))
    .map((name) => [name, null] as const);
  const changed = Object.entries(to).filter(
    ([name, spec]) => JSON.stringify(spec) !== JSON.stringify(from[name]),
  );
  return Object.fromEntries([...gone, ...changed]);
}

function expectedOf(
  { plan, forecast, observed, given }: BuiltStep,
  nonce: string,
): readonly ExpectedStep[] {
  const repository = /^FROM (\S+):\w+/m.exec(given.dockerfile)?.[1] ?? 'busybox';
  return plan.steps.map(({ name, vertex, keyword }, index): ExpectedStep => {
    const { verdict } = forecast.steps[index]!;
    const found = observed.find((each) => each.name === name)?.display ?? 'absent';
    const step = name
      .replace(/^\[[^\]]*\] /, '')
      .replace(/@sha256:\w+/, '')
      .replaceAll(`${repository}:`, 'busybox:')
      .replaceAll(nonce, '@nonce@');
    if (vertex === null) return { step, verdict: 'hit', display: 'absent' };
    const display = found === 'failed' ? 'done' : found;
    if (verdict === 'conditional' && display !== 'absent')
      return {
        step,
        verdict,
        display: 'done',
        ...(display === 'cached' ? { observed: display } : {}),
      };
    return { step, verdict: keyword !== 'FROM' && display === 'done' ? 'miss' : 'hit', display };
  });
}
