/**
 * What keeps a cache from outliving its step: one cause is one rule, and its file says how it is found, told and fixed.
 * Where no mount lies at the folder, all causes that hold are told and fixed at once, by the rule of the first of them.
 */
import type { InstructionView, StageImage } from '../../build-model/model.ts';
import type { Dockerfile, Instruction } from '../../syntax/dockerfile/model.ts';
import type { Span } from '../../text/span.ts';
import type { Rule } from '../model.ts';
import type { CacheUse } from './cache-use.ts';
import type { CheckedUse } from './checked-use.ts';
import type { Surroundings } from './doubts.ts';
import type { Draft } from './draft.ts';
import type { PlacedMount } from './mount-state.ts';
import type { RunView } from '../../build-model/model.ts';

export interface Cause extends Pick<Rule, 'id' | 'since' | 'changes' | 'severity' | 'summary'> {
  /** Names its fix, in kebab-case. */
  readonly fixId: string;
  readonly holds: (one: CheckedUse) => boolean;
  /** Clauses that say what is wrong with caches that miss the same in one step. */
  readonly tells: (group: readonly CheckedUse[], place: TellPlace) => readonly string[];
  /** Clauses that say how the build fails as it is. */
  readonly fails?: (group: readonly CheckedUse[], place: TellPlace) => readonly string[];
  /** What each run does again, in place of what the whole cache would save; null where it does nothing again. */
  readonly again?: (one: CheckedUse) => string | null;
  /** Stands for what it tells where that is too long beside the advice. */
  readonly inShort?: (group: readonly CheckedUse[]) => string;
  /** Imperatives that say what to do. */
  readonly advises: (one: CheckedUse, place: TellPlace) => readonly Advice[];
  /** The same of several caches in one sentence; null where they have to be told one by one. */
  readonly advisesAll?: (group: readonly CheckedUse[], place: TellPlace) => string | null;
  readonly related?: (one: CheckedUse) => readonly RelatedPlace[];
  /** Its fix can take a variable away. */
  readonly fixesVariables?: boolean;
  /** Adds its edits to a draft; false where no edits fix it. */
  readonly fixes: (one: CheckedUse, place: FixPlace, draft: Draft) => boolean;
}

/** What a step tells of itself. */
export interface TellPlace {
  readonly dockerfile: Dockerfile;
  readonly workdir: string;
  readonly view: InstructionView;
  readonly image: StageImage;
  readonly mounts: readonly PlacedMount[];
  /** The cache gets its mount at the same time. */
  readonly isBare: boolean;
}

export interface Advice {
  readonly text: string;
  /** The same without its reason or place, where the whole of it is too long beside other advice. */
  readonly brief?: string;
  /** Half of the advice would break the build: it belongs in one sentence with the one before. */
  readonly needsAll?: boolean;
}

export interface RelatedPlace {
  readonly span: Span;
  readonly message: string;
}

export interface FixPlace extends Surroundings {
  readonly run: RunView;
  /** Where the mount will be. */
  readonly folder: string;
  /** The ENV or ARG that goes; null where the command has to outdo it. */
  readonly variable: Instruction | null;
  /** Whether an earlier step may have left something in the folder. */
  readonly leftBefore: (use: CacheUse, folder: string) => boolean;
}
