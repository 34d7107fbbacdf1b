/**
 * A rule: one idea about caching, its page, its fixture folder, one line in the registry.
 */
import type { ImageSystem } from '../images/system.ts';
import type { FileSetting } from '../package-managers/index.ts';
import type { BuildFiles } from '../invocations/source-faults.ts';
import type { Plan } from '../plan/model.ts';
import type { Command, Dockerfile, Instruction } from '../syntax/dockerfile/model.ts';
import type { RequirementsFile } from '../syntax/requirements/model.ts';
import type { CacheUser } from './cache-mount/cache-users.ts';
import type { Span } from '../text/span.ts';
import type { TextEdit } from '../text/edits.ts';

export interface Rule {
  /** Kebab-case; names the pattern, reads well behind "allow". File, page and fixture folder have the same name. */
  readonly id: string;
  readonly severity: 'error' | 'warning' | 'info' | 'hint';
  /** One line for tables and settings. */
  readonly summary: string;
  readonly check: (input: RuleInput) => readonly RuleFinding[];
}

/** All that a rule sees: a parsed Dockerfile and the files around it. */
export interface RuleInput {
  readonly dockerfile: Dockerfile;
  /** Parallel to `dockerfile.instructions`. */
  readonly commands: readonly Command[];
  readonly stages: readonly StageView[];
  readonly plan: Plan | null;
  readonly requirements: ReadonlyMap<string, RequirementsFile>;
  /** Uses of package caches in the other Dockerfiles of the project. */
  readonly neighbours: readonly CacheUser[];
  /** Null where it is not known how the file is built. */
  readonly build: BuildFiles | null;
}

/** A stage with what holds at each of its instructions. */
export interface StageView {
  readonly index: number;
  readonly name: string | null;
  readonly from: Instruction;
  /** The image below the stage, and below the stages that it is built from. */
  readonly image: StageImage;
  readonly instructions: readonly InstructionView[];
}

export interface StageImage {
  /** As FROM names it. */
  readonly name: string;
  /** Alpine's busybox makes users with other options than Debian and Red Hat; null where it is not known. */
  readonly makesUsersWith: 'useradd' | 'adduser' | null;
  /**
   * `seen`: somebody looked at its configuration and into its files. `configured`: only its configuration is known,
   * from a recorded build or a registry. `official`: an image of a language or a distribution, which runs as root and
   * sets nothing that matters. `table`: an image of somebody else that the table of known images has, with a user of
   * its own. `unknown`: its user, environment and settings could be anything.
   */
  readonly knowledge: 'seen' | 'configured' | 'official' | 'table' | 'unknown';
  /** Null where it is not known. */
  readonly system: ImageSystem | null;
  /** Minor version of its Python, `3.11`; null where it is not known. */
  readonly python: string | null;
  readonly hasCompiler: boolean;
  /** What settings files in the image say, weakest first. */
  readonly settings: readonly FileSetting[];
}

export interface InstructionView {
  readonly instruction: Instruction;
  readonly command: Command;
  /** Environment as a RUN here would see it (ENV, ARG values, base image where known). */
  readonly environment: ReadonlyMap<string, EnvironmentValue>;
  /**
   * The user that a RUN here runs as, from USER or the image; null where nothing was said (root, unless the image is
   * unknown). With a variable that nobody gives a value it is as written.
   */
  readonly user: string | null;
  /** Whether USER in the Dockerfile says so, and not the image. */
  readonly userIsWritten: boolean;
  readonly workdir: string;
  /** Known numeric ids of users made in this stage or its parents (`useradd -u 1000 app`). */
  readonly userIds: ReadonlyMap<string, UserIds>;
  /** Users that the Dockerfile makes without a number. */
  readonly unnumberedUsers: ReadonlySet<string>;
}

export interface EnvironmentValue {
  readonly value: string;
  /** The instruction that set it; null for the base image. */
  readonly from: Instruction | null;
}

export interface UserIds {
  readonly uid: number;
  readonly gid: number | null;
  readonly home: string | null;
  /** The build arguments that uid and gid were made with, as a mount can name them: `${APP_UID}`. */
  readonly written?: { readonly uid?: string; readonly gid?: string };
}

export interface RuleFinding {
  readonly span: Span;
  readonly message: string;
  readonly related: readonly { readonly span: Span; readonly message: string }[];
  readonly fixes: readonly RuleFix[];
}

export interface RuleFix {
  readonly title: string;
  readonly safety: 'safe' | 'review';
  /** Edits of the Dockerfile. */
  readonly edits: readonly TextEdit[];
}
