/**
 * Settings of package managers as an image brings them: which files to look at, and what they say of the cache.
 * Source for pip: documentation, "Configuration"; pip source, `_internal/configuration.py`.
 */
import { cleanPath } from '../text/clean-path.ts';
import { PACKAGE_MANAGERS } from './table.ts';
import type { PackageManager } from './model.ts';

export interface FileSetting {
  readonly managerId: string;
  readonly key: string;
  readonly value: string;
  /** Absolute, in the image. */
  readonly file: string;
  /** The home of the user whom it counts for; null for everybody. */
  readonly home: string | null;
}

/** An environment and the homes to look in. */
export interface SettingsPlace {
  readonly variable: (name: string) => string | undefined;
  readonly homes: readonly string[];
}

/** Absolute paths of all managers' settings files, weakest first. */
export function settingsFiles(place: SettingsPlace): readonly string[] {
  const paths = PACKAGE_MANAGERS.flatMap((one) => placedFiles(one, place)).map(({ file }) => file);
  return [...new Set(paths)];
}

export function fileSettings(
  files: ReadonlyMap<string, string>,
  place: SettingsPlace,
): readonly FileSetting[] {
  return PACKAGE_MANAGERS.flatMap((manager) =>
    placedFiles(manager, place).flatMap(({ file, home }) =>
      readSettings(files.get(file) ?? '').flatMap(({ key, value }): FileSetting[] =>
        mattersToCache(manager, key) ? [{ managerId: manager.id, key, value, file, home }] : [],
      ),
    ),
  );
}

type PlacedFile = Pick<FileSetting, 'file' | 'home'>;

function placedFiles(
  { settings }: PackageManager,
  { variable, homes }: SettingsPlace,
): readonly PlacedFile[] {
  return (settings?.files ?? []).flatMap((pattern): readonly PlacedFile[] => {
    if (pattern.startsWith('~/'))
      return homes.map((home) => ({ file: cleanPath(home + pattern.slice(1)), home }));
    const name = /^\$\{(\w+)\}/.exec(pattern)?.[1];
    if (name === undefined) return [{ file: pattern, home: null }];
    const folder = variable(name) ?? '';
    if (!folder.startsWith('/')) return [];
    return [{ file: cleanPath(folder + pattern.slice(name.length + 3)), home: null }];
  });
}

/** Whether a setting says where a cache is, or whether there is one. */
export function mattersToCache({ caches }: PackageManager, key: string): boolean {
  return caches.some(({ places, offBy, mountWords }) => {
    const named = places.flatMap((place) => (place.kind === 'setting' ? place.keys : []));
    return isKey(key, [...named, ...offBy.settings, ...(mountWords?.unless.settings ?? [])]);
  });
}

/** Each pattern is a regular expression for the whole key. */
export function isKey(key: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => new RegExp(`^(?:${pattern})$`).test(key));
}

/**
 * Lines of `key = value` as INI files, TOML files and lists of variables have them; a key without a value says nothing.
 * Keys are `section.name`, and `name` before the first section.
 */
function readSettings(text: string): readonly { readonly key: string; readonly value: string }[] {
  let section = '';
  return text.split(/\r?\n/).flatMap((line) => {
    const head = /^\[([^\]]+)\]/.exec(line)?.[1];
    if (head !== undefined) section = head;
    const pair = /^(?![#;\s])([^=:[]+?)\s*[=:]\s*(\S.*?)\s*$/.exec(line);
    if (pair === null || head !== undefined) return [];
    const [, name = '', value = ''] = pair;
    // `no_cache_dir` and `No-Cache-Dir` are the same option.
    const plain = name.toLowerCase().replace(/_/g, '-').replace(/^--/, '');
    const key = section === '' ? plain : `${section}.${plain}`;
    return [{ key, value: value.replace(/^(["'])(.*)\1$/, '$2') }];
  });
}
