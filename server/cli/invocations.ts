/** Which build a verb means: a context on the command line wins, else the files of the project decide. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import {
  distinct,
  findInvocation,
  plainInvocation,
  type Invocation,
} from '../core/invocations/index.ts';
import { lineIndex, positionAt } from '../core/text/lines.ts';
import { contextSetting, relativePath, withSlashes } from '../node/files/index.ts';
import { createProject, createRoots, type Project } from '../node/project/index.ts';
import {
  optionsOfInvocation,
  placeOf,
  type BuildOptions,
  type BuildSubject,
} from '../node/forecasting/index.ts';
import type { Workbench } from '../node/workbench.ts';
import { describeBuild } from './output/builds-text.ts';
import type { CliIo } from './io.ts';
import { InputError, UsageError, type ParsedArguments } from './usage.ts';

export interface LocatedBuild extends BuildSubject {
  readonly invocation: Invocation;
  /** What the invocation says, and over it what the command line says. */
  readonly options: BuildOptions;
}

/** The project around a file or folder, as the command line sees it. */
export function cliProject(io: CliIo, folder: string, workbench?: Workbench): Project {
  return createProject({
    folders: () => [folder],
    openText: () => undefined,
    contextSetting,
    environment: definedOnly(io.env),
    ...(workbench ? { recorded: workbench.recordedPlaces, readBake: workbench.readBake } : {}),
  });
}

export async function locateBuild(
  args: ParsedArguments,
  given: BuildOptions,
  io: CliIo,
  workbench: Workbench,
): Promise<LocatedBuild> {
  const [context, ...more] = args.positionals;
  if (more.length > 0) {
    throw new UsageError(`One context is enough; "${more.join('", "')}" is too much.`);
  }
  if (context !== undefined && /^(?:[a-z+]+:\/\/|git@|-$)/.test(context)) {
    throw new InputError(
      `The context "${context}" is not a folder. A forecast needs the files: give a folder.`,
    );
  }
  const folder = context === undefined ? null : await existingFolder(context, io);
  const named = args.text('invocation');
  const invocation =
    named === undefined && folder !== null
      ? await fromCommandLine(args, folder, given, io)
      : await fromProject(args, named, given, io, workbench);
  const located = folder === null ? invocation : { ...invocation, context: folder };
  await checkPlace(located, io);
  return {
    place: placeOf(located),
    invocation: located,
    options: overInvocation(optionsOfInvocation(invocation), given),
  };
}

async function existingFolder(context: string, io: CliIo): Promise<string> {
  const folder = path.resolve(io.cwd, context);
  const found = await stat(folder).catch(() => null);
  if (found?.isDirectory()) return folder;
  throw new InputError(`The context "${context}" is not a folder.`);
}

async function checkPlace({ dockerfile, context }: Invocation, io: CliIo): Promise<void> {
  const folder = await stat(context).catch(() => null);
  if (!folder?.isDirectory()) throw new InputError(`The context "${context}" is not a folder.`);
  const found = await stat(dockerfile).catch(() => null);
  if (!found?.isFile()) {
    const shown = path.relative(io.cwd, dockerfile) || dockerfile;
    throw new InputError(`There is no Dockerfile at ${shown}. Name it with -f FILE.`);
  }
}

/** As docker does: without `-f` the Dockerfile is the context's own. */
async function fromCommandLine(
  args: ParsedArguments,
  context: string,
  given: BuildOptions,
  io: CliIo,
): Promise<Invocation> {
  const file = args.text('file');
  const dockerfile = file === undefined ? await ownDockerfile(context) : path.resolve(io.cwd, file);
  const root = createRoots(() => [io.cwd]).rootOf(dockerfile);
  return plainInvocation({
    root: withSlashes(root),
    dockerfile,
    context,
    target: given.target ?? null,
    kind: 'command-line',
    evidence: 'the command line',
  });
}

