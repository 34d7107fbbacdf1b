/**
 * The reasons of a build that is over. A forecast says what may happen; here it is known which steps ran, so that
 * conditional ones are settled, and a step that ran without need is said to have done so.
 */
import type { ObservedStep } from '../../protocol/report.ts';
import type { PlanStep } from '../plan/model.ts';
import type { ForecastReason, ForecastResult, Snapshot } from './model.ts';
import { DOCKERFILE, stepWithLine } from './reason-text.ts';
import { inputKey } from './snapshot.ts';

export interface ObservedInput {
  /** Of the build that is over. */
  readonly now: Snapshot;
  /** What was to be expected of it. */
  readonly result: ForecastResult;
  /** Parallel to the plan's steps. */
  readonly observed: readonly ObservedStep[];
  /** The build that the expectation is based on, in words: `the build of today 14:07`. Null where there is none. */
  readonly before: string | null;
}

/** Reasons by step: all steps that ran have one. */
export function observedReasons(input: ObservedInput): readonly (readonly ForecastReason[])[] {
  return input.now.plan.steps.map((step) => {
    const observed = input.observed[step.index] ?? 'absent';
    if (observed === 'cached') return whyCached(input, step);
    return hasRun(observed) ? whyRan(input, step) : [];
  });
}

/** Whether the builder began to run it. */
export function hasRun(observed: ObservedStep): boolean {
  return observed === 'ran' || observed === 'failed' || observed === 'cancelled';
}

function whyRan(input: ObservedInput, step: PlanStep): readonly ForecastReason[] {
  const expected = input.result.steps[step.index];
  if (input.before === null) return expected?.reasons ?? [];
  const settled = (expected?.reasons ?? []).flatMap((reason) => settle(input, step, reason) ?? []);
  return settled.length > 0 ? settled : [rewritten(input, step) ?? resultGone(step, input.before)];
}

/** Nothing that the key rests on changed, but a step that it reads from ran again all the same. */
function rewritten({ now, observed }: ObservedInput, step: PlanStep): ForecastReason | null {
  const vertex = step.vertex === null ? undefined : now.plan.vertices[step.vertex];
  const holes = (vertex?.inputs ?? []).flatMap(
    (_, index) => now.holes[inputKey(vertex?.index ?? -1, index)] ?? [],
  );
  const makers = holes.flatMap((hole) => now.plan.vertices[hole.vertex]?.steps ?? []);
  const maker = makers.find((index) => hasRun(observed[index] ?? 'absent'));
  const made = maker === undefined ? undefined : now.plan.steps[maker];
  if (made === undefined) return null;
  const text = `reads files from ${stepWithLine(made)}, which ran again`;
  return { kind: 'copied-content', text, file: DOCKERFILE, line: made.line };
}

function resultGone(step: PlanStep, before: string): ForecastReason {
  return {
    kind: 'result-gone',
    text: `The cache key did not change since ${before}; the builder no longer had the result, for example after a prune`,
    file: DOCKERFILE,
    line: step.line,
  };
}

/** A step that could be found because another one wrote the same files again; nothing of all others. */
function whyCached(input: ObservedInput, step: PlanStep): readonly ForecastReason[] {
  const expected = input.result.steps[step.index];
  if (expected?.verdict !== 'conditional') return [];
  return expected.reasons.flatMap((reason) => {
    const maker = reason.kind === 'content-unknown' ? makerOf(input, step, reason) : null;
    if (maker?.state !== 'ran') return [];
    const text = `${stepWithLine(maker.step)} ran again and wrote the same files as before`;
    return [{ kind: 'content-same', text, file: DOCKERFILE, line: maker.step.line }];
  });
}

/** A reason of `owner` as it turned out; null where it did not. */
function settle(
  input: ObservedInput,
  owner: PlanStep,
  reason: ForecastReason,
): ForecastReason | null {
  const maker = makerOf(input, owner, reason);
  const because = reason.because && settle(input, maker?.step ?? owner, reason.because);
  const { kind, text, file, line } = reason;
  const settled = (as: Partial<ForecastReason>): ForecastReason => ({
    ...{ kind, text },
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
    ...as,
    ...(because && { because }),
  });
  const label = maker === null ? '' : stepWithLine(maker.step);
  switch (kind) {
    case 'step-above':
      if (maker === null) return settled({});
      // It was found after all, so it is not the cause.
      if (maker.state === 'same') return null;
      return settled({ text: `follows ${label}, ${aboveText(maker, reason)}` });
    case 'content-unknown':
      if (maker === null)
        return settled({ kind: 'remote-content', text: 'What it downloads changed' });
      return settled({ kind: 'copied-content', text: `${label} ${otherFiles(maker)}` });
    case 'copied-content':
      return maker === null
        ? settled({})
        : settled({ text: `reads files from ${label}, ${changeText(maker)}` });
    default:
      return settled({});
  }
}

function otherFiles({ step, state }: Maker): string {
  if (step.keyword === 'FROM') return 'has other files than before';
  return state === 'ran'
    ? 'wrote other files than before'
    : 'has other files than those that this step read before';
}

function aboveText(maker: Maker, { because, line }: ForecastReason): string {
  const isOfFrom = maker.step.keyword === 'FROM';
  const isImage = because?.kind === 'base-image-changed' || because?.kind === 'platform-changed';
  if (isOfFrom && isImage) return 'whose image changed';
  const isNew = because?.kind === 'instruction-added' && because.line === line;
  return isNew && !isOfFrom ? 'which is new' : changeText(maker);
}

function changeText({ state }: Maker): string {
  return state === 'ran' ? 'which ran again' : 'which changed';
}

interface Maker {
  readonly step: PlanStep;
  /** `changed`: its key changed, and another build had left it in the cache. `same`: it was cached as before. */
  readonly state: 'ran' | 'changed' | 'same';
}

/** The step that a reason of `owner` is about. */
function makerOf(
  { now, observed, result }: ObservedInput,
  owner: PlanStep,
  { kind, file, line }: ForecastReason,
): Maker | null {
  if (file !== DOCKERFILE || line === undefined || !SPEAKS_OF_STEPS.has(kind)) return null;
  // The image that a COPY takes files from has its line: a COPY speaks of this image, all others of the COPY.
  const here = now.plan.steps.filter((one) => one.line === line);
  const images = owner.line === line ? here.filter((one) => one.implicit === true) : [];
  const steps = images.length > 0 ? images : here.filter((one) => one.implicit !== true);
  const [step] = steps;
  if (step === undefined) return null;
  // A linked COPY is two steps.
  if (steps.some((one) => hasRun(observed[one.index] ?? 'absent'))) return { step, state: 'ran' };
  const isMiss = steps.some((one) => result.steps[one.index]?.verdict === 'miss');
  return { step, state: isMiss ? 'changed' : 'same' };
}

const SPEAKS_OF_STEPS: ReadonlySet<ForecastReason['kind']> = new Set([
  'step-above',
  'content-unknown',
  'copied-content',
]);
