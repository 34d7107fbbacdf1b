/**
 * Finds a step again: in the build before, and in the forecast. Steps of the Dockerfile say what they are known by.
 * BuildKit's own steps, and those that the Dockerfile does not have, are found by their text: counters, mounts and
 * digests do not count, and of two equal ones in a stage the first meets the first.
 */
import type {
  Build,
  BuildStep,
  ExplainedStep,
  Forecast,
  PackageTiming,
  Step,
} from '../../../server/protocol/report.ts';
import type { TimingsView } from '../../../server/protocol/requests.ts';
import { comparableText, readStepName } from '../shared/instruction.ts';

interface Named {
  readonly id?: string;
  readonly name: string;
  readonly stage: string;
}

/** One key a step, in the order of the steps; no two are alike. */
export function stepKeys(steps: readonly Named[]): readonly string[] {
  const seen = new Map<string, number>();
  return steps.map((step) => {
    const own = step.id ?? [step.stage, comparableText(step.name)].join('|');
    const plain = `${platformOf(step.name)}|${own}`;
    const nth = seen.get(plain) ?? 0;
    seen.set(plain, nth + 1);
    return `${plain}|${nth}`;
  });
}

export function stepsByKey(build: Build | null): ReadonlyMap<string, BuildStep> {
  return byKey(build?.steps ?? []);
}

export function forecastByKey(forecast: Forecast | null): ReadonlyMap<string, Step> {
  return byKey(forecast?.steps ?? []);
}

export function explainedByKey({ explanation }: TimingsView): ReadonlyMap<string, ExplainedStep> {
  return byKey(explanation?.report.steps ?? []);
}

/** Managers have packages of the same name that have nothing to do with each other. */
export function packageKey({ manager, name }: PackageTiming): string {
  return `${manager} ${name}`;
}

function byKey<Found extends Named>(steps: readonly Found[]): ReadonlyMap<string, Found> {
  const keys = stepKeys(steps);
  return new Map(steps.map((step, index) => [keys[index] ?? '', step]));
}

/** `linux/arm64` of `[linux/arm64 builder 2/5] …`. */
function platformOf(name: string): string {
  const first = /^(\S+\/\S+) /.exec(readStepName(name).prefix);
  return first?.[1] ?? '';
}
