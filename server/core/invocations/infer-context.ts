/**
 * The context of a Dockerfile that no file names: the nearest folder, from the Dockerfile's own up to the root of the
 * repository, in which everything exists that the build cannot do without.
 */
import { folderOfFile, isInsideFile, nameOfFile, relativeFile } from '../text/file-path.ts';
import type { ContextEvidence } from './evidence.ts';

export interface FolderProbe {
  /** Whether a file or folder exists, by its path relative to the folder. */
  readonly exists: (folder: string, path: string) => boolean;
  /** Names in the folder. */
  readonly names: (folder: string) => readonly string[];
}

export interface InferredContext {
  /** Absolute. */
  readonly context: string;
  /** Sources that exist in no folder, or not in the chosen one. Then the build fails. */
  readonly missing: readonly string[];
  /** In words, for people: `requirements.txt and app exist here`. */
  readonly evidence: string;
}

export function inferContext(
  dockerfile: string,
  root: string,
  evidence: ContextEvidence,
  probe: FolderProbe,
): InferredContext {
  const folders = foldersUpTo(folderOfFile(dockerfile), root);
  const ranked = folders.map((folder) => {
    const missing = evidence.sources.filter((source) => !probe.exists(folder, source));
    return { folder, missing };
  });
  const nMissing = Math.min(...ranked.map(({ missing }) => missing.length));
  const equals = ranked.filter(({ missing }) => missing.length === nMissing);
  const whole = equals.map((one) => {
    const reads = equals.length === 1 ? [] : evidence.reads;
    const isThere = (file: string) => probe.exists(one.folder, file);
    return { ...one, nReads: reads.filter((anyOf) => anyOf.some(isThere)).length };
  });
  const nReads = Math.max(...whole.map((one) => one.nReads));
  const able = whole.filter((one) => one.nReads === nReads);
  // Where nothing tells the folders apart, one that holds only Dockerfiles has nothing that a `COPY . .` could be for.
  const isOpen = evidence.copiesAll && nReads === 0 && evidence.sources.length === nMissing;
  const useful = isOpen ? able.filter(({ folder }) => hasSomething(probe.names(folder))) : able;
  const [chosen] = useful.length > 0 ? useful : able;
  const { folder, missing } = chosen ?? { folder: folderOfFile(dockerfile), missing: [] };
  return {
    context: folder,
    missing,
    evidence: inWords(evidence, { folder, missing, root, nReads, probe }),
  };
}

/** From the folder itself to the root, both included; only the folder where it is not below the root. */
function foldersUpTo(folder: string, root: string): readonly string[] {
  const folders = [folder];
  while (folder !== root && isInsideFile(root, folder)) {
    folder = folderOfFile(folder);
    folders.push(folder);
  }
  return folders;
}

/** `Dockerfile.dev`, `.dockerignore`, `docker-compose.yml`, `README.md`: files about the build. */
const ABOUT_THE_BUILD =
  /^\.|dockerfile|containerfile|dockerignore|^(?:docker-)?compose.*\.ya?ml$|^docker-bake|^readme|^license|entrypoint.*\.sh$/i;

function hasSomething(names: readonly string[]): boolean {
  return names.some((name) => !ABOUT_THE_BUILD.test(name));
}

const MOST_NAMED = 3;

function inWords(
  evidence: ContextEvidence,
  at: {
    readonly folder: string;
    readonly missing: readonly string[];
    readonly root: string;
    readonly nReads: number;
    readonly probe: FolderProbe;
  },
): string {
  const { sources, copiesAll } = evidence;
  const { folder, missing, root, probe } = at;
  const shown = relativeFile(root, folder);
  const place = shown === '' ? 'the root of the project' : `${shown}/`;
  const there = sources.filter((source) => !missing.includes(source));
  const isRead = (file: string) => probe.exists(folder, file);
  const proof =
    there.length > 0 ? there : evidence.reads.flatMap((anyOf) => anyOf.find(isRead) ?? []);
  const failing =
    missing.length === 0
      ? ''
      : `; ${listed(missing)} ${verb(missing, 'does', 'do')} not exist there`;
  if (proof.length > 0)
    return `${listed(proof)} ${verb(proof, 'exists', 'exist')} in ${place}${failing}`;
  if (missing.length > 0) {
    return `${listed(missing)} ${verb(missing, 'exists', 'exist')} in no folder up to the root of the project; ${place} is taken`;
  }
  return copiesAll
    ? `no source tells the context: ${place} is the nearest folder with something to copy`
    : 'the Dockerfile copies nothing: its own folder is taken';
}

function listed(files: readonly string[]): string {
  const named = files.slice(0, MOST_NAMED).map((file) => nameOrPath(file));
  const nMore = files.length - named.length;
  if (nMore > 0) return `${named.join(', ')} and ${String(nMore)} more`;
  return named.length < 2
    ? (named[0] ?? '')
    : `${named.slice(0, -1).join(', ')} and ${named.at(-1) ?? ''}`;
}

/** A long path is told by its end. */
function nameOrPath(file: string): string {
  return file.length <= 60 ? file : `…/${nameOfFile(file)}`;
}

function verb(files: readonly string[], one: string, several: string): string {
  return files.length === 1 ? one : several;
}
