/** The way back from a path in an image to the source of the COPY that put it there. */
import { expandWord } from '../syntax/dockerfile/expand.ts';
import type { Word } from '../syntax/dockerfile/model.ts';
import type { InstructionView } from './model.ts';
import { pathMatch } from '../text/path-match.ts';
import { baseName, copyDestination, copySource, joinPath } from './paths.ts';

export interface CopyCandidate {
  /** Absolute in the copy's source. */
  readonly path: string;
  /** The text alone tells it: the source is that file, or it can only be a folder. */
  readonly sure: boolean;
}

/** Sources that can have become this file, the likeliest first; none where the instruction did not write it. */
export function copySourcesOf(
  view: InstructionView,
  path: string,
  escape: '\\' | '`',
): readonly CopyCandidate[] {
  const { command, environment, workdir } = view;
  if (command.kind !== 'copy' && command.kind !== 'add') return [];
  const lookup = (name: string): string | undefined => environment.get(name)?.value;
  const expand = (word: Word): string => expandWord(word.raw, { escape, lookup }).value;
  const destination = copyDestination(workdir, expand(command.destination));
  const folder = destination.replace(/\/\.?$/, '');
  const isFolder = folder !== destination || command.sources.length > 1;
  const candidates = command.sources.flatMap((word): readonly CopyCandidate[] => {
    const source = copySource(expand(word));
    if (path === folder && !isFolder) return [{ path: source, sure: !hasWildcard(source) }];
    if (!path.startsWith(`${folder}/`)) return [];
    const rest = path.slice(folder.length + 1);
    if (command.parents)
      return isAtOrBelow(`/${rest}`, source) ? [{ path: `/${rest}`, sure: true }] : [];
    return belowFolder(source, rest);
  });
  return [...candidates.filter((one) => one.sure), ...candidates.filter((one) => !one.sure)];
}

/** A file goes into the folder by its name, a folder by its content. */
function belowFolder(source: string, rest: string): readonly CopyCandidate[] {
  const name = baseName(source);
  if (hasWildcard(source)) {
    const matches = !rest.includes('/') && pathMatch(name, rest) === true;
    const parent = source.slice(0, source.length - name.length);
    return matches && !hasWildcard(parent) ? [{ path: joinPath(parent, rest), sure: true }] : [];
  }
  const asFile = { path: source, sure: true };
  // With an ending such as `.txt` it is a file, as far as a name can tell.
  const asFolder = {
    path: joinPath(source, rest),
    sure: !/[^/]\.[A-Za-z][A-Za-z0-9]*$/.test(source),
  };
  return rest === name ? [asFile, { ...asFolder, sure: false }] : [asFolder];
}

function hasWildcard(path: string): boolean {
  return /[*?[]/.test(path);
}

function isAtOrBelow(path: string, folder: string): boolean {
  return folder === '/' || path === folder || path.startsWith(`${folder}/`);
}
