/** Justfiles: the builds in their recipes, which run in the folder of the justfile. */
import type { DeclaredBuild, DeclaredBuilds, ReadFile } from '../../invocations/model.ts';
import { folderOfFile, nameOfFile } from '../../text/file-path.ts';
import { openPart } from '../builds/open-text.ts';
import { readShellBuilds } from '../builds/shell-builds.ts';
import { replaceBraces } from '../ci/expressions.ts';
import { mentionsBuild, NO_BUILDS, onlyBuilds, type ReadSetting } from '../reading.ts';

export function isJustfile(path: string): boolean {
  return /^\.?justfile$|\.just$/i.test(nameOfFile(path));
}

export function readJustfile(file: string, read: ReadFile, setting: ReadSetting): DeclaredBuilds {
  const text = read(file);
  if (text === null || !mentionsBuild(text)) return NO_BUILDS;
  const folder = folderOfFile(file);
  const lines = text.split(/\r?\n/);
  const variables = variablesOf(lines, folder);
  return onlyBuilds(
    scriptsOf(lines).flatMap((script): readonly DeclaredBuild[] => {
      const known = (name: string): string | undefined => variables.get(name);
      return readShellBuilds(replaceBraces(script.text, /\{\{([^{}]*)\}\}/g, known), {
        source: { kind: 'script', file },
        folders: [folder],
        root: setting.root,
        read,
        variables,
        lineOf: (line) => script.line + line - 1,
      });
    }),
  );
}

function variablesOf(lines: readonly string[], folder: string): ReadonlyMap<string, string> {
  const variables = new Map([
    ['justfile_directory()', folder],
    ['invocation_directory()', folder],
  ]);
  for (const line of lines) {
    const match = /^(?:export\s+)?([A-Za-z_][\w-]*)\s*:=\s*(.*?)\s*$/.exec(line);
    if (match === null) continue;
    const [, name = '', value = ''] = match;
    const literal = /^(["'])([^"'\\]*)\1$/.exec(value)?.[2];
    const fallback = /^env(?:_var_or_default)?\([^,]+,\s*(["'])([^"'\\]*)\1\s*\)$/.exec(value)?.[2];
    variables.set(name, literal ?? fallback ?? variables.get(value) ?? openPart(name));
  }
  return variables;
}

interface Script {
  readonly line: number;
  readonly text: string;
}

/** A recipe with `#!` is one script; elsewhere each line is. */
function scriptsOf(lines: readonly string[]): readonly Script[] {
  const scripts: Script[] = [];
  for (let at = 0; at < lines.length; at++) {
    const start = at;
    if (!/^[ \t]+\S/.test(lines[at] ?? '')) continue;
    const whole = /^[ \t]+#!/.test(lines[at] ?? '');
    while (at + 1 < lines.length && continues(lines, at, whole)) at++;
    const text = lines.slice(start, at + 1).map((line) => line.trimStart());
    scripts.push({ line: start + 1, text: text.join('\n').replace(/^[@-]+/, '') });
  }
  return scripts;
}

function continues(lines: readonly string[], at: number, whole: boolean): boolean {
  return whole ? /^(?:[ \t]|$)/.test(lines[at + 1] ?? '') : lines[at]?.endsWith('\\') === true;
}
