/**
 * Bodies of RUN instructions as people write them, and the simple commands in them: the contract with the shell
 * parser, which is a young library and changes fast.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parseShell, type ShellScript } from '../../../server/core/syntax/shell/index.ts';
import { sourceSpan } from '../../../server/core/text/mapped-text.ts';

const FILE = new URL('../../fixtures/shell/bodies.txt', import.meta.url);
const cases = readFileSync(FILE, 'utf8')
  .trimEnd()
  .split('\n===\n')
  .map((text) => text.split('\n---\n'));

describe('simple commands of a RUN body', () => {
  it('has the whole table', () => assert.ok(cases.length >= 39));

  for (const [body = '', expected = ''] of cases) {
    it(body.replaceAll('\n', '⏎'), () => {
      const script = parseText(body);
      assert.equal(render(script), expected);
      for (const command of script.commands)
        for (const word of command.words)
          assert.equal(
            body.slice(word.span.start, word.span.end).replaceAll('\\"', '"'),
            word.raw,
            'a word is where it says it is',
          );
    });
  }

  it('keeps places through joined lines', () => {
    const file = 'RUN pip install \\\n    --no-cache-dir \\\n    flask';
    const pieces = [
      { at: 0, source: 4 },
      { at: 12, source: 18 },
      { at: 31, source: 38 },
    ];
    const text = 'pip install     --no-cache-dir     flask';
    const words = parseShell({ text, pieces }).commands[0]!.words;
    const flag = words[2]!;
    assert.equal(file.slice(flag.span.start, flag.span.end), '--no-cache-dir');
    assert.equal(file.slice(flag.removal.start, flag.removal.end), ' \\\n    --no-cache-dir');
    assert.deepEqual(sourceSpan({ text, pieces }, { start: 35, end: 40 }), words[3]!.span);
  });

  it('comes back from input that is broken on purpose', () => {
    for (const body of [
      '(',
      '`',
      '$(',
      '"${',
      'a <<EOF',
      'if',
      '((((',
      '\\',
      '\0',
      'a;;b',
      '))',
    ].map((text) => `${text.repeat(500)} pip install x`))
      assert.ok(parseText(body).commands.length >= 0);
  });
});

function parseText(text: string): ShellScript {
  return parseShell({ text, pieces: [{ at: 0, source: 0 }] });
}

function render(script: ShellScript): string {
  const commands = script.commands.map((command) => {
    const words = command.words.map((word) => `${word.literal ? '' : '?'}${word.value}`);
    return `${command.switchesUser ? '(other user) ' : ''}${words.join(' | ')}`;
  });
  return [...commands, ...script.problems.map((problem) => `! ${problem.message}`)].join('\n');
}
