/**
 * Reasons from what a step reads: files of a context, a heredoc, a download, and what other steps write. What a step of
 * this build writes is not known before the build: such content is a cause only where the verdict depends on it.
 */
import type { ContentSelection, Vertex } from '../plan/model.ts';
import { changeReasons, fileChanges } from './file-changes.ts';
import { isInGitFolder, readsGitFolder } from './git-folder.ts';
import type { ForecastReason, Snapshot } from './model.ts';
import { DOCKERFILE, stepWithLine } from './reason-text.ts';
import type { Outcome } from './run-build.ts';
import { selectionFilter } from './selection-filter.ts';
import { inputKey } from './snapshot.ts';
import { localName } from './stage-trees.ts';
import { firstReason, oldVertexOf, placeOf, stepOf, type Story } from './story.ts';
import { heredocCause } from './word-causes.ts';

export interface ContentFacts {
  readonly story: Story;
  readonly old: Snapshot;
  readonly vertex: Vertex;
  readonly before: Vertex;
  readonly outcome: Outcome;
  /** The operation is what it was: the content is all that can differ here. */
  readonly isSame: boolean;
}

/** Reasons from one input that is compared by content; none where it is what it was. */
export function contentCauses(facts: ContentFacts, index: number): readonly ForecastReason[] {
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
    {
      kind: 'file-changed',
      text: 'The files that this step reads changed',
      ...placeOf(story, vertex),
    },
  ];
}

function anyOf(selections: readonly ContentSelection[]): (path: string) => boolean {
  const filters = selections.map((selection) => selectionFilter(selection));
  return (path) => filters.some((isSelected) => isSelected(path));
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
  const cause = because && { because };
  if (step === undefined) {
    const place = placeOf(story, vertex);
    if (addressChanged(story, vertex, index, source))
      return { kind: 'instruction-changed', text: 'The address changed', ...place };
    const text = 'The content is known only after the build has fetched it';
    return { kind: 'content-unknown', text, ...place, ...cause };
  }
  const text = unknownText(story, vertex, maker, stepWithLine(step));
  return { kind: 'content-unknown', text, file: DOCKERFILE, line: step.line, ...cause };
}

function unknownText(story: Story, vertex: Vertex, maker: Vertex, name: string): string {
  // Nothing that this step could be found by reads such bytes: equal ones would not help it.
  if (story.outcome.vertices[vertex.index]?.verdict === 'miss')
    return `reads what ${name} writes, which is known only after the build`;
  const { verdict } = story.outcome.vertices[maker.index] ?? { verdict: 'miss' };
  return verdict === 'hit'
    ? `runs again only if the content of ${name} differs from what this step read before`
    : `runs again only if ${name} writes different bytes`;
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
    text: `reads files of ${what} that changed`,
    ...(step === undefined ? {} : { file: DOCKERFILE, line: step.line }),
    ...(because && { because }),
  };
}
