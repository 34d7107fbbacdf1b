/** The lines of the timeline from top to bottom, with what is folded left out. */
import type { Reason } from '../../../server/protocol/shapes.ts';
import type { PartRow, StageGroup, StepRow } from './model.ts';
import { partsScale, type TimeScale } from './scale.ts';

export type Line =
  | {
      readonly kind: 'stage';
      readonly key: string;
      readonly stage: StageGroup;
      readonly open: boolean;
    }
  | {
      readonly kind: 'step';
      readonly key: string;
      readonly step: StepRow;
      readonly open: boolean;
      readonly scale: TimeScale;
    }
  | {
      readonly kind: 'reason';
      readonly key: string;
      readonly step: StepRow;
      readonly reason: Reason;
    }
  | { readonly kind: 'error'; readonly key: string; readonly step: StepRow }
  | { readonly kind: 'zoom'; readonly key: string; readonly scale: TimeScale }
  | {
      readonly kind: 'part';
      readonly key: string;
      readonly parent: StepRow;
      readonly part: PartRow;
      readonly scale: TimeScale;
      readonly zoomed: boolean;
    };

/** With more installers or packages than this, steps start folded. */
const MOST_OPEN_STEPS = 2;
const MOST_OPEN_PARTS = 60;

/** With more steps that ran than this, their reasons start folded. */
const MOST_OPEN_REASONS = 6;

export interface LineChoices {
  /** What the user opened and closed. */
  readonly chosen: ReadonlyMap<string, boolean>;
  /** A running build looks closer at nothing: lines would come and go under the reader's eyes. */
  readonly closer: boolean;
}

export function linesOf(
  stages: readonly StageGroup[],
  scale: TimeScale,
  { chosen, closer }: LineChoices,
): readonly Line[] {
  const openSteps = openByThemselves(stages);
  const openReasons = reasonsOpenByThemselves(stages);
  const lines: Line[] = [];
  for (const stage of stages) {
    const open = chosen.get(stage.key) ?? !stage.internal;
    lines.push({ kind: 'stage', key: stage.key, stage, open });
    if (!open) continue;
    for (const step of stage.steps) {
      const byItself = step.parts.length > 0 ? openSteps : openReasons;
      const stepOpen = hasMore(step) && (chosen.get(step.key) ?? byItself);
      lines.push({ kind: 'step', key: step.key, step, open: stepOpen, scale });
      if (step.error !== null) lines.push({ kind: 'error', key: `error|${step.key}`, step });
      if (stepOpen) lines.push(...reasonLines(step), ...partLines(step, scale, closer));
    }
  }
  return lines;
}

/** Whether there is something below the step's own line. */
export function hasMore({ parts, reasons }: StepRow): boolean {
  return parts.length > 0 || reasons.length > 0;
}

function reasonsOpenByThemselves(stages: readonly StageGroup[]): boolean {
  const steps = stages.flatMap((stage) => stage.steps);
  return steps.filter(({ reasons }) => reasons.length > 0).length <= MOST_OPEN_REASONS;
}

function reasonLines(step: StepRow): readonly Line[] {
  return step.reasons.map((reason, index): Line => {
    return { kind: 'reason', key: `reason|${step.key}|${index}`, step, reason };
  });
}

function openByThemselves(stages: readonly StageGroup[]): boolean {
  const steps = stages.flatMap((stage) => stage.steps).filter((step) => step.parts.length > 0);
  const parts = steps.reduce((sum, step) => sum + step.parts.length, 0);
  return steps.length <= MOST_OPEN_STEPS && parts <= MOST_OPEN_PARTS;
}

function partLines(step: StepRow, whole: TimeScale, closer: boolean): readonly Line[] {
  if (step.parts.length === 0) return [];
  const scale = closer ? partsScale(step, whole) : whole;
  const zoomed = scale !== whole;
  const lines: Line[] = zoomed ? [{ kind: 'zoom', key: `zoom|${step.key}`, scale }] : [];
  for (const part of step.parts) {
    lines.push({ kind: 'part', key: part.key, parent: step, part, scale, zoomed });
  }
  return lines;
}
