/** Places of everything, and the problems of the parser. What is read is compared with BuildKit in buildkit.test.ts. */
import assert from 'node:assert/strict';
import { heredocText, parseDockerfile } from '../../../../server/core/syntax/dockerfile/index.ts';
import { sourceSpan } from '../../../../server/core/text/mapped-text.ts';
import type { Span } from '../../../../server/core/text/span.ts';

/** The text of a file with the parts that problems point at: `code "part"`. */
function problemsOf(text: string): readonly string[] {
  return parseDockerfile(text).problems.map((one) => `${one.code} ${textAt(text, one.span)}`);
}

function textAt(text: string, span: Span): string {
  return JSON.stringify(text.slice(span.start, span.end));
}

describe('places in a Dockerfile', () => {
  it('an instruction reaches from its keyword to the end of its last line', () => {
    const text = 'FROM a\n  RUN b \\\n # c\n  d  \nCMD e\n';
    const [, run] = parseDockerfile(text).value.instructions;
    assert.equal(textAt(text, run!.span), JSON.stringify('RUN b \\\n # c\n  d  '));
    assert.equal(textAt(text, run!.keywordSpan), '"RUN"');
    assert.deepEqual([run!.line, run!.endLine], [2, 4]);
  });

  it('a here-document belongs to its instruction, terminator included', () => {
    const text = 'FROM a\nRUN <<X\nb\nX\nCMD c\n';
    const [, run] = parseDockerfile(text).value.instructions;
    assert.equal(textAt(text, run!.span), JSON.stringify('RUN <<X\nb\nX'));
    assert.equal(textAt(text, run!.heredocs[0]!.span), JSON.stringify('b\n'));
    assert.equal(run!.endLine, 4);
  });

  it('windows line ends and a byte-order mark do not shift anything', () => {
    const text = '\ufeffFROM a\r\nRUN b \\\r\n  c\r\n';
    const [from, run] = parseDockerfile(text).value.instructions;
    assert.equal(textAt(text, from!.span), '"FROM a"');
    assert.equal(textAt(text, run!.span), JSON.stringify('RUN b \\\r\n  c'));
    assert.equal(run!.body.text, 'b   c');
  });

  it('the body knows where each of its parts stands', () => {
    const text = 'RUN --network=none pip \\\n # why\n  install six';
    const { body } = parseDockerfile(text).value.instructions[0]!;
    assert.equal(body.text, 'pip   install six');
    const at = body.text.indexOf('install');
    assert.equal(textAt(text, sourceSpan(body, { start: at, end: at + 7 })), '"install"');
    const all = sourceSpan(body, { start: 0, end: body.text.length });
    assert.equal(textAt(text, all), JSON.stringify('pip \\\n # why\n  install six'));
  });

  it('flags and their values have places, also over several lines', () => {
    const text = 'RUN --mount="type=cache,\\\n target=/a" --network=none b';
    const [mount, network] = parseDockerfile(text).value.instructions[0]!.flags;
    assert.equal(mount!.value, 'type=cache, target=/a');
    assert.equal(textAt(text, mount!.span), JSON.stringify('--mount="type=cache,\\\n target=/a"'));
    assert.equal(textAt(text, mount!.valueSpan!), JSON.stringify('"type=cache,\\\n target=/a"'));
    const at = mount!.value.indexOf('target');
    assert.equal(
      textAt(text, sourceSpan(mount!.valueText!, { start: at, end: at + 9 })),
      '"target=/a"',
    );
    assert.equal(textAt(text, network!.valueSpan!), '"none"');
  });

  it('comments are those of the file and those inside instructions, without directives', () => {
    const text = '# syntax=x\n# one\nFROM a\n  # two\nRUN b \\\n#three\nc\nRUN <<E\n# body\nE\n';
    const { comments } = parseDockerfile(text).value;
    assert.deepEqual(
      comments.map((span) => text.slice(span.start, span.end)),
      ['# one', '# two', '#three'],
    );
  });

  it('a trigger has the place of what stands behind ONBUILD', () => {
    const text = 'ONBUILD run --network=none a';
    const trigger = parseDockerfile(text).value.instructions[0]!.trigger!;
    assert.equal(trigger.keyword, 'RUN');
    assert.equal(textAt(text, trigger.keywordSpan), '"run"');
    assert.equal(textAt(text, trigger.flags[0]!.span), '"--network=none"');
    assert.equal(trigger.body.text, 'a');
  });

  it('the text of a here-document knows its place, tabs left out', () => {
    const text = 'RUN <<-X\n\t\ta\n\tb c\n\tX\n';
    const [heredoc] = parseDockerfile(text).value.instructions[0]!.heredocs;
    const mapped = heredocText(heredoc!);
    assert.equal(mapped.text, 'a\nb c\n');
    assert.equal(heredoc!.content, mapped.text);
    assert.equal(textAt(text, sourceSpan(mapped, { start: 2, end: 5 })), '"b c"');
  });

  it('directives have places', () => {
    const text = '#  Syntax = a b \r\nFROM x\n';
    const [syntax] = parseDockerfile(text).value.directives;
    assert.deepEqual([syntax!.name, syntax!.value], ['syntax', 'a b']);
    assert.equal(textAt(text, syntax!.span), '"#  Syntax = a b"');
  });
});

