/** Jenkinsfiles: the texts of `sh` and `bat` steps and of `docker.build`, with the `dir` blocks around them. */
import type { DeclaredBuild, DeclaredBuilds, ReadFile } from '../../invocations/model.ts';
import { folderOfFile, nameOfFile, resolveFile } from '../../text/file-path.ts';
import { lineIndex, positionAt } from '../../text/lines.ts';
import { openPart } from '../builds/open-text.ts';
import { readShellBuilds } from '../builds/shell-builds.ts';
import { foldersUpTo, mentionsBuild, NO_BUILDS, onlyBuilds, type ReadSetting } from '../reading.ts';

export function isJenkinsfile(path: string): boolean {
  return /^Jenkinsfile(?:[.-].+)?$|\.jenkinsfile$/i.test(nameOfFile(path));
}

export function readJenkinsfile(
  file: string,
  read: ReadFile,
  setting: ReadSetting,
): DeclaredBuilds {
  const text = read(file);
  if (text === null || !mentionsBuild(text)) return NO_BUILDS;
  const starts = foldersUpTo(folderOfFile(file), setting.root).toReversed();
  const lines = lineIndex(text);
  const variables = new Map<string, string>();
  const builds = stepsOf(text, variables).flatMap((step): readonly DeclaredBuild[] => {
    const { line } = positionAt(lines, step.start);
    return readShellBuilds(step.script, {
      source: { kind: 'ci', file },
      folders: starts.map((folder) => step.folders.reduce(resolveFile, folder)),
      root: setting.root,
      read,
      variables,
      lineOf: (inner) => line + inner - 1,
    });
  });
  return onlyBuilds(builds);
}

interface Step {
  readonly script: string;
  /** Of the script in the text. */
  readonly start: number;
  /** Of the `dir('…')` blocks around it. */
  readonly folders: readonly string[];
}

/** Comments, strings with what stands before them, and braces. */
const TOKEN =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'''([\s\S]*?)'''|"""([\s\S]*?)"""|'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|[{}]/g;

function stepsOf(text: string, variables: Map<string, string>): readonly Step[] {
  const steps: Step[] = [];
  const folders: { readonly depth: number; readonly folder: string }[] = [];
  let depth = 0;
  let nextFolder: string | null = null;
  for (const match of text.matchAll(TOKEN)) {
    const [whole] = match;
    if (whole === '{') {
      depth++;
      if (nextFolder !== null) folders.push({ depth, folder: nextFolder });
      nextFolder = null;
    } else if (whole === '}') {
      if (folders.at(-1)?.depth === depth) folders.pop();
      depth--;
    }
    if (!/^['"]/.test(whole)) continue;
    const value = match[1] ?? match[2] ?? match[3] ?? match[4] ?? '';
    const start = match.index + (whole.startsWith('"""') || whole.startsWith("'''") ? 3 : 1);
    const before = text.slice(Math.max(0, match.index - 80), match.index);
    const script = (match[2] ?? match[4]) ? interpolated(value) : value;
    if (/\bdir\s*\(\s*$/.test(before)) nextFolder = script;
    const assigned = /(?:^|[\s{;])(?:def\s+|String\s+)?([A-Za-z_]\w*)\s*=\s*$/.exec(before)?.[1];
    if (assigned !== undefined) variables.set(assigned, script);
    const place = folders.map(({ folder }) => folder);
    if (/\b(?:sh|bat)\b\s*\(?\s*(?:script\s*:\s*)?$/.test(before))
      steps.push({ script: unescaped(script), start, folders: place });
    else if (/\bsh\b[^'"]*script\s*:\s*$/.test(before))
      steps.push({ script: unescaped(script), start, folders: place });
    else if (/\bdocker\.build\s*\(\s*$/.test(before))
      steps.push({ script: dockerBuild(text, match.index + whole.length), start, folders: place });
  }
  return steps;
}

/** `docker.build("name", "-f docker/Dockerfile .")`: the second text has the arguments. */
function dockerBuild(text: string, at: number): string {
  const rest = text.slice(at, at + 2000);
  const given = /^[^,()]{0,200},\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')/.exec(rest);
  const args = given?.[1] ?? given?.[2] ?? '.';
  return `docker build ${interpolated(args)}`;
}

/** `${env.NAME}` and `${params.NAME}` in a text with double quotes. */
function interpolated(text: string): string {
  return text
    .replace(/(?<!\\)\$\{(?:env\.)?([A-Za-z_]\w*)\}/g, '${$1}')
    .replace(/(?<!\\)\$\{([^}]*[^\w}][^}]*)\}/g, (_, name: string) => openPart(name));
}

/** `\\` before a line end and `\$` are one character for the shell. */
function unescaped(text: string): string {
  return text.replace(/\\([\\$"'])/g, '$1');
}
