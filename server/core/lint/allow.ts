/**
 * Comments that allow what a rule finds: `# layer-forecast: allow missing-cache-mount -- the base image keeps none`,
 * above an instruction or among its lines; `allow-file` for the whole file.
 */
import type { BuildModel } from '../build-model/model.ts';
import type { TextEdit } from '../text/edits.ts';
import type { Span } from '../text/span.ts';
import type { Place } from './places.ts';

export interface Allow {
  /** The whole comment. */
  readonly span: Span;
  readonly rules: readonly AllowedRule[];
  /** Where what is allowed begins; null where no instruction stands below. */
  readonly covers: Span | 'file' | null;
  /** What is wrong with its words, as a sentence; null where it can be read. */
  readonly problem: string | null;
}

export interface AllowedRule {
  readonly id: string;
  readonly span: Span;
}

const MARK = /^#[ \t]*layer-forecast:[ \t]*/;
const WORD = /^allow(-file)?(?=[ \t]|$)[ \t]*/;

export function readAllows({ dockerfile }: BuildModel): readonly Allow[] {
  const { text, comments, instructions } = dockerfile;
  // Most files have none.
  if (!text.includes('layer-forecast:')) return [];
  return comments.flatMap((comment): readonly Allow[] => {
    const { start, written } = trimmed(text, comment);
    const mark = MARK.exec(written)?.[0];
    if (mark === undefined) return [];
    const span = { start, end: start + written.length };
    const word = WORD.exec(written.slice(mark.length));
    if (word === null) return [{ span, rules: [], covers: null, problem: UNKNOWN_WORD }];
    const from = mark.length + word[0].length;
    const names = written.slice(from).split(/(?:^|[ \t])--(?=[ \t]|$)/, 1)[0] ?? '';
    const rules = [...names.matchAll(/[^\s,]+/g)].map((match) => {
      const at = start + from + match.index;
      return { id: match[0], span: { start: at, end: at + match[0].length } };
    });
    const below = instructions.find((one) => one.span.end > span.start);
    const covers = word[1] === undefined ? (below?.span ?? null) : 'file';
    return [{ span, rules, covers, problem: rules.length === 0 ? NO_RULE : null }];
  });
}

const UNKNOWN_WORD =
  'Layer Forecast does not know this comment. Write `# layer-forecast: allow RULE -- reason`, or `allow-file` for the whole file.';
const NO_RULE =
  'This comment names no rule. Write `# layer-forecast: allow RULE -- reason`, with the rule of the finding.';

/** A comment can be indented. */
function trimmed(text: string, { start, end }: Span): { start: number; written: string } {
  const raw = text.slice(start, end);
  const written = raw.trim();
  return { start: start + raw.indexOf(written), written };
}

/** A finding in another file is allowed where its own end in this one is. */
export function isAllowed(
  allow: Allow,
  finding: Place & { readonly rule: string; readonly related: readonly Place[] },
): boolean {
  const { covers, rules } = allow;
  if (covers === null || !rules.some(({ id }) => id === finding.rule)) return false;
  if (covers === 'file') return true;
  const places = finding.file === undefined ? [finding] : finding.related;
  return places.some(
    ({ file, span }) => file === undefined && covers.start <= span.start && span.start < covers.end,
  );
}

/** The edit that allows a rule in the instruction of a place; null where none is there, as for a mistake of the parser. */
export function allowEdit({ dockerfile }: BuildModel, rule: string, at: number): TextEdit | null {
  const { text, instructions } = dockerfile;
  const instruction = instructions.find(({ span }) => span.start <= at && at < span.end);
  if (instruction === undefined) return null;
  // A byte order mark stays in front of all.
  const mark = text.startsWith('\uFEFF') ? 1 : 0;
  const lineStart = Math.max(text.lastIndexOf('\n', instruction.span.start - 1) + 1, mark);
  const indent = text.slice(lineStart, instruction.span.start);
  const newText = `${indent}# layer-forecast: allow ${rule} -- \n`;
  return { span: { start: lineStart, end: lineStart }, newText };
}
