/**
 * Why a step runs again, or may: chains of reasons that end in something the user did. Causes are looked for in the
 * step itself, in what it reads, and in what it stands on, by holding its plan against the newest build before.
 */
import type { ContentSelection, PlanStep, Vertex } from '../plan/model.ts';
import { imageLine, textsBetween } from '../plan/stage-lines.ts';
import { alignSteps } from './align.ts';
import { failureMessages } from './failures.ts';
import { changeReasons, fileChanges, type FileChange } from './file-changes.ts';
import { isInGitFolder, readsGitFolder } from './git-folder.ts';
import type { ForecastReason, Snapshot } from './model.ts';
import { isSameText, newStepReason } from './new-steps.ts';
import { partReasons } from './part-reasons.ts';
import { DOCKERFILE, stepLabel, stepWithLine } from './reason-text.ts';
import type { BuildOutcome, Outcome } from './run-build.ts';
import { selectionFilter } from './selection-filter.ts';
import { inputKey } from './snapshot.ts';
import { localName } from './stage-trees.ts';
import { heredocCause } from './word-causes.ts';

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

interface Explained {
  readonly reasons: readonly ForecastReason[];
  /** Where the trouble begins: this vertex, or the nearest one that it stands on with a cause of its own. */
  readonly origin: number;
}

interface Story {
  readonly old: Snapshot | null;
  readonly now: Snapshot;
  readonly outcome: BuildOutcome;
  readonly aligned: readonly (number | null)[];
  readonly explained: Explained[];
  /** By context. */
  readonly changes: Map<string, readonly FileChange[]>;
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
  const own = ownCauses({ story, old: story.old, vertex, outcome, above });
  if (own.length > 0 || above === null) {
    const reasons = [...own, ...(above === null ? [] : [above.reason])];
    return { ...none, reasons: reasons.length > 0 ? reasons : [unexplained(story, vertex)] };
  }
  return { reasons: [above.reason], origin: above.origin };
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
  const because = firstReason(story, origin);
  const text = `follows ${stepWithLine(cause)}, which fails`;
  return {
    reasons: [
      { kind: 'step-above', text, file: DOCKERFILE, line: cause.line, ...(because && { because }) },
    ],
    origin,
  };
}

/** What the frontend makes by itself has no line: whoever stands on it looks through it. */
function originBelow(story: Story, vertex: Vertex): number {
  return causesAbove(story, vertex)?.origin ?? vertex.index;
}

const NOTHING_BUILT: ForecastReason = {
  kind: 'no-baseline',
  text: 'Nothing has been built yet that this step could be found in',
};

/** Nothing that can be seen differs: an older build left it, or none did. */
function unexplained(story: Story, vertex: Vertex): ForecastReason {
  const step = stepOf(story.now, vertex.index);
  const place = step === undefined ? {} : { file: DOCKERFILE, line: step.line };
  const isOpen = story.outcome.vertices[vertex.index]?.verdict === 'conditional';
  const text = isOpen
    ? 'An older build left this step in the cache, if what it stood on had the same bytes'
    : 'No build that is known of left this step in the cache';
  return { kind: 'other', text, ...place };
}

function stepOf(snapshot: Snapshot, vertex: number): PlanStep | undefined {
  const index = snapshot.plan.vertices[vertex]?.steps.at(-1);
  return index === undefined ? undefined : snapshot.plan.steps[index];
}

/** The vertex that this one was in the build before. */
function oldVertexOf(story: Story, vertex: Vertex): Vertex | null {
  for (const step of vertex.steps) {
    const index = story.aligned[step];
    const old = index === undefined || index === null ? undefined : story.old?.plan.steps[index];
    const found =
      old === undefined || old.vertex === null ? undefined : story.old?.plan.vertices[old.vertex];
    if (found !== undefined) return found;
  }
  return null;
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
      { kind: 'no-cache', text: 'The build is told not to use the cache for this step', ...place },
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
  const lines = {
    imageLine: imageLine(plan, step),
    textsBetween: (start: number, end: number) => textsBetween(plan, step, start, end),
  };
  return [...partReasons(oldStep, step, { ...lines, isAlone }), ...others];
}

