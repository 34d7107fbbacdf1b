/** The steps of a recorded log, and what of them is shown in the files beside it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createBuildLogReader } from '../../../../server/core/build-log/index.ts';
import type { CalledManagers } from '../../../../server/core/package-managers/log-model.ts';
import type { BuildStep, PackageTiming, Phase } from '../../../../server/protocol/report.ts';

const folder = path.resolve(import.meta.dirname, '../../../fixtures/build-logs');

export function logText(log: string): string {
  return readFileSync(path.join(folder, log), 'utf8');
}

/** The steps of the Dockerfile, of all builds of the log. */
export function loggedSteps(
  text: string,
  managersOf: (step: string) => CalledManagers | null = () => null,
): readonly BuildStep[] {
  const reader = createBuildLogReader({ managersOf });
  reader.push(text);
  reader.end();
  return reader.builds().flatMap(({ steps }) => steps.filter(({ stage }) => stage !== ''));
}

/** A paragraph for each step that says something, its times counted from its own start. */
export function shownSteps(steps: readonly BuildStep[]): string {
  const told = steps.filter(({ phases, packages }) => phases.length + packages.length > 0);
  return `${told.map(shownStep).join('\n\n')}\n`;
}

function shownStep(step: BuildStep): string {
  const times = (phase: Phase): string => {
    const start = (phase.start - step.start).toFixed(3);
    return `${phase.kind} ${start} + ${phase.seconds.toFixed(3)} ${phase.label}`;
  };
  return [
    step.name,
    ...step.phases.map((phase) => `  ${times(phase)}`),
    ...step.packages.flatMap((one) => [
      `  ${shownPackage(one)}`,
      ...one.phases.map((phase) => `    ${times(phase)}`),
    ]),
  ].join('\n');
}

/** `pip six 1.16.0 downloaded 11000`, `go a.b/c v1 downloaded built`. */
export function shownPackage(one: PackageTiming): string {
  const { manager, name, version = '?', origin, built, bytes } = one;
  const parts = [manager, name, version, origin, built ? 'built' : '', bytes ?? ''];
  return parts.filter((part) => part !== '').join(' ');
}
