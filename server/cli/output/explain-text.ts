/** A recorded build for a terminal: the sentence, the steps with the reasons why they ran; and the recorded builds. */
import { nameWithoutDigest } from '../../core/build-log/index.ts';
import { explainHeadline } from '../../core/report/explain-headline.ts';
import { headlineText } from '../../core/report/headline.ts';
import { shownReasons, type ShownReasons } from '../../core/report/shown-reasons.ts';
import { formatLocalTime } from '../../node/local-time.ts';
import { shortId } from '../../node/building/index.ts';
import type { ExplainedStep, ExplainReport, RecordedBuild } from '../../protocol/report.ts';
import { formatSeconds, SECONDS_WIDTH } from '../../protocol/seconds.ts';
import { NAME_WIDTH, reasonLines, shortName } from '../../core/report/text/reason-lines.ts';
import { painter, type Paint } from '../../core/report/text/style.ts';

export function explainText(report: ExplainReport, color: boolean): string {
  const paint = painter(color);
  const { build, since } = report;
  const against = since === null ? '' : `, against ${sinceText(since)}`;
  // Without a build before all steps have one and the same reason, which the first line gives.
  const reasons = since === null ? [] : shownReasons(report.steps);
  const lines = [
    paint('bold', headlineText(explainHeadline(report, { withSeconds: true }))),
    paint(
      'dim',
      `${placeText(build)}: build ${shortId(build.id)} of ${formatLocalTime(build.started)}, ${outcomeText(build)}, builder ${build.builder}${madeOutside(build)}${against}`,
    ),
    '',
    ...report.steps.flatMap((step, index) => stepLines(step, reasons[index], paint)),
  ];
  return `${lines.join('\n')}\n`;
}

function madeOutside({ madeOutside, ref = '' }: RecordedBuild): string {
  if (madeOutside !== true) return '';
  const id = ref.slice(ref.lastIndexOf('/') + 1);
  return `, made outside of Layer Forecast (docker buildx history logs ${id})`;
}

function sinceText({ id, started }: RecordedBuild): string {
  return `build ${shortId(id)} of ${formatLocalTime(started)}`;
}

/** `Dockerfile, target builder`. */
function placeText({ dockerfile, context, target }: RecordedBuild): string {
  return [
    dockerfile,
    ...(context === '.' ? [] : [`context ${context}`]),
    ...(target === '' ? [] : [`target ${target}`]),
  ].join(', ');
}

function outcomeText({ outcome, seconds }: RecordedBuild): string {
  const after = outcome === 'succeeded' ? 'in' : 'after';
  return `${outcome} ${after} ${formatSeconds(seconds)}`;
}

const WORDS = {
  ran: ['yellow', 'ran      '],
  cached: ['dim', 'cached   '],
  failed: ['red', 'failed   '],
  cancelled: ['red', 'cancelled'],
  'not-reached': ['dim', 'not run  '],
  absent: ['dim', 'no layer '],
} as const satisfies Readonly<
  Record<ExplainedStep['observed'], readonly [Parameters<Paint>[0], string]>
>;

/** Below the name of a step. */
const INDENT = '             ';

function stepLines(
  step: ExplainedStep,
  reasons: ShownReasons | undefined,
  paint: Paint,
): readonly string[] {
  const [style, word] = WORDS[step.observed];
  const shown = shortName(nameWithoutDigest(step.name));
  const hasSeconds = !['cached', 'not-reached', 'absent'].includes(step.observed);
  const seconds = hasSeconds ? ` ${formatSeconds(step.seconds).padStart(SECONDS_WIDTH)}` : '';
  return [
    `  ${paint(style, word)}  ${hasSeconds ? shown.padEnd(NAME_WIDTH) : shown}${seconds}`,
    ...reasonLines(step, reasons).map((line) => paint('dim', `${INDENT}${line}`)),
  ];
}

/** `1a2b3c4d  2026-11-24 14:07  succeeded in 21 s  Dockerfile, target builder (builder default)`. */
export function recordedLines(builds: readonly RecordedBuild[]): readonly string[] {
  const rows = builds.map((build) => [
    shortId(build.id),
    formatLocalTime(build.started),
    outcomeText(build),
  ]);
  const widths = [0, 1, 2].map((column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return builds.map((build, index) => {
    const row = (rows[index] ?? []).map((text, column) => text.padEnd(widths[column] ?? 0));
    const origin = build.madeOutside === true ? ', made outside' : '';
    return `${row.join('  ')}  ${placeText(build)} (builder ${build.builder}${origin})`;
  });
}
