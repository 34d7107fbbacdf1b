/**
 * What a rule may know of a package manager. One table entry each (`table.ts`); no rule names a manager.
 */

export interface PackageManager {
  readonly id: string;
  /** For messages: `pip`. */
  readonly name: string;
  /** First words that call it, such as `pip`, `pip3`, `python -m pip`. */
  readonly commands: readonly ManagerCommand[];
  readonly cache: ManagerCache;
  /** Words that end the use of a cache. */
  readonly disablers: ManagerDisablers;
  /** Value of `sharing=` that is safe; null where the default (`shared`) is. */
  readonly sharing: 'shared' | 'locked' | 'private' | null;
  /** Sentence for the page of the rule: where these facts come from. */
  readonly source: string;
}

export interface ManagerCommand {
  /** Words that must stand at the front, each a regular expression for the whole word. */
  readonly words: readonly string[];
  /** Subcommands that fill the cache: `install`, `download`, `wheel`. */
  readonly installs: readonly string[];
}

export interface ManagerCache {
  /** Below the user's home on Linux, such as `.cache/pip`. */
  readonly underHome: string;
  /** Below XDG_CACHE_HOME where that is set, such as `pip`; null where the manager does not look at it. */
  readonly underXdg: string | null;
  /** Variables that name the folder itself, strongest first. */
  readonly variables: readonly string[];
  /** Options that name the folder itself. */
  readonly options: readonly string[];
}

export interface ManagerDisablers {
  readonly options: readonly string[];
  /** Variables whose presence with a non-empty value switches the cache off, whatever the value says. */
  readonly variables: readonly string[];
}
