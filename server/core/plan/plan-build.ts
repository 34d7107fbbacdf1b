/**
 * Turns a Dockerfile into the graph of operations that BuildKit would make of it. Follows the course of BuildKit's
 * dockerfile2llb: read arguments and stages, find out which the target needs, resolve what they start from, go through
 * their instructions in the order of the file.
 */
import { parseDockerfile, readCommand } from '../syntax/dockerfile/index.ts';
import type { Dockerfile, Instruction } from '../syntax/dockerfile/model.ts';
import type { Problem, Span } from '../text/span.ts';
import { globalArguments } from './arguments.ts';
import { complainOfWords, reportAt, type Conversion, type LiveStage } from './conversion.ts';
import { convertCopy } from './convert-copy.ts';
import { liveStage, namedContext, resolveStage, type StagePlace } from './convert-from.ts';
import { convertRun } from './convert-run.ts';
import { convertWorkdir } from './convert-workdir.ts';
import { expandWord } from '../syntax/dockerfile/expand.ts';
import {
  groupOperations,
  makeVertices,
  operationsBelow,
  operationTable,
  type Operation,
} from './graph.ts';
import type { BuildOptions, Engine, ImageLookup, Plan, PlanStage, PlanStep } from './model.ts';
import { parsePlatform, type Platform } from './platforms.ts';
import { readEpoch } from './source-date-epoch.ts';
import {
  addStage,
  implicitStage,
  linkCommand,
  makesStep,
  reachableStages,
  splitStages,
  type Stage,
  type StageSource,
  type StageSources,
} from './stages.ts';
import { applyInstruction, stateOfParent } from './stage-state.ts';
import { isAtLeast } from './versions.ts';

const DEFAULT_PLATFORM: Platform = { os: 'linux', architecture: 'amd64', variant: '' };

export function planBuild(
  dockerfile: Dockerfile,
  options: BuildOptions,
  engine: Engine,
  images: ImageLookup,
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
  const shared = { options, engine, images, operations: operationTable(), builder, problems };
  const multiple = platforms.length > 1 || options.buildArgs['BUILDKIT_MULTI_PLATFORM'] === '1';
  const conversions = platforms.map((platform) => {
    return convertBuild({ ...shared, platform, namesPlatform: multiple }, dockerfile, sources);
  });
  return assemble(engine, conversions, problems);
}

interface BuildFacts extends Pick<
  Conversion,
  'options' | 'engine' | 'images' | 'operations' | 'namesPlatform'
> {
  readonly builder: Platform;
  readonly platform: Platform;
  readonly problems: Problem[];
}

interface Converted {
  readonly conversion: Conversion;
  readonly target: Stage | null;
  readonly reachable: ReadonlySet<Stage>;
}

function convertBuild(facts: BuildFacts, dockerfile: Dockerfile, sources: StageSources): Converted {
  const conversion = startConversion(facts, sources);
  for (const [index, source] of sources.stages.entries())
    declareStage(conversion, source, index, dockerfile.escape);
  const target = findTarget(conversion, dockerfile);
  linkCommands(conversion, dockerfile);
  if (target === null) return { conversion, target, reachable: new Set() };
  const reachable = resolveStages(conversion, dockerfile, target);
  for (const stage of conversion.stages.all) {
    if (reachable.has(stage) && stage.result === null) convertStage(conversion, stage);
  }
  return { conversion, target, reachable };
}

function startConversion(facts: BuildFacts, sources: StageSources): Conversion {
  const { options, engine, problems, platform } = facts;
  const buildArgs = new Map(Object.entries(options.buildArgs));
  const last = sources.stages.at(-1)?.command.name?.raw.toLowerCase() ?? '';
  const asked = options.target ?? '';
  const complain = (word: { readonly raw: string; readonly span: Span }, message: string): void => {
    const text = `BuildKit refuses \`${word.raw}\`: ${message}`;
    problems.push({ code: 'word-expansion', message: text, span: word.span, severity: 'error' });
  };
  const globals = globalArguments(
    {
      buildArgs,
      buildPlatform: facts.builder,
      targetPlatform: platform,
      target: asked === '' ? last : asked,
      buildkit: engine.buildkit,
    },
    sources.globals,
    complain,
  );
  const assumed = new Set<string>();
  const timestamp = readEpoch({ buildArgs, globals, buildkit: engine.buildkit, assumed });
  return {
    options,
    engine,
    images: facts.images,
    scope: { buildArgs, globals },
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
    operations: facts.operations,
    stages: { all: [], byName: new Map() },
    steps: [],
    problems,
    assumed,
  };
}

