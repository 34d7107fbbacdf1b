/**
 * The builds that compose, bake, script and CI files describe. A file is read again only when its own text changes, or
 * that of a file that it includes or looked for.
 */
import path from 'node:path';
import { composeProjects, readCompose } from '../../core/documents/compose/index.ts';
import { buildFileKind } from '../../core/documents/declared-builds.ts';
import { onlyBuilds } from '../../core/documents/reading.ts';
import type { DeclaredBuild, DeclaredBuilds, ReadFile } from '../../core/invocations/index.ts';
import { withSlashes } from '../files/index.ts';
import type { ProjectOptions, ProjectProblem } from './model.ts';
import { isCompose } from './names.ts';
import type { Texts } from './texts.ts';

export interface Declared {
  /** Files that describe builds, as paths of this system. */
  readonly of: (files: readonly string[]) => Promise<{
    readonly builds: readonly DeclaredBuild[];
    readonly problems: readonly ProjectProblem[];
  }>;
  /** Whether what was found last may be otherwise now, because of the file's present text. */
  readonly restsOn: (file: string) => boolean;
  /** A program may answer now that did not answer before. */
  readonly forget: () => void;
}

export interface DeclaredInput {
  readonly options: Pick<ProjectOptions, 'environment' | 'readBake' | 'onParse'>;
  readonly texts: Texts;
  readonly rootOf: (file: string) => string;
}

type ComposeProjects = ReturnType<typeof composeProjects>;

interface Remembered<Found> {
  /** What was read for it, each file with its text then. */
  readonly reads: ReadonlyMap<string, string | null>;
  readonly found: Found;
}

export function createDeclared({ options, texts, rootOf }: DeclaredInput): Declared {
  const byFiles = new Map<string, Remembered<DeclaredBuilds>>();
  let composed: (Remembered<ComposeProjects> & { readonly key: string }) | null = null;
  const { environment, onParse = () => undefined } = options;

  function isPresent({ reads }: Remembered<unknown>): boolean {
    return [...reads].every(([file, text]) => texts.read(file) === text);
  }

  function recorder(reads: Map<string, string | null>): ReadFile {
    return (file) => {
      const native = path.normalize(file);
      const text = texts.read(native);
      reads.set(native, text);
      return text;
    };
  }

  /** Made again where a text that it was made of changed. */
  async function remembered(
    files: readonly string[],
    make: (read: ReadFile) => DeclaredBuilds | Promise<DeclaredBuilds>,
  ): Promise<DeclaredBuilds> {
    const key = files.join('\0');
    const before = byFiles.get(key);
    if (before && isPresent(before)) return before.found;
    const reads = new Map<string, string | null>();
    for (const file of files) onParse(file);
    const found = await make(recorder(reads));
    byFiles.set(key, { reads, found });
    return found;
  }

  function projectsOf(files: readonly string[]): ComposeProjects {
    const key = files.join('\0');
    if (composed?.key === key && isPresent(composed)) return composed.found;
    const reads = new Map<string, string | null>();
    const found = composeProjects(files, recorder(reads));
    composed = { key, reads, found };
    return found;
  }

  async function readFile(file: string): Promise<DeclaredBuilds> {
    const shown = withSlashes(file);
    const setting = { root: withSlashes(rootOf(file)), environment };
    const kind = buildFileKind(shown);
    if (kind === null) return onlyBuilds([]);
    return remembered([file], async (read) => {
      const isHcl = kind.kind === 'bake' && /\.hcl$/i.test(file);
      // The text is part of what the answer rests on, though a program reads the file.
      const byTool = isHcl && read(shown) !== null ? options.readBake : undefined;
      return (await byTool?.(shown, read, setting)) ?? kind.read(shown, read, setting);
    });
  }

  async function readComposeFiles(files: readonly string[]): Promise<readonly DeclaredBuilds[]> {
    const shown = files.map(withSlashes);
    return Promise.all(
      projectsOf(shown).map((project) =>
        remembered(
          project.map((file) => path.normalize(file)),
          (read) => readCompose({ files: project, read, environment }),
        ),
      ),
    );
  }

  return {
    of: async (files) => {
      const found = await readComposeFiles(files.filter(isCompose));
      const others = await Promise.all(files.filter((file) => !isCompose(file)).map(readFile));
      const all = [...found, ...others];
      return {
        builds: all.flatMap(({ builds }) => builds),
        problems: all
          .flatMap(({ problems }) => problems)
          .map(({ file, line, message }) => ({
            file: path.normalize(file),
            message: line === undefined ? message : `line ${String(line)}: ${message}`,
          })),
      };
    },
    restsOn: (file) =>
      [...byFiles.values(), ...(composed ? [composed] : [])].some(
        ({ reads }) => reads.has(file) && reads.get(file) !== texts.read(file),
      ),
    forget: () => {
      byFiles.clear();
      composed = null;
    },
  };
}
