/** The documents that the paths of a command line mean: files that are named, and the Dockerfiles of folders. */
import { resolve } from 'node:path';
import {
  dockerfileKind,
  kindOfPath,
  KINDS,
  matchName,
  requirementsKind,
  type DocumentKindId,
  type KnownKind,
} from '../../core/documents/index.ts';
import {
  findDockerfiles,
  isInside,
  kindOfFile,
  lookAtFile,
  relativePath,
  withSlashes,
} from '../files/index.ts';
import type { Project } from '../project/index.ts';
import { isInstalled } from './installed-by.ts';
import type { RunProblem } from './problems.ts';

export interface LocateInput {
  /** Files and folders, absolute or relative to `cwd`; none: the folder `cwd`. */
  readonly paths: readonly string[];
  readonly cwd: string;
  /** The kind of the files that are named, whatever they are called. */
  readonly as: DocumentKindId | null;
  /** Tells which files are Dockerfiles or requirements files though their names do not. */
  readonly project: Project;
}

export interface LocatedFile {
  /** Absolute. */
  readonly file: string;
  readonly kind: KnownKind;
  /** On the command line, by this path or a link. */
  readonly isNamed: boolean;
}

export interface LocatedFiles {
  /** Each file once. */
  readonly files: readonly LocatedFile[];
  readonly problems: readonly RunProblem[];
}

export async function locateFiles(input: LocateInput): Promise<LocatedFiles> {
  const files = new Map<string, LocatedFile>();
  const problems: RunProblem[] = [];
  for (const given of input.paths.length === 0 ? ['.'] : input.paths) {
    const located = await locate(given, input);
    for (const one of located.files) files.set(one.file, files.get(one.file) ?? one);
    problems.push(...located.problems);
  }
  return { files: [...files.values()], problems };
}

async function locate(given: string, input: LocateInput): Promise<LocatedFiles> {
  const file = resolve(input.cwd, given);
  const look = await lookAtFile(file);
  if (look.kind === 'problem') {
    return unusable(
      given,
      look.cause === 'missing'
        ? `There is no file or folder "${given}". Check the path.`
        : `Cannot read ${given}: ${look.reason}.`,
    );
  }
  if (look.kind === 'folder') return locateInFolder(file, given, input);
  const named = KINDS.find(({ id }) => id === input.as) ?? (await kindOfFile(file));
  const kind = named ?? (await kindInProject(file, input.project));
  if (kind !== null && hasNoRules(kind)) return unusable(given, noRules(given, kind));
  if (kind === null) {
    const why =
      matchName(dockerfileKind, withSlashes(file)) === 'doubtful'
        ? 'has the extension of another language and does not begin with FROM or ARG'
        : 'is not the name of a Dockerfile or a requirements file';
    return unusable(
      given,
      `"${given}" ${why}. Say what it is: --as dockerfile or --as requirements.`,
    );
  }
  return { files: [{ file, kind, isNamed: true }], problems: [] };
}

export function hasNoRules({ id }: KnownKind): boolean {
  return id === 'compose' || id === 'bake';
}

export function noRules(given: string, { noun }: KnownKind): string {
  return `"${given}" is ${noun}, which has no rules. Name its Dockerfiles.`;
}

/** Of a text that is not on the disk: a Dockerfile, unless its path says otherwise. */
export async function kindOfText(file: string, text: string, project: Project): Promise<KnownKind> {
  const kind = kindOfPath(withSlashes(file), text);
  return kind ?? (await kindInProject(file, project)) ?? dockerfileKind;
}

function unusable(file: string, message: string): LocatedFiles {
  return { files: [], problems: [{ file, message, isNamed: true }] };
}

async function locateInFolder(
  folder: string,
  given: string,
  input: LocateInput,
): Promise<LocatedFiles> {
  const problems: RunProblem[] = [];
  const found = await findDockerfiles(folder, {
    onProblem: ({ file, reason }) => {
      const shown = relativePath(input.cwd, file) || '.';
      const message = `Cannot read ${shown}: ${reason}.`;
      problems.push({ file: shown, message, isNamed: file === folder && input.paths.length > 0 });
    },
  });
  // What a compose file, a bake file or a script names is a Dockerfile, whatever it is called.
  const named = (await input.project.dockerfiles()).filter((file) => isInside(folder, file));
  const all = [...new Set([...found, ...named])];
  if (all.length === 0 && problems.length === 0 && input.paths.length > 0) {
    return unusable(
      given,
      `There is no Dockerfile in "${given}". Name the file itself if it is called otherwise.`,
    );
  }
  return {
    files: all.map((file) => ({ file, kind: dockerfileKind, isNamed: false })),
    problems,
  };
}

async function kindInProject(file: string, project: Project): Promise<KnownKind | null> {
  if ((await project.dockerfiles()).includes(file)) return dockerfileKind;
  return (await isInstalled(project, file)) ? requirementsKind : null;
}
