/**
 * Holds a forecast against what an engine printed: every name letter for letter, and for every step whether it ran. What
 * is conditional may come out either way, but has to be so for a reason that can be seen in the plan.
 */
import type { ForecastResult, ForecastStep } from '../../server/core/forecast/index.ts';
import type { Plan, Vertex } from '../../server/core/plan/model.ts';
import type { Display, ObservedStep } from '../support/forecast/real-builds.ts';

export interface Comparison {
  readonly compared: number;
  readonly agreed: number;
  readonly conditional: number;
  /** A sentence for each step that came out otherwise. */
  readonly wrong: readonly string[];
}

export const NOTHING_COMPARED: Comparison = { compared: 0, agreed: 0, conditional: 0, wrong: [] };

export function addComparisons(one: Comparison, two: Comparison): Comparison {
  return {
    compared: one.compared + two.compared,
    agreed: one.agreed + two.agreed,
    conditional: one.conditional + two.conditional,
    wrong: [...one.wrong, ...two.wrong],
  };
}

/** A step that is shown: a vertex under the name of its last step. */
interface Shown {
  readonly name: string;
  readonly vertex: Vertex;
  readonly forecast: ForecastStep;
}

/** `before`: the plans of what was built earlier. */
export function compareBuild(
  plan: Plan,
  result: ForecastResult,
  observed: readonly ObservedStep[],
  before: readonly Plan[],
): Comparison {
  const earlier = madeContent(before);
  const shown = shownSteps(plan, result);
  const displays = displaysByName(observed);
  const isOpen = shown.some(({ forecast }) => forecast.verdict === 'conditional');
  const wrong: string[] = [];
  let conditional = 0;
  for (const group of groupsThatRace(shown)) {
    const found = group.map(({ name }) => displays.get(name)?.pop() ?? 'absent');
    const [first] = group;
    if (first?.forecast.verdict === 'conditional') {
      conditional += group.length;
      for (const step of group) wrong.push(...withoutGround(plan, earlier, step));
      continue;
    }
    const expected = group.map((step) => acceptedDisplays(step, isOpen));
    if (isMatch(expected, found)) continue;
    for (const [index, { name, forecast }] of group.entries()) {
      const wanted = expected[index] ?? [];
      if (wanted.includes(found[index] ?? 'absent')) continue;
      wrong.push(
        `${name}: forecast ${forecast.verdict} (${wanted.join(' or ')}), was ${found[index] ?? ''}`,
      );
    }
  }
  for (const [name, left] of displays)
    for (const display of left) wrong.push(`${name}: not planned by this name, was ${display}`);
  const compared = shown.length;
  return { compared, agreed: compared - conditional - wrong.length, conditional, wrong };
}

function shownSteps(plan: Plan, result: ForecastResult): readonly Shown[] {
  return plan.vertices.flatMap((vertex): readonly Shown[] => {
    const index = vertex.steps.at(-1);
    if (index === undefined) return [];
    return [{ name: plan.steps[index]!.name, vertex, forecast: result.steps[index]! }];
  });
}

function displaysByName(observed: readonly ObservedStep[]): Map<string, Display[]> {
  const displays = new Map<string, Display[]>();
  for (const { name, display } of observed) {
    const known = displays.get(name);
    if (known === undefined) displays.set(name, [display]);
    else known.push(display);
  }
  return displays;
}

/** Steps of one operation may come to one key, and then it is a race which of them runs. */
function groupsThatRace(shown: readonly Shown[]): readonly (readonly Shown[])[] {
  const groups = new Map<string, Shown[]>();
  for (const step of shown) {
    const { vertex, forecast } = step;
    const key =
      forecast.verdict === 'conditional'
        ? `conditional ${vertex.index}`
        : `${vertex.kind} ${vertex.operation}`;
    groups.set(key, [...(groups.get(key) ?? []), step]);
  }
  return [...groups.values()];
}

function acceptedDisplays({ forecast, vertex }: Shown, isOpen: boolean): readonly Display[] {
  const { verdict, display, failure } = forecast;
  // A step that fails may be kept from running by another one that does.
  if (failure === 'own') return ['failed', 'absent'];
  if (failure === 'above') return ['absent', 'cached'];
  if (verdict === 'miss') return ['done'];
  if (vertex.kind !== 'image') return ['cached', 'absent'];
  // Whether an image's layers are needed hangs on whether a conditional step runs.
  return isOpen ? ['cached', 'done'] : [display];
}

/** Whether the displays are the expected ones in some order. */
function isMatch(expected: readonly (readonly Display[])[], found: readonly Display[]): boolean {
  const left = [...found];
  const strict = [...expected].sort((a, b) => a.length - b.length);
  return strict.every((wanted) => {
    const at = left.findIndex((display) => wanted.includes(display));
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}

/**
 * A step may be conditional where it takes content that a build makes, or did so in an earlier build: whether what it takes
 * now is the same, only the builder can tell. So may what stands on it. The forecast follows content path by path; here,
 * any will do.
 */
function withoutGround(
  plan: Plan,
  earlier: ReadonlySet<string>,
  { name, vertex }: Shown,
): readonly string[] {
  return hasGround(plan, earlier, vertex)
    ? []
    : [`${name}: conditional without anything that only a build can tell`];
}

function hasGround(plan: Plan, earlier: ReadonlySet<string>, vertex: Vertex): boolean {
  if (takesMadeContent(plan, vertex) || earlier.has(operationOf(vertex))) return true;
  return vertex.inputs.some((input) => hasGround(plan, earlier, plan.vertices[input.vertex]!));
}

function madeContent(plans: readonly Plan[]): ReadonlySet<string> {
  return new Set(
    plans.flatMap((plan) =>
      plan.vertices.filter((vertex) => takesMadeContent(plan, vertex)).map(operationOf),
    ),
  );
}

function operationOf({ kind, operation }: Vertex): string {
  return `${kind} ${operation}`;
}

function takesMadeContent(plan: Plan, vertex: Vertex): boolean {
  return vertex.inputs.some(
    (input) => input.content !== null && restsOnRun(plan, plan.vertices[input.vertex]!),
  );
}

function restsOnRun(plan: Plan, vertex: Vertex): boolean {
  return (
    vertex.kind === 'exec' ||
    vertex.kind === 'image' ||
    vertex.inputs.some((input) => restsOnRun(plan, plan.vertices[input.vertex]!))
  );
}
