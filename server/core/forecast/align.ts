/**
 * Which step of an earlier plan a step was: the same instruction in the same stage, or what stood in its place. Only
 * explanations rest on it; verdicts come from keys.
 */
import type { Plan, PlanStep } from '../plan/model.ts';

/** By index of the new step: the index of the old one, or null for a step that is new. */
export function alignSteps(old: Plan, now: Plan): readonly (number | null)[] {
  const aligned: (number | null)[] = now.steps.map(() => null);
  const oldStages = stepsByStage(old);
  const newStages = stepsByStage(now);
  for (const [stage, oldStage] of pairStages(old, now, oldStages, newStages)) {
    for (const [a, b] of alignLists(oldStages.get(oldStage) ?? [], newStages.get(stage) ?? []))
      aligned[b.index] = a.index;
  }
  return aligned;
}

type StageSteps = ReadonlyMap<number, readonly PlanStep[]>;

function stepsByStage(plan: Plan): StageSteps {
  const stages = new Map<number, PlanStep[]>(plan.stages.map((stage) => [stage.index, []]));
  for (const step of plan.steps) {
    const steps = stages.get(step.stage);
    if (steps === undefined) stages.set(step.stage, [step]);
    else steps.push(step);
  }
  return stages;
}

/** By name where the user gave one; the rest by what they have in common, the last stages first. */
function pairStages(
  old: Plan,
  now: Plan,
  oldStages: StageSteps,
  newStages: StageSteps,
): ReadonlyMap<number, number> {
  const pairs = new Map<number, number>();
  const free = new Map(old.stages.map((stage) => [stage.index, stage]));
  for (const stage of now.stages) {
    if (isUnnamed(stage.name)) continue;
    const same = [...free.values()].find((other) => other.name === stage.name);
    if (same === undefined) continue;
    pairs.set(stage.index, same.index);
    free.delete(same.index);
  }
  for (const stage of [...now.stages].reverse()) {
    if (pairs.has(stage.index)) continue;
    // A name says that it is another stage, unless the two have a step in common.
    const candidates = [...free.values()].reverse().map(({ index, name }) => {
      return { index, least: isUnnamed(stage.name) || isUnnamed(name) ? 0 : 1 };
    });
    const best = mostAlike(newStages.get(stage.index) ?? [], candidates, oldStages);
    if (best === null) continue;
    pairs.set(stage.index, best);
    free.delete(best);
  }
  return pairs;
}

export function isUnnamed(name: string): boolean {
  return /^stage-\d+$/.test(name);
}

function mostAlike(
  steps: readonly PlanStep[],
  candidates: readonly { readonly index: number; readonly least: number }[],
  oldStages: StageSteps,
): number | null {
  let best: number | null = null;
  let most = -1;
  const wanted = new Set(steps.map(identity));
  for (const { index, least } of candidates) {
    const inCommon = (oldStages.get(index) ?? []).filter((step) =>
      wanted.has(identity(step)),
    ).length;
    if (inCommon <= most || inCommon < least) continue;
    most = inCommon;
    best = index;
  }
  return best;
}

function identity(step: PlanStep): string {
  return `${step.keyword} ${step.text}`;
}

type Pair = readonly [PlanStep, PlanStep];

function alignLists(old: readonly PlanStep[], now: readonly PlanStep[]): readonly Pair[] {
  const pairs: Pair[] = [];
  let start = 0;
  let endOld = old.length;
  let endNow = now.length;
  const pairUp = (a: number, b: number): boolean => {
    const [left, right] = [old[a], now[b]];
    if (left === undefined || right === undefined || identity(left) !== identity(right))
      return false;
    pairs.push([left, right]);
    return true;
  };
  while (start < Math.min(endOld, endNow) && pairUp(start, start)) start++;
  while (endOld > start && endNow > start && pairUp(endOld - 1, endNow - 1)) {
    endOld--;
    endNow--;
  }
  return [...pairs, ...alignMiddle(old.slice(start, endOld), now.slice(start, endNow))];
}

/** Beyond as many comparisons, steps are only paired in their order. */
const MAX_COMPARISONS = 100_000;

function alignMiddle(old: readonly PlanStep[], now: readonly PlanStep[]): readonly Pair[] {
  if (old.length === 0 || now.length === 0) return [];
  if (old.length * now.length > MAX_COMPARISONS) return alignGreedily(old, now);
  const likeness = old.map((step) => {
    const words = wordsOf(step);
    return now.map((other) => likenessOf(step, words, other));
  });
  const best = bestSums(likeness, old.length, now.length);
  const pairs: Pair[] = [];
  let [a, b] = [0, 0];
  while (a < old.length && b < now.length) {
    const [left, right] = [old[a], now[b]];
    const like = likeness[a]?.[b] ?? 0;
    const sum = best[a]?.[b] ?? 0;
    if (
      left !== undefined &&
      right !== undefined &&
      like > 0 &&
      sum === like + (best[a + 1]?.[b + 1] ?? 0)
    ) {
      pairs.push([left, right]);
      a++;
      b++;
    } else if (sum === (best[a + 1]?.[b] ?? 0)) a++;
    else b++;
  }
  return pairs;
}

/** The greatest sum of likenesses that pairs from here on can reach, by positions in both lists. */
function bestSums(
  likeness: readonly (readonly number[])[],
  nOld: number,
  nNow: number,
): readonly (readonly number[])[] {
  const best: number[][] = Array.from({ length: nOld + 1 }, () =>
    new Array<number>(nNow + 1).fill(0),
  );
  for (let a = nOld - 1; a >= 0; a--) {
    const row = best[a] ?? [];
    const below = best[a + 1] ?? [];
    for (let b = nNow - 1; b >= 0; b--) {
      const like = likeness[a]?.[b] ?? 0;
      const paired = like > 0 ? like + (below[b + 1] ?? 0) : 0;
      row[b] = Math.max(paired, below[b] ?? 0, row[b + 1] ?? 0);
    }
  }
  return best;
}

/** 0 to 100. An identical step outweighs any two that are only alike. */
function likenessOf(old: PlanStep, words: ReadonlySet<string>, now: PlanStep): number {
  if (identity(old) === identity(now)) return 100;
  if (kindOf(old) !== kindOf(now)) return 0;
  if (old.keyword === 'FROM' || old.keyword === 'WORKDIR') return 40;
  const others = wordsOf(now);
  const inCommon = [...others].filter((word) => words.has(word)).length;
  const share = inCommon / Math.max(words.size, others.size, 1);
  return share > 0 ? 1 + Math.round(share * 48) : 1;
}

function kindOf(step: PlanStep): string {
  return step.keyword === 'ADD' ? 'COPY' : step.keyword;
}

function wordsOf(step: PlanStep): ReadonlySet<string> {
  return new Set(step.text.split(/\s+/).filter((word) => word !== '' && word !== step.keyword));
}

function alignGreedily(old: readonly PlanStep[], now: readonly PlanStep[]): readonly Pair[] {
  const places = new Map<string, PlanStep[]>();
  for (const step of [...old].reverse()) {
    const known = places.get(identity(step));
    if (known === undefined) places.set(identity(step), [step]);
    else known.push(step);
  }
  return now.flatMap((step): readonly Pair[] => {
    const found = places.get(identity(step))?.pop();
    return found === undefined ? [] : [[found, step]];
  });
}
