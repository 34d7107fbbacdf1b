/**
 * Holds a forecast against what the engine did. A conditional step is neither right nor wrong, and neither is FROM:
 * the engine prints it as done or as cached for reasons that are not the cache's (see "What the engine prints" in
 * ARCHITECTURE.md).
 */
import type { Build, Forecast, Score, StepScore } from '../../protocol/report.ts';
import { stepsById } from './identify.ts';

/** `finished`: the build came to its end, so that a step which is absent was not needed. */
export function scoreForecast(forecast: Forecast, build: Build, finished: boolean): Score {
  const observed = stepsById(build);
  const timed: { readonly predicted: number; readonly measured: number }[] = [];
  const steps = forecast.steps.map((step): StepScore => {
    const seen = observed.get(step.id);
    const happened = !seen ? 'absent' : seen.cached ? 'hit' : 'miss';
    if (step.verdict !== 'hit' && step.seconds && happened === 'miss') {
      timed.push({ predicted: step.seconds.median, measured: seen?.seconds ?? 0 });
    }
    const countable =
      step.verdict !== 'conditional' &&
      step.instruction !== 'FROM' &&
      (finished || (seen !== undefined && !isCancelled(step.verdict, happened)));
    const right = step.verdict === 'hit' ? happened !== 'miss' : happened === 'miss';
    return {
      id: step.id,
      name: step.name,
      predicted: step.verdict,
      observed: happened,
      right: countable ? right : null,
    };
  });
  return {
    right: steps.filter((step) => step.right === true).length,
    wrong: steps.filter((step) => step.right === false).length,
    conditional: steps.filter((step) => step.predicted === 'conditional').length,
    steps,
    seconds: timed.length === 0 ? null : sum(timed),
  };
}

/** A build that fails prints CACHED of steps that it never came to (seen on 0.25.2 with a COPY that fails first). */
function isCancelled(verdict: StepScore['predicted'], happened: StepScore['observed']): boolean {
  return verdict === 'miss' && happened === 'hit';
}

function sum(timed: readonly { readonly predicted: number; readonly measured: number }[]): {
  readonly predicted: number;
  readonly measured: number;
} {
  return {
    predicted: round(timed.reduce((all, one) => all + one.predicted, 0)),
    measured: round(timed.reduce((all, one) => all + one.measured, 0)),
  };
}

function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
