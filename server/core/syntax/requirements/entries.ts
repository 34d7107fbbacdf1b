/**
 * Reads each logical line of a requirements file into a line of the model, or into what pip would stop at. One bad line
 * ends pip; here the others go on.
 */
import { sourceSpan, type MappedText } from '../../text/mapped-text.ts';
import { quoted } from '../../text/quote.ts';
import type { Problem, Span } from '../../text/span.ts';
import type { Range } from './characters.ts';
import { logicalLines, type LogicalLine } from './logical-lines.ts';
import type { RequirementsLine, RequirementsOption } from './model.ts';
import { splitOptionWords, type OptionWord } from './option-words.ts';
import { readOptions, type FoundOption, type OptionsRead } from './options.ts';
import { readEditable, readRequirement, type Requirement } from './requirement.ts';
import type { SyntaxFault } from './scanner.ts';

export interface Entry {
  readonly text: string;
  /** Null where pip stops at this line. */
  readonly line: RequirementsLine | null;
  readonly problems: readonly Problem[];
}

export function readEntries(text: string): readonly Entry[] {
  return logicalLines(text).map(readEntry);
}

function readEntry(logical: LogicalLine): Entry {
  const { mapped } = logical;
  const { text } = mapped;
  const start = optionsStart(text);
  const words = splitOptionWords(text, start);
  if (words.kind === 'unclosed') {
    const range = { start: words.at, end: text.length };
    const message =
      words.quote === '\\'
        ? `The \`\\\` at the end of this line has nothing to escape, so pip stops here. Remove it.`
        : `The quote \`${words.quote}\` is not closed on this line, so pip stops here. Close it.`;
    return broken(text, problem(mapped, range, 'requirements-option', message));
  }
  const read = readOptions(words.words);
  if (read.fault !== null) {
    const { word, message } = read.fault;
    return broken(text, problem(mapped, word, 'requirements-option', message));
  }
  const args = text.slice(0, Math.max(0, start - 1));
  const editable = read.options.find((option) => option.name === 'editable');
  if (args === '' && editable === undefined) return optionsEntry(logical, read);
  return requirementEntry(logical, read, target(args, editable));
}

/** The first word that begins with `-` begins the options; words are separated by single blanks, nothing else. */
function optionsStart(text: string): number {
  if (text.startsWith('-')) return 0;
  const found = text.indexOf(' -');
  return found < 0 ? text.length + 1 : found + 1;
}

/** What a line requires: the words in front of its options or, without such words, the value of its first `-e`. */
interface Target {
  readonly text: string;
  readonly editable: FoundOption | null;
  /** Offsets in the line of the text's units, where it comes from the words of an option. */
  readonly word: OptionWord | null;
}

function target(args: string, editable: FoundOption | undefined): Target {
  const word = args === '' ? (editable?.value ?? null) : null;
  return { text: word === null ? args : word.text, editable: editable ?? null, word };
}

function requirementEntry(logical: LogicalLine, read: OptionsRead, what: Target): Entry {
  const { mapped, line } = logical;
  const { text } = mapped;
  const editable = what.editable !== null;
  const requirement = editable ? readEditable(what.text) : readRequirement(what.text);
  if (requirement.kind === 'fault') return broken(text, invalid(mapped, what, requirement));
  const counts = read.options.filter(
    ({ name }) => name === 'config-settings' || (name === 'hash' && !editable),
  );
  const dropped = read.options.filter(
    (option) => !counts.includes(option) && option !== what.editable,
  );
  return {
    text,
    line: {
      kind: 'requirement',
      text,
      span: sourceSpan(mapped, { start: 0, end: text.length }),
      line,
      editable,
      ...modelPart(requirement),
      hashes: counts.flatMap(({ name, value }) => (name === 'hash' && value ? [value.text] : [])),
      nameSpan: targetSpan(mapped, what, requirement.nameRange),
      specifierSpan: targetSpan(mapped, what, requirement.specifierRange),
      options: counts.map((option) => modelOption(mapped, option)),
    },
    problems: [
      ...dropped.map((option) => ignoredOption(mapped, option, 'stands behind a requirement')),
      ...read.leftOver.map((word) => ignoredWord(mapped, word)),
    ],
  };
}

