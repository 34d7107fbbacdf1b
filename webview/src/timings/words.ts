/** The Build Timings view's sentences. */
import type { PackageTiming } from '../../../server/protocol/report.ts';
import type { HeadlinePart, TimingsView } from '../../../server/protocol/requests.ts';
import { formatBytes } from '../../../server/protocol/bytes.ts';
import { formatSeconds } from '../../../server/protocol/seconds.ts';
import { stepInWords } from '../../../server/protocol/step-text.ts';
import { count, formatDay, listInWords } from '../shared/format.ts';
import { buildLabel } from '../shared/which-build.ts';

export const MADE_OUTSIDE = 'made outside of Layer Forecast';

/** "3.9 s, after 25 s the time before". */
export function headlineOf(view: TimingsView, seconds: number): readonly HeadlinePart[] {
  const took = formatSeconds(seconds);
  switch (view.state) {
    case 'empty':
      return [plain('No build recorded yet')];
    case 'running':
      return [plain('Building for '), { text: took, tone: 'loud' }, plain(runningNow(view))];
    case 'failed':
      return [plain('Failed after '), { text: took, tone: 'loud' }, plain(failedAt(view))];
    case 'cancelled':
      return [plain('Cancelled after '), { text: took, tone: 'loud' }];
    case 'succeeded':
      return succeeded(view, seconds);
  }
}

function succeeded(view: TimingsView, seconds: number): readonly HeadlinePart[] {
  const took = formatSeconds(seconds);
  if (!view.before)
    return [plain(`${took}, the first build ${view.madeOutside ? 'known' : 'recorded'} here`)];
  const faster = view.before.seconds - seconds;
  // Within a tenth it is noise, and neither good nor bad.
  const close = Math.abs(faster) < Math.max(0.2, view.before.seconds * 0.1);
  const tone = close ? 'plain' : faster > 0 ? 'good' : 'loud';
  return [
    { text: took, tone },
    plain(`, after ${formatSeconds(view.before.seconds)} the time before`),
  ];
}

/** Why it ran what it ran; nothing of the first build, of which the headline says that it is. */
export function whyOf({ explanation }: TimingsView): readonly HeadlinePart[] {
  if (!explanation) return [];
  const { since, build } = explanation.report;
  return since !== null || build.madeOutside ? explanation.sentence : [];
}

function runningNow(view: TimingsView): string {
  const name = view.running?.find((one) => !one.startsWith('[internal]'));
  return name === undefined ? '' : `: ${inHeadline(name, lineOf(view, name))}`;
}

function failedAt(view: TimingsView): string {
  const { step = null, line = null } = view.failure ?? {};
  if (step === null) return '';
  // A step of BuildKit's own is named by the line that it is for.
  const isOwn = step.startsWith('[internal]');
  return isOwn && line !== null ? ` at line ${line}` : ` at ${inHeadline(step, line)}`;
}

function lineOf({ build }: TimingsView, name: string): number | null {
  return build?.steps.find((step) => step.name === name)?.line ?? null;
}

/** Set without marks, which a headline does not need. */
function inHeadline(name: string, line: number | null): string {
  return stepInWords(name, line).replaceAll('`', '');
}

/** `examples/api/Dockerfile, web (compose.yaml) → api:dev · builder default · today 14:07 · succeeded · forecast was 3.6 s, …`. */
export function sublineOf(view: TimingsView, now: Date): string {
  const label = buildLabel(view.invocation);
  const build = label === null ? '' : `, ${label}`;
  const image = view.image === undefined ? '' : ` → ${view.image}`;
  const day = view.build ? formatDay(view.build.started, now) : '';
  const parts = [
    `${view.dockerfile}${build}${image}`,
    view.builder === '' ? '' : `builder ${view.builder}`,
    day,
    view.state === 'empty' ? '' : view.state,
    view.madeOutside && view.state !== 'running' ? MADE_OUTSIDE : '',
    forecastInWords(view),
  ];
  return parts.filter((part) => part !== '').join('\u00a0· ');
}

function forecastInWords(view: TimingsView): string {
  const predicted = view.score?.seconds?.predicted ?? view.forecast?.totals.seconds?.median;
  const was = view.state === 'running' ? 'forecast' : 'forecast was';
  const figure = predicted === undefined ? '' : `${was} ${formatSeconds(predicted)}`;
  const verdicts = verdictsInWords(view);
  if (figure === '') return verdicts === '' ? '' : `forecast: ${verdicts}`;
  return verdicts === '' ? figure : `${figure}, ${verdicts}`;
}

function verdictsInWords({ score }: TimingsView): string {
  if (!score || score.right + score.wrong === 0) return '';
  const depended = score.conditional === 0 ? '' : `, ${score.conditional} depended`;
  const right =
    score.wrong === 0
      ? `all ${count(score.right, 'step')} right`
      : `${score.right} of ${count(score.right + score.wrong, 'step')} right`;
  return right + depended;
}

/** "compiled in 17 s · downloaded 1.2 MB · ← requirements.txt line 2". */
export function packageDetail(one: PackageTiming): string {
  const parts: string[] = [];
  if (one.built) parts.push(`compiled in ${formatSeconds(buildingOf(one))}`);
  const origin = originInWords(one);
  if (origin !== '') parts.push(origin);
  if (one.requiredBy.length > 0) parts.push(`← ${listInWords(one.requiredBy, 2)}`);
  return parts.join(' · ');
}

function originInWords(one: PackageTiming): string {
  switch (one.origin) {
    case 'downloaded':
      return one.bytes === undefined ? 'downloaded' : `downloaded ${formatBytes(one.bytes)}`;
    case 'cached-download':
      return 'cached download';
    case 'cached-wheel':
      return 'cached wheel';
    case 'local':
      return 'local';
    case 'satisfied':
      return 'already there';
    case 'unknown':
      return '';
  }
}

function buildingOf(one: PackageTiming): number {
  return one.phases
    .filter((phase) => phase.kind === 'build')
    .reduce((sum, phase) => sum + phase.seconds, 0);
}

export function quietPackages(quiet: readonly PackageTiming[]): {
  readonly name: string;
  readonly detail: string;
} {
  const names = quiet.map((one) => one.name);
  const there = quiet.every((one) => one.origin === 'satisfied');
  return {
    name: there
      ? `${count(quiet.length, 'package')} already there`
      : count(quiet.length, 'more package'),
    detail: listInWords(names, 6),
  };
}

function plain(text: string): HeadlinePart {
  return { text, tone: 'plain' };
}
