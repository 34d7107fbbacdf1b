/**
 * A build that failed, and the files as they are now: what the causes look at. Nothing here is masked yet, and paths are
 * as they are shown.
 */
import type { FailureKind } from '../../protocol/build-failure.ts';
import type { BuildModel, InstructionView, StageView } from '../build-model/model.ts';
import type { Command, Instruction } from '../syntax/dockerfile/model.ts';
import type { TextEdit } from '../text/edits.ts';

export interface FailureScene {
  /** What the failed step printed last; empty where no step failed. */
  readonly output: readonly string[];
  /** What the builder said, without the exit code of a process: `"/reqs.txt": not found`. */
  readonly error: string;
  /** Of the process in a RUN; null where none ran. */
  readonly exitCode: number | null;
  /** Null where the Dockerfile changed at the failed instruction, and cannot be edited. */
  readonly failing: FailingInstruction | null;
  readonly dockerfile: DockerfileText | null;
  /** The requirements files that the failed step installs. */
  readonly requirements: readonly TextFile[];
  readonly context: SceneContext | null;
  readonly options: SceneOptions;
}

export interface SceneOptions {
  readonly network?: string;
  readonly platform?: string;
}

export interface TextFile {
  readonly file: string;
  readonly text: string;
}

export interface DockerfileText extends TextFile {
  readonly model: BuildModel;
}

export interface FailingInstruction {
  readonly instruction: Instruction;
  readonly command: Command;
  readonly stage: StageView;
  /** What holds at the instruction; null for FROM. */
  readonly view: InstructionView | null;
}

/** The files of the build context. */
export interface SceneContext {
  /** Relative to the context, without those that the ignore file leaves out. */
  readonly files: readonly string[];
  /** Those that it leaves out, as far as they are known. */
  readonly ignored: readonly string[];
  readonly ignoreFile: TextFile | null;
}

/** What is the matter, found in the words of a tool. */
export interface Cause {
  readonly kind: FailureKind;
  /** The line of the output or of the error that says it. */
  readonly reason: string;
  readonly waysOut: readonly SceneWayOut[];
}

/** Null where the build failed for another cause. */
export type FindCause = (scene: FailureScene) => Cause | null;

export interface SceneWayOut {
  /** A sentence that says what to do, and where it helps why. */
  readonly text: string;
  readonly action: SceneAction | null;
}

export type SceneAction =
  | {
      readonly kind: 'edit';
      readonly title: string;
      readonly file: TextFile;
      readonly edits: readonly TextEdit[];
    }
  | { readonly kind: 'build'; readonly title: string; readonly options: SceneOptions }
  | { readonly kind: 'command'; readonly title: string; readonly command: string };
