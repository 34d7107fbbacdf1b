/**
 * What a rule may know of a package manager. Each has a folder with an entry of this shape and a line in `table.ts`; no
 * rule names a manager, and no manager knows a rule.
 */

export interface PackageManager {
  readonly id: string;
  /** For messages: `pip`. */
  readonly name: string;
  readonly calls: CallGrammar;
  /** Each folder that it keeps for the next run. */
  readonly caches: readonly ManagerCache[];
  /** What lets nothing be fetched, so that a cache has nothing to keep. */
  readonly offline: OfflineSwitch;
  /** What lets nothing be fetched but the packages that are named; null where nothing does. */
  readonly withoutDependencies: ManagerSwitch | null;
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
  /** What names a file of settings that nobody reads here: it may move a cache, or switch it off. */
  readonly unreadSettings: {
    readonly options: readonly string[];
    readonly variables: readonly string[];
  };
  /** How its settings are kept; null where it has no file of them. */
  readonly settings: ManagerSettings | null;
  readonly manifests: ManagerManifests;
  /** Where it puts what it installs, strongest first: a cache mount there would take that out of the image. */
  readonly installsInto: readonly CachePlace[];
  readonly words: ManagerWords;
  /** Where these facts come from, and the version that they were checked at. */
  readonly sources: readonly ManagerSource[];
}

/**
 * `install`: fills caches. `clean`: empties them. `configure`: changes settings. `read`: looks into a cache. `run`: starts
 * programs that the Dockerfile does not show.
 */
export type CallKind = 'install' | 'clean' | 'configure' | 'read' | 'run' | 'other';

export interface CallGrammar {
  /** Every way to call it: `pip`, `pip3`, `python -m pip`. */
  readonly forms: readonly CallForm[];
  /** Options in front of the subcommand that take the next word as their value. */
  readonly valueOptions: readonly string[];
  /** Subcommands; of those that fit the one with the most words counts. */
  readonly verbs: readonly CallVerb[];
}

export interface CallForm {
  /** Words that must stand at the front, each a regular expression for the whole word; of the first its file name counts. */
  readonly words: readonly string[];
  /** Options behind the first word that take a value: `-X` and `-W` of Python. */
  readonly valueOptions?: readonly string[];
  /** What it does where no subcommand stands after it; absent: nothing that matters. */
  readonly bare?: CallKind;
  /** What it does with a word that is no subcommand: `npx eslint`; absent: nothing that matters. */
  readonly others?: CallKind;
}

export interface CallVerb {
  /** `['pip', 'install']` of `uv pip install`; each a regular expression for the whole word. */
  readonly words: readonly string[];
  readonly does: CallKind;
  /** Ids of the caches that it fills or empties; absent: all. */
  readonly caches?: readonly string[];
  /** Ids of the caches that it needs filled. */
  readonly reads?: readonly string[];
  /** What has it leave one of these caches alone. */
  readonly unless?: readonly CacheSkip[];
  /** What it removes of a cache, and what runs do again then; absent: all of it. */
  readonly removes?: { readonly what: string; readonly again: string };
  /** Where it puts what it installs; absent: where its manager does. */
  readonly installsInto?: readonly CachePlace[];
  /** Its plain words name files with requirements. */
  readonly takesLists?: boolean;
  /** It starts programs that the Dockerfile does not show, besides. */
  readonly runs?: boolean;
  /** With one of these options it does another thing: `go clean -modcache`. */
  readonly when?: readonly string[];
}

/** An option with a value, in the words of the call or in a variable that holds options. */
export interface CacheSkip {
  /** Id of the cache. */
  readonly cache: string;
  readonly options: readonly string[];
  readonly value: string;
  readonly variable: string;
}

export interface ManagerCache {
  /** Names it among the caches of its manager: `archives`. */
  readonly id: string;
  /** `downloads` as they came, an `index` of what there is, what was `compiled` here, a `store` that installs read from. */
  readonly keeps: readonly ('downloads' | 'index' | 'compiled' | 'store')[];
  /** Where it can be, strongest first: the first place that is given counts. */
  readonly places: readonly CachePlace[];
  /** What each run without it does again: `downloads and builds all packages`. */
  readonly again: string;
  /** Folders in it that are enough for the downloads alone: `cache` of Go's modules. */
  readonly parts: readonly string[];
  /** Words or parts of paths that speak of it in the target or id of a mount: `pip`, `pkg/mod`. */
  readonly names: readonly string[];
  readonly offBy: CacheOff;
  /** What has the cache emptied after each install. */
  readonly wipedBy: readonly Wiper[];
  /** Files in the same folder or above it that belong to the image; absolute. */
  readonly beside: readonly string[];
  /** Where a new mount goes where nothing moves the cache; null for the folder itself. */
  readonly mountAt: string | null;
  /** Words that each call needs beside a mount, so that it says nothing about it; null where it needs none. */
  readonly mountWords: MountWords | null;
  /** `self`: root has to own it where root installs; `writable`: the user has to be able to write to it. */
  readonly owner: 'self' | 'writable';
  /** What two builds at a time can do with it. */
  readonly sharing: 'shared' | 'locked' | 'private';
  /**
   * Which images need a cache each. `compiled`: its key knows neither the C library nor the release of the distribution,
   * so that one system can take the binary of another. `releases`: one release empties what another one keeps.
   */
  readonly apart: 'none' | 'compiled' | 'releases';
  /**
   * What becomes of later steps that find nothing there: `nothing`, they fetch it `again`, or they `fail`. With `again`,
   * a mount that one of them has, all of them need; with `fail`, what a later step needs cannot lie in a mount.
   */
  readonly missedLater: 'nothing' | 'again' | 'fail';
}

