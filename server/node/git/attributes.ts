/**
 * The attributes of a path that decide on its bytes in a checkout. `.gitattributes` of a nearer folder counts more, and
 * `info/attributes` of the repository most.
 */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { foldersAbove } from '../files/index.ts';
import type { GitConfig } from './config.ts';
import type { ObjectStore } from './object-store.ts';
import type { Repository } from './repository.ts';
import { matchesPath } from './wildcards.ts';

/** `true` and `false` are `text` and `-text`. */
export type AttributeValue = string | boolean;

export type Attributes = ReadonlyMap<string, AttributeValue>;

interface Rule {
  readonly pattern: string;
  readonly values: readonly (readonly [name: string, value: AttributeValue | null])[];
}

/** `read` gives the text of a file of the repository, as it is at that revision; null where it does not exist. */
export function attributesOf(
  repository: Repository,
  config: GitConfig,
  read: (path: string) => string | null,
): (path: string) => Attributes {
  const macros = new Map<string, Rule['values']>([
    ['binary', parseValues(['-diff', '-merge', '-text'])],
  ]);
  const users =
    config.get('core.attributesfile')?.replace(/^~(?=\/)/, homedir()) ??
    join(process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'git/attributes');
  const general = [
    rulesOf(textAt('/etc/gitattributes'), macros),
    rulesOf(textAt(users), macros),
  ].flat();
  const top = rulesOf(textAt(join(repository.commonFolder, 'info/attributes')), macros);
  const folders = new Map<string, readonly Rule[]>();
  const rulesIn = (folder: string): readonly Rule[] => {
    const known = folders.get(folder);
    if (known) return known;
    const text = read(folder === '' ? '.gitattributes' : `${folder}/.gitattributes`);
    // Macros are only defined at the root.
    const rules = rulesOf(text, folder === '' ? macros : null);
    folders.set(folder, rules);
    return rules;
  };
  return (path) => {
    const values = new Map<string, AttributeValue>();
    apply(values, general, path, macros);
    for (const folder of ['', ...foldersAbove(path)])
      apply(values, rulesIn(folder), folder === '' ? path : path.slice(folder.length + 1), macros);
    apply(values, top, path, macros);
    return values;
  };
}

export interface AttributesAtInput {
  readonly repository: Repository;
  readonly config: GitConfig;
  readonly store: ObjectStore;
  /** The blob at a path; null where the revision does not have it, undefined where git does not know it. */
  readonly idOf: (path: string) => string | null | undefined;
}

/** Those of a revision: a checkout reads the attributes that it writes. Files that git does not know are on disk. */
export function attributesAt(input: AttributesAtInput): (path: string) => Attributes {
  const { repository, config, store, idOf } = input;
  return attributesOf(repository, config, (path) => {
    const id = idOf(path);
    if (id === null) return null;
    if (id === undefined) return textAt(join(repository.root, path));
    return store.read(id)?.bytes.toString('utf8') ?? null;
  });
}

function apply(
  values: Map<string, AttributeValue>,
  rules: readonly Rule[],
  path: string,
  macros: ReadonlyMap<string, Rule['values']>,
): void {
  for (const rule of rules) {
    if (!matchesPath(rule.pattern, path)) continue;
    for (const [name, value] of rule.values) {
      if (value === true) for (const [one, its] of macros.get(name) ?? []) put(one, its);
      put(name, value);
    }
  }
  function put(name: string, value: AttributeValue | null): void {
    if (value === null) values.delete(name);
    else values.set(name, value);
  }
}

function rulesOf(text: string | null, macros: Map<string, Rule['values']> | null): readonly Rule[] {
  const rules: Rule[] = [];
  for (const raw of (text ?? '').split('\n')) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const macro = /^\[attr\](\S+)\s*(.*)$/.exec(line);
    if (macro !== null) {
      macros?.set(macro[1] ?? '', parseValues((macro[2] ?? '').split(/\s+/)));
      continue;
    }
    // Matches `"with space.txt" text` and `*.txt text`.
    const parts = /^(?:"((?:[^"\\]|\\.)*)"|(\S+))\s*(.*)$/.exec(line);
    const pattern = parts?.[1]?.replace(/\\(.)/g, '$1') ?? parts?.[2] ?? '';
    // Git allows no exceptions here, and a folder has no attributes.
    if (pattern === '' || pattern.startsWith('!') || pattern.endsWith('/')) continue;
    rules.push({ pattern, values: parseValues((parts?.[3] ?? '').split(/\s+/)) });
  }
  return rules;
}

function parseValues(words: readonly string[]): Rule['values'] {
  return words.flatMap((word): Rule['values'] => {
    if (word === '') return [];
    if (word.startsWith('-')) return [[word.slice(1), false]];
    if (word.startsWith('!')) return [[word.slice(1), null]];
    const cut = word.indexOf('=');
    return [cut === -1 ? [word, true] : [word.slice(0, cut), word.slice(cut + 1)]];
  });
}

function textAt(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
