/**
 * Reads a Dockerfile: directives, then one instruction after the other, each with the places of its parts. Everything
 * that is wrong is reported and left out or taken as it stands, so that one mistake does not hide the rest of the file.
 */
import { sliceMapped, sourceSpan, type MappedText } from '../../text/mapped-text.ts';
import type { Parsed, Problem, Span } from '../../text/span.ts';
import { readFlags } from './builder-flags.ts';
import { readDirectives, type Directives } from './directives.ts';
import { findHeredocWords, readHeredocBodies, type HeredocBodies } from './heredocs.ts';
import { readJsonForm } from './json-form.ts';
import { canonicalKeyword, keywordNames, keywordTraits } from './keywords.ts';
import { readLogicalLine } from './logical-line.ts';
import type { Dockerfile, Heredoc, Instruction } from './model.ts';
import {
  createLineReader,
  readLine,
  type LineReader,
  type PhysicalLine,
} from './physical-lines.ts';
import { addAll, errorAt, quoted, warningAt } from './problems.ts';
import { didYouMean } from '../../text/suggest.ts';
import { isBlank, trimRange } from './white-space.ts';

export function parseDockerfile(text: string): Parsed<Dockerfile> {
  const directives = readDirectives(text);
  const problems: Problem[] = [...directives.problems];
  const comments: Span[] = [];
  const instructions: Instruction[] = [];
  const reader = createLineReader(text);
  if (!directives.foreign) {
    for (let line = readLine(reader); line !== null; line = readLine(reader)) {
      if (directives.lines.has(line.start)) continue;
      const logical = readLogicalLine(reader, line, directives.escape, { comments, problems });
      if (logical === null) continue;
      instructions.push(
        readInstruction(
          { text: logical.text, first: logical.first, last: logical.last, reader },
          directives,
          problems,
        ),
      );
    }
    addAll(problems, orderProblems(instructions, text));
  }
  return {
    value: {
      text,
      escape: directives.escape,
      directives: directives.directives.map(({ name, value, span }) => ({ name, value, span })),
      comments,
      instructions,
    },
    problems,
  };
}

interface InstructionLines {
  readonly text: MappedText;
  readonly first: PhysicalLine;
  readonly last: PhysicalLine;
  /** Stands behind the last line, where the bodies of here-documents begin. */
  readonly reader: LineReader;
}

function readInstruction(
  lines: InstructionLines,
  directives: Directives,
  problems: Problem[],
): Instruction {
  const place = { line: lines.first.number, endLine: lines.last.number, end: lines.last.end };
  const range = trimRange(lines.text.text, 0, lines.text.text.length);
  const logical = sliceMapped(lines.text, range.start, range.end);
  const read = readLogical(logical, place, directives.escape, problems);
  const heredocs = readHeredocs(read, lines, problems);
  if (heredocs === null) return read;
  const end = heredocs.last?.end ?? place.end;
  const endLine = heredocs.last?.number ?? place.endLine;
  return withHeredocs(read, heredocs.heredocs, end, endLine);
}

interface LinePlace {
  readonly line: number;
  readonly endLine: number;
  /** The file's offset behind the last line. */
  readonly end: number;
}

/** Reads one trimmed logical line, without here-documents, and what stands behind ONBUILD with it. */
function readLogical(
  logical: MappedText,
  place: LinePlace,
  escape: '\\' | '`',
  problems: Problem[],
  isTrigger = false,
): Instruction {
  let keywordEnd = 0;
  while (keywordEnd < logical.text.length && !isBlank(logical.text.charCodeAt(keywordEnd))) {
    keywordEnd++;
  }
  const keyword = canonicalKeyword(logical.text.slice(0, keywordEnd));
  const keywordSpan = sourceSpan(logical, { start: 0, end: keywordEnd });
  const { flags, argumentsStart } = readFlags(logical, keywordEnd, escape);
  const bodyRange = trimRange(logical.text, argumentsStart, logical.text.length);
  const body = sliceMapped(logical, bodyRange.start, bodyRange.end);
  const traits = keywordTraits(keyword);
  if (traits === null) problems.push(unknownProblem(keyword, keywordSpan, isTrigger));
  for (const flag of flags) {
    if (/[\u0080-\uffff]/.test(flag.name + (flag.value ?? ''))) {
      problems.push(garbledProblem(flag.span));
    }
  }
  // ONBUILD behind ONBUILD is refused, so what stands behind the second one is not read.
  const hasTrigger = traits?.form === 'trigger' && body.text !== '' && !isTrigger;
  return {
    keyword,
    keywordSpan,
    span: { start: keywordSpan.start, end: Math.max(keywordSpan.end, place.end) },
    line: place.line,
    endLine: place.endLine,
    flags,
    logical,
    body,
    json: readJson(keyword, body, problems),
    heredocs: [],
    trigger: hasTrigger ? readLogical(body, place, escape, problems, true) : null,
  };
}

