/** The forecast: old builds are run into a key store, the new one is asked about, and what it finds is explained. */
import type { PlanStep } from '../plan/model.ts';
import { certainRefusals, failuresOf, refusalWarnings } from './failures.ts';
import { createKeyStore, type KeyStore } from './key-store.ts';
import type { Digest, ForecastReason, ForecastResult, ForecastStep, Snapshot } from './model.ts';
import { explain } from './reasons.ts';
import { runBuild, type BuildOutcome, type Outcome } from './run-build.ts';
import { settleTwins } from './twins.ts';
import { staleWarnings } from './warnings.ts';

/** `since`: what was built before, the oldest first. */
export function forecast(
  since: readonly Snapshot[],
  now: Snapshot,
  digest: Digest,
): ForecastResult {
  const store = createKeyStore(rememberBuilds(since, digest));
  const asked = runBuild(store, now, { mode: 'ask', build: since.length, digest });
  const outcome = settleTwins(now.plan.vertices, asked);
  const newest = since.at(-1) ?? null;
  const reasons = explain(newest, now, outcome);
  const steps = now.plan.steps.map((step) => forecastStep(step, now, outcome, reasons));
  const stale = newest === null ? [] : staleWarnings(newest, now);
  const fails = failuresOf(now, outcome);
  return { steps, fails, warnings: [...refusalWarnings(now), ...stale] };
}

interface Remembered {
  readonly since: readonly Snapshot[];
  readonly digest: Digest;
  readonly store: KeyStore;
}

/** What was built is the same from one keystroke to the next; kept as long as the newest build is. */
const remembered = new WeakMap<Snapshot, Remembered>();

function rememberBuilds(since: readonly Snapshot[], digest: Digest): KeyStore {
  const newest = since.at(-1);
  const known = newest && remembered.get(newest);
  if (known?.digest === digest && isSameList(known.since, since)) return known.store;
  const store = createKeyStore();
  for (const [build, snapshot] of since.entries()) {
    // Nothing runs of a build that the frontend refuses.
    if (certainRefusals(snapshot).length > 0) continue;
    runBuild(store, snapshot, { mode: 'remember', build, digest });
  }
  if (newest !== undefined) remembered.set(newest, { since: [...since], digest, store });
  return store;
}

function isSameList<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((one, index) => one === b[index]);
}

function forecastStep(
  step: PlanStep,
  now: Snapshot,
  outcome: BuildOutcome,
  reasons: readonly (readonly ForecastReason[])[],
): ForecastStep {
  const vertex = step.vertex === null ? undefined : now.plan.vertices[step.vertex];
  const found = vertex === undefined ? undefined : outcome.vertices[vertex.index];
  // What makes no operation cannot miss, and nothing is printed of it.
  if (vertex === undefined || found === undefined)
    return { step: step.index, verdict: 'hit', display: 'absent', reasons: [] };
  const verdict = found.verdict === 'source' || found.isMerged ? 'hit' : found.verdict;
  return {
    step: step.index,
    verdict,
    ...(found.failure === null ? {} : { failure: found.failure }),
    display: displayOf(step, found, verdict, outcome),
    reasons: verdict === 'hit' ? [] : (reasons[vertex.index] ?? []),
  };
}

/**
 * A build looks at every image, which prints DONE, and says CACHED of one only when its layers are needed: by a step that
 * runs, or because the image is all that is built.
 * Other steps that need not run are CACHED whether or not anybody looked at them. Of a step that fails it prints an
 * error, and of those that stand on it nothing.
 */
function displayOf(
  step: PlanStep,
  { failure }: Outcome,
  verdict: ForecastStep['verdict'],
  outcome: BuildOutcome,
): ForecastStep['display'] {
  if (failure !== null) return 'absent';
  if (verdict !== 'hit') return 'done';
  if (step.keyword !== 'FROM') return 'cached';
  return step.vertex !== null && outcome.loaded.has(step.vertex) ? 'cached' : 'done';
}