function declareStage(
  conversion: Conversion,
  source: StageSource,
  index: number,
  escape: '\\' | '`',
): void {
  const { command } = source;
  const lookup = (name: string): string | undefined => conversion.scope.globals.get(name);
  const complain = complainOfWords(conversion);
  const expand = (word: { readonly raw: string; readonly span: Span }): string => {
    const { value, problems } = expandWord(word.raw, { escape, lookup });
    for (const problem of problems) complain(word, problem);
    return value;
  };
  const baseName = expand(command.image);
  if (baseName === '') {
    const message = `\`${command.image.raw}\` is empty: give the argument a default above the first FROM.`;
    reportAt(conversion, command.image.span, 'empty-base', message);
  }
  const platform = command.platform === null ? null : parsePlatform(expand(command.platform));
  if (command.platform !== null && platform === null) {
    const message = `\`${command.platform.raw}\` is no platform such as \`linux/arm64\`.`;
    reportAt(conversion, command.platform.span, 'platform', message);
  }
  const name = command.name?.raw.toLowerCase() ?? '';
  const override = name === '' ? null : namedContext(conversion, name, platform);
  const { noCache, noCacheFilter } = conversion.options;
  const filter = (noCacheFilter ?? []).map((entry) => entry.toLowerCase());
  const stage: Stage = {
    ...implicitStage(baseName),
    index,
    source,
    name,
    shownName: name === '' ? `stage-${index}` : name,
    platform,
    override,
    ignoreCache: noCache === true || (name !== '' && filter.includes(name)),
  };
  addStage(conversion.stages, stage);
  if (override !== null) return;
  const own = source.body.filter(({ command: below }) => makesStep(below)).length;
  stage.total = own + (baseName === 'scratch' || stage.parent !== null ? 0 : 1);
}

function findTarget(conversion: Conversion, dockerfile: Dockerfile): Stage | null {
  const { target } = conversion.options;
  const { all, byName } = conversion.stages;
  if (all.length === 0) {
    reportAt(
      conversion,
      { start: 0, end: 0 },
      'no-stage',
      'There is no FROM, so there is nothing to build.',
    );
    return null;
  }
  if (target === undefined || target === '') return all.at(-1) ?? null;
  const found = byName.get(target.toLowerCase());
  if (found !== undefined) return found;
  const names = [...byName.keys()].join(', ');
  const message = `No stage is named \`${target}\`${names === '' ? '' : `; there is ${names}`}.`;
  reportAt(conversion, dockerfile.instructions[0]?.span ?? { start: 0, end: 0 }, 'target', message);
  return null;
}

/** Stages are linked in the order of the file, after all of them are known: `--from` may name any of them. */
function linkCommands(conversion: Conversion, dockerfile: Dockerfile): void {
  const { stages } = conversion;
  const complain = complainOfWords(conversion);
  for (const stage of [...stages.all]) {
    stage.commands = (stage.source?.body ?? []).map((placed) => {
      return linkCommand(stages, stage, { ...placed, dockerfile, onbuild: false }, complain);
    });
  }
  const [only, ...others] = stages.all;
  if (only !== undefined && others.length === 0) only.shownName = '';
}

/** Triggers can need further stages, so this goes round until there is nothing new. */
function resolveStages(
  conversion: Conversion,
  dockerfile: Dockerfile,
  target: Stage,
): ReadonlySet<Stage> {
  const { stages } = conversion;
  for (;;) {
    const reachable = reachableStages(stages, target);
    const places = stagePlaces(conversion, dockerfile);
    for (const stage of stages.all) {
      const pending = stage.parent === null && stage.resolved === null && stage.result === null;
      const place = places.get(stage);
      if (!pending || place === undefined) continue;
      if (reachable.has(stage)) resolveStage(conversion, stage, place);
      // BuildKit names the FROM of a stage that it does not need yet, which uses up a number.
      else if (stage.baseName !== 'scratch' && stage.total > 0) stage.named++;
    }
    let grown = false;
    for (const stage of reachable) grown = takeTriggers(conversion, dockerfile, stage) || grown;
    if (!grown) return reachable;
  }
}

/** Puts the triggers of what a stage is built from in front of its own instructions. */
function takeTriggers(conversion: Conversion, dockerfile: Dockerfile, stage: Stage): boolean {
  if (stage.onbuildTaken || stage.source === null || stage.override !== null) return false;
  stage.onbuildTaken = true;
  const before = stage.needs.size;
  const triggers =
    stage.parent === null
      ? imageTriggers(conversion, stage, stage.source.from)
      : stageTriggers(stage.parent, dockerfile);
  const commands = triggers.map((trigger) => {
    const read = readCommand(trigger.instruction, trigger.dockerfile);
    conversion.problems.push(...(trigger.dockerfile === dockerfile ? read.problems : []));
    const placed = {
      ...trigger,
      command: read.value,
      escape: trigger.dockerfile.escape,
      onbuild: true,
    };
    return linkCommand(conversion.stages, stage, placed, complainOfWords(conversion));
  });
  stage.commands = [...commands, ...stage.commands];
  // Every trigger counts, whether it makes a step or not.
  stage.total += commands.length;
  return stage.needs.size > before;
}

interface Trigger {
  readonly instruction: Instruction;
  readonly dockerfile: Dockerfile;
  readonly line: number | null;
}

function stageTriggers(parent: Stage, dockerfile: Dockerfile): readonly Trigger[] {
  return parent.commands.flatMap(({ command, line }): readonly Trigger[] => {
    return command.kind === 'onbuild' ? [{ instruction: command.trigger, dockerfile, line }] : [];
  });
}

