/**
 * Variables of a Makefile, as far as the text gives them a value. What a user, the environment or a program gives is an
 * open part of the text.
 */
import { folderOfFile, resolveFile } from '../../text/file-path.ts';
import { openPart } from '../builds/open-text.ts';

export interface MakeVariables {
  /** As written; undefined where the Makefile sets none. */
  readonly values: ReadonlyMap<string, string>;
  /** Where make runs. */
  readonly folder: string;
  /** The Makefile itself. */
  readonly file: string;
  readonly root: string;
}

/** Values may name each other in circles or double at each step. */
const DEEPEST = 20;
const LONGEST = 20_000;

/** The text with its `$(NAME)` and `${NAME}` replaced; `$$` becomes `$`. */
export function expandMake(
  text: string,
  variables: MakeVariables,
  automatic: ReadonlyMap<string, string> = new Map(),
): string {
  return expand(text, { variables, automatic, left: { units: LONGEST } }, 0);
}

interface Expansion {
  readonly variables: MakeVariables;
  /** `@`, `<` and the arguments of `$(call …)`. */
  readonly automatic: ReadonlyMap<string, string>;
  readonly left: { units: number };
}

function expand(text: string, state: Expansion, depth: number): string {
  if (!text.includes('$')) return text;
  const parts: string[] = [];
  for (let at = 0; at < text.length;) {
    const dollar = text.indexOf('$', at);
    const end = dollar === -1 ? text.length : dollar;
    parts.push(text.slice(at, end));
    if (dollar === -1) break;
    const next = text[dollar + 1] ?? '';
    if (next === '$') parts.push('$');
    if (next !== '(' && next !== '{') {
      if (next !== '$' && next !== '') parts.push(reference(next, state, depth));
      at = dollar + 2;
      continue;
    }
    const close = closing(text, dollar + 1);
    parts.push(reference(text.slice(dollar + 2, close), state, depth));
    at = close + 1;
  }
  const expanded = parts.join('');
  state.left.units -= expanded.length;
  return expanded;
}

/** The matching bracket; the end of the text where there is none. */
function closing(text: string, open: number): number {
  const pair = text[open] === '(' ? '()' : '{}';
  let depth = 0;
  // A value is a line or a few; the limit keeps a text of open brackets from being searched again and again.
  const end = Math.min(text.length, open + 2000);
  for (let at = open; at < end; at++) {
    if (text[at] === pair[0]) depth++;
    else if (text[at] === pair[1] && --depth === 0) return at;
  }
  return end;
}

function reference(inside: string, state: Expansion, depth: number): string {
  if (depth > DEEPEST || state.left.units < 0) return openPart('');
  const call = /^([a-z]+)[ \t]+(.*)$/s.exec(inside);
  if (call) return makeFunction(call[1] ?? '', call[2] ?? '', state, depth);
  // `$(NAME:.c=.o)` and names that are put together are not followed.
  const name = inside.trim();
  const automatic = state.automatic.get(name);
  if (automatic !== undefined) return automatic;
  switch (name) {
    case 'CURDIR':
    case 'PWD':
      return state.variables.values.has(name) ? known(name, state, depth) : state.variables.folder;
    case 'MAKE':
      return 'make';
    case 'SHELL':
      return '/bin/sh';
    default:
      return known(name, state, depth);
  }
}

function known(name: string, state: Expansion, depth: number): string {
  const value = state.variables.values.get(name);
  return value === undefined ? openPart(name) : expand(value, state, depth + 1);
}

function makeFunction(name: string, args: string, state: Expansion, depth: number): string {
  const { file, folder, root } = state.variables;
  if (name === 'call') return makeCall(args, state, depth);
  if (name === 'shell') return shellAnswer(args, state, depth);
  if (
    args.includes('MAKEFILE_LIST') &&
    /^(?:dir|abspath|realpath|patsubst|shell|notdir)$/.test(name)
  )
    return selfFolder(name, args, folderOfFile(file));
  const value = expand(args, state, depth + 1);
  switch (name) {
    case 'abspath':
    case 'realpath':
      return value.startsWith('\uE000') ? value : resolveFile(folder, value.trim());
    case 'strip':
      return value.trim().replace(/\s+/g, ' ');
    case 'dir':
      return /^.*\//s.exec(value.trim())?.[0] ?? './';
    case 'notdir':
      return value.trim().replace(/^.*\//s, '');
    case 'or':
      return value.split(',')[0] ?? '';
    case 'info':
    case 'warning':
    case 'error':
      return '';
    default:
      return openPart(root === '' ? name : '');
  }
}

/** `$(dir $(abspath $(lastword $(MAKEFILE_LIST))))`: the folder of this file, or the file inside of it. */
function selfFolder(name: string, args: string, folder: string): string {
  const folderWanted = name === 'dir' || /\$[({]dir\b/.test(args) || args.includes('%/');
  const slash = name === 'dir' ? '/' : '';
  return folderWanted ? `${folder}${slash}` : openPart('');
}

function makeCall(args: string, state: Expansion, depth: number): string {
  const [name = '', ...given] = args.split(',');
  const value = state.variables.values.get(name.trim());
  if (value === undefined) return openPart(name);
  const automatic = new Map(state.automatic);
  for (let index = 1; index <= 9; index++)
    automatic.set(String(index), expand(given[index - 1]?.trim() ?? '', state, depth + 1));
  return expand(value, { ...state, automatic }, depth + 1);
}

/** What the usual commands print of where they are; every other answer is open. */
function shellAnswer(command: string, state: Expansion, depth: number): string {
  const { folder, root } = state.variables;
  const text = expand(command, state, depth + 1).trim();
  if (/^pwd(?: -[PL])?$/.test(text)) return folder;
  if (/^git rev-parse --show-toplevel$/.test(text)) return root;
  const change = /^cd ([\w./-]+) ?(?:&&|;) ?pwd(?: -[PL])?$/.exec(text);
  const real = /^(?:realpath|readlink -f) ([\w./-]+)$/.exec(text);
  const path = change?.[1] ?? real?.[1];
  return path === undefined ? openPart('') : resolveFile(folder, path);
}
