/**
 * A rule: one idea about caching, its page, its fixture folder, one line in the registry.
 */
import type { BuildFiles } from '../invocations/source-faults.ts';
import type { Allow } from './allow.ts';
import type { OptionValues, RuleOptions } from './options.ts';
import type { Place, RuleEdit } from './places.ts';
import type { BuildModel } from '../build-model/model.ts';
import type { ImageSystem } from '../images/system.ts';
import type { IgnoreFile } from '../syntax/dockerignore/index.ts';
import type { RequirementsFile } from '../syntax/requirements/index.ts';

export type Rule = DockerfileRule | RequirementsRule | IgnoreFileRule;

/** The kind of document that a rule reads. */
export type Subject = NonNullable<Rule['subject']>;

export interface DockerfileRule extends RuleFacts, Checks<RuleInput> {
  readonly subject?: 'dockerfile';
}

export interface RequirementsRule extends RuleFacts, Checks<DocumentInput<RequirementsFile>> {
  readonly subject: 'requirements';
}

export interface IgnoreFileRule extends RuleFacts, Checks<DocumentInput<IgnoreFile>> {
  readonly subject: 'ignore-file';
}

interface RuleFacts {
  /** Kebab-case; names the pattern, reads well behind "allow". File, page and fixture folder have the same name. */
  readonly id: string;
  /** Names the folder of its file: rules of one family have a subject in common. */
  readonly family: string;
  /** The release that brought it. */
  readonly since: string;
  /** What its fixes may change of a build; without any, they change nothing that BuildKit reads. */
  readonly changes: readonly Change[];
  readonly severity: 'error' | 'warning' | 'info' | 'hint';
  /** One line for tables and settings. */
  readonly summary: string;
  /** It is about what the other rules found, and runs after them: so far in Dockerfiles only. */
  readonly readsFindings?: boolean;
  /** What users can set of it besides its severity. */
  readonly options?: RuleOptions;
}

interface Checks<Input> {
  /** False where it cannot know what it looks for; absent: it always can. */
  readonly canTell?: (input: Input) => boolean;
  readonly check: (input: Input) => readonly RuleFinding[];
}

/** What rules of every subject see. */
export interface AnyInput {
  /** Absolute path of the document; null where it is in no file. */
  readonly file: string | null;
  /** Of the rule that runs, its defaults filled in: `optionsOf` reads them. */
  readonly options: OptionValues;
}

export interface DocumentInput<Value> extends AnyInput {
  readonly text: string;
  readonly document: Value;
}

/** All that a rule sees of a Dockerfile: what it does, and what is known of the files around it. */
export interface RuleInput extends AnyInput {
  readonly model: BuildModel;
  /** Uses of package caches in the other Dockerfiles of the project. */
  readonly neighbours: readonly CacheUser[];
  /** Null where it is not known how the file is built. */
  readonly build: BuildFiles | null;
  /** The comments that allow findings; empty for a rule that does not read them. */
  readonly allows: readonly UsedAllow[];
  /** Of every rule. */
  readonly ruleIds: readonly string[];
}

export interface UsedAllow extends Allow {
  /** Rules that found what the comment allows, and those whose silence says nothing. */
  readonly used: ReadonlySet<string>;
}

export interface RuleFinding extends Place {
  readonly message: string;
  readonly related: readonly RelatedPlace[];
  readonly fixes: readonly RuleFix[];
}

export interface RelatedPlace extends Place {
  readonly message: string;
  /** The finding is as much about this place, in another file: an editor shows it there too, with this message. */
  readonly isOtherEnd?: boolean;
}

/**
 * `mounts`: the mounts of a RUN. `text`: a command, a variable, a directive. `context`: what a COPY or ADD takes.
 * `order`: which instructions there are, and in which order.
 */
export type Change = 'mounts' | 'text' | 'context' | 'order';

export interface RuleFix {
  /** Kebab-case, the same for the same kind of fix: tools and settings can name it. */
  readonly id: string;
  readonly title: string;
  readonly safety: 'safe' | 'review';
  readonly edits: readonly RuleEdit[];
}

export interface CacheUser {
  /** As a message names it; null for the Dockerfile at hand. */
  readonly file: string | null;
  readonly line: number;
  /** The mount, or the instruction that would get one, with the absolute path of its file. */
  readonly place?: Place;
  readonly managerId: string;
  /** Which other images it must not share the cache with. */
  readonly apart: 'compiled' | 'releases';
  /** What makes two mounts the same cache: the id, and who owns it. */
  readonly cache: string;
  readonly system: ImageSystem;
  /** Of Python, `3.11` or `3`; null where it is not known. */
  readonly python: string | null;
  /** Its stage installs a compiler. */
  readonly compiles: boolean;
  /** There is a mount, and nothing switches the cache off; else this is what a fix would make of it. */
  readonly isUsed: boolean;
}
