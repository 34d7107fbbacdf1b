/** The kind of a file on disk, by its name; where the name leaves it open, by how it begins. */
import { kindOfPath, KINDS, matchName, type KnownKind } from '../../core/documents/index.ts';
import { withSlashes } from './paths.ts';
import { readBeginning } from './read-document.ts';

export async function kindOfFile(file: string): Promise<KnownKind | null> {
  const path = withSlashes(file);
  const doubtful = KINDS.find((kind) => matchName(kind, path) === 'doubtful');
  const text = doubtful && (await readBeginning(file, doubtful));
  return kindOfPath(path, text ?? undefined);
}
