/** How a build ended, for a terminal. */
import type { BuildReport } from '../../protocol/report.ts';
import { formatSeconds } from '../../protocol/seconds.ts';
import { painter } from '../../core/report/text/style.ts';
import { timingsText } from '../../core/report/text/timings-text.ts';

export function buildText(report: BuildReport, color: boolean): string {
  const paint = painter(color);
  const { score } = report;
  const lines = [timingsText(report.timings, color, { withOutput: report.failure === null })];
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
