/** What the key store says, made into the report that leaves the product: names, places, seconds, totals. */
import { REPORT_VERSION, type Forecast, type Seconds, type Step } from '../../protocol/report.ts';
import type { InvocationInfo } from '../../protocol/shapes.ts';
import type { EngineInfo, Since } from '../../protocol/report.ts';
import type { ForecastResult } from '../forecast/model.ts';
import { stepIdentities } from '../plan/index.ts';
import type { Plan } from '../plan/model.ts';
import type { Mask } from '../text/mask.ts';
import { addSeconds } from '../timing/index.ts';
import { reasonChain } from './reason-chain.ts';

export interface ForecastReportInput {
  readonly plan: Plan;
  readonly result: ForecastResult;
  /** What running each step takes; parallel to `plan.steps`. */
  readonly seconds: readonly (Seconds | null)[];
  readonly engine: EngineInfo;
  readonly since: readonly Since[];
  readonly assumed: readonly string[];
  /** Relative to the working directory, with `/`. */
  readonly dockerfile: string;
  readonly context: string;
  readonly invocation: Omit<InvocationInfo, 'evidence'> & { readonly evidence: string };
  /** The path of a file that a reason names by its role, relative to the working directory. */
  readonly fileOf: (role: string) => string;
  readonly mask: Mask;
}

export function forecastReport(input: ForecastReportInput): Forecast {
  const { plan, result, mask } = input;
  const seconds = input.seconds.map((one) => one && { ...one, basis: mask(one.basis) });
  const stages = new Map(plan.stages.map(({ index, name }) => [index, name]));
  const identities = stepIdentities(plan);
  const steps = result.steps.map((answer): Step => {
    const step = plan.steps[answer.step];
    return {
      id: mask(identities[answer.step] ?? ''),
      name: mask(step?.name ?? ''),
      stage: stages.get(step?.stage ?? -1) ?? '',
      instruction: step?.keyword ?? '',
      file: input.dockerfile,
      line: step?.line ?? 1,
      verdict: answer.verdict,
      display: answer.display,
      reasons: answer.reasons.map((reason) => reasonChain(reason, input)),
      // A step from the cache costs nothing to speak of, whatever running it once took, and one that fails never runs.
      seconds:
        answer.verdict === 'hit' || answer.failure !== undefined
          ? null
          : (seconds[answer.step] ?? null),
      withFixes: null,
    };
  });
  return {
    version: REPORT_VERSION,
    dockerfile: input.dockerfile,
    context: mask(input.context),
    target: plan.target,
    invocation: { ...input.invocation, evidence: mask(input.invocation.evidence) },
    engine: { store: input.engine.store, buildkit: input.engine.buildkit },
    since: input.since,
    assumed: [...new Set([...plan.assumed, ...input.assumed])].map(mask),
    warnings: result.warnings.map(mask),
    fails: result.fails.map(({ line, message }) => ({ line, message: mask(message) })),
    steps,
    totals: totalsOf(steps),
  };
}

function totalsOf(steps: readonly Step[]): Forecast['totals'] {
  const count = (verdict: Step['verdict']) =>
    steps.filter((step) => step.verdict === verdict).length;
  return {
    hit: count('hit'),
    miss: count('miss'),
    conditional: count('conditional'),
    // What only may run is not in the sum; the view gives it as a range of its own.
    seconds: addSeconds(
      steps.filter((step) => step.verdict === 'miss').map((step) => step.seconds),
    ),
  };
}

/**
 * Puts to each step what it would be after the fixes. `counterpart` is the index of the same step in the fixed
 * forecast, or undefined where the fixes take it away.
 */
export function withFixesOf(
  forecast: Forecast,
  fixed: Forecast,
  counterpart: (step: number) => number | undefined,
): Forecast {
  return {
    ...forecast,
    steps: forecast.steps.map((step, index) => {
      const other = fixed.steps[counterpart(index) ?? -1];
      return other
        ? { ...step, withFixes: { verdict: other.verdict, seconds: other.seconds } }
        : step;
    }),
  };
}