function modelPart(requirement: Requirement) {
  const { form, name, normalizedName, extras, specifier, url, path, marker } = requirement;
  return { form, name, normalizedName, extras, specifier, url, path, marker };
}

function optionsEntry(logical: LogicalLine, read: OptionsRead): Entry {
  const { mapped, line } = logical;
  const { text } = mapped;
  const counts = countingOptions(read.options);
  const dropped = read.options.filter((option) => !counts.includes(option));
  const [first] = counts;
  const reason = isNested(first)
    ? 'stands beside another `-r` or `-c`'
    : 'has no requirement in front';
  return {
    text,
    line: {
      kind: 'options',
      text,
      span: sourceSpan(mapped, { start: 0, end: text.length }),
      line,
      options: counts.map((option) => modelOption(mapped, option)),
    },
    problems: [
      ...dropped.map((option) =>
        ignoredOption(mapped, option, option.name === 'find-links' ? 'is not the first' : reason),
      ),
      ...read.leftOver.map((word) => ignoredWord(mapped, word)),
    ],
  };
}

/** pip follows the first `-r` of a line or else its first `-c`, and then looks at nothing else on it. */
function countingOptions(options: readonly FoundOption[]): readonly FoundOption[] {
  const nested =
    options.find(({ name }) => name === 'requirement') ??
    options.find(({ name }) => name === 'constraint');
  if (nested !== undefined) return [nested];
  const firstLinks = options.find(({ name }) => name === 'find-links');
  return options.filter(
    (option) =>
      option.name !== 'hash' &&
      option.name !== 'config-settings' &&
      (option.name !== 'find-links' || option === firstLinks),
  );
}

function isNested(option: FoundOption | undefined): boolean {
  return option?.name === 'requirement' || option?.name === 'constraint';
}

function modelOption(mapped: MappedText, { name, option, value }: FoundOption): RequirementsOption {
  const end = value === null ? option.end : value.end;
  return {
    name,
    value: value === null ? null : value.text,
    span: sourceSpan(mapped, { start: option.start, end }),
    valueSpan: value === null ? null : sourceSpan(mapped, valueRange(value)),
  };
}

/** Without the quotes around it. */
function valueRange(value: OptionWord): Range {
  const last = value.offsets.at(-1);
  return last === undefined
    ? { start: value.end, end: value.end }
    : { start: value.offsets[0] ?? value.start, end: last + 1 };
}

function targetRange(what: Target, range: Range): Range {
  const offsets = what.word?.offsets;
  if (offsets === undefined) return range;
  const start = offsets[range.start] ?? what.word?.end ?? 0;
  return { start, end: range.end > range.start ? (offsets[range.end - 1] ?? start) + 1 : start };
}

function targetSpan(mapped: MappedText, what: Target, range: Range | null): Span | null {
  return range === null ? null : sourceSpan(mapped, targetRange(what, range));
}

function broken(text: string, found: Problem): Entry {
  return { text, line: null, problems: [found] };
}

function problem(mapped: MappedText, range: Range, code: string, message: string): Problem {
  return { code, message, span: sourceSpan(mapped, range), severity: 'error' };
}

function invalid(mapped: MappedText, what: Target, found: SyntaxFault): Problem {
  const end = what.text.length;
  const start = found.at < end ? found.at : 0;
  const range =
    end === 0 ? { start: 0, end: mapped.text.length } : targetRange(what, { start, end });
  const isSingleEquals = /^[\w.-]+(?:\[[^\]]*\])?\s*=(?!=)/.test(what.text);
  const hint = isSingleEquals ? '`=` is no operator; write `==` for one version' : found.message;
  const message = `pip stops at ${quoted(what.text)}: ${hint}.`;
  return problem(mapped, range, 'requirements-invalid', message);
}

function ignoredOption(mapped: MappedText, found: FoundOption, because: string): Problem {
  const { span } = modelOption(mapped, found);
  const message = `pip ignores this \`--${found.name}\`, since it ${because}. Give it a line of its own, or remove it.`;
  return { code: 'requirements-ignored', message, span, severity: 'warning' };
}

function ignoredWord(mapped: MappedText, word: OptionWord): Problem {
  return {
    code: 'requirements-ignored',
    message: `pip ignores ${quoted(word.text)}, since it stands behind an option. Give it a line of its own, or remove it.`,
    span: sourceSpan(mapped, word),
    severity: 'warning',
  };
}
