/** The Dockerfiles below a folder: by name, and where the name leaves it open by their text. */
import { dockerfileKind, kindOfPath, matchName } from '../../core/documents/index.ts';
import { findEntries, type FindOptions, type FoundEntry } from './find-files.ts';
import { lookAtFile, readBeginning } from './read-document.ts';

/** Absolute paths, in the order of `findFiles`. */
export async function findDockerfiles(
  folder: string,
  options: FindOptions = {},
): Promise<readonly string[]> {
  const { onProblem = () => undefined } = options;
  const found: string[] = [];
  for (const one of await findEntries(folder, options))
    if (await isDockerfile(one, onProblem)) found.push(one.file);
  return found;
}

async function isDockerfile(
  { file, entry }: FoundEntry,
  onProblem: NonNullable<FindOptions['onProblem']>,
): Promise<boolean> {
  const match = matchName(dockerfileKind, entry.name);
  if (match === 'no') return false;
  if (!entry.isFile()) {
    const look = await lookAtFile(file);
    if (look.kind === 'problem' && match === 'yes') onProblem({ file, reason: look.reason });
    if (look.kind !== 'file') return false;
  }
  if (match === 'yes') return true;
  const text = await readBeginning(file, dockerfileKind);
  return text !== null && kindOfPath(entry.name, text) === dockerfileKind;
}
