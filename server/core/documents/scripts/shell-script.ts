/**
 * Shell scripts. Most are started from their own folder or from the root of the repository; the folder in which the
 * Dockerfile exists counts.
 */
import type { DeclaredBuilds, ReadFile } from '../../invocations/model.ts';
import { folderOfFile, nameOfFile } from '../../text/file-path.ts';
import { readShellBuilds } from '../builds/shell-builds.ts';
import { foldersUpTo, mentionsBuild, NO_BUILDS, onlyBuilds, type ReadSetting } from '../reading.ts';

export function isShellScript(path: string): boolean {
  return /\.(?:sh|bash|zsh|ksh)$/i.test(nameOfFile(path));
}

export function readShellScript(
  file: string,
  read: ReadFile,
  setting: ReadSetting,
): DeclaredBuilds {
  const text = read(file);
  if (text === null || !mentionsBuild(text)) return NO_BUILDS;
  const scriptFolder = folderOfFile(file);
  const builds = readShellBuilds(text.replace(/\r$/gm, ''), {
    source: { kind: 'script', file },
    folders: foldersUpTo(scriptFolder, setting.root),
    root: setting.root,
    read,
    variables: new Map(),
    scriptFolder,
    lineOf: (line) => line,
  });
  return onlyBuilds(builds);
}
