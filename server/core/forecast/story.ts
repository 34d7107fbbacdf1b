/** What an explanation looks at: two builds, the outcome of the newer one, and what is explained of it so far. */
import type { PlanStep, Vertex } from '../plan/model.ts';
import type { FileChange } from './model.ts';
import type { ForecastReason, Snapshot } from './model.ts';
import { DOCKERFILE } from './reason-text.ts';
import type { BuildOutcome } from './run-build.ts';

export interface Story {
  readonly old: Snapshot | null;
  readonly now: Snapshot;
  readonly outcome: BuildOutcome;
  /** See `alignSteps`. */
  readonly aligned: readonly (number | null)[];
  /** By vertex; inputs are explained before what reads them. */
  readonly explained: Explained[];
  /** By context. */
  readonly changes: Map<string, readonly FileChange[]>;
}

export interface Explained {
  readonly reasons: readonly ForecastReason[];
  /** Where the chain begins: this vertex, or the nearest one below it with a cause of its own. */
  readonly origin: number;
}

/** The last step that shows a vertex. */
export function stepOf(snapshot: Snapshot, vertex: number): PlanStep | undefined {
  const index = snapshot.plan.vertices[vertex]?.steps.at(-1);
  return index === undefined ? undefined : snapshot.plan.steps[index];
}

/** The vertex that this one was in the previous build. */
export function oldVertexOf(story: Story, vertex: Vertex): Vertex | null {
  for (const step of vertex.steps) {
    const index = story.aligned[step];
    const old = index === undefined || index === null ? undefined : story.old?.plan.steps[index];
    const found =
      old === undefined || old.vertex === null ? undefined : story.old?.plan.vertices[old.vertex];
    if (found !== undefined) return found;
  }
  return null;
}

export function placeOf(
  story: Story,
  vertex: Vertex,
): { readonly file?: string; readonly line?: number } {
  const step = stepOf(story.now, vertex.index);
  return step === undefined ? {} : { file: DOCKERFILE, line: step.line };
}

/** The first reason of the step where the chain of this one begins. */
export function firstReason(story: Story, vertex: number): ForecastReason | undefined {
  const origin = story.explained[vertex]?.origin ?? vertex;
  return story.explained[origin]?.reasons[0];
}
