/**
 * A build as the generator holds it: taken apart far enough that a change can turn one screw of it. Everything that can
 * be left out by itself has a number, which it keeps through all changes, so that the shrinker can take it out of each
 * build of a case.
 */
import type { FileSpecs, ScenarioOptions } from '../../support/forecast/scenarios.ts';

export interface RandomBuild {
  readonly globals: readonly Global[];
  readonly stages: readonly Stage[];
  readonly files: FileSpecs;
  /** The named context `more`. */
  readonly more: FileSpecs;
  /** Of the image `own`, which may be pushed again between two builds. */
  readonly image: OwnImage;
  readonly options: ScenarioOptions;
}

/** The image that is pushed again. It has layers that no other case has. */
export const OWN_IMAGE = 'own-@nonce@:latest';

export interface OwnImage {
  readonly layer: 'one' | 'two';
  readonly setting: string;
}

/** An ARG in front of the first FROM. */
export interface Global {
  readonly id: number;
  readonly name: string;
  readonly value: string;
}

export interface Stage {
  readonly id: number;
  /** Empty for none. */
  readonly name: string;
  /** An image, the name of a stage above, or `scratch`. */
  readonly base: string;
  readonly lines: readonly Line[];
}

export interface Line {
  readonly id: number;
  readonly style: Style;
  readonly body: Body;
}

/** How the same thing is written; only `comment` changes nothing at all for BuildKit. */
export type Style = 'plain' | 'lower' | 'comment' | 'continued' | 'spaced';

export type Body = Run | Copy | Document | Other;

export interface Run {
  readonly kind: 'run';
  readonly form: 'shell' | 'exec' | 'heredoc' | 'tabs' | 'script';
  readonly command: Command;
  readonly mounts: readonly Mount[];
  readonly network: '' | 'none' | 'default';
}

export interface Command {
  readonly text: string;
  /** A file that is there afterwards; only root can write it. */
  readonly writes: string | null;
}

export interface Mount {
  readonly type: 'bind' | 'cache' | 'tmpfs' | 'secret' | 'ssh';
  readonly target: string;
  /** A stage; empty for none, or the context. */
  readonly from: string;
  readonly source: string;
  readonly options: readonly string[];
}

export interface Copy {
  readonly kind: 'copy';
  readonly keyword: 'COPY' | 'ADD';
  /** A stage, the context `more`, or empty. */
  readonly from: string;
  readonly flags: readonly string[];
  readonly sources: readonly string[];
  readonly destination: string;
  readonly form: 'words' | 'json';
}

/** A COPY of heredocs. */
export interface Document {
  readonly kind: 'document';
  readonly name: string;
  readonly quoted: boolean;
  readonly flags: readonly string[];
  readonly text: string;
  readonly destination: string;
}

/** Any other instruction, as it is written. */
export interface Other {
  readonly kind: 'other';
  readonly keyword: 'ENV' | 'ARG' | 'WORKDIR' | 'USER' | 'SHELL' | 'LABEL' | 'CMD' | 'EXPOSE';
  readonly text: string;
}

/** The name of a stage, for `from`. */
export function stageName(stage: Stage, index: number): string {
  return stage.name === '' ? String(index) : stage.name;
}

/** Of a record whose keys may all be absent. */
export function without<T extends object>(record: T, gone: string): T {
  // What is left is what was there, less one optional key.
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== gone)) as T;
}
