/** A word at the end of each step's line: the verdict of the next build, in as few letters as will do. */
import { failingOf } from '../../protocol/failing.ts';
import type { Verdict } from '../../protocol/shapes.ts';
import type { Forecast, Step } from '../../protocol/report.ts';
import { formatSeconds } from '../../protocol/seconds.ts';
import { addSeconds } from '../timing/index.ts';
import { reasonMarkdown } from './step-hover.ts';

export interface StepHint {
  /** The first line of the instruction, from 1. */
  readonly line: number;
  readonly label: string;
  /** Why, in Markdown; empty where there is nothing to say. */
  readonly tooltip: string;
}

export function stepHints(forecast: Forecast): readonly StepHint[] {
  const byLine = new Map<number, Step[]>();
  for (const step of forecast.steps) {
    const known = byLine.get(step.line);
    if (known) known.push(step);
    else byLine.set(step.line, [step]);
  }
  return [...byLine].map(([line, steps]) => ({
    line,
    label: labelOf(steps),
    tooltip: reasonMarkdown(steps.find((step) => step.reasons.length > 0)?.reasons ?? []),
  }));
}

/** An instruction with several steps, such as a linked COPY, is as bad as the worst of them. */
function labelOf(steps: readonly Step[]): string {
  const failing = failingOf(steps.flatMap(({ reasons }) => reasons));
  if (failing !== null) return failing === 'fails' ? 'fails' : 'not reached';
  const some = (verdict: Verdict) => steps.some((step) => step.verdict === verdict);
  if (some('miss')) {
    const seconds = addSeconds(
      steps.map((step) => (step.verdict === 'miss' ? step.seconds : null)),
    );
    // What takes no time to speak of needs no figure.
    const isLong = seconds !== null && seconds.median >= 0.05;
    return isLong ? `again ~${formatSeconds(seconds.median)}` : 'again';
  }
  return some('conditional') ? 'depends' : 'cached';
}
