/** A build while it runs, and how it ended, for a terminal. */
import type { Build, BuildReport } from '../../protocol/report.ts';
import { formatSeconds } from '../../protocol/seconds.ts';
import type { CliIo } from '../io.ts';
import { painter } from './style.ts';
import { timingsText } from './timings-text.ts';

/** Says each step once, when it begins. */
export function createProgressText(io: CliIo): (progress: { readonly build: Build }) => void {
  const said = new Set<string>();
  return ({ build }) => {
    for (const step of build.steps) {
      if (step.stage === '' || said.has(step.name)) continue;
      said.add(step.name);
      io.err(`${step.name}\n`);
    }
  };
}

export function buildText(report: BuildReport, color: boolean): string {
  const paint = painter(color);
  const { score } = report;
  const lines = [timingsText(report.timings, color)];
  if (score) {
    const right = `${String(score.right)} of ${String(score.right + score.wrong)} steps predicted correctly`;
    const seconds = score.seconds
      ? `; ${formatSeconds(score.seconds.predicted)} predicted, ${formatSeconds(score.seconds.measured)} measured`
      : '';
    lines.push(paint(score.wrong === 0 ? 'green' : 'yellow', `${right}${seconds}.\n`));
    for (const step of score.steps.filter((one) => one.right === false)) {
      lines.push(`  predicted ${step.predicted}, was ${step.observed}: ${step.name}\n`);
    }
  }
  return lines.join('\n');
}
