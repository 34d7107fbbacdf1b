/**
 * Which requirements files the install steps read, and which files of the build context these are: what links a
 * requirements file to the Dockerfiles that install it.
 */
import {
  matchManager,
  PACKAGE_MANAGERS,
  type ManagerCall,
  type RequirementOption,
} from '../package-managers/index.ts';
import { copySourcesOf, type CopyCandidate } from './copied-from.ts';
import { isAbsolute, joinPath } from './paths.ts';
import { argumentsOf, commandFolder } from './command-state.ts';
import type { RunView } from './model.ts';
import { mayCall } from './run-views.ts';
import type { InstallWord, BuildModel, StageView } from './model.ts';
import { expandWord } from '../syntax/dockerfile/index.ts';
import type { Span } from '../text/span.ts';
import type { Dockerfile } from '../syntax/dockerfile/model.ts';

export interface InstalledRequirements extends Omit<InstallWord, 'run'> {
  /** Path in the build context; null where the file comes from elsewhere or nobody can tell. */
  readonly contextPath: string | null;
}

export interface InstalledRequirementsOptions {
  /** Whether the build context has this file; it settles whether a COPY's source is a file or a folder. */
  readonly exists?: (contextPath: string) => boolean;
}

export function installedRequirements(
  model: BuildModel,
  options: InstalledRequirementsOptions = {},
): readonly InstalledRequirements[] {
  return model.installs.map(({ run, path, ...installed }) => {
    const contextPath = path === null ? null : findInContext(model, run, path, options);
    return { ...installed, path, contextPath };
  });
}

/** A script without the word of a manager calls none, unless a variable has it. */
const MAY_INSTALL = new RegExp(
  [
    String.raw`\$`,
    ...PACKAGE_MANAGERS.filter(({ manifests }) => manifests.options.length > 0).flatMap(
      ({ calls }) => calls.forms.flatMap(({ words }) => words.at(-1) ?? []),
    ),
  ].join('|'),
);

/** What the steps install, whatever the context is. */
export function installWords(
  { instructions }: Dockerfile,
  runs: readonly RunView[],
): readonly InstallWord[] {
  return runs.flatMap((run) => {
    if (!mayCall(run, MAY_INSTALL)) return [];
    const instructionIndex = instructions.findIndex(
      (one) => one === run.instruction || one.trigger === run.instruction,
    );
    return run.script.commands.flatMap((command) => {
      const call = matchManager(argumentsOf(run, command));
      if (call?.does !== 'install') return [];
      return requirementWords(call).map(({ written, span, kind }): InstallWord => {
        const path = absolutePath(written, commandFolder(run, command));
        const managerId = call.manager.id;
        return { run, instructionIndex, managerId, kind, written, span, path };
      });
    });
  });
}

interface RequirementWord {
  readonly written: string;
  readonly span: Span;
  readonly kind: RequirementOption['kind'];
}

/** `-r file`, `-rfile`, `--requirement file`, `--requirement=file`. */
function requirementWords(call: ManagerCall): RequirementWord[] {
  const lists = call.takesLists ? listWords(call) : [];
  return [...lists, ...optionWords(call)];
}

/** The plain words behind the subcommand; the values of options are none. */
function listWords({ args, manager, verbIndex }: ManagerCall): RequirementWord[] {
  const valued = [...manager.calls.valueOptions, ...manager.targetOptions.values];
  return args.flatMap(({ value, word }, index): RequirementWord[] => {
    if (index <= verbIndex || value === null || value.startsWith('-')) return [];
    if (valued.includes(args[index - 1]?.value ?? '')) return [];
    return [{ written: value, span: word.span, kind: 'requirement' }];
  });
}

function optionWords(call: ManagerCall): RequirementWord[] {
  return call.args.flatMap(({ value, word }, index): RequirementWord[] => {
    if (value === null || index <= call.verbIndex) return [];
    for (const { short, long, kind } of call.manager.manifests.options) {
      if (value === short || value === long) {
        const next = call.args[index + 1];
        return typeof next?.value === 'string'
          ? [{ written: next.value, span: next.word.span, kind }]
          : [];
      }
      const prefix = value.startsWith('--') ? `${long}=` : short;
      if (value.startsWith(prefix))
        return [{ written: value.slice(prefix.length), span: word.span, kind }];
    }
    return [];
  });
}

function absolutePath(written: string, folder: string | null): string | null {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(written) || written.startsWith('~')) return null;
  if (isAbsolute(written)) return joinPath('/', written);
  return folder === null ? null : joinPath(folder, written);
}

type Stages = Pick<BuildModel, 'dockerfile' | 'stages'>;

/** A file of the context, and where in the file system of which stage it is looked for. */
interface Search {
  readonly model: Stages;
  readonly options: InstalledRequirementsOptions;
  /** Stages that were looked into already, so that a circle of `--from` ends. */
  readonly seen: ReadonlySet<string>;
}

/** The file of the build context that a RUN finds at an absolute path; null where it comes from elsewhere. */
export function findInContext(
  model: Stages,
  run: Pick<RunView, 'command' | 'view' | 'stage' | 'instruction'>,
  path: string,
  options: InstalledRequirementsOptions = {},
): string | null {
  const search = { model, options, seen: new Set<string>() };
  for (const mount of run.command.mounts) {
    if (mount.type !== 'bind') continue;
    const target = mount.options['target'];
    if (target === undefined) continue;
    const { escape } = model.dockerfile;
    const expand = (raw: string): string =>
      expandWord(raw, { escape, lookup: (name) => run.view.environment.get(name)?.value }).value;
    const place = joinPath('/', isAbsolute(target) ? '' : run.view.workdir, expand(target));
    const source = joinPath('/', expand(mount.options['source'] ?? '/'));
    if (path !== place && !path.startsWith(`${place === '/' ? '' : place}/`)) continue;
    const found = joinPath(source, path.slice(place.length));
    return fromSource(search, mount.options['from'] ?? null, [{ path: found, sure: true }]);
  }
  return findInStage(search, run.stage, run.instruction.line, path);
}

/** Looks at the copies above a line, the last one first, then at the stage behind FROM. */
function findInStage(search: Search, stage: StageView, line: number, path: string): string | null {
  for (const view of stage.instructions.filter((one) => one.instruction.line < line).reverse()) {
    const candidates = copySourcesOf(view, path, search.model.dockerfile.escape);
    if (candidates.length === 0) continue;
    const from = view.command.kind === 'copy' ? (view.command.from?.raw ?? null) : null;
    const found = fromSource(search, from, candidates);
    if (found !== null) return found;
  }
  const { parent } = stage;
  return parent === null ? null : findInStage(search, parent, Infinity, path);
}

function fromSource(
  search: Search,
  from: string | null,
  candidates: readonly CopyCandidate[],
): string | null {
  if (from === null) {
    const paths = candidates.map((one) => ({ ...one, path: one.path.replace(/^\//, '') }));
    const { exists } = search.options;
    const found = exists ? paths.find((one) => exists(one.path)) : paths.find((one) => one.sure);
    return found?.path ?? null;
  }
  const { stages } = search.model;
  const stage = stages.find(
    (one) => String(one.index) === from || one.name?.toLowerCase() === from.toLowerCase(),
  );
  if (stage === undefined) return null;
  for (const { path } of candidates) {
    const key = `${stage.index} ${path}`;
    if (search.seen.has(key)) continue;
    const next = { ...search, seen: new Set([...search.seen, key]) };
    const found = findInStage(next, stage, Infinity, path);
    if (found !== null) return found;
  }
  return null;
}
