/** From the state of a build, as its log left it, to the shape of the report. */
import type { Build, BuildStep, PackageTiming, Phase } from '../../protocol/report.ts';
import { maskCredentials, type Mask } from '../text/mask.ts';
import type { LogPhase } from '../package-managers/log-model.ts';
import type { OutputTail } from './output-tail.ts';
import { stageOfName } from './step-names.ts';
import type { StepReaders } from './step-readers.ts';
import { targetSteps } from './targets.ts';
import { rfc3339 } from '../text/rfc3339.ts';

export interface StepState {
  name: string;
  started: number | null;
  /** End of the last finished run. */
  completed: number | null;
  running: number | null;
  seconds: number;
  cached: boolean;
  error: string | null;
  lastLine: number | null;
  /** From its first line on. */
  readers: StepReaders | null;
  readonly output: OutputTail;
}

export interface BuildState {
  readonly steps: Map<string, StepState>;
  startedText: string | null;
}

/** Nothing was built, or nothing is known of it yet. */
export const NO_BUILD: Build = { name: maskCredentials(''), started: '', seconds: 0, steps: [] };

/** The builds of one state: each target of a bake is a build. Steps that belong to no target stand in the first one. */
export function reportBuilds(state: BuildState, mask: Mask): readonly Build[] {
  const shown = shownSteps(state);
  if (shown.length === 0) return [];
  const named = targetSteps(shown.map((step) => step.name));
  const targets = [...new Set(named.flatMap(({ target }) => (target === '' ? [] : [target])))];
  if (targets.length === 0) return [buildOf(shown, state.startedText, mask)];
  return targets.map((target, index) => {
    const steps = shown.flatMap((step, at) => {
      const own = named[at];
      const isIn = own?.target === target || (own?.target === '' && index === 0);
      return isIn ? [{ ...step, name: own.name }] : [];
    });
    const build = buildOf(steps, state.startedText, mask);
    return targets.length === 1 ? build : { ...build, name: mask(targetName(build.name, target)) };
  });
}

/** Several targets often have a `Dockerfile` each. */
function targetName(dockerfile: string, target: string): string {
  return dockerfile === '' ? target : `${dockerfile} (${target})`;
}

/** Steps that never started are left out: the engine did not look at them, or did them as part of another. */
function shownSteps(state: BuildState): readonly StepState[] {
  return [...state.steps.values()].filter((step) => step.started !== null && step.name !== '');
}

function buildOf(shown: readonly StepState[], startedText: string | null, mask: Mask): Build {
  const start = beginOf(shown);
  const end = Math.max(...shown.map(endOf));
  const definition = shown.find((step) => step.name.startsWith(DEFINITION_PREFIX));
  return {
    name: mask(definition ? definition.name.slice(DEFINITION_PREFIX.length) : ''),
    started: startedText ?? (start > 1e9 ? rfc3339(start) : ''),
    seconds: round(end - start),
    steps: shown.map((step) => stepOf(step, start, mask)).sort((a, b) => a.start - b.start),
  };
}

/**
 * A step that another build of the builder runs already is told with the time at which that one began it, so the
 * build's own steps say when it began. `[internal]` ones are never shared.
 */
function beginOf(shown: readonly StepState[]): number {
  const own = shown.filter((step) => step.name.startsWith(INTERNAL_PREFIX));
  return Math.min(...(own.length === 0 ? shown : own).map((step) => step.started ?? 0));
}

const INTERNAL_PREFIX = '[internal] ';
const DEFINITION_PREFIX = '[internal] load build definition from ';

function endOf(step: StepState): number {
  return Math.max(step.completed ?? 0, step.lastLine ?? 0, step.started ?? 0);
}

export function isRunning(step: StepState): boolean {
  if (step.running === null || step.error !== null) return false;
  return step.completed === null || step.running > step.completed;
}

function stepOf(step: StepState, buildStart: number, mask: Mask): BuildStep {
  const start = Math.max(step.started ?? buildStart, buildStart);
  const end = Math.max(endOf(step), buildStart);
  const ran = step.seconds + (isRunning(step) ? Math.max(0, end - (step.running ?? start)) : 0);
  const seconds = Math.min(ran, end - start);
  const installed = step.readers?.result(end);
  const phase = (one: LogPhase): Phase => {
    // Durations that a manager prints are rounded, and can reach beyond the step.
    const from = Math.min(Math.max(one.start, start), end);
    return {
      kind: one.kind,
      label: mask(one.label),
      start: round(from - buildStart),
      seconds: round(Math.max(0, Math.min(one.end, end) - from)),
    };
  };
  return {
    name: mask(step.name),
    stage: stageOfName(step.name),
    start: round(start - buildStart),
    seconds: round(seconds),
    cached: step.cached,
    ...(step.error === null ? {} : failureOf(step, step.error, mask)),
    phases: (installed?.phases ?? []).map(phase),
    packages: (installed?.packages ?? []).map((one): PackageTiming => ({
      manager: one.manager,
      name: mask(one.name),
      ...(one.version === null ? {} : { version: mask(one.version) }),
      requiredBy: one.requiredBy.map(mask),
      origin: one.origin,
      built: one.built,
      ...(one.bytes === null ? {} : { bytes: one.bytes }),
      phases: one.phases.map(phase),
    })),
  };
}

/** Of a step that was stopped because another one failed, the output says nothing. */
function failureOf(
  step: StepState,
  error: string,
  mask: Mask,
): Pick<BuildStep, 'error' | 'output'> {
  const output = wasCanceled(error) ? [] : step.output.lines().map(mask);
  return { error: mask(error), ...(output.length === 0 ? {} : { output }) };
}

/** BuildKit stops the steps beside one that failed: `…: context canceled`, and `canceled` in the plain log. */
export function wasCanceled(error: string | undefined): boolean {
  return error !== undefined && /(?:^|: )(?:context )?canceled$/.test(error);
}

/** Milliseconds are as fine as the plain log is; more digits only make reports hard to read. */
function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
