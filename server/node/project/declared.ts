/**
 * The builds that compose, bake, script and CI files describe. A file is read again only when its own text, or that of
 * a file that it includes or looked for, is another one.
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
}

export interface DeclaredInput {
  readonly options: Pick<ProjectOptions, 'environment' | 'readBake'>;
  readonly texts: Texts;
  readonly rootOf: (file: string) => string;
}

interface Remembered {
  /** What was read for it, each file with its text then. */
  readonly reads: ReadonlyMap<string, string | null>;
  readonly found: DeclaredBuilds;
}

export function createDeclared({ options, texts, rootOf }: DeclaredInput): Declared {
  const known = new Map<string, Remembered>();
  const { environment } = options;

  /** Made again where a text that it was made of is another one now. */
  async function remembered(
    key: string,
    make: (read: ReadFile) => DeclaredBuilds | Promise<DeclaredBuilds>,
  ): Promise<DeclaredBuilds> {
    const before = known.get(key);
    if (before && [...before.reads].every(([file, text]) => texts.read(file) === text))
      return before.found;
    const reads = new Map<string, string | null>();
    const found = await make((file) => {
      const native = path.normalize(file);
      const text = texts.read(native);
      reads.set(native, text);
      return text;
    });
    known.set(key, { reads, found });
    return found;
  }

  async function readFile(file: string): Promise<DeclaredBuilds> {
    const shown = withSlashes(file);
    const setting = { root: withSlashes(rootOf(file)), environment };
    const kind = buildFileKind(shown);
    if (kind === null) return onlyBuilds([]);
    return remembered(file, async (read) => {
      const isHcl = kind.kind === 'bake' && /\.hcl$/i.test(file);
      // The text is part of what the answer rests on, though a program reads the file.
      const byTool = isHcl && read(shown) !== null ? options.readBake : undefined;
      return (await byTool?.(shown, read, setting)) ?? kind.read(shown, read, setting);
    });
  }

  async function readComposeFiles(files: readonly string[]): Promise<readonly DeclaredBuilds[]> {
    const shown = files.map(withSlashes);
    const projects = composeProjects(shown, (file) => texts.read(path.normalize(file)));
    return Promise.all(
      projects.map((project) =>
        remembered(project.join('\0'), (read) =>
          readCompose({ files: project, read, environment }),
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
  };
}
