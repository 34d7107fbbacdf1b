/**
 * What a Dockerfile alone says of its build context: the literal sources of its COPY and ADD instructions and of its
 * bind mounts, which a build cannot do without, and the files that its commands read of what a `COPY . .` brought.
 */
import type { Analysis } from '../analyze.ts';
import { contextSources } from '../context-sources.ts';
import { findInContext, installedRequirements } from '../installed-requirements.ts';
import { hasWildcards, isAbsolute, joinPath } from '../plan/paths.ts';
import { commandFolder, valueLookup } from '../rules/cache-mount/cache-use.ts';
import { mayCall, runViews } from '../rules/cache-mount/run-views.ts';
import type { StageView } from '../rules/model.ts';
import { commandArguments } from '../syntax/shell/index.ts';
import { filesOfCommand, MAY_READ_FILES } from './project-files.ts';

export interface ContextEvidence {
  /** Context-relative paths that the build cannot do without, each once, in the order of the file. */
  readonly sources: readonly string[];
  /** What commands read of the context. Of each, one of several files is enough. */
  readonly reads: readonly (readonly string[])[];
  /** A source takes everything, or all that a pattern matches. */
  readonly copiesAll: boolean;
}

type Subject = Pick<Analysis, 'dockerfile' | 'stages'>;

export function contextEvidence(analysis: Subject & Analysis): ContextEvidence {
  const found = new Set<string>();
  let copiesAll = false;
  for (const view of analysis.stages.flatMap((stage) => stage.instructions)) {
    for (const { path } of contextSources(view, analysis.dockerfile)) {
      if (path === '' || hasWildcards(path)) copiesAll = true;
      else found.add(path.replace(/\\(.)/g, '$1'));
    }
  }
  let reads: ContextEvidence['reads'] | null = null;
  return {
    sources: [...found],
    copiesAll,
    // Commands are read only where the sources leave more than one folder.
    get reads() {
      return (reads ??= readsBeside(found, analysis));
    },
  };
}

function readsBeside(sources: ReadonlySet<string>, analysis: Analysis): ContextEvidence['reads'] {
  const reads = [
    ...installedRequirements(analysis).flatMap(({ contextPath }) =>
      contextPath === null ? [] : [[contextPath]],
    ),
    ...readsOfRuns(analysis),
    ...analysis.stages.flatMap((stage) => readsOfStart(analysis, stage)),
  ].filter((anyOf) => anyOf.length > 0 && !anyOf.some((one) => sources.has(one)));
  return withoutDoubles(reads);
}

function readsOfRuns(analysis: Analysis): string[][] {
  const runs = runViews(analysis).filter((run) => mayCall(run, MAY_READ_FILES));
  return runs.flatMap((run) =>
    run.script.commands.flatMap((command) => {
      const args = commandArguments(command, valueLookup(run, command));
      const folder = commandFolder(run, command);
      return filesOfCommand(args.map(({ value }) => value)).map((anyOf) =>
        anyOf.flatMap((file) => {
          const path = isAbsolute(file) ? file : folder === null ? null : joinPath(folder, file);
          return path === null ? [] : (findInContext(analysis, run, path) ?? []);
        }),
      );
    }),
  );
}

/** `CMD ["python", "app/main.py"]` reads the file as well, though only when the image runs. */
function readsOfStart(analysis: Analysis, stage: StageView): string[][] {
  return stage.instructions.flatMap((view) => {
    const { command, instruction } = view;
    if (command.kind !== 'cmd' && command.kind !== 'entrypoint') return [];
    const words = command.form === 'exec' ? command.argv : instruction.body.text.split(/\s+/);
    const run = { view, stage, instruction, command: NO_RUN };
    return filesOfCommand(words).map((anyOf) =>
      anyOf.flatMap((file) => {
        const path = isAbsolute(file) ? file : joinPath(view.workdir, file);
        return findInContext(analysis, run, path) ?? [];
      }),
    );
  });
}

/** A start command has no mounts. */
const NO_RUN: Parameters<typeof findInContext>[1]['command'] = {
  kind: 'run',
  form: 'exec',
  script: { text: '', pieces: [] },
  argv: [],
  mounts: [],
  network: null,
  security: null,
  devices: [],
  heredocs: [],
  onlyHeredoc: false,
};

function withoutDoubles(reads: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const byText = new Map(reads.map((anyOf) => [anyOf.join('\0'), anyOf]));
  return [...byText.values()];
}