/** buildx takes `Dockerfile`, and `Containerfile` is what podman's users have. */
async function ownDockerfile(folder: string): Promise<string> {
  const usual = path.join(folder, 'Dockerfile');
  for (const name of ['Dockerfile', 'Containerfile']) {
    const found = await stat(path.join(folder, name)).catch(() => null);
    if (found?.isFile()) return path.join(folder, name);
  }
  return usual;
}

async function fromProject(
  args: ParsedArguments,
  named: string | undefined,
  given: BuildOptions,
  io: CliIo,
  workbench: Workbench,
): Promise<Invocation> {
  const file = args.text('file');
  const dockerfile = file === undefined ? await ownDockerfile(io.cwd) : path.resolve(io.cwd, file);
  const root = createRoots(() => [io.cwd]).rootOf(dockerfile);
  const project = cliProject(io, root, workbench);
  const exists = (await stat(dockerfile).catch(() => null))?.isFile() === true;
  if (named !== undefined) {
    const all = await project.allInvocations();
    const ofFile = file === undefined ? all : all.filter((one) => one.dockerfile === dockerfile);
    const found = findInvocation(ofFile, named);
    if ('id' in found) return found;
    const what =
      file === undefined ? 'no build' : `no build of ${relativePath(io.cwd, dockerfile)} named`;
    throw new InputError(
      found.length === 0
        ? `There is ${what} "${named}"${list('The builds are', distinct(ofFile), io)}`
        : `"${named}" is not one build alone${list('Choose one', found, io)}`,
    );
  }
  if (!exists && file === undefined) return onlyBuild(project, io);
  warnOfConfig(project, dockerfile, io);
  const { target } = given;
  const chosen = await project.choose(dockerfile, target === undefined ? {} : { target });
  if (chosen.invocation) return chosen.invocation;
  const shown = relativePath(io.cwd, dockerfile);
  throw new InputError(
    `${shown} is built in ${String(chosen.candidates.length)} ways${list('Choose one with --invocation ID, or give a context', chosen.candidates, io)}`,
  );
}

/** What is wrong with the configuration does not count for the choice, and only `check` has findings. */
function warnOfConfig(project: Project, dockerfile: string, io: CliIo): void {
  const config = project.config(dockerfile);
  if (config === null) return;
  const index = lineIndex(config.text);
  const shown = relativePath(io.cwd, config.file);
  for (const { message, span } of config.problems)
    io.err(`${shown}:${String(positionAt(index, span.start).line)}: ${message}\n`);
}

/** Without a Dockerfile in this folder there may still be one build that is described here. */
async function onlyBuild(project: Project, io: CliIo): Promise<Invocation> {
  const inside = (await project.allInvocations()).filter(
    ({ dockerfile }) => !path.relative(io.cwd, dockerfile).startsWith('..'),
  );
  const [only, ...others] = distinct(inside);
  if (!only) throw new InputError('There is no Dockerfile here. Name it with -f FILE.');
  if (others.length === 0) return only;
  throw new InputError(
    `There is no Dockerfile in this folder, and ${String(others.length + 1)} builds below it${list('Choose one with --invocation ID, or name its Dockerfile with -f FILE', [only, ...others], io)}`,
  );
}

/** As many as fit above a prompt. */
const MOST_LISTED = 15;

function list(introduction: string, invocations: readonly Invocation[], io: CliIo): string {
  if (invocations.length === 0) return '.';
  const lines = invocations.slice(0, MOST_LISTED).map((one) => `  ${describeBuild(one, io.cwd)}`);
  const nMore = invocations.length - lines.length;
  if (nMore > 0) lines.push(`  and ${String(nMore)} more: layer-forecast builds lists them all`);
  return `. ${introduction}:\n${lines.join('\n')}`;
}

function overInvocation(said: BuildOptions, given: BuildOptions): BuildOptions {
  return {
    ...said,
    ...given,
    buildArgs: { ...said.buildArgs, ...given.buildArgs },
    buildContexts: { ...said.buildContexts, ...given.buildContexts },
  };
}

function definedOnly(
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