function readJson(
  keyword: string,
  body: MappedText,
  problems: Problem[],
): readonly string[] | null {
  const form = keywordTraits(keyword)?.form;
  if (form !== 'command' && form !== 'list' && form !== 'health') return null;
  const start = form === 'health' ? healthCommandStart(body.text) : 0;
  const json = readJsonForm(body.text.slice(start));
  const span = sourceSpan(body, { start, end: body.text.length });
  switch (json.kind) {
    case 'array':
      return json.values;
    case 'not-strings':
      problems.push(notStringsProblem(keyword, span));
      return null;
    case 'broken':
      problems.push(brokenJsonProblem(keyword, span));
      return null;
    case 'none':
      return null;
  }
}

/** Behind `CMD` of a HEALTHCHECK's body. BuildKit looks at bytes there, so that only ASCII has white space. */
export function healthCommandStart(body: string): number {
  return /^[^\t-\r ]*[\t-\r ]*/.exec(body)?.[0].length ?? 0;
}

function readHeredocs(
  instruction: Instruction,
  lines: InstructionLines,
  problems: Problem[],
): HeredocBodies | null {
  const owner = instruction.trigger ?? instruction;
  if (keywordTraits(owner.keyword)?.heredocs !== true || owner.json !== null) return null;
  const found = findHeredocWords(instruction.logical.text);
  for (const message of found.problems) {
    problems.push(heredocWordProblem(instruction.span, message));
  }
  if (found.words.length === 0) return null;
  const bodies = readHeredocBodies(lines.reader, found.words, instruction.span);
  addAll(problems, bodies.problems);
  return bodies;
}

function withHeredocs(
  instruction: Instruction,
  heredocs: readonly Heredoc[],
  end: number,
  endLine: number,
): Instruction {
  const { trigger } = instruction;
  return {
    ...instruction,
    span: { start: instruction.span.start, end },
    endLine,
    heredocs,
    trigger: trigger === null ? null : withHeredocs(trigger, heredocs, end, endLine),
  };
}

/** What is wrong with the order of instructions as such. */
function orderProblems(instructions: readonly Instruction[], text: string): readonly Problem[] {
  if (instructions.length === 0) {
    const message =
      'This Dockerfile has no instruction, so there is nothing to build. Begin it with FROM and an image.';
    return [errorAt({ start: 0, end: text.length }, 'no-instructions', message)];
  }
  const known = instructions.filter((one) => keywordTraits(one.keyword) !== null);
  const first = known.find((one) => one.keyword !== 'ARG');
  if (first?.keyword === 'FROM') return [];
  if (first !== undefined) {
    return [
      errorAt(
        first.keywordSpan,
        'outside-stage',
        `${first.keyword} stands before the first FROM, where only ARG may stand: there is no image yet that it could change. Put a FROM above it.`,
      ),
    ];
  }
  const last = known.at(-1);
  if (last === undefined) return [];
  const message =
    'This Dockerfile has no FROM, so there is no stage to build. Add one below the ARGs.';
  return [errorAt(last.keywordSpan, 'no-stage', message)];
}

function unknownProblem(keyword: string, span: Span, isTrigger: boolean): Problem {
  const hint = didYouMean(keyword, keywordNames());
  if (!isTrigger) {
    const message = `${quoted(keyword)} is no Dockerfile instruction, so BuildKit refuses the file.${hint}`;
    return errorAt(span, 'unknown-instruction', message);
  }
  const message = `${quoted(keyword)} is no Dockerfile instruction, so every build from this image will fail.${hint}`;
  return warningAt(span, 'unknown-instruction', message);
}

function garbledProblem(span: Span): Problem {
  return warningAt(
    span,
    'flag-not-ascii',
    'BuildKit reads flags byte by byte, so letters beyond ASCII arrive as other letters. Use plain letters here, or an ARG that holds the value.',
  );
}

function notStringsProblem(keyword: string, span: Span): Problem {
  return errorAt(
    span,
    'json-not-strings',
    `The array behind ${keyword} holds something else than strings, which BuildKit refuses. Put each element in double quotes.`,
  );
}

function brokenJsonProblem(keyword: string, span: Span): Problem {
  return warningAt(
    span,
    'json-broken',
    `This looks like an array, but it is no valid JSON, so ${keyword} gives it to the shell as text. Use double quotes and commas between the strings. A shell test needs blanks inside its brackets.`,
  );
}

function heredocWordProblem(span: Span, message: string): Problem {
  return errorAt(
    span,
    'heredoc-word',
    `The name of a here-document cannot be read: ${message}. Write it like <<EOF or <<'EOF'.`,
  );
}
