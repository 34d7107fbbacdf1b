/**
 * What a Dockerfile alone says of its build context: the literal sources of its COPY and ADD instructions and of its
 * bind mounts, which a build cannot do without, and the files that its commands read of what a `COPY . .` brought.
 */
import { contextSources } from '../build-model/context-sources.ts';
import { findInContext, installedRequirements } from '../build-model/installed-requirements.ts';
import { hasWildcards, isAbsolute, joinPath } from '../build-model/paths.ts';
import { argumentsOf, commandFolder } from '../build-model/command-state.ts';
import { mayCall } from '../build-model/run-views.ts';
import type { BuildModel, StageView } from '../build-model/model.ts';
import { filesOfCommand, MAY_READ_FILES } from './project-files.ts';

export interface ContextEvidence {
  /** Context-relative paths that the build cannot do without, each once, in the order of the file. */
  readonly sources: readonly string[];
  /** What commands read of the context. Of each, one of several files is enough. */
  readonly reads: readonly (readonly string[])[];
  /** A source takes everything, or all that a pattern matches. */
  readonly copiesAll: boolean;
}

export function contextEvidence(model: BuildModel): ContextEvidence {
  const found = new Set<string>();
  let copiesAll = false;
  for (const view of model.stages.flatMap((stage) => stage.instructions)) {
    for (const { path } of contextSources(view, model.dockerfile)) {
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
      return (reads ??= readsBeside(found, model));
    },
  };
}

function readsBeside(sources: ReadonlySet<string>, model: BuildModel): ContextEvidence['reads'] {
  const reads = [
    ...installedRequirements(model).flatMap(({ contextPath }) =>
      contextPath === null ? [] : [[contextPath]],
    ),
    ...readsOfRuns(model),
    ...model.stages.flatMap((stage) => readsOfStart(model, stage)),
  ].filter((anyOf) => anyOf.length > 0 && !anyOf.some((one) => sources.has(one)));
  return withoutDoubles(reads);
}

function readsOfRuns(model: BuildModel): string[][] {
  const runs = model.runs.filter((run) => mayCall(run, MAY_READ_FILES));
  return runs.flatMap((run) =>
    run.script.commands.flatMap((command) => {
      const args = argumentsOf(run, command);
      const folder = commandFolder(run, command);
      return filesOfCommand(args.map(({ value }) => value)).map((anyOf) =>
        anyOf.flatMap((file) => {
          const path = isAbsolute(file) ? file : folder === null ? null : joinPath(folder, file);
          return path === null ? [] : (findInContext(model, run, path) ?? []);
        }),
      );
    }),
  );
}

/** `CMD ["python", "app/main.py"]` reads the file as well, though only when the image runs. */
function readsOfStart(model: BuildModel, stage: StageView): string[][] {
  return stage.instructions.flatMap((view) => {
    const { command, instruction } = view;
    if (command.kind !== 'cmd' && command.kind !== 'entrypoint') return [];
    const words = command.form === 'exec' ? command.argv : instruction.body.text.split(/\s+/);
    const run = { view, stage, instruction, command: NO_RUN };
    return filesOfCommand(words).map((anyOf) =>
      anyOf.flatMap((file) => {
        const path = isAbsolute(file) ? file : joinPath(view.workdir, file);
        return findInContext(model, run, path) ?? [];
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
