/**
 * What a rule may know of a package manager. One table entry each (`table.ts`); no rule names a manager.
 */

export interface PackageManager {
  readonly id: string;
  /** For messages: `pip`. */
  readonly name: string;
  /** First words that call it, such as `pip`, `pip3`, `python -m pip`. */
  readonly commands: readonly ManagerCommand[];
  /** Options in front of the subcommand that take the next word as their value. */
  readonly valueOptions: readonly string[];
  readonly cache: ManagerCache;
  /** Words that end the use of a cache. */
  readonly disablers: ManagerDisablers;
  /** Subcommands that empty the cache: `cache purge`. */
  readonly cleaners: readonly (readonly string[])[];
  /** Subcommands that read the cache: `cache list`. */
  readonly readers: readonly (readonly string[])[];
  /** What lets nothing be fetched, so that a cache has nothing to keep. */
  readonly offline: ManagerSwitch;
  /** What lets nothing be fetched but the packages that are named. */
  readonly withoutDependencies: ManagerSwitch;
  /** What steers how a package is built, and is no part of the key under which the result is kept. */
  readonly steersBuilds: {
    readonly options: readonly string[];
    /** Each a regular expression for the whole name. */
    readonly variables: readonly string[];
  };
  /** Options behind the subcommand, as far as they tell what is installed. */
  readonly targetOptions: ManagerTargetOptions;
  /** With one of these the variables of the environment do not count. */
  readonly isolatingOptions: readonly string[];
  /** How its settings file is written from the command line; null where it cannot be. */
  readonly settings: ManagerSettings | null;
  /** Options that name a file with requirements: they take the next word, or their value behind `=`. */
  readonly requirementOptions: readonly RequirementOption[];
  /** Value of `sharing=` that is safe; null where the default (`shared`) is. */
  readonly sharing: 'shared' | 'locked' | 'private' | null;
  /** Sentence for the page of the rule: where these facts come from. */
  readonly source: string;
}

export interface ManagerSwitch {
  readonly options: readonly string[];
  /** Variables that do the same with a value that means yes. */
  readonly variables: readonly string[];
}

export interface ManagerTargetOptions {
  /** Take a package as their value: `-e`. */
  readonly editable: readonly string[];
  /** Name a file or group of packages: `-r`. */
  readonly lists: readonly string[];
  /** Others that take the next word as their value. */
  readonly values: readonly string[];
}

export interface ManagerCommand {
  /** Words that must stand at the front, each a regular expression for the whole word; of the first its file name counts. */
  readonly words: readonly string[];
  /** Options behind the first word that take a value: `-X` and `-W` of Python. */
  readonly valueOptions?: readonly string[];
  /** Subcommands that fill the cache: `install`, `download`, `wheel`. */
  readonly installs: readonly string[];
}

export interface ManagerCache {
  /**
   * It keeps what was compiled under a key that does not know the C library or the release of the distribution, so that
   * one system can take the binary of another.
   */
  readonly mixesSystems: boolean;
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
  /** An option that names the folder wins over a variable or a setting that switches the cache off. */
  readonly folderOptionWins: boolean;
}

export interface ManagerSettings {
  /** The subcommand: `config set`. */
  readonly words: readonly string[];
  /**
   * The settings files that an image can have, weakest first: absolute, with `${NAME}` for a variable of the image and
   * `~` for the home of the user. They are INI files.
   */
  readonly files: readonly string[];
  /** Keys, each a regular expression for the whole key. */
  readonly folderKeys: readonly string[];
  readonly disablingKeys: readonly string[];
}

export interface RequirementOption {
  readonly short: string;
  readonly long: string;
  readonly kind: 'requirement' | 'constraint';
}