interface ContentFacts {
  readonly story: Story;
  readonly old: Snapshot;
  readonly vertex: Vertex;
  readonly before: Vertex;
  readonly outcome: Outcome;
  /** The operation is what it was: the content is all that can differ here. */
  readonly isSame: boolean;
}

function contentCauses(facts: ContentFacts, index: number): readonly ForecastReason[] {
  const { story, old, vertex, before, outcome } = facts;
  const input = vertex.inputs[index];
  const source = input === undefined ? undefined : story.now.plan.vertices[input.vertex];
  if (source === undefined) return [];
  if (outcome.unknownInputs.includes(index)) return [unknownContent(story, vertex, index, source)];
  const digest = story.now.content[inputKey(vertex.index, index)];
  const earlier = old.content[inputKey(before.index, oldInput(facts, index))];
  if (digest === earlier) return [];
  if (source.kind === 'inline') return heredocChange(facts);
  if (source.kind !== 'local') return [copiedContent(story, source)];
  return localChanges(facts, index, localName(source));
}

/** The input's place in the operation before. */
function oldInput({ vertex, before }: ContentFacts, index: number): number {
  return before.inputs.length === vertex.inputs.length ? index : before.inputs.length - 1;
}

function heredocChange({
  story,
  old,
  vertex,
  before,
  isSame,
}: ContentFacts): readonly ForecastReason[] {
  // Where the operation differs, too, its own reasons say as much.
  if (!isSame) return [];
  const [was, step] = [stepOf(old, before.index), stepOf(story.now, vertex.index)];
  const because = was && step && heredocCause(was, step);
  return [
    {
      kind: 'instruction-changed',
      text: 'The text of the heredoc changed',
      ...placeOf(story, vertex),
      ...(because && { because }),
    },
  ];
}

function localChanges(
  facts: ContentFacts,
  index: number,
  context: string,
): readonly ForecastReason[] {
  const { story, old, vertex, before, isSame } = facts;
  const selections = vertex.inputs[index]?.content?.selections ?? [];
  const known = story.changes.get(context) ?? fileChanges(old, story.now, context);
  story.changes.set(context, known);
  const isSelected = anyOf(selections);
  const wasSelected = anyOf(before.inputs[oldInput(facts, index)]?.content?.selections ?? []);
  // A file that was there before, and only is selected now, was not added.
  const selected = known.filter(
    ({ kind, path }) => isSelected(path) && (kind === 'removed' || wasSelected(path)),
  );
  const isNamed = (path: string): boolean =>
    selections.some((selection) => selection.path === `/${path}`);
  // Behind a symbolic link the changed file has another path than the one that is copied.
  const changes = selected.length > 0 || !isSame ? selected : known;
  const mayIgnore = (path: string): boolean =>
    !isNamed(path) && !(isInGitFolder(path) && readsGitFolder(story.now));
  const reasons = changeReasons(context, changes, mayIgnore);
  if (reasons.length > 0 || !isSame) return reasons;
  return [
    { kind: 'file-changed', text: 'It reads other files than before', ...placeOf(story, vertex) },
  ];
}

function anyOf(selections: readonly ContentSelection[]): (path: string) => boolean {
  const filters = selections.map((selection) => selectionFilter(selection));
  return (path) => filters.some((isSelected) => isSelected(path));
}

function placeOf(story: Story, vertex: Vertex): { readonly file?: string; readonly line?: number } {
  const step = stepOf(story.now, vertex.index);
  return step === undefined ? {} : { file: DOCKERFILE, line: step.line };
}

