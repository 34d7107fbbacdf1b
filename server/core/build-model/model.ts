/** What a Dockerfile does at each place, whatever its rules and settings are. */
import type { ImageFacts } from '../images/image-facts.ts';
import type { ImageSystem } from '../images/system.ts';
import type { FileSetting } from '../package-managers/index.ts';
import type { Command, Dockerfile, Instruction, RunCommand } from '../syntax/dockerfile/model.ts';
import type { ShellScript } from '../syntax/shell/index.ts';
import type { RequirementOption } from '../package-managers/index.ts';
import type { Problem, Span } from '../text/span.ts';
import type { UserIds } from '../images/model.ts';

/** Made once for a text and what is known of its images, and shared by all who ask about it. */
export interface BuildModel {
  readonly dockerfile: Dockerfile;
  /** Parallel to `dockerfile.instructions`. */
  readonly commands: readonly Command[];
  /** What BuildKit refuses or reads in another way than it looks, and what its words say of that; in no order. */
  readonly problems: readonly Problem[];
  /** Where it shows that the file is a template of a Dockerfile, which has no build; null where it is none. */
  readonly template: Span | null;
  readonly stages: readonly StageView[];
  /** Each RUN of a stage, in order; worked out when somebody asks. */
  readonly runs: readonly RunView[];
  /** The requirements files that its steps install, as they name them; worked out when somebody asks. */
  readonly installs: readonly InstallWord[];
}

/** A stage with what holds at each of its instructions. */
export interface StageView {
  readonly index: number;
  readonly name: string | null;
  readonly from: Instruction;
  /** The earlier stage that FROM names; null for an image. */
  readonly parent: StageView | null;
  /** The image below the stage, and below the stages that it is built from. */
  readonly image: StageImage;
  readonly instructions: readonly InstructionView[];
}

export interface StageImage {
  /** As FROM names it. */
  readonly name: string;
  readonly makesUsersWith: ImageFacts['makesUsersWith'];
  readonly knowledge: ImageFacts['knowledge'];
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
  /** As SHELL of the Dockerfile or the image says; null for the default. */
  readonly shell: readonly string[] | null;
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

export interface RunView {
  readonly stage: StageView;
  readonly view: InstructionView;
  /** The RUN itself; behind ONBUILD its trigger. */
  readonly instruction: Instruction;
  readonly command: RunCommand;
  readonly script: ShellScript;
  /** It runs in builds on top of the image, not in this one. */
  readonly onbuild: boolean;
}

/** The words of an install that name a file with requirements. */
export interface InstallWord {
  readonly run: RunView;
  /** Of the RUN, in `dockerfile.instructions`; for a trigger that of the ONBUILD. */
  readonly instructionIndex: number;
  readonly managerId: string;
  readonly kind: RequirementOption['kind'];
  /** As written. */
  readonly written: string;
  /** The word that names the file. */
  readonly span: Span;
  /** Absolute path in the image while the step runs; null where it cannot be known. */
  readonly path: string | null;
}
