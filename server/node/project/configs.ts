/**
 * The configuration that counts for a file: the nearest one above it, up to the root of the repository. It is not joined
 * with others further up, so that one file says all that holds in a folder. Only what is excluded further up stays so:
 * a vendored project brings its own configuration, and is still none of ours.
 */
import path from 'node:path';
import { configKind, CONFIG_NAMES, matchName } from '../../core/documents/index.ts';
import type { Config } from '../../core/lint/config/model.ts';
import {
  readConfig,
  unreadableConfig,
  type ReadConfig,
} from '../../core/lint/config/read-config.ts';
import {
  isExcludedBy,
  settingsOfFile,
  type FileRules,
} from '../../core/lint/config/settings-of.ts';
import { placeProblems, type NamedPlace } from '../../core/lint/config/named-places.ts';
import type { Problem } from '../../core/text/span.ts';
import { relativePath, withSlashes } from '../files/index.ts';
import type { Texts } from './texts.ts';

export interface ProjectConfig {
  /** Absolute. */
  readonly file: string;
  readonly folder: string;
  /** Empty where the file cannot be read. */
  readonly text: string;
  readonly config: Config;
  /** Of its text alone; `configProblems` of a project has those of the disk, too. */
  readonly problems: readonly Problem[];
  readonly places: readonly NamedPlace[];
}

/** In place of the configurations that are found: one for all files, with the folder that its paths are relative to. */
export type ChosenConfig =
  | { readonly kind: 'file'; readonly file: string; readonly folder: string }
  | { readonly kind: 'none' };

/** What the rules go by in a file. */
export interface FileSettings extends FileRules {
  readonly isExcluded: boolean;
}

export interface Configs {
  readonly of: (file: string) => ProjectConfig | null;
  /** All that have a say in whether it is excluded, the nearest one first. */
  readonly above: (file: string) => readonly ProjectConfig[];
  /** The one that excludes a file. */
  readonly excluderOf: (file: string) => ProjectConfig | null;
  /** What a file says itself; null where it is no configuration. */
  readonly at: (file: string) => ProjectConfig | null;
  /** Null where no configuration counts for a file. */
  readonly settingsOf: (file: string) => FileSettings | null;
  /** Absolute folder of the context; null where none is named. */
  readonly contextOf: (
    dockerfile: string,
  ) => { readonly folder: string; readonly from: string } | null;
  /** What is wrong with a configuration, with the files and folders that it names and that do not exist. */
  readonly problemsOf: (config: ProjectConfig) => readonly Problem[];
  /** A configuration has another text, came or went. */
  readonly forget: () => void;
  /** The build that is named for a Dockerfile. */
  readonly buildOf: (dockerfile: string) => string | null;
}

export function createConfigs(
  { read, faultOf, exists, isFile }: Pick<Texts, 'read' | 'faultOf' | 'exists' | 'isFile'>,
  chosen?: ChosenConfig,
): Configs {
  const known = new Map<string, ReadConfig & { readonly text: string }>();
  /** Those of a folder and of the folders above it: every file of it asks. */
  const byFolder = new Map<string, readonly ProjectConfig[]>();

  function readOnce(file: string, text: string): ReadConfig {
    const before = known.get(file);
    if (before?.text === text) return before;
    const made = { text, ...readConfig(withSlashes(file), text) };
    known.set(file, made);
    return made;
  }

  function at(file: string): ProjectConfig | null {
    const text = read(file);
    const fault = text === null ? faultOf(file) : null;
    const found =
      text !== null
        ? readOnce(file, text)
        : fault !== null
          ? unreadableConfig(withSlashes(file), fault)
          : null;
    if (found?.isPresent !== true) return null;
    return { file, folder: path.dirname(file), text: text ?? '', ...found };
  }

  function above(file: string): readonly ProjectConfig[] {
    if (chosen === undefined) return aboveFolder(path.dirname(file));
    const found = chosen.kind === 'none' ? null : at(chosen.file);
    return found !== null && chosen.kind === 'file' ? [{ ...found, folder: chosen.folder }] : [];
  }

  function aboveFolder(folder: string): readonly ProjectConfig[] {
    const known = byFolder.get(folder);
    if (known !== undefined) return known;
    const own = CONFIG_NAMES.map((name) => path.join(folder, name));
    const found = own.flatMap((place) => at(place) ?? []).slice(0, 1);
    const parent = path.dirname(folder);
    const isTop = parent === folder || exists(path.join(folder, '.git'));
    const all = isTop ? found : [...found, ...aboveFolder(parent)];
    byFolder.set(folder, all);
    return all;
  }

  function of(file: string): ProjectConfig | null {
    return above(file)[0] ?? null;
  }

  function excluderOf(file: string): ProjectConfig | null {
    // A configuration that excludes everything is still told what is wrong with it.
    if (isConfigFile(file)) return null;
    const excludes = ({ config, folder }: ProjectConfig): boolean =>
      isExcludedBy(config, relativePath(folder, file));
    return above(file).find(excludes) ?? null;
  }

  /** By the path of a Dockerfile, relative to the configuration. */
  function named(
    dockerfile: string,
    table: 'contexts' | 'builds',
  ): { readonly value: string; readonly by: ProjectConfig } | null {
    const by = of(dockerfile);
    if (by === null) return null;
    const entries = Object.entries(by.config[table]);
    const value = entries.find(([key]) => path.resolve(by.folder, key) === dockerfile)?.[1];
    return value === undefined ? null : { value, by };
  }

  return {
    of,
    at: (file) => (isConfigFile(file) ? at(file) : null),
    above,
    excluderOf,
    settingsOf: (file) => {
      const found = of(file);
      if (found === null) return null;
      const settings = settingsOfFile(found.config, relativePath(found.folder, file));
      return { ...settings, isExcluded: excluderOf(file) !== null };
    },
    contextOf: (dockerfile) => {
      const found = named(dockerfile, 'contexts');
      if (found === null) return null;
      const { value, by } = found;
      return { folder: path.resolve(by.folder, value), from: path.basename(by.file) };
    },
    problemsOf: ({ folder, places, problems }) => {
      const look = (name: string) => {
        const place = path.resolve(folder, name);
        return isFile(place) ? 'file' : exists(place) ? 'folder' : null;
      };
      return [...problems, ...placeProblems(places, look)];
    },
    forget: () => byFolder.clear(),
    buildOf: (dockerfile) => named(dockerfile, 'builds')?.value ?? null,
  };
}

export function isConfigFile(file: string): boolean {
  return matchName(configKind, withSlashes(file)) === 'yes';
}
