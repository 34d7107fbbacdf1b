/**
 * Why a step runs again, or may: chains of reasons that end in something the user did. Causes are looked for in the
 * step itself, in what it reads, and in the steps that it follows, by comparing its plan with that of the newest build.
 */
import type { PlanStep, Vertex } from '../plan/model.ts';
import { imageLine, textsBetween } from '../plan/stage-lines.ts';
import { alignSteps } from './align.ts';
import { contentCauses } from './content-causes.ts';
import { failureMessages } from './failures.ts';
import type { ForecastReason, Snapshot } from './model.ts';
import { isSameText, newStepReason } from './new-steps.ts';
import { partReasons } from './part-reasons.ts';
import { DOCKERFILE, stepLabel, stepWithLine } from './reason-text.ts';
import type { BuildOutcome, Outcome } from './run-build.ts';
import { oldVertexOf, placeOf, stepOf, type Explained, type Story } from './story.ts';

/** Reasons by vertex; none for hits. `old` is null where nothing was built before. */
export function explain(
  old: Snapshot | null,
  now: Snapshot,
  outcome: BuildOutcome,
): readonly (readonly ForecastReason[])[] {
  const aligned = old === null ? [] : alignSteps(old.plan, now.plan);
  const explained: Explained[] = [];
  const story: Story = { old, now, outcome, aligned, explained, changes: new Map() };
  for (const vertex of now.plan.vertices) explained.push(explainVertex(story, vertex));
  return explained.map((vertex) => vertex.reasons);
}

function explainVertex(story: Story, vertex: Vertex): Explained {
  const outcome = story.outcome.vertices[vertex.index];
  const none: Explained = { reasons: [], origin: vertex.index };
  if (outcome === undefined || outcome.verdict === 'hit' || outcome.verdict === 'source')
    return none;
  if (vertex.steps.length === 0) return { ...none, origin: originBelow(story, vertex) };
  if (outcome.failure !== null) return explainFailure(story, vertex, outcome.failure);
  if (story.old === null) return { ...none, reasons: [NOTHING_BUILT] };
  const above = vertex.ignoreCache ? null : causesAbove(story, vertex);
  const own = certainFirst(
    ownCauses({ story, old: story.old, vertex, outcome, above }),
    outcome.verdict === 'miss' && above?.runs === true,
  );
  if (own.length > 0 || above === null) {
    const reasons = [...own, ...(above === null ? [] : [above.reason])];
    return { ...none, reasons: reasons.length > 0 ? reasons : [unexplained(story, vertex)] };
  }
  return { reasons: [above.reason], origin: above.origin };
}

/**
 * Content that only the build will tell is no cause of a step that runs anyway, because of another reason of its own or
 * of a step above.
 */
function certainFirst(
  reasons: readonly ForecastReason[],
  followsMiss: boolean,
): readonly ForecastReason[] {
  const certain = reasons.filter(({ kind }) => kind !== 'content-unknown');
  return certain.length > 0 || followsMiss ? certain : reasons;
}

function explainFailure(story: Story, vertex: Vertex, failure: 'own' | 'above'): Explained {
  const step = stepOf(story.now, vertex.index);
  if (failure === 'own' && step !== undefined) {
    const reasons = failureMessages(story.now, vertex, step).map((text): ForecastReason => {
      return { kind: 'fails', text, file: DOCKERFILE, line: step.line };
    });
    return { reasons, origin: vertex.index };
  }
  const below = vertex.inputs.find((input) => story.outcome.vertices[input.vertex]?.failure);
  const origin = story.explained[below?.vertex ?? -1]?.origin ?? vertex.index;
  const cause = stepOf(story.now, origin);
  if (cause === undefined) return { reasons: [unexplained(story, vertex)], origin };
  const because = story.explained[origin]?.reasons[0];
  const text = `follows ${stepWithLine(cause)}, which fails`;
  return {
    reasons: [
      { kind: 'step-above', text, file: DOCKERFILE, line: cause.line, ...(because && { because }) },
    ],
    origin,
  };
}

/** Vertices that the frontend generates have no line; attribute them to the cause above. */
function originBelow(story: Story, vertex: Vertex): number {
  return causesAbove(story, vertex)?.origin ?? vertex.index;
}

const NOTHING_BUILT: ForecastReason = {
  kind: 'no-baseline',
  text: 'No earlier build is known, so this step cannot be cached',
};

/** Nothing that can be seen differs: an older build left it, or none did. */
function unexplained(story: Story, vertex: Vertex): ForecastReason {
  const step = stepOf(story.now, vertex.index);
  const place = step === undefined ? {} : { file: DOCKERFILE, line: step.line };
  const isOpen = story.outcome.vertices[vertex.index]?.verdict === 'conditional';
  const text = isOpen
    ? 'cached only if an older build ran this step after the same bytes'
    : 'No known build left this step in the cache';
  return { kind: 'other', text, ...place };
}