function imageTriggers(
  conversion: Conversion,
  stage: Stage,
  from: Instruction,
): readonly Trigger[] {
  return (stage.resolved?.image?.onbuild ?? []).flatMap((text): readonly Trigger[] => {
    const { value } = parseDockerfile(text);
    const [instruction, ...more] = value.instructions;
    if (instruction !== undefined && more.length === 0)
      return [{ instruction, dockerfile: value, line: null }];
    reportAt(
      conversion,
      from.span,
      'onbuild',
      `The image's ONBUILD \`${text}\` is not one instruction.`,
    );
    return [];
  });
}

/** Where each stage begins; an implicit one begins at the step that names its image. */
function stagePlaces(
  conversion: Conversion,
  dockerfile: Dockerfile,
): ReadonlyMap<Stage, StagePlace> {
  const places = new Map<Stage, StagePlace>();
  const place = (index: number, at: Instruction, text: string): StagePlace => {
    return { stage: index, text, span: at.span, line: at.line, endLine: at.endLine };
  };
  for (const stage of conversion.stages.all) {
    const { source } = stage;
    if (source === null) continue;
    places.set(stage, place(stage.index, source.from, source.from.logical.text));
    for (const command of stage.commands) {
      const at =
        command.dockerfile === dockerfile && !command.onbuild ? command.instruction : source.from;
      for (const needed of command.sources) {
        if (needed.source === null)
          places.set(needed, place(stage.index, at, `FROM ${needed.baseName}`));
      }
    }
  }
  return places;
}

function convertStage(conversion: Conversion, stage: Stage): void {
  const live = startStage(stage);
  if (live === null) return;
  const complain = complainOfWords(conversion);
  for (const placed of stage.commands) {
    applyInstruction(live.state, placed, conversion.scope, complain);
    const { command } = placed;
    if (command.kind === 'run') convertRun(conversion, live, placed, command);
    else if (command.kind === 'copy' || command.kind === 'add')
      convertCopy(conversion, live, placed, command);
    else if (command.kind === 'workdir') convertWorkdir(conversion, live, placed);
  }
  stage.result = { rootfs: live.rootfs, state: live.state, platform: live.platform };
}

function startStage(stage: Stage): LiveStage | null {
  if (stage.parent === null) return liveStage(stage);
  const { result } = stage.parent;
  if (result === null) return null;
  return {
    stage,
    state: stateOfParent(result.state),
    platform: result.platform,
    rootfs: result.rootfs,
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

function assemble(
  engine: Engine,
  conversions: readonly Converted[],
  problems: readonly Problem[],
): Plan {
  const targets = conversions.map(({ target }) => target?.result?.rootfs ?? null);
  const order = operationsBelow(targets);
  const drafts = groupOperations(order);
  const vertexOf = new Map<number, number>();
  const vertexName = new Map<number, string>();
  const written = new Set(order);
  const kept = conversions
    .flatMap(({ conversion }) => conversion.steps)
    .filter(({ operation }) => operation === null || written.has(operation))
    .sort((a, b) => a.stage - b.stage);
  const stepsOf = new Map<Operation, number[]>();
  for (const [index, { operation }] of kept.entries()) {
    if (operation !== null) stepsOf.set(operation, [...(stepsOf.get(operation) ?? []), index]);
  }
  for (const [index, { operations }] of drafts.entries()) {
    for (const operation of operations) {
      vertexOf.set(operation.identity, index);
      const step = stepsOf.get(operation)?.at(-1);
      if (step !== undefined) vertexName.set(index, kept[step]?.name ?? '');
    }
  }
  const steps = kept.map(({ operation, implicit, ...draft }, index): PlanStep => {
    const vertex = operation === null ? null : (vertexOf.get(operation.identity) ?? null);
    const name = vertex === null ? draft.name : (vertexName.get(vertex) ?? draft.name);
    return { ...draft, index, name, vertex, ...(implicit ? { implicit } : {}) };
  });
  const [first] = conversions;
  return {
    engine,
    target: first?.target?.name ?? '',
    stages: first === undefined ? [] : planStages(first),
    steps,
    vertices: makeVertices(drafts, (operation) => stepsOf.get(operation) ?? []),
    assumed: [...new Set(conversions.flatMap(({ conversion }) => [...conversion.assumed]))],
    problems,
  };
}

function planStages({ reachable }: Converted): readonly PlanStage[] {
  return [...reachable].flatMap((stage): readonly PlanStage[] => {
    const { source, index, baseName, parent, override } = stage;
    if (source === null) return [];
    const quiet = source.body
      .filter(({ command }) => !makesStep(command))
      .map(({ instruction: { keyword, logical, line } }) => ({
        keyword,
        text: logical.text,
        line,
      }));
    return [
      {
        index,
        name: stage.name === '' ? `stage-${index}` : (source.command.name?.raw ?? stage.name),
        base: override?.value ?? baseName,
        baseStage: parent?.index ?? null,
        line: source.from.line,
        quiet: override === null ? quiet : [],
      },
    ];
  });
}
