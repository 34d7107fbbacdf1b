/** The text of a requirements file after a change that nobody has made yet: another package, or a line of comment. */
import { quoted } from '../../text/quote.ts';
import { splitLines, type Range } from './characters.ts';
import { readEntries } from './entries.ts';
import type { RequirementLine } from './model.ts';

export type ChangedRequirements =
  | { readonly kind: 'changed'; readonly text: string }
  /** The requirement is none. A sentence: what, why, what to do. */
  | { readonly kind: 'problem'; readonly message: string };

/**
 * A requirement of the same name (PEP 503) is replaced where it stands, with its hashes, which are of another version;
 * of several with one name that with the same marker. Without one the requirement comes after the others.
 */
export function withRequirement(text: string, requirement: string): ChangedRequirements {
  const read = readOne(requirement);
  if (read.kind === 'problem') return read;
  const { line } = read;
  const old = sameName(text, line);
  if (old === null) return { kind: 'changed', text: withLine(text, line.text) };
  if ([old.text, requirementText(old)].includes(line.text)) return { kind: 'changed', text };
  // Of a line that goes on pip takes the `\` before it away, too. In front of one line it would count.
  const before = text.slice(0, old.span.start).replace(/\\+$/, '');
  return { kind: 'changed', text: before + line.text + text.slice(old.span.end) };
}

/** Why this is no requirement that a file could get, and what to write; null where it is one. */
export function requirementProblem(requirement: string): string | null {
  const read = readOne(requirement);
  return read.kind === 'problem' ? read.message : null;
}

/** The package of a requirement (PEP 503); null where it names none. */
export function requirementName(requirement: string): string | null {
  const read = readOne(requirement);
  return read.kind === 'problem' ? null : read.line.normalizedName;
}

/** pip reads the same as before. */
export function withComment(text: string): string {
  return withLine(text, '# another comment');
}

/** `requests==2.31.0 ; os_name == "nt"` without the options after it. */
export function requirementText(line: RequirementLine): string {
  return line.editable ? line.text : line.text.replace(OPTIONS, '');
}

/** ` --hash=sha256:… --hash=…`: the first word that begins with a dash begins the options. */
const OPTIONS = / +-[^]*$/;

type ReadRequirement =
  | { readonly kind: 'requirement'; readonly line: RequirementLine }
  | { readonly kind: 'problem'; readonly message: string };

const WHAT_TO_DO = 'Write one requirement as pip reads it, such as `requests==2.31.0`.';

function readOne(requirement: string): ReadRequirement {
  const [entry, ...more] = readEntries(requirement);
  if (!entry) return noRequirement(`There is no requirement in ${quoted(requirement)}.`);
  if (more.length > 0) {
    return noRequirement(
      `${quoted(requirement)} has several lines, and this is about one package.`,
    );
  }
  const { line, problems } = entry;
  if (line === null) return noRequirement(problems[0]?.message ?? 'pip cannot read this.');
  if (line.kind === 'options') {
    return noRequirement(`${quoted(line.text)} is an option of pip, not a package.`);
  }
  // It would take the next line of the file along.
  if (line.text.endsWith('\\')) {
    return noRequirement(`${quoted(line.text)} goes on after its \`\\\`, where nothing follows.`);
  }
  return { kind: 'requirement', line };
}

function noRequirement(why: string): ReadRequirement {
  return { kind: 'problem', message: `${why} ${WHAT_TO_DO}` };
}

function sameName(
  text: string,
  { normalizedName, marker }: RequirementLine,
): RequirementLine | null {
  if (normalizedName === null) return null;
  const lines = readEntries(text).flatMap(({ line }) =>
    line?.kind === 'requirement' && line.normalizedName === normalizedName ? [line] : [],
  );
  return lines.find((line) => line.marker === marker) ?? lines[0] ?? null;
}

/** With a line behind all others, and the line ends that the text has already. */
function withLine(text: string, line: string): string {
  const lineEnd = /\r?\n/.exec(text)?.[0] ?? '\n';
  const last = lastLine(text);
  const isEnded = last === null || last.end < text.length;
  // An empty line ends what goes on, so that the new one does not become a part of it.
  const goesOn = last !== null && text.slice(last.start, last.end).endsWith('\\');
  // A `\r` alone ends a line too, but makes one end with a `\n` after it.
  const empty = text.endsWith('\r') ? `\n${lineEnd}` : lineEnd;
  return `${text}${isEnded ? '' : lineEnd}${goesOn ? empty : ''}${line}${lineEnd}`;
}

function lastLine(text: string): Range | null {
  let last: Range | null = null;
  for (const range of splitLines(text, 0)) last = range;
  return last;
}