interface OwnFacts {
  readonly story: Story;
  readonly old: Snapshot;
  readonly vertex: Vertex;
  readonly outcome: Outcome;
  readonly above: Above | null;
}

function ownCauses({ story, old, vertex, outcome, above }: OwnFacts): readonly ForecastReason[] {
  const step = stepOf(story.now, vertex.index);
  const place = step === undefined ? {} : { file: DOCKERFILE, line: step.line };
  if (vertex.ignoreCache)
    return [
      {
        kind: 'no-cache',
        text: '`--no-cache` or `--no-cache-filter` turns the cache off for this step',
        ...place,
      },
    ];
  const before = oldVertexOf(story, vertex);
  const oldStep = before === null ? undefined : stepOf(old, before.index);
  if (before === null || oldStep === undefined || step === undefined)
    return [newStepReason(story, vertex, step)];
  const isSame = before.operation === vertex.operation;
  const others: ForecastReason[] = [];
  for (const [index, input] of vertex.inputs.entries()) {
    if (input.content === null) continue;
    others.push(...contentCauses({ story, old, vertex, before, outcome, isSame }, index));
  }
  others.push(...orderCauses(story, old, vertex, before));
  if (isSame) return others;
  const isAlone =
    others.length === 0 && (above === null || rootOf(above.reason).kind === 'argument-changed');
  const { plan } = story.now;
  const facts = {
    isAlone,
    sameLayers: vertex.layers !== undefined && vertex.layers === before.layers,
    imageLine: imageLine(plan, step),
    textsBetween: (start: number, end: number) => textsBetween(plan, step, start, end),
  };
  return [...partReasons(oldStep, step, facts), ...others];
}

/** The step above is cached, but it is not the step that was above before: one was removed, or moved. */
function orderCauses(
  story: Story,
  old: Snapshot,
  vertex: Vertex,
  before: Vertex,
): readonly ForecastReason[] {
  for (const [index, input] of vertex.inputs.entries()) {
    const other = before.inputs[index];
    if (input.content !== null || other === undefined) continue;
    if (story.outcome.vertices[input.vertex]?.verdict !== 'hit') continue;
    const source = story.now.plan.vertices[input.vertex];
    const was = source === undefined ? null : oldVertexOf(story, source);
    const wasStep = stepOf(old, other.vertex);
    if (was === null || was.index === other.vertex || wasStep === undefined) continue;
    const isGone =
      !story.aligned.includes(wasStep.index) &&
      !story.now.plan.steps.some((step) => isSameText(step, wasStep));
    const text = isGone
      ? `${stepLabel(wasStep)} above this step was removed`
      : 'The order of the steps above changed';
    return [
      { kind: isGone ? 'instruction-changed' : 'order-changed', text, ...placeOf(story, vertex) },
    ];
  }
  return [];
}

function rootOf(reason: ForecastReason): ForecastReason {
  return reason.because === undefined ? reason : rootOf(reason.because);
}

interface Above {
  readonly reason: ForecastReason;
  readonly origin: number;
  /** Whether it certainly runs. */
  readonly runs: boolean;
}

/** The nearest step above with a cause of its own that runs again or, if none does, may run again. */
function causesAbove(story: Story, vertex: Vertex): Above | null {
  let best: Above | null = null;
  for (const input of vertex.inputs) {
    const verdict = story.outcome.vertices[input.vertex]?.verdict;
    if (input.content !== null || (verdict !== 'miss' && verdict !== 'conditional')) continue;
    const origin = story.explained[input.vertex]?.origin ?? input.vertex;
    const step = stepOf(story.now, origin);
    if (step === undefined || (best !== null && verdict === 'conditional')) continue;
    best = { origin, reason: aboveReason(story, step, origin), runs: verdict === 'miss' };
  }
  return best;
}

function aboveReason(story: Story, step: PlanStep, origin: number): ForecastReason {
  const because = story.explained[origin]?.reasons[0];
  const runs = story.outcome.vertices[origin]?.verdict === 'miss' ? 'runs again' : 'may run again';
  const isNew = because?.kind === 'instruction-added' && because.line === step.line;
  const isImage = because?.kind === 'base-image-changed' || because?.kind === 'platform-changed';
  const what = step.keyword === 'FROM' && isImage ? 'changed' : runs;
  const verb = isNew && step.keyword !== 'FROM' ? 'is new' : what;
  return {
    kind: 'step-above',
    text: `follows ${stepWithLine(step)}, which ${verb}`,
    file: DOCKERFILE,
    line: step.line,
    ...(because && { because }),
  };
}
