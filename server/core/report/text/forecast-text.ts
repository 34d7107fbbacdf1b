/** A forecast as plain text, for a terminal or an editor without the views: the sentence, the steps with their reasons, what is taken for granted. */
import { changeText, type SupposedChange } from '../change-text.ts';
import { headline, headlineText } from '../headline.ts';
import { shownReasons, type ShownReasons } from '../shown-reasons.ts';
import { failingOf } from '../../../protocol/failing.ts';
import type { Failure, Forecast, Step } from '../../../protocol/report.ts';
import { formatSeconds, SECONDS_WIDTH } from '../../../protocol/seconds.ts';
import type { StepNote } from '../../../protocol/requests.ts';
import { NAME_WIDTH, reasonLines, shortName } from './reason-lines.ts';
import { painter, type Paint } from './style.ts';

export interface ForecastTextInput {
  readonly forecast: Forecast;
  readonly withFixes: Forecast | null;
  readonly fixTitles: readonly string[];
  readonly notes: readonly StepNote[];
  /** As reasons name files. */
  readonly unsaved: readonly string[];
  readonly supposed: readonly SupposedChange[];
  readonly color: boolean;
}

/** Of what is said of a step: below its name. */
const INDENT = ' '.repeat(11);

export function forecastText(input: ForecastTextInput): string {
  const { forecast, withFixes, notes, supposed } = input;
  const paint = painter(input.color);
  const sentence = headlineText(
    headline({
      forecast,
      withFixes,
      unsaved: input.unsaved,
      nFixes: input.fixTitles.length,
      supposed: supposed.length > 0,
    }),
  );
  const since = forecast.since
    .map((one) => `${one.kind === 'git' ? 'git ' : ''}${sinceText(one)}`)
    .join(', ');
  const reasons = shownReasons(forecast.steps);
  const after = supposed.length === 0 ? '' : `, after ${changeText(supposed, [])}`;
  const lines = [
    paint('bold', forecast.fails.length > 0 ? paint('red', sentence) : sentence),
    ...(forecast.fails.length > 1 ? forecast.fails.map((one) => failureLine(one, paint)) : []),
    paint(
      'dim',
      `${forecast.dockerfile} since ${since}${after}; BuildKit ${forecast.engine.buildkit}, ${forecast.engine.store} store`,
    ),
    ...buildLine(forecast, paint),
    '',
    ...forecast.steps.flatMap((step, index) =>
      stepLines(
        step,
        reasons[index],
        notes.filter((note) => note.step === index),
        paint,
      ),
    ),
  ];
  if (input.fixTitles.length > 0) {
    lines.push('', ...input.fixTitles.map((title) => `${paint('green', 'fix')} ${title}`));
  }
  if (forecast.warnings.length > 0) {
    lines.push(
      '',
      ...forecast.warnings.map((warning) => `${paint('yellow', 'warning')} ${warning}`),
    );
  }
  if (forecast.assumed.length > 0) {
    lines.push('', ...forecast.assumed.map((assumed) => paint('dim', `assumed: ${assumed}`)));
  }
  return `${lines.join('\n')}\n`;
}

function failureLine({ line, message }: Failure, paint: Paint): string {
  return `${paint('red', 'fails')} line ${String(line)}: ${message}`;
}

/** Which build this is, and why; on the command line the user has just said so. */
function buildLine({ invocation, context, target }: Forecast, paint: Paint): readonly string[] {
  const { id, evidence } = invocation;
  if (evidence === 'the command line' || evidence === 'the request') return [];
  const what = target === '' ? `context ${context}` : `context ${context}, target ${target}`;
  return [paint('dim', `build ${id}: ${what} (${evidence})`)];
}

function sinceText(since: Forecast['since'][number]): string {
  if (since.kind === 'last-build') return `the last build (${since.time ?? since.id})`;
  return since.kind === 'saved-files' ? 'the saved files' : since.id;
}

function stepLines(
  step: Step,
  reasons: ShownReasons | undefined,
  notes: readonly StepNote[],
  paint: Paint,
): readonly string[] {
  const failing = failingOf(step.reasons);
  const verdict =
    failing === null
      ? {
          hit: paint('dim', 'cached '),
          miss: paint('yellow', 'again  '),
          conditional: paint('cyan', 'depends'),
        }[step.verdict]
      : paint('red', failing === 'fails' ? 'fails  ' : '-      ');
  const shown = shortName(step.name);
  const seconds = step.seconds ? formatSeconds(step.seconds.median) : '';
  const fixed =
    step.seconds &&
    step.withFixes?.seconds &&
    step.withFixes.seconds.median < step.seconds.median * 0.9
      ? paint('green', `  ${formatSeconds(step.withFixes.seconds.median)} with the fixes`)
      : '';
  return [
    `  ${verdict}  ${seconds === '' ? shown : `${shown.padEnd(NAME_WIDTH)} ${seconds.padStart(SECONDS_WIDTH)}${fixed}`}`,
    ...reasonLines(step, reasons).map((line) => paint('dim', `${INDENT}${line}`)),
    ...notes.map((note) => `${INDENT}${note.text}`),
  ];
}
