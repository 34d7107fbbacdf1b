/** Where a cache is at a place of the Dockerfile: the first of its manager's places that is given there. */
import {
  isKey,
  optionValues,
  type CachePlace,
  type ManagerCache,
  type ManagerCall,
} from '../../package-managers/index.ts';
import { commandFolder, homeFolder, variableValue } from '../../build-model/command-state.ts';
import { isAbsolute, joinPath, cleanPath } from '../../build-model/paths.ts';
import { isIsolated, type CallPlace } from './call-place.ts';

/** Absolute; null where it cannot be known. */
export function cacheFolder(
  place: CallPlace,
  { places }: Pick<ManagerCache, 'places'>,
): string | null {
  for (const one of places) {
    const folder = folderAt(place, one);
    if (folder !== undefined) return folder;
  }
  return null;
}

/** Undefined where the place is not given; null where it is, and cannot be known. */
function folderAt(place: CallPlace, one: CachePlace): string | null | undefined {
  const { call, command, run } = place;
  switch (one.kind) {
    case 'option': {
      const value = optionFolder(call, one);
      if (value === undefined) return undefined;
      const isBelow = one.base !== undefined && value !== null && !isAbsolute(value);
      return absoluteFolder(place, isBelow ? joinPath(one.base, value) : value);
    }
    case 'variable': {
      const value = variableFolder(place, one);
      if (value === undefined || value === '') return undefined;
      if (value === null) return null;
      const first = one.isList === true ? (value.split(':')[0] ?? '') : value;
      return absoluteFolder(place, one.below === undefined ? first : joinPath(first, one.below));
    }
    case 'setting': {
      const setting = place.settings.findLast(({ key }) => isKey(key, one.keys));
      return setting === undefined ? undefined : absoluteFolder(place, setting.value);
    }
    case 'xdg': {
      const xdg = variableValue(run, command, 'XDG_CACHE_HOME');
      if (xdg === undefined || xdg === '') return undefined;
      return xdg === null ? null : absoluteFolder(place, joinPath(xdg, one.below));
    }
    case 'home': {
      const home = homeFolder(run, command);
      return home === null ? null : absoluteFolder(place, joinPath(home, one.below));
    }
    case 'absolute':
      return one.path;
    case 'project':
      return absoluteFolder(place, one.below);
  }
}

type OptionPlace = Extract<CachePlace, { kind: 'option' }>;

/** Undefined where no option names it; null where its value is not known. */
export function optionFolder(
  call: ManagerCall,
  { options, key, above = [] }: OptionPlace,
): string | null | undefined {
  const values = optionValues(call, options).map(({ value }) => value);
  if (key === undefined) return values.at(-1);
  // `-oKEY=value` in one word, too.
  const attached = call.args.flatMap(({ value }) =>
    options.flatMap((option) =>
      !option.startsWith('--') && value?.startsWith(option) === true && value !== option
        ? [value.slice(option.length)]
        : [],
    ),
  );
  const said = [...values, ...attached].flatMap((value) => value ?? []);
  if (said.some((value) => above.some((one) => isKeyOf(value, one)))) return null;
  return said.findLast((value) => isKeyOf(value, key))?.slice(key.length + 1);
}

/** Keys are the same in upper and lower case. */
function isKeyOf(value: string, key: string): boolean {
  return value.toLowerCase().startsWith(`${key}=`.toLowerCase());
}

type VariablePlace = Extract<CachePlace, { kind: 'variable' }>;

function variableFolder(place: CallPlace, { name }: VariablePlace): string | null | undefined {
  const { call, command, run } = place;
  if (isIsolated(call)) return undefined;
  const isPlain = /^\w+$/.test(name);
  const names = isPlain
    ? [name]
    : [...run.view.environment.keys(), ...command.variables.keys()].filter((one) =>
        isKey(one, [name]),
      );
  return names
    .map((one) => variableValue(run, command, one))
    .findLast((value) => value !== undefined && value !== '');
}

/** `~` is the manager's to expand, and a relative folder lies below the current one. */
function absoluteFolder({ run, command }: CallPlace, value: string | null): string | null {
  if (value === null) return null;
  const base = value === '~' || value.startsWith('~/') ? homeFolder(run, command) : null;
  if (value.startsWith('~')) return base === null ? null : joinPath(base, value.slice(1));
  if (isAbsolute(value)) return cleanPath(value);
  const folder = commandFolder(run, command);
  return folder === null ? null : joinPath(folder, value);
}
