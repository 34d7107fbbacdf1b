/** What a build sends of its contexts, for a terminal: the sum, then the entries that make it up, then hints. */
import { amountText, contextHeadline, whyNothing } from '../../core/report/context-headline.ts';
import { BYTES_WIDTH, formatBytes, formatCount } from '../../protocol/bytes.ts';
import type {
  AskedBy,
  ContextAmount,
  ContextEntrySize,
  ContextReport,
  LocalContext,
} from '../../protocol/report.ts';
import { painter, type Paint } from '../../core/report/text/style.ts';

export function contextText(report: ContextReport, color: boolean): string {
  const paint = painter(color);
  const { contexts, elsewhere, sent } = report;
  const isOne = contexts.length === 1;
  const lines = [
    paint('bold', contextHeadline(report)),
    ...(isOne || sent.files === 0
      ? []
      : contexts.map((one) => `  ${one.name}: ${amountText(one.sent)}`)),
    ...(sent.files === 0 ? [] : [paint('dim', ONLY_CHANGES)]),
    ...contexts.flatMap((one) => ['', ...contextLines(one, report, paint)]),
    ...elsewhere.map(
      ({ name, source }) =>
        `\n${name} is ${source}: the builder gets it itself, and nothing of it is sent from here.`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}

const ONLY_CHANGES =
  'This is what a first build sends. Later builds from the same folder send only files that changed.';

function contextLines(
  context: LocalContext,
  { dockerfile }: ContextReport,
  paint: Paint,
): readonly string[] {
  const { name, folder, ignoreFile, files, hints } = context;
  const whose =
    name === 'context' ? `${dockerfile}, context ${folder}` : `context ${name}: ${folder}`;
  return [
    paint('dim', `${whose}, ${ignoreFile ?? 'no .dockerignore'}`),
    ...tableLines(context, paint),
    ...(files === undefined ? unsentLine(context, paint) : []),
    ...hints.map(({ message }) => `${paint('yellow', 'hint')}: ${message}`),
  ];
}

function tableLines(context: LocalContext, paint: Paint): readonly string[] {
  const { files, largest, rest } = context;
  const entries = files ?? largest;
  if (entries.length === 0) return [`  Nothing is sent: ${whyNothing([context])}.`];
  const hasRest = files === undefined && rest.files > 0;
  const amounts: readonly ContextAmount[] = hasRest ? [...entries, rest] : entries;
  const widthOfFiles = Math.max(
    'files'.length,
    ...largestOf(amounts.map((one) => formatCount(one.files))),
  );
  const widthOfNames = Math.min(
    MOST_NAME,
    Math.max('path'.length, ...largestOf(entries.map((entry) => nameOf(entry)))),
  );
  const row = (size: string, count: string, name: string, asked: string) =>
    `  ${size.padStart(BYTES_WIDTH)}  ${count.padStart(widthOfFiles)}  ${name.padEnd(asked === '' ? 0 : widthOfNames)}${asked === '' ? '' : `  ${asked}`}`;
  return [
    paint('dim', row('size', 'files', 'path', 'asked for by')),
    ...entries.map((entry) =>
      row(
        formatBytes(entry.bytes),
        formatCount(entry.files),
        nameOf(entry),
        askedText(entry.askedBy),
      ),
    ),
    ...(hasRest
      ? [paint('dim', row(formatBytes(rest.bytes), formatCount(rest.files), 'everything else', ''))]
      : []),
  ];
}

/** One length: spreading 100,000 of them into a call would be too many arguments. */
function largestOf(texts: readonly string[]): readonly number[] {
  return [texts.reduce((most, text) => Math.max(most, text.length), 0)];
}

/** A longer path moves the rest of its line to the right. */
const MOST_NAME = 48;

function nameOf({ path, kind }: ContextEntrySize): string {
  return kind === 'folder' ? `${path}/` : path;
}

/** `line 4 COPY . .`, `line 4 COPY . . and 2 more`. */
function askedText(askedBy: readonly AskedBy[]): string {
  const [first, ...more] = askedBy;
  if (first === undefined) return '';
  const text = first.text.replace(/\s+/g, ' ');
  const short = text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT - 1)}…` : text;
  const others = more.length === 0 ? '' : ` and ${String(more.length)} more`;
  return `line ${String(first.line)} ${short}${others}`;
}

const MOST_TEXT = 40;

function unsentLine({ sent, total, isWhole }: LocalContext, paint: Paint): readonly string[] {
  const files = total.files - sent.files;
  if (files === 0 && isWhole) return [];
  const atLeast = isWhole ? '' : 'at least ';
  const unsent = { files, bytes: total.bytes - sent.bytes };
  return [
    paint('dim', `Not sent, because no instruction asks for it: ${atLeast}${amountText(unsent)}.`),
  ];
}
