/** A random case: a build, and what becomes of it change by change. The same seed makes the same case. */
import { createDice } from '../../support/dice.ts';
import type { Engine } from '../../../server/core/plan/model.ts';
import { takeSnapshot } from '../../../server/core/forecast/index.ts';
import {
  contextsOf,
  digest,
  fillFiles,
  planOf,
  type ScenarioBuild,
} from '../../support/forecast/scenarios.ts';
import { someChange } from './changes.ts';
import { OWN_IMAGE, without, type Line, type RandomBuild, type Stage } from './model.ts';
import { IMAGES, someFiles, someLine, someOwnImage, someText, type Maker } from './parts.ts';
import { renderDockerfile } from './render.ts';
import { isValid } from './valid.ts';

export interface RandomCase {
  readonly seed: number;
  readonly builds: readonly RandomStep[];
}

export interface RandomStep {
  /** What changed since the build before. */
  readonly title: string;
  readonly build: RandomBuild;
}

const LEAST_STEPS = 4;

export function randomCase(seed: number, engine: Engine): RandomCase {
  const dice = createDice(Math.imul(seed, 0x9e3779b1));
  let id = 0;
  const hasParents = Number(engine.buildkit.split('.')[1]) >= 26;
  const maker: Maker = { ...dice, hasParents, nextId: () => ++id };
  let now = retry(
    () => randomBuild(maker),
    (build) => canBuild(build, engine, LEAST_STEPS),
  );
  const builds: RandomStep[] = [{ title: 'the start', build: now }];
  const length = 4 + Math.floor(dice.roll() * 2);
  while (builds.length < length) {
    const step = retry(
      () => nextStep(builds, now, maker),
      ({ build }) => canBuild(build, engine, 1) && JSON.stringify(build) !== JSON.stringify(now),
    );
    builds.push(step);
    now = step.build;
  }
  return { seed, builds };
}

function nextStep(builds: readonly RandomStep[], now: RandomBuild, maker: Maker): RandomStep {
  const { roll, pick } = maker;
  const options = without(without(now.options, 'noCache'), 'noCacheFilter');
  const plain = { ...now, options };
  if (roll() < 0.06) return { title: 'go back to an earlier state', build: pick(builds).build };
  const first = someChange(plain, maker);
  if (roll() < 0.75) return first;
  const second = someChange(first.build, maker);
  return { title: `${first.title}, and ${second.title}`, build: second.build };
}

function retry<T>(make: () => T, isFine: (made: T) => boolean): T {
  for (let tries = 0; tries < 1000; tries++) {
    const made = make();
    if (isFine(made)) return made;
  }
  throw new Error('No build of a thousand was fine.');
}

function randomBuild(maker: Maker): RandomBuild {
  const { roll, pick } = maker;
  let build: RandomBuild = {
    globals: roll() < 0.3 ? [{ id: maker.nextId(), name: 'G', value: pick(['one', 'two']) }] : [],
    stages: [],
    files: someFiles(maker),
    more: { m1: someText(maker), 'm2/x': someText(maker) },
    image: someOwnImage(maker),
    options: roll() < 0.2 ? { buildArgs: { V: pick(['1', '2']) } } : {},
  };
  const nStages = pick([1, 2, 2, 2, 3, 3, 4]);
  for (let index = 0; index < nStages; index++) {
    const isLast = index === nStages - 1;
    build = { ...build, stages: [...build.stages, randomStage(maker, build, isLast)] };
    for (let left = 1 + Math.floor(roll() * 4); left > 0; left--) build = withLine(maker, build);
  }
  return build;
}

function randomStage(maker: Maker, build: RandomBuild, isLast: boolean): Stage {
  const { roll, pick } = maker;
  const name = isLast && roll() < 0.6 ? '' : `s${build.stages.length}`;
  const above = build.stages.map((stage) => stage.name).filter((each) => each !== '');
  const parent = above.length > 0 && roll() < 0.3 ? pick(above) : null;
  const base = parent ?? (roll() < 0.1 ? 'scratch' : roll() < 0.12 ? OWN_IMAGE : pick(IMAGES));
  const id = maker.nextId();
  return { id, name, base, lines: parent === null && base !== 'scratch' ? [firstLine(maker)] : [] };
}

/** The engine's cache outlives a case: what stands on this line has never been built. */
function firstLine(maker: Maker): Line {
  const command = { text: 'echo @nonce@ >/made/first', writes: '/made/first' };
  const body = { kind: 'run', form: 'shell', command, mounts: [], network: '' } as const;
  return { id: maker.nextId(), style: 'plain', body };
}

function withLine(maker: Maker, build: RandomBuild): RandomBuild {
  const stage = build.stages.at(-1)!;
  return retry(() => {
    const line = someLine(maker, { build, stage, index: stage.lines.length });
    return {
      ...build,
      stages: [...build.stages.slice(0, -1), { ...stage, lines: [...stage.lines, line] }],
    };
  }, isValid);
}

function canBuild(build: RandomBuild, engine: Engine, leastSteps: number): boolean {
  if (!isValid(build)) return false;
  const given = scenarioBuild({ title: '', build }, 'nonce');
  const plan = planOf(given, engine);
  const nSteps = plan.steps.filter(({ keyword, vertex }) => keyword !== 'FROM' && vertex !== null);
  // Links that lead nowhere, and whatever else a wildcard would stumble over.
  const { missing } = takeSnapshot(plan, contextsOf(given), digest);
  return nSteps.length >= leastSteps && Object.keys(missing).length === 0;
}

export function scenarioBuild({ title, build }: RandomStep, nonce: string): ScenarioBuild {
  return {
    title,
    dockerfile: `${renderDockerfile(build).join('\n')}\n`.replaceAll('@nonce@', nonce),
    files: fillFiles(build.files, nonce),
    options: { ...build.options, buildArgs: { ONCE: nonce, ...build.options.buildArgs } },
    contexts: { more: fillFiles(build.more, nonce) },
    images: ownImages(build, nonce),
    web: {},
    fails: false,
    change: null,
  };
}

/** What an engine is told to make, and what a plan takes it for without one. */
function ownImages({ stages, image }: RandomBuild, nonce: string): ScenarioBuild['images'] {
  if (!stages.some(({ base }) => base === OWN_IMAGE)) return {};
  const { layer, setting } = image;
  const lines = ['FROM busybox:latest', `RUN echo ${layer} ${nonce} >/made/own`, setting];
  const env = setting.startsWith('ENV ') ? [setting.slice('ENV '.length)] : [];
  return {
    own: {
      dockerfile: lines.filter((line) => line !== ''),
      facts: {
        digest: `sha256:${layer} ${setting}`,
        layers: layer,
        ...(env.length > 0 && { env }),
      },
    },
  };
}