function unknownContent(
  story: Story,
  vertex: Vertex,
  index: number,
  source: Vertex,
): ForecastReason {
  const holes = story.now.holes[inputKey(vertex.index, index)] ?? [];
  const open = holes.find((hole) => story.outcome.vertices[hole.vertex]?.token === null);
  const maker = open === undefined ? source : (story.now.plan.vertices[open.vertex] ?? source);
  const step = stepOf(story.now, maker.index);
  const because = firstReason(story, maker.index);
  if (step === undefined) {
    if (addressChanged(story, vertex, index, source))
      return {
        kind: 'instruction-changed',
        text: 'The address is another one',
        ...placeOf(story, vertex),
      };
    const text = 'What it reads is only known once the build has fetched it';
    return {
      kind: 'content-unknown',
      text,
      ...placeOf(story, vertex),
      ...(because && { because }),
    };
  }
  const how = {
    miss: 'which runs again; with the same bytes as before, this step is found',
    conditional: 'which may run again; with the same bytes as before, this step is found',
    hit: 'and read something else before; if the builder has the same bytes for both, this step is found',
    source: 'which is read again; with the same bytes as before, this step is found',
  };
  const { verdict } = story.outcome.vertices[maker.index] ?? { verdict: 'miss' };
  const text = `It reads what ${stepWithLine(step)} wrote, ${how[verdict]}`;
  return {
    kind: 'content-unknown',
    text,
    file: DOCKERFILE,
    line: step.line,
    ...(because && { because }),
  };
}

function addressChanged(story: Story, vertex: Vertex, index: number, source: Vertex): boolean {
  const before = oldVertexOf(story, vertex)?.inputs[index];
  const was = before === undefined ? undefined : story.old?.plan.vertices[before.vertex];
  return was?.kind === source.kind && was.operation !== source.operation;
}

function copiedContent(story: Story, source: Vertex): ForecastReason {
  const origin = story.explained[source.index]?.origin ?? source.index;
  const step = stepOf(story.now, origin);
  const because = firstReason(story, origin);
  const what = step === undefined ? 'another stage' : stepWithLine(step);
  return {
    kind: 'copied-content',
    text: `It reads files that ${what} has changed`,
    ...(step === undefined ? {} : { file: DOCKERFILE, line: step.line }),
    ...(because && { because }),
  };
}

function firstReason(story: Story, vertex: number): ForecastReason | undefined {
  const origin = story.explained[vertex]?.origin ?? vertex;
  return story.explained[origin]?.reasons[0];
}

/** What it stands on is in the cache, but is not what it stood on before: a step was taken out, or moved. */
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
      ? `${stepLabel(wasStep)} above it was removed`
      : 'The steps above it are in another order';
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
}

/** The nearest step below which everything has to run, or may have to. */
function causesAbove(story: Story, vertex: Vertex): Above | null {
  let best: Above | null = null;
  for (const input of vertex.inputs) {
    const verdict = story.outcome.vertices[input.vertex]?.verdict;
    if (input.content !== null || (verdict !== 'miss' && verdict !== 'conditional')) continue;
    const origin = story.explained[input.vertex]?.origin ?? input.vertex;
    const step = stepOf(story.now, origin);
    if (step === undefined || (best !== null && verdict === 'conditional')) continue;
    best = { origin, reason: aboveReason(story, step, origin) };
  }
  return best;
}

function aboveReason(story: Story, step: PlanStep, origin: number): ForecastReason {
  const because = story.explained[origin]?.reasons[0];
  const runs = story.outcome.vertices[origin]?.verdict === 'miss' ? 'runs again' : 'may run again';
  const isNew = because?.kind === 'instruction-added' && because.line === step.line;
  const isImage = because?.kind === 'base-image-changed' || because?.kind === 'platform-changed';
  const what = step.keyword === 'FROM' && isImage ? 'is another image' : runs;
  const verb = isNew && step.keyword !== 'FROM' ? 'was inserted above' : what;
  return {
    kind: 'step-above',
    text: `${stepWithLine(step)} ${verb}, and this step stands on it`,
    file: DOCKERFILE,
    line: step.line,
    ...(because && { because }),
  };
}
