/**
 * A rule: one idea about caching, its page, its fixture folder, one line in the registry.
 */
import type { BuildFiles } from '../invocations/source-faults.ts';
import type { Allow } from './allow.ts';
import type { Span } from '../text/span.ts';
import type { TextEdit } from '../text/edits.ts';
import type { BuildModel } from '../build-model/model.ts';
import type { ImageSystem } from '../images/system.ts';

export interface Rule {
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
  /** False where it cannot know what it looks for; absent: it always can. */
  readonly canTell?: (input: RuleInput) => boolean;
  /** It is about what the other rules found, and runs after them. */
  readonly readsFindings?: boolean;
  readonly check: (input: RuleInput) => readonly RuleFinding[];
}

/** All that a rule sees: what a Dockerfile does, and what is known of the files around it. */
export interface RuleInput {
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

export interface RuleFinding {
  readonly span: Span;
  readonly message: string;
  readonly related: readonly { readonly span: Span; readonly message: string }[];
  readonly fixes: readonly RuleFix[];
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
  /** Edits of the Dockerfile. */
  readonly edits: readonly TextEdit[];
}

export interface CacheUser {
  /** As a message names it; null for the Dockerfile at hand. */
  readonly file: string | null;
  readonly line: number;
  readonly managerId: string;
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