describe('problems of a Dockerfile as a whole', () => {
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ['nothing at all', '', ['no-instructions ""']],
    ['only comments', '# a\n', ['no-instructions "# a\\n"']],
    ['no stage', 'ARG A\n', ['no-stage "ARG"']],
    ['a step before the first stage', 'ARG A\nRUN b\nFROM c\n', ['outside-stage "RUN"']],
    ['a keyword that does not exist', 'FROM a\nRUNN b\n', ['unknown-instruction "RUNN"']],
    ['the same behind ONBUILD', 'FROM a\nONBUILD FOO\n', ['unknown-instruction "FOO"']],
    [
      'a blank line inside an instruction',
      'FROM a\nRUN b \\\n \n\n c\n',
      ['empty-continuation " "'],
    ],
    ['a here-document that never ends', 'FROM a\nRUN <<X\nb', ['heredoc-unterminated "RUN <<X"']],
    ['an array of other things', 'FROM a\nCMD ["b", 1]\n', ['json-not-strings "[\\"b\\", 1]"']],
    ['an array that is no JSON', "FROM a\nCMD ['b']\n", ['json-broken "[\'b\']"']],
    ['a shell test', 'FROM a\nRUN [ -f b ]\n', []],
    ['a flag beyond ASCII', 'FROM a\nCOPY --from=é b c\n', ['flag-not-ascii "--from=é"']],
    ['a directive twice', '# escape=`\n#escape=`\nFROM a\n', ['directive-repeated "#escape=`"']],
    ['another escape', '# escape=^\nFROM a\n', ['escape-invalid "# escape=^"']],
    ['a late directive', '# a\n# syntax=b\nFROM a\n', ['directive-ignored "# syntax=b"']],
    ['escape behind a shebang', '#!a\n# escape=`\nFROM a\n', ['directive-ignored "# escape=`"']],
    ['another frontend', '// syntax=a\nb\n', ['foreign-frontend "// syntax=a"']],
  ];
  for (const [name, text, expected] of cases) {
    it(name, () => assert.deepEqual(problemsOf(text), expected));
  }

  it('one mistake does not hide what follows', () => {
    const parsed = parseDockerfile('RUNN a\nCMD [1]\nFROM b\nCOPY c d\n');
    assert.deepEqual(
      parsed.value.instructions.map((one) => one.keyword),
      ['RUNN', 'CMD', 'FROM', 'COPY'],
    );
    assert.deepEqual(
      parsed.problems.map((one) => one.code),
      ['unknown-instruction', 'json-not-strings', 'outside-stage'],
    );
  });

  it('a misspelled keyword gets a suggestion', () => {
    const [problem] = parseDockerfile('FROM a\nENTRYPONT b\n').problems;
    assert.match(problem!.message, /Did you mean `ENTRYPOINT`\?/);
  });

  it('a file of another frontend is not taken for instructions', () => {
    assert.deepEqual(parseDockerfile('// syntax=a\nb c\n').value.instructions, []);
  });
});
