/**
 * Why a fix should be read before it is kept: places where a cache mount could change more than where the cache lies.
 */
import { matchManager } from '../../package-managers/index.ts';
import { baseName, contentPath, copyDestination } from './paths.ts';
import type { Dockerfile } from '../../syntax/dockerfile/model.ts';
import { commandArguments, type SimpleCommand } from '../../syntax/shell/index.ts';
import type { StageView } from '../model.ts';
import { valueLookup, type CacheUse } from './cache-use.ts';
import { contains } from './mount-state.ts';
import { stageChain, type RunView } from './run-views.ts';

export interface Surroundings {
  readonly dockerfile: Dockerfile;
  readonly stages: readonly StageView[];
  readonly runs: readonly RunView[];
}

/** The version of the builder's language that the file asks for knows no mounts: a fix would break the build. */
export function frontendLacksMounts(dockerfile: Dockerfile): boolean {
  const frontend = syntaxImage(dockerfile);
  return frontend !== null && /(?:^|\/)docker\/dockerfile:1\.[01](?:\.\d+)?$/.test(frontend);
}

/** Null where nothing speaks against the fix. */
export function doubtAbout(run: RunView, use: CacheUse, around: Surroundings): string | null {
  if (run.onbuild) return 'this changes a trigger in the image';
  const frontend = syntaxImage(around.dockerfile);
  if (frontend !== null && !/(?:^|\/)docker\/dockerfile(?:-upstream)?(?::|@|$)/.test(frontend))
    return `the frontend ${frontend} may not know mounts`;
  if (use.folder === null) return null;
  const taken = takenLater(run, use, use.folder, around) ?? filledEarlier(run, use.folder);
  if (taken !== null) return taken;
  const isOwn = use.user?.isRoot === true;
  return isOwn || run.script.commands.every((command) => isHarmless(run, command))
    ? null
    : 'the folders above the mount belong to root while this step runs, and its other commands may write there';
}

function syntaxImage(dockerfile: Dockerfile): string | null {
  return dockerfile.directives.find((directive) => directive.name === 'syntax')?.value ?? null;
}

/** The cache is no longer in the image for those who take it from there. */
function takenLater(
  run: RunView,
  use: CacheUse,
  folder: string,
  { runs, stages }: Surroundings,
): string | null {
  const line = run.instruction.line;
  for (const stage of stages) {
    for (const { instruction, command } of stage.instructions) {
      if (instruction.line <= line) continue;
      const paths =
        command.kind === 'copy' && isStage(command.from?.raw, run.stage)
          ? command.sources.map((source) => source.raw)
          : command.kind === 'run'
            ? command.mounts
                .filter((mount) => isStage(mount.options['from'], run.stage))
                .map((mount) => mount.options['source'] ?? '/')
            : [];
      if (paths.some((path) => overlaps(contentPath(path), folder)))
        return `line ${instruction.line} takes files from ${folder} of this stage`;
    }
  }
  const reader = runs.find(
    (other) =>
      other.instruction.line > line &&
      stageChain(stages, other.stage).includes(run.stage) &&
      other.script.commands.some((command) => mentions(other, command, use, folder)),
  );
  return reader === undefined ? null : `line ${reader.instruction.line} uses ${folder}`;
}

/** Files that the image itself has in the cache folder would be hidden by the mount. */
function filledEarlier(run: RunView, folder: string): string | null {
  const filler = run.stage.instructions.find(
    ({ instruction, command, workdir }) =>
      (command.kind === 'copy' || command.kind === 'add') &&
      instruction.line < run.instruction.line &&
      contains(folder, copyDestination(workdir, command.destination.raw).replace(/\/$/, '')),
  );
  return filler === undefined ? null : `line ${filler.instruction.line} copies files to ${folder}`;
}

function isStage(from: string | undefined, stage: StageView): boolean {
  if (from === undefined) return false;
  return from === String(stage.index) || from.toLowerCase() === stage.name?.toLowerCase();
}

function overlaps(a: string, b: string): boolean {
  return contains(a, b) || contains(b, a);
}

/** A later command that names the folder, other than the manager itself and a removal that may find nothing. */
function mentions(run: RunView, command: SimpleCommand, use: CacheUse, folder: string): boolean {
  const args = commandArguments(command, valueLookup(run, command));
  if (matchManager(args) !== null) return false;
  if (
    args[0]?.value === 'rm' &&
    args.some(({ value }) => /^-[a-zA-Z]*f|^--force$/.test(value ?? ''))
  )
    return false;
  const { underHome } = use.call.manager.cache;
  return args.some(
    ({ value, word }) => (value ?? word.raw).includes(folder) || word.raw.includes(underHome),
  );
}

/** Commands that write nothing below the user's home. */
const HARMLESS: ReadonlySet<string> = new Set([
  ':',
  '.',
  '[',
  'cat',
  'cd',
  'chmod',
  'chown',
  'command',
  'cp',
  'echo',
  'export',
  'ls',
  'mkdir',
  'mv',
  'printf',
  'rm',
  'sed',
  'set',
  'source',
  'test',
  'touch',
  'true',
  'umask',
  'unset',
]);

function isHarmless(run: RunView, command: SimpleCommand): boolean {
  const args = commandArguments(command, valueLookup(run, command));
  if (matchManager(args) !== null) return true;
  const words = args.map(({ value }) => value ?? '');
  const name = baseName(words[0] ?? '');
  return (
    HARMLESS.has(name) || (/^python[\d.]*$/.test(name) && words[1] === '-m' && words[2] === 'venv')
  );
}