export type CachePlace =
  /** These options name the folder; with `key` as `KEY=folder`, a relative one below `base`. */
  | {
      readonly kind: 'option';
      readonly options: readonly string[];
      readonly key?: string;
      readonly base?: string;
      /** Keys of folders above it: with one of them, where it is cannot be told. */
      readonly above?: readonly string[];
    }
  /** This variable names the folder, or one above it; of a list (`a:b`) the first. */
  | {
      readonly kind: 'variable';
      /** A regular expression for the whole name. */
      readonly name: string;
      readonly below?: string;
      readonly isList?: boolean;
    }
  /** A setting with one of these keys names it; each a regular expression for the whole key. */
  | { readonly kind: 'setting'; readonly keys: readonly string[] }
  /** Below XDG_CACHE_HOME where that is set. */
  | { readonly kind: 'xdg'; readonly below: string }
  /** Below the user's home on Linux, such as `.cache/pip`. */
  | { readonly kind: 'home'; readonly below: string }
  /** The same for every user. */
  | { readonly kind: 'absolute'; readonly path: string }
  /** Below the folder that the command runs in. */
  | { readonly kind: 'project'; readonly below: string };

export interface CacheOff {
  readonly options: readonly string[];
  readonly variables: readonly OffVariable[];
  /** Keys of settings, each a regular expression for the whole key. */
  readonly settings: readonly string[];
  /** An option that names the folder wins over a variable or a setting that switches the cache off. */
  readonly folderOptionWins: boolean;
}

export interface OffVariable {
  readonly name: string;
  /** Values that switch it off, a regular expression for the whole value; absent: any that is not empty. */
  readonly values?: string;
}

export interface Wiper {
  /** A file that many images have, absolute; null where the program does it by itself. */
  readonly file: string | null;
  /** The distributions whose images bring it, as their releases begin: `debian-`. */
  readonly systems: readonly string[];
  /** Only this program of the manager; absent: all. */
  readonly program?: string;
  /** Words behind the subcommand that keep the cache from it; each call of the step needs them. */
  readonly evadedBy: readonly string[];
  /** A regular expression that is found in a word of a call that does the same. */
  readonly isEvaded: string;
}

export interface MountWords {
  readonly words: readonly string[];
  /** One of these says it already. */
  readonly unless: {
    readonly options: readonly string[];
    readonly variables: readonly string[];
    readonly settings: readonly string[];
  };
  /** With one of these values the packages would be links into the mount, which the image does not have. */
  readonly linkingValues: readonly string[];
}

export interface OfflineSwitch extends ManagerSwitch {
  /** Options with which it installs what its cache has, or fails. */
  readonly fromCache: readonly string[];
  /** Variables that leave it without a network with `off`. */
  readonly cutOff: readonly string[];
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

export interface ManagerSettings {
  /** The subcommand that sets one: `config set`. */
  readonly words: readonly string[];
  /**
   * The settings files that an image can have, weakest first: absolute, with `${NAME}` for a variable of the image and
   * `~` for the home of the user. Lines of `key = value`, in sections or without.
   */
  readonly files: readonly string[];
}

export interface ManagerManifests {
  /** Options that name a file with requirements: they take the next word, or their value behind `=`. */
  readonly options: readonly RequirementOption[];
  /** Files that it reads in the folder it works in. */
  readonly files: readonly ManifestFile[];
  /** Options that choose that folder. */
  readonly folderOptions: readonly string[];
}

export interface ManifestFile {
  readonly name: string;
  readonly kind: 'manifest' | 'lock';
}

export interface RequirementOption {
  readonly short: string;
  readonly long: string;
  readonly kind: 'requirement' | 'constraint';
}

/** For sentences, in lower case. */
export interface ManagerWords {
  /** What is compiled here: `wheels`; null where nothing is. */
  readonly compiled: string | null;
  /** What it does where it cannot write to its cache. */
  readonly unwritable: 'goes on' | 'fails';
  /** What two of it at a time do with one cache, as a clause; null where they do no harm. */
  readonly unlocked: string | null;
}

export interface ManagerSource {
  /** A sentence for the page of the rule. */
  readonly text: string;
  /** The version that was checked. */
  readonly version: string;
}
