/**
 * Who counts on what the image has in a cache folder: copies from the stage, later steps that use the folder, files
 * that were copied into it. Gathered once for a Dockerfile, asked for each install.
 */
import { isOption, matchManager, optionValues } from '../../package-managers/index.ts';
import { type Argument, type SimpleCommand } from '../../syntax/shell/index.ts';
import type { InstructionView, StageView } from '../../build-model/model.ts';
import { argumentsOf } from '../../build-model/command-state.ts';
import type { CacheUse } from './cache-use.ts';
import { folderOptions } from './cache-switches.ts';
import { homePlace } from './mount-state.ts';
import { baseName, contains, contentPath, copyDestination } from '../../build-model/paths.ts';
import type { RunView } from '../../build-model/model.ts';
import { stageChain } from '../../build-model/run-views.ts';

/** A sentence that names the line; null where nobody does. */
export type ContentsFinder = (run: RunView, use: CacheUse, folder: string) => string | null;

export function contentsFinder(
  stages: readonly StageView[],
  runs: readonly RunView[],
): ContentsFinder {
  const takings = stages.flatMap((stage) => stage.instructions.flatMap(takingsOf));
  const fillings = stages.flatMap((stage) =>
    stage.instructions.flatMap((view) => fillingsOf(stage, view)),
  );
  const readers = new Map<string, readonly RunView[]>();
  return (run, use, folder) => {
    const { line } = run.instruction;
    // Stages that are built on this one have its files, too.
    const above = stages.filter((stage) => stageChain(stage).includes(run.stage));
    const below = stageChain(run.stage);
    const isOn = (from: string): boolean => above.some((stage) => isStage(from, stage));
    const taking = takings.find(
      (one) => one.line > line && isOn(one.from) && overlaps(one.path, folder),
    );
    if (taking) return `line ${taking.line} takes files from ${folder} of this stage`;
    if (readsLater(run, use, folder))
      return `this step reads ${folder} after the install, where the mount has packages of other builds too`;
    const key = `${use.call.manager.id} ${use.cache.id} ${folder}`;
    const found = readers.get(key) ?? runs.filter((other) => mentions(other, use, folder));
    readers.set(key, found);
    const reader = found.find(
      (other) => other.instruction.line > line && stageChain(other.stage).includes(run.stage),
    );
    if (reader)
      return `line ${reader.instruction.line} uses ${folder}, which the fix moves out of the image`;
    const filling = fillings.find(
      (one) => one.line < line && below.includes(one.stage) && contains(folder, one.path),
    );
    return filling ? `line ${filling.line} copies files to ${folder}` : null;
  };
}

interface Taking {
  readonly line: number;
  readonly from: string;
  readonly path: string;
}

function takingsOf({ instruction, command }: InstructionView): Taking[] {
  const { line } = instruction;
  if (command.kind === 'copy' && command.from !== null) {
    const from = command.from.raw;
    return command.sources.map((source) => ({ line, from, path: contentPath(source.raw) }));
  }
  if (command.kind !== 'run') return [];
  return command.mounts.flatMap(({ options }) => {
    const from = options['from'];
    return from === undefined ? [] : [{ line, from, path: contentPath(options['source'] ?? '/') }];
  });
}

interface Filling {
  readonly line: number;
  readonly stage: StageView;
  readonly path: string;
}

function fillingsOf(stage: StageView, view: InstructionView): Filling[] {
  const { instruction, command, workdir } = view;
  if (command.kind !== 'copy' && command.kind !== 'add') return [];
  const path = copyDestination(workdir, command.destination.raw).replace(/\/$/, '');
  return [{ line: instruction.line, stage, path }];
}

function isStage(from: string, stage: StageView): boolean {
  return from === String(stage.index) || from.toLowerCase() === stage.name?.toLowerCase();
}

function overlaps(a: string, b: string): boolean {
  return contains(a, b) || contains(b, a);
}

/** Commands that say or make what a mount does not change. */
const BESIDE: ReadonlySet<string> = new Set([
  ...['echo', 'printf', 'ls', 'du', 'stat', 'test', '[', 'mkdir', 'touch', 'chmod', 'chown', 'rm'],
]);

/** A later command of the same step would see the packages of other builds in the mount. */
function readsLater(run: RunView, use: CacheUse, folder: string): boolean {
  return run.script.commands.some(
    (command) =>
      command.span.start > use.call.span.start &&
      !BESIDE.has(baseName(command.words[0]?.value ?? '')) &&
      commandMentions(run, command, use, folder),
  );
}

function mentions(run: RunView, use: CacheUse, folder: string): boolean {
  if (contains(folder, run.view.workdir)) return true;
  return run.script.commands.some((command) => commandMentions(run, command, use, folder));
}

/** A command that names the folder, other than the manager itself and a removal that may find nothing. */
function commandMentions(
  run: RunView,
  command: SimpleCommand,
  use: CacheUse,
  folder: string,
): boolean {
  const args = argumentsOf(run, command);
  const call = matchManager(args);
  if (call !== null) {
    if (call.does === 'read') return call.manager === use.call.manager;
    const options = folderOptions(use.cache);
    const folderValues = optionValues(call, options).map(({ value }) => value);
    return call.args.some(
      ({ value }) =>
        value !== null &&
        value.includes(folder) &&
        !isOption(value, options) &&
        !folderValues.includes(value),
    );
  }
  const underHome = homePlace(use.cache);
  if (!args.some((argument) => namesFolder(argument, underHome, folder))) return false;
  const isRemoval = args[0]?.value === 'rm';
  return !isRemoval || !args.some(({ value }) => /^-[a-zA-Z]*f|^--force$/.test(value ?? ''));
}

/** The folder, something in it, or the folder of all caches above it. */
function namesFolder(
  { value, word }: Argument,
  underHome: string | undefined,
  folder: string,
): boolean {
  const text = value ?? word.raw;
  if (text.includes(folder)) return true;
  if (underHome === undefined) return false;
  if (word.raw.includes(underHome)) return true;
  const above = underHome.slice(0, underHome.lastIndexOf('/'));
  if (above === '') return false;
  const path = text.replace(/\/(?:\*|\.)?$/, '');
  if (value === null) return path.endsWith(`/${above}`);
  return path === folder.slice(0, folder.lastIndexOf('/')) && path.endsWith(`/${above}`);
}
