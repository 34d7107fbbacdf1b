/** What holds for every text: no exception, places in bounds and nested, and edits that BuildKit does not see. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  expandWord,
  heredocText,
  parseDockerfile,
  readCommand,
} from '../../../../server/core/syntax/dockerfile/index.ts';
import type { Dockerfile, Instruction } from '../../../../server/core/syntax/dockerfile/model.ts';
import type { MappedText } from '../../../../server/core/text/mapped-text.ts';
import type { Span } from '../../../../server/core/text/span.ts';

/** Pieces of Dockerfiles, so that the texts get far enough to be interesting. */
const pieces = [
  ...[
    'FROM ',
    'RUN ',
    'COPY ',
    'ADD ',
    'ENV ',
    'ARG ',
    'LABEL ',
    'ONBUILD ',
    'HEALTHCHECK ',
    'CMD ',
  ],
  ...[
    'SHELL ',
    'VOLUME ',
    'EXPOSE ',
    'FOO ',
    'USER ',
    '# escape=`\n',
    '# syntax=a\n',
    '# c\n',
    '#!',
  ],
  ...['\n', '\r\n', '\r', ' \\\n', '`\n', '\\', '`', ' ', '\t', '\u00a0', '\ufeff', '\u2028'],
  ...[
    '<<E',
    '<<-"F"',
    '\nE\n',
    '\n\tF\n',
    '3<<E ',
    '"',
    "'",
    '$',
    '${a',
    ':-',
    '}',
    '[',
    ']',
    '["a",1]',
  ],
  ...[
    '["a","b c"]',
    ',',
    '--',
    '--mount=',
    'type=cache,',
    'target=/a',
    '"id=b"',
    '--from=',
    '--x ',
    '=',
  ],
  ...['a', 'A=1', 'é', '😀', '\ud800', '//', '{', 'AS ', 'NONE', 'CMD', '#', '\0'],
];
const dockerfileText = fc
  .array(
    fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...pieces) }, fc.string({ unit: 'binary' })),
  )
  .map((parts) => parts.join(''));

function assertInside(inner: Span, outer: Span): void {
  assert.ok(inner.start <= inner.end, 'a span ends behind its start');
  assert.ok(outer.start <= inner.start && inner.end <= outer.end, 'a span lies inside its owner');
}

function assertMapped(mapped: MappedText, text: string): void {
  assert.equal(mapped.pieces[0]?.at, 0);
  mapped.pieces.forEach((piece, index) => {
    const end = mapped.pieces[index + 1]?.at ?? mapped.text.length;
    assert.ok(piece.at <= end);
    assert.equal(
      text.slice(piece.source, piece.source + end - piece.at),
      mapped.text.slice(piece.at, end),
    );
  });
}

function assertPlaces(instruction: Instruction, dockerfile: Dockerfile): void {
  const { text } = dockerfile;
  assertInside(instruction.span, { start: 0, end: text.length });
  assertInside(instruction.keywordSpan, instruction.span);
  assertMapped(instruction.logical, text);
  assertMapped(instruction.body, text);
  for (const flag of instruction.flags) {
    assertInside(flag.span, instruction.span);
    if (flag.valueSpan !== null) assertInside(flag.valueSpan, flag.span);
  }
  for (const heredoc of instruction.heredocs) {
    assertInside(heredoc.span, { start: instruction.span.start, end: text.length });
    assert.equal(text.slice(heredoc.span.start, heredoc.span.end), heredoc.raw);
    assertMapped(heredocText(heredoc), text);
  }
  assert.ok(instruction.line >= 1 && instruction.endLine >= instruction.line);
  if (instruction.trigger !== null) assertPlaces(instruction.trigger, dockerfile);
}

