/**
 * PowerShell and batch files, line by line: their variables, their ways to go to a folder, and the commands that build.
 * What a block or a function does with them is not followed.
 */
import type { DeclaredBuild, DeclaredBuilds, ReadFile } from '../../invocations/model.ts';
import { folderOfFile, nameOfFile, resolveFile } from '../../text/file-path.ts';
import { isBuildProgram, readBuildCommand } from '../builds/build-command.ts';
import { declareBuild } from '../builds/declare-build.ts';
import { isOpen, openPart } from '../builds/open-text.ts';
import { foldersUpTo, mentionsBuild, NO_BUILDS, onlyBuilds, type ReadSetting } from '../reading.ts';

export function isWindowsScript(path: string): boolean {
  return /\.(?:ps1|psm1|bat|cmd)$/i.test(nameOfFile(path));
}

export function readWindowsScript(
  file: string,
  read: ReadFile,
  setting: ReadSetting,
): DeclaredBuilds {
  const text = read(file);
  if (text === null || !mentionsBuild(text)) return NO_BUILDS;
  const powershell = /\.psm?1$/i.test(file);
  const folder = folderOfFile(file);
  const state: State = { powershell, folder, variables: new Map(), changes: [] };
  const builds = commandsOf(text, powershell).flatMap(({ line, text: command }) =>
    readLine(command, state).flatMap((words): readonly DeclaredBuild[] => {
      const request = readBuildCommand(words);
      if (request === null) return [];
      const folders = foldersUpTo(folder, setting.root).flatMap((start) => {
        const known = !state.changes.some(isOpen);
        return known ? [state.changes.reduce(resolveFile, start)] : [];
      });
      return [declareBuild(request, { source: { kind: 'script', file, line }, folders, read })];
    }),
  );
  return onlyBuilds(builds);
}

interface State {
  readonly powershell: boolean;
  readonly folder: string;
  /** By their names in lower case: both languages ignore case. */
  readonly variables: Map<string, string>;
  /** The folders that the script went to. */
  readonly changes: string[];
}

interface Line {
  readonly line: number;
  readonly text: string;
}

/** Logical lines without comments: a backtick or `^` at the end joins the next line. */
function commandsOf(text: string, powershell: boolean): readonly Line[] {
  const plain = powershell ? withoutBlocks(text) : text;
  const commands: Line[] = [];
  let line = 1;
  let parts: string[] = [];
  for (const [index, written] of plain.split(/\r\n|\n|\r/).entries()) {
    if (parts.length === 0) line = index + 1;
    const joined = (powershell ? /^(.*)`\s*$/ : /^(.*)\^\s*$/).exec(written);
    parts.push(joined?.[1] ?? written);
    if (joined) continue;
    const command = parts.join(' ').trim();
    parts = [];
    if (!/^(?:#|rem\b|::|@rem\b)/i.test(command)) commands.push({ line, text: command });
  }
  return commands;
}

/** `<# … #>` and here-strings, their lines kept. */
function withoutBlocks(text: string): string {
  return text.replace(/<#[\s\S]*?#>|@(["'])\r?\n[\s\S]*?\n\1@/g, (block) =>
    block.replace(/[^\r\n]/g, ''),
  );
}

/** The commands of a line that build; what it sets or where it goes holds for the lines below. */
function readLine(text: string, state: State): readonly (readonly string[])[] {
  const set = state.powershell
    ? /^(?:\[\w+\])?\$(?:env:|script:|global:)?(\w+)\s*=\s*(?!.*\|)(["']?)([^"'`]*)\2\s*$/i.exec(
        text,
      )
    : /^@?set\s+"?(\w+)=([^"]*)"?\s*$/i.exec(text);
  if (set) {
    const value = (state.powershell ? set[3] : set[2]) ?? '';
    const literal = !state.powershell || set[2] !== '' || /^\$?[\w:./\\]+$/.test(value);
    const name = set[1] ?? '';
    state.variables.set(name.toLowerCase(), literal ? replace(value, state) : openPart(name));
    return [];
  }
  return text.split(/&&|\|\||;|(?<!\w)&(?!\w)|\|/).flatMap((part) => {
    const words = wordsOf(part.trim().replace(/^@/, '').replace(/^&\s*/, ''), state);
    const [name = '', ...rest] = words;
    if (/^(?:cd|chdir|pushd|set-location|push-location|sl)$/i.test(name)) {
      const target = rest.find((word) => !/^(?:-\w+|\/d)$/i.test(word));
      if (target !== undefined) state.changes.push(target.replaceAll('\\', '/'));
    } else if (/^(?:popd|pop-location)$/i.test(name)) state.changes.pop();
    else if (isBuildProgram(name.replace(/\.exe$/i, ''))) return [words.map(slashes)];
    return [];
  });
}

function wordsOf(command: string, state: State): readonly string[] {
  return [...command.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(([word]) =>
    word.replace(
      /"([^"]*)"|'([^']*)'|([^"']+)/g,
      (_, double?: string, single?: string, bare?: string) => {
        return single ?? replace(double ?? bare ?? '', state);
      },
    ),
  );
}

function replace(text: string, state: State): string {
  const value = (name: string): string => {
    if (/^(?:psscriptroot|~dp0)$/i.test(name)) return state.folder;
    return state.variables.get(name.toLowerCase()) ?? openPart(name);
  };
  if (state.powershell)
    return text
      .replace(
        /\$\{(?:env:)?(\w+)\}|\$(?:env:)?([A-Za-z_]\w*)/gi,
        (_, braced?: string, bare?: string) => value(braced ?? bare ?? ''),
      )
      .replace(/\$\([^)]*\)/g, openPart(''));
  return text.replace(
    /%~dp0\\?|%(\w+)%/gi,
    (_, name?: string) => value(name ?? '~dp0') + (name === undefined ? '/' : ''),
  );
}

/** A path with `\` is one with `/`; values of arguments stay. */
function slashes(word: string): string {
  return /^[\w.:\\/\uE000\uE001-]+$/.test(word) ? word.replaceAll('\\', '/') : word;
}
