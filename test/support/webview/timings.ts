/** Builds for tests that need figures of their own, and what tests look up in recorded ones. */
import assert from 'node:assert/strict';
import type {
  Build,
  BuildStep,
  PackageTiming,
  Phase,
  PhaseKind,
} from '../../../server/protocol/report.ts';
import type { TimingsView } from '../../../server/protocol/requests.ts';
import { stagesOf, type StepRow } from '../../../webview/src/timings/model.ts';
import { masked } from '../masked.ts';
import { readFixture } from './view-page.ts';

export function viewOf(name: string): TimingsView {
  return readFixture(name) as TimingsView;
}

export function rowsOf(view: TimingsView, seconds = view.build?.seconds ?? 0): readonly StepRow[] {
  return stagesOf(view, seconds).flatMap((stage) => stage.steps);
}

export function rowOf(view: TimingsView, start: string, seconds?: number): StepRow {
  const row = rowsOf(view, seconds).find((one) => one.text.startsWith(start));
  assert.ok(row, start);
  return row;
}

/** The step that installs the requirements of the API. */
export function installOf<Step extends { readonly name: string }>(
  from: { readonly steps: readonly Step[] } | null,
): Step {
  const step = from?.steps.find((one) => one.name.includes('pip install'));
  assert.ok(step);
  return step;
}

export function buildOf(steps: readonly Partial<BuildStep>[]): Build {
  const whole = steps.map((step) => ({
    name: masked(''),
    stage: 'stage-0',
    start: 0,
    seconds: 0,
    cached: false,
    phases: [],
    packages: [],
    ...step,
  }));
  return { name: masked(''), started: '2024-11-24T14:07:03Z', seconds: 10, steps: whole };
}

export function phase(kind: PhaseKind, start: number, seconds: number): Phase {
  return { kind, label: masked(kind), start, seconds };
}

export function packageOf(name: string, rest: Partial<PackageTiming> = {}): PackageTiming {
  return {
    manager: 'pip',
    name: masked(name),
    version: masked('1'),
    requiredBy: [],
    origin: 'downloaded',
    built: false,
    phases: [],
    ...rest,
  };
}
