/** The one sentence that says the outcome of a forecast, in parts so that a view can set its figures off. */
import type { Reason } from '../../protocol/shapes.ts';
import type { Failure, Forecast, Seconds } from '../../protocol/report.ts';
import type { ForecastView, Headline, HeadlinePart } from '../../protocol/requests.ts';
import { formatSeconds } from '../../protocol/seconds.ts';

export interface HeadlineInput {
  readonly forecast: Forecast;
  readonly withFixes: Forecast | null;
  /** Files that are not saved, as reasons name them: where nothing else changed, it is this edit that costs. */
  readonly unsaved: readonly string[];
  /** How many fixes are offered. */
  readonly nFixes: number;
  /** Whether a change is supposed that nobody has made. */
  readonly supposed?: boolean;
}

export function headline(input: HeadlineInput): Headline {
  const { forecast, withFixes } = input;
  const { miss, conditional } = forecast.totals;
  const nSteps = forecast.steps.length;
  const [failure, ...others] = forecast.fails;
  if (failure !== undefined) return failureParts(input, failure, others.length);
  const subject = subjectOf(input);
  if (miss + conditional === 0) {
    return [
      plain(`${subject} runs nothing again: `),
      { text: `all ${String(nSteps)} steps`, tone: 'good' },
      plain(' come from the cache.'),
    ];
  }
  const parts: HeadlinePart[] = [plain(`${subject} `)];
  if (miss > 0) {
    parts.push(plain('runs '), loud(`${String(miss)} of ${String(nSteps)}`), plain(` steps again`));
    if (conditional > 0) parts.push(plain(`, perhaps ${String(conditional)} more`));
  } else {
    parts.push(
      plain('may run '),
      loud(`${String(conditional)} of ${String(nSteps)}`),
      plain(' steps again'),
    );
  }
  // What only may run is in no sum.
  const time =
    miss === 0 ? [] : secondsParts(forecast, withFixes?.totals.seconds ?? null, input.nFixes);
  return [...parts, ...time, plain('.')];
}

/** An error is all that counts: what a failing build would run again helps nobody. */
function failureParts(
  { unsaved, supposed = false }: HeadlineInput,
  { line, message }: Failure,
  nMore: number,
): Headline {
  const subject = supposed
    ? 'With this change the build'
    : unsaved.length > 0
      ? 'With this edit the build'
      : 'This build';
  const more = nMore === 0 ? '' : ` And ${String(nMore)} more.`;
  return [
    plain(`${subject} fails at `),
    loud(`line ${String(line)}`),
    plain(`: ${message}${more}`),
  ];
}

/** What filled the cache is said where it is not a build that is known to have run. */
function subjectOf({ forecast, unsaved, supposed = false }: HeadlineInput): string {
  const since = forecast.since.at(-1);
  if (since?.kind === 'git')
    return `Since git ${since.id}, a build${supposed ? ' with this change' : ''}`;
  // Not the change alone: what else is new since the last build has a part in it.
  if (supposed) return 'With this change, the next build';
  if (unsaved.length === 0) return 'The next build';
  return isAllOfIt(forecast, unsaved) ? 'This edit' : 'With this edit, the next build';
}

/** Whether nothing but the unsaved files makes steps run again. */
function isAllOfIt({ steps }: Forecast, unsaved: readonly string[]): boolean {
  return steps
    .filter(({ verdict }) => verdict === 'miss')
    .flatMap(({ reasons }) => reasons)
    .every((reason) => unsaved.includes(causeOf(reason).file ?? ''));
}

function causeOf(reason: Reason): Reason {
  return reason.because ? causeOf(reason.because) : reason;
}

function secondsParts(
  { steps, totals: { seconds } }: Forecast,
  fixed: Seconds | null,
  nFixes: number,
): readonly HeadlinePart[] {
  if (!seconds) return [plain('; how long is not measured yet')];
  // A copy that was never measured weighs nothing beside the commands.
  const isWhole = steps.every(
    ({ verdict, instruction, seconds: one }) =>
      verdict !== 'miss' || instruction !== 'RUN' || one !== null,
  );
  const parts: HeadlinePart[] = [
    plain(isWhole ? ': about ' : ': at least '),
    loud(formatSeconds(seconds.median)),
  ];
  // A fix that saves less than a tenth is not worth a place in the sentence.
  if (fixed && fixed.median < seconds.median * 0.9) {
    parts.push(
      plain(', or '),
      { text: formatSeconds(fixed.median), tone: 'good' },
      plain(nFixes === 1 ? ' with the fix' : ' with the fixes'),
    );
  }
  return parts;
}

export function headlineText(parts: Headline): string {
  return parts.map((part) => part.text).join('');
}

function plain(text: string): HeadlinePart {
  return { text, tone: 'plain' };
}

function loud(text: string): HeadlinePart {
  return { text, tone: 'loud' };
}

/** Where there is little room: `2 of 6 again, about 18 s`, `all cached`, `fails at line 3`. */
export function shortHeadline({
  forecast,
  problem,
  baseline,
  stages,
}: Pick<ForecastView, 'forecast' | 'problem' | 'baseline' | 'stages'>): string {
  if (problem !== null) {
    const isOnlyNew = baseline === null && stages.length > 0;
    return isOnlyNew ? 'not built yet' : 'no forecast';
  }
  const { steps, totals, fails } = forecast;
  const [failure] = fails;
  if (failure !== undefined) return `fails at line ${String(failure.line)}`;
  const { miss, conditional, seconds } = totals;
  if (miss + conditional === 0) return 'all cached';
  if (miss === 0) return `${String(conditional)} of ${String(steps.length)} depend`;
  const time = seconds === null ? '' : `, about ${formatSeconds(seconds.median)}`;
  return `${String(miss)} of ${String(steps.length)} again${time}`;
}
