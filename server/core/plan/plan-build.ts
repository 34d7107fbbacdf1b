/**
 * Turns a Dockerfile into the graph of operations that BuildKit would make of it. Follows the course of BuildKit's
 * dockerfile2llb: read arguments and stages, find out which the target needs, resolve what they start from, go through
 * their instructions in the order of the file.
 */
import { readCommand } from '../syntax/dockerfile/index.ts';
import type { Dockerfile } from '../syntax/dockerfile/model.ts';
import type { Problem } from '../text/span.ts';
import { declaredArguments, globalArguments } from '../build-model/arguments.ts';
import { assemblePlan, type Converted } from './assemble.ts';
import { complainOfWords, reportAt, type Conversion } from './conversion.ts';
import { convertStage } from './convert-stage.ts';
import { declareStage, findTarget, linkCommands } from './declare-stages.ts';
import { newBudget } from '../build-model/environment.ts';
import { frontendOf, type BuildFrontend } from './frontend.ts';
import { operationTable } from './graph.ts';
import type { ImageLookup } from '../images/model.ts';
import type { BuildOptions, Engine, Plan } from './model.ts';
import { parsePlatform, type Platform } from '../build-model/platforms.ts';
import { ownerProblems, ownerRefusals, refusals } from './refusals.ts';
import { resolveStages } from './resolve-stages.ts';
import { readEpoch } from './source-date-epoch.ts';
import {
  createPlanMemory,
  stageMemory,
  type PlacedStages,
  type PlanMemory,
  type StageMemory,
} from './stage-memory.ts';
import { splitStages, type StageSources } from '../build-model/split-stages.ts';
import { isAtLeast } from '../build-model/versions.ts';

const DEFAULT_PLATFORM: Platform = {
  os: 'linux',
  architecture: 'amd64',
  variant: '',
  osVersion: '',
};

/** `memory` is of the plan before of the same Dockerfile: what an edit does not touch is not worked out again. */
export function planBuild(
  dockerfile: Dockerfile,
  options: BuildOptions,
  engine: Engine,
  images: ImageLookup,
  memory: PlanMemory = createPlanMemory(),
): Plan {
  const problems: Problem[] = [];
  const commands = dockerfile.instructions.map((instruction) => {
    const read = readCommand(instruction, dockerfile);
    problems.push(...read.problems);
    return read.value;
  });
  const sources = splitStages(dockerfile, commands);
  const builder = parsePlatform(engine.platform ?? '') ?? DEFAULT_PLATFORM;
  const platforms = requestedPlatforms(options, builder, dockerfile, problems);
  const frontend = frontendOf(dockerfile, options.buildArgs, engine.buildkit);
  const shared = {
    options,
    engine,
    frontend,
    images,
    operations: operationTable(),
    budget: newBudget(!isAtLeast(frontend.buildkit, '0.34')),
    builder,
    problems,
  };
  const multiple = platforms.length > 1 || options.buildArgs['BUILDKIT_MULTI_PLATFORM'] === '1';
  const stages: PlacedStages = new Map();
  const conversions = platforms.map((platform) => {
    const facts = { ...shared, platform, namesPlatform: multiple };
    return convertBuild(facts, dockerfile, sources, (conversion) =>
      stageMemory(memory, stages, conversion, dockerfile),
    );
  });
  memory.stages = stages;
  const [owners, others] = ownerProblems(problems);
  const plan = assemblePlan(engine, conversions, others);
  const refused = [
    ...refusals(dockerfile, commands, plan, options.buildArgs),
    ...ownerRefusals(dockerfile, owners, engine),
  ].sort((a, b) => a.line - b.line);
  return refused.length === 0 ? plan : { ...plan, refusals: refused };
}

interface BuildFacts extends Pick<
  Conversion,
  'options' | 'engine' | 'images' | 'operations' | 'budget' | 'namesPlatform'
> {
  readonly builder: Platform;
  readonly frontend: BuildFrontend;
  readonly platform: Platform;
  readonly problems: Problem[];
}

function convertBuild(
  facts: BuildFacts,
  dockerfile: Dockerfile,
  sources: StageSources,
  memoryOf: (conversion: Conversion) => StageMemory,
): Converted {
  const conversion = startConversion(facts, sources);
  for (const [index, source] of sources.stages.entries())
    declareStage(conversion, source, index, dockerfile.escape);
  const target = findTarget(conversion, dockerfile);
  linkCommands(conversion, dockerfile);
  if (target === null) return { conversion, target, reachable: new Set() };
  const reachable = resolveStages(conversion, dockerfile, target);
  const memory = memoryOf(conversion);
  for (const stage of conversion.stages.all) {
    if (reachable.has(stage) && stage.result === null) convertStage(conversion, stage, memory);
  }
  if (conversion.budget.left < 0) {
    const message = 'The variables of this file grow too large to plan the whole build.';
    reportAt(
      conversion,
      dockerfile.instructions[0]?.span ?? { start: 0, end: 0 },
      'too-large',
      message,
    );
  }
  return { conversion, target, reachable };
}

function startConversion(facts: BuildFacts, sources: StageSources): Conversion {
  const { options, engine, frontend, problems, platform } = facts;
  const buildArgs = new Map(Object.entries(options.buildArgs));
  const last = sources.stages.at(-1)?.command.name?.raw.toLowerCase() ?? '';
  const asked = options.target ?? '';
  const globals = globalArguments(
    {
      buildArgs,
      buildPlatform: facts.builder,
      targetPlatform: platform,
      target: asked === '' ? last : asked,
      buildkit: frontend.buildkit,
      budget: facts.budget,
    },
    sources.globals,
    complainOfWords({ problems }),
  );
  const assumed = new Set<string>(frontend.assumed === null ? [] : [frontend.assumed]);
  const timestamp = readEpoch({ buildArgs, globals, buildkit: frontend.buildkit, assumed });
  return {
    options,
    engine,
    frontend: frontend.buildkit,
    images: facts.images,
    scope: { buildArgs, globals, declared: declaredArguments(globals, sources.globals) },
    targetPlatform: platform,
    namesPlatform: facts.namesPlatform,
    timestamp,
    settings: {
      hostname: buildArgs.get('BUILDKIT_SANDBOX_HOSTNAME') ?? '',
      hosts: (options.addHosts ?? []).map((host) => host.split(/[:=]/)[0] ?? host),
      ulimits: options.ulimits ?? [],
      cgroupParent: options.cgroupParent ?? '',
      freeCacheIds: isAtLeast(engine.buildkit, '0.13'),
    },
    budget: facts.budget,
    operations: facts.operations,
    stages: { all: [], byName: new Map() },
    steps: [],
    problems,
    assumed,
  };
}

function requestedPlatforms(
  options: BuildOptions,
  builder: Platform,
  dockerfile: Dockerfile,
  problems: Problem[],
): readonly Platform[] {
  const asked = (options.platform ?? '').split(',').filter((text) => text !== '');
  const platforms = asked.flatMap((text): readonly Platform[] => {
    const platform = parsePlatform(text);
    if (platform !== null) return [platform];
    const span = dockerfile.instructions[0]?.span ?? { start: 0, end: 0 };
    const message = `\`${text}\` is no platform such as \`linux/arm64\`.`;
    problems.push({ code: 'platform', message, span, severity: 'error' });
    return [];
  });
  return platforms.length > 0 ? platforms : [builder];
}
