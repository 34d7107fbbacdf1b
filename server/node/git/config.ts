/**
 * Git's settings, for the reader that starts no process: the files of the system, the user and the repository, the last
 * one counts. What a condition includes (`includeIf`) is left out.
 */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** Values by name: section and key in lower case, with the subsection as it is written between them. */
export type GitConfig = ReadonlyMap<string, string>;

const MAX_INCLUDES = 10;

export function readConfigFile(path: string): GitConfig {
  return readInto(new Map(), path, 0);
}

/** What counts in a repository; `own` are the repository's settings. */
export function effectiveConfig(own: GitConfig, env: NodeJS.ProcessEnv = process.env): GitConfig {
  const values = new Map<string, string>();
  if ((env['GIT_CONFIG_NOSYSTEM'] ?? '') === '')
    readInto(values, env['GIT_CONFIG_SYSTEM'] ?? '/etc/gitconfig', 0);
  const home = env['HOME'] ?? homedir();
  const xdg = env['XDG_CONFIG_HOME'] ?? join(home, '.config');
  const users = env['GIT_CONFIG_GLOBAL'];
  const files = users === undefined ? [join(xdg, 'git/config'), join(home, '.gitconfig')] : [users];
  for (const file of files) readInto(values, file, 0);
  for (const [name, value] of own) values.set(name, value);
  return values;
}

export function isOn(value: string | undefined, otherwise: boolean): boolean {
  if (value === undefined) return otherwise;
  if (/^(?:true|yes|on|[1-9]\d*)$/i.test(value)) return true;
  return /^(?:false|no|off|0|)$/i.test(value) ? false : otherwise;
}

function readInto(values: Map<string, string>, path: string, depth: number): GitConfig {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return values;
  }
  for (const [name, value] of parseConfig(text)) {
    values.set(name, value);
    if (name === 'include.path' && depth < MAX_INCLUDES)
      readInto(values, resolve(dirname(path), value.replace(/^~(?=\/)/, homedir())), depth + 1);
  }
  return values;
}

export function parseConfig(text: string): readonly (readonly [name: string, value: string])[] {
  const found: [string, string][] = [];
  let section = '';
  // A backslash at the end of a line goes on in the next one.
  for (const line of text.replace(/\\\r?\n/g, '').split('\n')) {
    // Matches `[core]`, `[filter "lfs"]`, and what follows on the same line.
    const head = /^\s*\[\s*([\w.-]+)\s*(?:"((?:[^"\\]|\\.)*)")?\s*\](.*)$/.exec(line);
    if (head !== null) {
      const [, name = '', subsection] = head;
      const inner = subsection === undefined ? '' : `.${subsection.replace(/\\(.)/g, '$1')}`;
      section = `${name.toLowerCase()}${inner}`;
    }
    // Matches `autocrlf = input`, and `bare`, which is true.
    const pair = /^\s*([a-zA-Z][\w-]*)\s*(?:=\s*(.*))?$/.exec(head?.[3] ?? line);
    if (pair === null || section === '') continue;
    const [, key = '', raw] = pair;
    found.push([`${section}.${key.toLowerCase()}`, raw === undefined ? 'true' : unquoted(raw)]);
  }
  return found;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', b: '\b' };

/** Quotes keep spaces and comment signs; a comment ends the value. */
function unquoted(raw: string): string {
  let value = '';
  let length = 0;
  let isQuoted = false;
  for (let at = 0; at < raw.length; at++) {
    const char = raw[at] ?? '';
    if (char === '"') isQuoted = !isQuoted;
    else if (char === '\\') {
      at += 1;
      const escaped = raw[at] ?? '';
      value += ESCAPES[escaped] ?? escaped;
    } else if (!isQuoted && (char === '#' || char === ';')) break;
    else value += char;
    // Spaces at the end do not count, unless they are quoted.
    if (isQuoted || !/\s/.test(char)) length = value.length;
  }
  return value.slice(0, length);
}
