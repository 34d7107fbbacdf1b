/**
 * Which other files a fix may change: those of the same repository that can be read, and make: those that do not exist.
 * None that the configuration excludes.
 */
import path from 'node:path';
import { isNewFile, type ForeignEdit } from '../../core/lint/places.ts';
import { isAbsent, isInside } from '../files/index.ts';
import type { Project } from '../project/index.ts';

/** `owner`: the file that the fix was found in. */
export function mayBeEdited(
  edit: ForeignEdit,
  owner: string,
  project: Pick<Project, 'text' | 'rootOf' | 'excluderOf'>,
): boolean {
  const { file } = edit;
  if (!path.isAbsolute(file) || !isInside(project.rootOf(owner), file)) return false;
  if (project.excluderOf(file) !== null) return false;
  const text = project.text(file);
  return isNewFile(edit) ? text === null && isAbsent(file) : text !== null;
}
