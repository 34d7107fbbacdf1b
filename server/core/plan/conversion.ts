/**
 * What the parts of a conversion share: the build's options worked out, the stages, and the operations, steps and
 * problems that have come together so far. One conversion is one Dockerfile for one platform.
 */
import type { Command, Instruction, Word } from '../syntax/dockerfile/model.ts';
import type { Problem, Span } from '../text/span.ts';
import type { Budget } from '../build-model/environment.ts';
import type { ExecSettings } from './exec-operation.ts';
import type { Operation, OperationTable } from './graph.ts';
import type { ImageLookup } from '../images/model.ts';
import type { BuildOptions, Engine, KeyPart, PlanStep } from './model.ts';
import { stepName, targetPlatform } from './names.ts';
import type { Platform } from '../build-model/platforms.ts';
import type { Stage, StageCommand, StageTable } from './stages.ts';
import type { ArgumentScope, StageState } from '../build-model/stage-state.ts';

export interface Conversion {
  readonly options: BuildOptions;
  readonly engine: Engine;
  /** The BuildKit release whose frontend reads the Dockerfile, see `frontendOf`. */
  readonly frontend: string;
  readonly images: ImageLookup;
  readonly scope: ArgumentScope;
  readonly targetPlatform: Platform;
  /** Whether progress names say the platform. */
  readonly namesPlatform: boolean;
  /** SOURCE_DATE_EPOCH in nanoseconds; null where folders get the time of the build. */
  readonly timestamp: string | null;
  readonly settings: ExecSettings;
  readonly budget: Budget;
  readonly operations: OperationTable;
  readonly stages: StageTable;
  readonly steps: StepDraft[];
  readonly problems: Problem[];
  readonly assumed: Set<string>;
}

/** A step before it is known which vertices there are. */
export interface StepDraft {
  readonly stage: number;
  readonly keyword: PlanStep['keyword'];
  readonly name: string;
  readonly text: string;
  readonly span: Span;
  readonly line: number;
  readonly endLine: number;
  readonly implicit: boolean;
  readonly operation: Operation | null;
  readonly parts: readonly KeyPart[];
}

/** A stage while its instructions are gone through. */
export interface LiveStage {
  readonly stage: Stage;
  readonly state: StageState;
  readonly platform: Platform;
  rootfs: Operation | null;
}

export type CommandOfKind<K extends Command['kind']> = Extract<Command, { readonly kind: K }>;

export function reportAt(
  conversion: Pick<Conversion, 'problems'>,
  span: Span,
  code: string,
  message: string,
): void {
  conversion.problems.push({ code, message, span, severity: 'error' });
}

export function complainOfWords(
  conversion: Pick<Conversion, 'problems'>,
): (word: Word, message: string) => void {
  return (word, message) => {
    reportAt(
      conversion,
      word.span,
      'word-expansion',
      `BuildKit refuses \`${word.raw}\`: ${message}`,
    );
  };
}

/** The next position of a stage's numbering; FROM, RUN, COPY, ADD and WORKDIR take one each. */
export function nextPosition(stage: Stage): number {
  if (stage.total > 0) stage.named++;
  return stage.named;
}

export function nameStep(
  conversion: Conversion,
  live: LiveStage,
  command: { readonly onbuild: boolean },
  position: number,
  text: string,
): string {
  const platform = conversion.namesPlatform ? live.platform : null;
  const { stage, state } = live;
  const target = platform === null ? null : targetPlatform(state.environment.stage);
  const { total, shownName } = stage;
  return stepName(
    { total, stage: shownName, onbuild: command.onbuild, position, platform, target },
    text,
  );
}

export function addStep(
  conversion: Conversion,
  live: LiveStage,
  command: StageCommand,
  step: Pick<StepDraft, 'keyword' | 'name' | 'operation' | 'parts'>,
): void {
  const { instruction, onbuild } = command;
  // Like BuildKit, a trigger is said to stand where the stage begins.
  const place: Instruction = onbuild ? (live.stage.source?.from ?? instruction) : instruction;
  const { keyword, name, operation, parts } = step;
  conversion.steps.push({
    stage: live.stage.index,
    keyword,
    name,
    operation,
    parts,
    text: instruction.logical.text,
    span: place.span,
    line: place.line,
    endLine: place.endLine,
    implicit: false,
  });
}
