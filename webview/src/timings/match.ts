/**
 * Finds a step again: in the build before, and in the forecast. Counters, mounts and digests differ between builds of
 * the same instruction, so they do not count; of two equal instructions in a stage the first meets the first.
 */
import type {
  Build,
  BuildStep,
  ExplainedStep,
  Forecast,
  Step,
} from '../../../server/protocol/report.ts';
import type { TimingsView } from '../../../server/protocol/requests.ts';
import { comparableText, readStepName } from '../shared/instruction.ts';

interface Named {
  readonly name: string;
  readonly stage: string;
}

/** One key a step, in the order of the steps; no two are alike. */
export function stepKeys(steps: readonly Named[]): readonly string[] {
  const seen = new Map<string, number>();
  return steps.map((step) => {
    const plain = [platformOf(step.name), step.stage, comparableText(step.name)].join('|');
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

function byKey<Found extends Named>(steps: readonly Found[]): ReadonlyMap<string, Found> {
  const keys = stepKeys(steps);
  return new Map(steps.map((step, index) => [keys[index] ?? '', step]));
}

/** `linux/arm64` of `[linux/arm64 builder 2/5] …`. */
function platformOf(name: string): string {
  const first = /^(\S+\/\S+) /.exec(readStepName(name).prefix);
  return first?.[1] ?? '';
}
