/** The one sentence that says why a recorded build ran what it ran: the changes that weigh most, in seconds. */
import type { Reason } from '../../protocol/shapes.ts';
import type { ExplainReport } from '../../protocol/report.ts';
import type { Headline, HeadlinePart } from '../../protocol/requests.ts';
import { formatSeconds } from '../../protocol/seconds.ts';
import { hasRun } from '../forecast/index.ts';

export interface ExplainHeadlineOptions {
  /** Whether it says how long the steps took. */
  readonly withSeconds: boolean;
}

export function explainHeadline(
  report: ExplainReport,
  { withSeconds }: ExplainHeadlineOptions,
): Headline {
  const { build, totals, since } = report;
  const nRan = totals.ran + totals.failed + totals.cancelled;
  const nAll = nRan + totals.cached + totals.notReached;
  const subject = {
    succeeded: 'This build ran ',
    failed: 'This build failed. It ran ',
    cancelled: 'This build was cancelled. It ran ',
  }[build.outcome];
  if (nRan === 0) return nothingRan(report, subject);
  const parts = [
    plain(subject),
    loud(`${String(nRan)} of ${String(nAll)}`),
    plain(since === null ? ' steps' : ' steps again'),
  ];
  if (withSeconds) {
    // Steps beside each other take no longer than the build.
    const seconds = Math.min(totals.seconds, build.seconds);
    parts.push(plain(' in '), loud(formatSeconds(seconds)));
  }
  return [...parts, plain(`: ${causesText(report)}.`)];
}

function nothingRan({ totals, build }: ExplainReport, subject: string): Headline {
  const cached = `${String(totals.cached)} steps`;
  if (build.outcome !== 'succeeded') return [plain(`${subject}no step.`)];
  return [
    plain(`${subject}no step again: `),
    { text: `all ${cached}`, tone: 'good' },
    plain(' came from the cache.'),
  ];
}

/** As many changes as are told one by one. */
const N_CAUSES = 2;

function causesText(report: ExplainReport): string {
  if (report.build.madeOutside === true)
    return 'it was made outside of Layer Forecast, so it is not known what changed';
  if (report.since === null) return 'no build before it is recorded';
  const causes = causesByWeight(report);
  const nGone = report.steps.filter(isGone).length;
  const told = causes.slice(0, N_CAUSES);
  const nMore = causes.length - told.length;
  if (nMore > 0) told.push(`${String(nMore)} more ${nMore === 1 ? 'change' : 'changes'}`);
  if (nGone === 0) return told.join('; ');
  if (told.length === 0)
    return 'the cache keys did not change, but the builder no longer had the results';
  return `${told.join('; ')}; the builder no longer had the results of ${String(nGone)} other ${nGone === 1 ? 'step' : 'steps'}`;
}

function isGone({ observed, reasons }: ExplainReport['steps'][number]): boolean {
  return hasRun(observed) && reasons.some(({ kind }) => kind === 'result-gone');
}

/** What the user changed, that which took most seconds first. */
function causesByWeight({ steps }: ExplainReport): string[] {
  const weights = new Map<string, number>();
  for (const { observed, reasons, seconds } of steps) {
    if (!hasRun(observed)) continue;
    for (const reason of reasons) {
      const root = rootOf(reason);
      if (root.kind === 'result-gone') continue;
      const text = withPlace(root);
      weights.set(text, (weights.get(text) ?? 0) + seconds);
    }
  }
  return [...weights].sort(([, a], [, b]) => b - a).map(([text]) => text);
}

function rootOf(reason: Reason): Reason {
  return reason.because === undefined ? reason : rootOf(reason.because);
}

/** `This step is new (Dockerfile line 7)`; a text that names its file and line stays as it is. */
function withPlace({ text, file, line }: Reason): string {
  if (file === undefined || line === undefined || /\blines? \d/.test(text)) return text;
  return `${text} (${file} line ${String(line)})`;
}

function plain(text: string): HeadlinePart {
  return { text, tone: 'plain' };
}

function loud(text: string): HeadlinePart {
  return { text, tone: 'loud' };
}
