/**
 * Our reading against the npm parser that other Dockerfile tools use: the same instructions on the same lines for
 * ordinary files, and where it is known to differ from BuildKit, we do not.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { DockerfileParser, type ModifiableInstruction } from 'dockerfile-ast';
import { parseDockerfile, readCommand } from '../../../../server/core/syntax/dockerfile/index.ts';

const fixtures = join(import.meta.dirname, '../../../fixtures/dockerfile');

/** `KEYWORD first-last` with lines from 1. */
function theirs(text: string): readonly string[] {
  return DockerfileParser.parse(text)
    .getInstructions()
    .map((one) => {
      const { start, end } = one.getRange();
      return `${one.getKeyword()} ${start.line + 1}-${end.line + 1}`;
    });
}

function ours(text: string): readonly string[] {
  return parseDockerfile(text).value.instructions.map(
    (one) => `${one.keyword.toUpperCase()} ${one.line}-${one.endLine}`,
  );
}

const folders = readdirSync(fixtures).filter((name) =>
  existsSync(join(fixtures, name, 'Dockerfile')),
);

/** Where the two differ, and why; BuildKit's own answer (buildkit.test.ts) is ours each time. */
const differences: ReadonlyMap<string, string> = new Map([
  ['continuation-on-a-line-of-its-own', 'an escape alone is an instruction to it'],
  ['continuation-then-nothing-but-comments', 'it counts the empty line behind the last line end'],
  ['env-pairs', 'it counts the empty line behind the last line end'],
  ['directive-with-an-unknown-name-ends-them', 'it looks for directives further down'],
  ['directive-without-value-ends-them', 'it looks for directives further down'],
  ['escaped-escape-at-line-end-continues-nothing', 'an escaped escape continues the line'],
  ['three-escapes-at-line-end-continue-nothing', 'an escaped escape continues the line'],
  ['heredoc-behind-an-escape', 'it finds a here-document behind an escape'],
  ['heredoc-beside-an-open-quote-is-none', 'it finds a here-document beside an open quote'],
  ['heredoc-inside-a-word-is-none', 'it finds here-documents inside words'],
  ['heredoc-named-like-a-variable', 'it splits names with variables'],
  ['heredoc-never-closed', 'it accepts a here-document without an end'],
  ['heredoc-never-closed-because-of-a-blank', 'it accepts a here-document without an end'],
  ['heredoc-second-never-closed', 'it accepts a here-document without an end'],
  ['heredoc-with-a-file-descriptor', 'it misses here-documents with a file descriptor'],
  ['heredoc-with-a-name-in-part-quoted', 'it misses the end of a name with quotes inside'],
  ['heredoc-with-a-quoted-name', 'it misses the end of a name with blanks'],
  ['heredoc-with-blanks-before-its-name', 'it misses here-documents with blanks before their name'],
  [
    'heredoc-with-blanks-is-two-words-for-copy',
    'it misses here-documents with blanks before their name',
  ],
  ['lone-carriage-return-is-a-blank', 'a lone carriage return ends a line'],
  ['syntax-as-a-double-slash-comment', 'it knows no other frontends'],
  ['syntax-in-a-json-file', 'it knows no other frontends'],
  ['unicode-blanks-trim-but-do-not-separate', 'it does not trim these blanks'],
  ['vertical-tab-and-form-feed-separate', 'it does not separate at these blanks'],
]);

describe('dockerfile-ast finds the same instructions on the same lines', () => {
  for (const name of folders.filter((one) => !differences.has(one))) {
    it(name, () => {
      const text = readFileSync(join(fixtures, name, 'Dockerfile'), 'utf8');
      assert.deepEqual(ours(text), theirs(text));
    });
  }
});

describe('dockerfile-ast differs from BuildKit, and we do not', () => {
  for (const [name, why] of differences) {
    it(`${name}: ${why}`, () => {
      const text = readFileSync(join(fixtures, name, 'Dockerfile'), 'utf8');
      assert.notDeepEqual(theirs(text), ours(text));
    });
  }

  it('the JSON form keeps the blanks inside its strings', () => {
    const text = 'COPY ["a b", "/dest dir/"]';
    const [copy] = DockerfileParser.parse(text).getCOPYs();
    assert.deepEqual(
      copy!.getJSONStrings().map((one) => one.getJSONValue()),
      ['ab', '/destdir/'],
    );
    const { value } = parseDockerfile(text);
    assert.deepEqual(value.instructions[0]!.json, ['a b', '/dest dir/']);
  });

  it('one ARG line may declare several arguments', () => {
    const text = 'ARG A B=2 C="x y"';
    const [arg] = DockerfileParser.parse(text).getARGs();
    // It has no property for such a line, and cuts the quoted value at its blank.
    assert.equal(arg!.getProperty(), null);
    assert.equal(arg!.getArguments().length, 4);
    const { value } = parseDockerfile(text);
    const command = readCommand(value.instructions[0]!, value).value;
    assert.deepEqual(command.kind === 'arg' && command.pairs.map((pair) => pair.key.raw), [
      'A',
      'B',
      'C',
    ]);
  });

  it('quotes around a flag are no part of its options', () => {
    const text = 'RUN --mount="type=cache,target=/x" a';
    const flag = DockerfileParser.parse(text).getInstructions()[0] as ModifiableInstruction;
    assert.equal(flag.getFlags()[0]!.getOptions()[0]!.getName(), '"type');
    const { value } = parseDockerfile(text);
    const command = readCommand(value.instructions[0]!, value).value;
    assert.deepEqual(command.kind === 'run' && command.mounts[0]!.options, {
      type: 'cache',
      target: '/x',
    });
  });

  it('a directive given twice is refused', () => {
    const text = '# escape=`\n# escape=`\nFROM a\n';
    assert.equal(DockerfileParser.parse(text).getDirectives().length, 2);
    assert.equal(parseDockerfile(text).problems[0]!.code, 'directive-repeated');
  });
});