describe('any text at all', () => {
  it('is read without an exception, with places in bounds and nested', () => {
    fc.assert(
      fc.property(dockerfileText, (text) => {
        const parsed = parseDockerfile(text);
        const whole = { start: 0, end: text.length };
        let previous = 0;
        for (const instruction of parsed.value.instructions) {
          assertPlaces(instruction, parsed.value);
          assert.ok(instruction.span.start >= previous, 'instructions follow each other');
          previous = instruction.span.end;
          const command = readCommand(instruction, parsed.value);
          const owner = { start: instruction.span.start, end: text.length };
          for (const problem of command.problems) assertInside(problem.span, owner);
        }
        for (const problem of parsed.problems) assertInside(problem.span, whole);
        for (const comment of parsed.value.comments) {
          assertInside(comment, whole);
          assert.equal(text[comment.start], '#');
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('is a word that has a value or a problem', () => {
    const word = fc
      .array(fc.constantFrom(...'$${{}}"\'\\`:-+?#%/*<a é'.split(''), '${a', '${b:-'))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(word, fc.boolean(), (raw, keepUnset) => {
        const lookup = (name: string): string | undefined => (name === 'a' ? 'x/y*z' : undefined);
        const expanded = expandWord(raw, { escape: '\\', lookup, keepUnset });
        assert.equal(expanded.problems.length > 0 && expanded.value !== '', false);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('edits that BuildKit does not see', () => {
  const line = fc.constantFrom(
    'RUN a \\\n  b',
    'COPY c /d',
    'ENV A=1 \\\n B="2 3"',
    'RUN <<E\nx\nE',
    'CMD ["e"]',
  );
  const file = fc
    .array(line, { minLength: 1 })
    .map((lines) => ['FROM a', ...lines].map((text) => `${text}\n`));

  function logicalTexts(text: string): readonly string[] {
    return parseDockerfile(text).value.instructions.map((one) => one.logical.text);
  }

  it('comments and blank lines between instructions', () => {
    const filler = fc.array(fc.constantFrom('# c\n', '\n', '  # RUN x \\\n', ' \t\n'));
    fc.assert(
      fc.property(file, filler, (lines, between) => {
        const filled = lines.map((text) => text + between.join('')).join('');
        assert.deepEqual(logicalTexts(filled), logicalTexts(lines.join('')));
      }),
    );
  });

  it('comments and blank lines inside a continued line', () => {
    const filler = fc.array(fc.constantFrom('# c\n', '\n', '  # c \\\n', ' \t\n'));
    fc.assert(
      fc.property(file, filler, (lines, inside) => {
        const text = lines.join('');
        const filled = text.replaceAll('\\\n', `\\\n${inside.join('')}`);
        assert.deepEqual(logicalTexts(filled), logicalTexts(text));
      }),
    );
  });

  it('blanks around an instruction, and windows line ends', () => {
    const withoutHeredoc = file.map((lines) => lines.filter((text) => !text.includes('<<')));
    fc.assert(
      fc.property(withoutHeredoc, (lines) => {
        const text = lines.join('');
        const wide = lines.map((one) => ` \t${one.replace(/\n$/, '  \n')}`).join('');
        assert.deepEqual(logicalTexts(wide), logicalTexts(text));
        assert.deepEqual(logicalTexts(text.replaceAll('\n', '\r\n')), logicalTexts(text));
      }),
    );
  });
});

describe('a megabyte', () => {
  /** Texts that would be slow in a parser that looks back, ahead or around too often. */
  const shapes: Readonly<Record<string, (size: number) => string>> = {
    'of ordinary lines': (size) => `FROM a\n${'RUN echo hello\n'.repeat(size / 15)}`,
    'of one continued line': (size) => `FROM a\nRUN ${'a b \\\n'.repeat(size / 6)}`,
    'of comments': (size) => '# c\n'.repeat(size / 4),
    'of words to copy': (size) => `FROM a\nCOPY ${'a b \\\n'.repeat(size / 6)} /c`,
    'of pairs': (size) => `FROM a\nENV ${'A=1 B="x y" \\\n'.repeat(size / 14)}`,
    'of flags': (size) => `FROM a\nCOPY ${'--exclude=a '.repeat(size / 12)} b c`,
    'of here-document words': (size) => `FROM a\nRUN ${'<<E '.repeat(size / 4)}`,
    'of blanks in a here-document word': (size) => `FROM a\nRUN <<${' '.repeat(size)}<`,
    'of a here-document': (size) => `FROM a\nCOPY <<-E /d\n${'\t\tx\n'.repeat(size / 4)}E\n`,
    'of open braces': (size) => `FROM a\nENV A=${'${a:-'.repeat(size / 5)}`,
    'of escapes': (size) => `FROM a\nENV A=${'\\'.repeat(size)}`,
    'of mount options': (size) => `FROM a\nRUN --mount=${'id=a,'.repeat(size / 5)}ro b`,
    'of triggers': (size) => 'ONBUILD '.repeat(size / 8),
    'of brackets': (size) => `FROM a\nCMD ${'['.repeat(size)}`,
    'of blanks in a directive': (size) => `# syntax=${' '.repeat(size)}a\nFROM a`,
  };

  /** The lesser of two times, which is the least disturbed by whatever else the machine does. */
  function seconds(text: string): number {
    let least = Number.POSITIVE_INFINITY;
    for (let run = 0; run < 2; run++) {
      const start = performance.now();
      const { value } = parseDockerfile(text);
      for (const instruction of value.instructions) readCommand(instruction, value);
      least = Math.min(least, performance.now() - start);
    }
    return least / 1000;
  }

  for (const [name, shape] of Object.entries(shapes)) {
    it(`${name} takes time in proportion to its size`, function () {
      this.timeout(60_000);
      const small = seconds(shape(1 << 17));
      const large = seconds(shape(1 << 20));
      // Eight times the size. A quadratic parser would take 64 times as long, and far more than the second that is
      // granted to the noise of a busy machine.
      const times = `${small.toFixed(3)} s for 128 KB, ${large.toFixed(3)} s for 1 MB`;
      assert.ok(large < small * 30 + 1, times);
    });
  }

  it('of a value against a pattern with many stars comes to an end', function () {
    this.timeout(20_000);
    const lookup = (): string => 'a'.repeat(20_000);
    const expanded = expandWord('${a##*a*a*a*a*b}', { escape: '\\', lookup });
    assert.deepEqual(expanded.problems, []);
    const hard = expandWord(`\${a//${'a'.repeat(10_000)}b/x}`, { escape: '\\', lookup });
    assert.match(hard.problems[0]!, /takes too long to match/);
  });
});
