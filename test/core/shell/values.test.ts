/** What a script sets for its later commands, and what words come to with it. */
import assert from 'node:assert/strict';
import {
  commandArguments,
  parseShell,
  piecesValue,
  type SimpleCommand,
} from '../../../server/core/syntax/shell/index.ts';

const environment: Readonly<Record<string, string>> = { FLAGS: '--quiet  --no-input', EMPTY: '' };
const lookup = { variable: (name: string) => environment[name], home: '/root' };

describe('words with their values', () => {
  const table: readonly (readonly [string, readonly (string | null)[]])[] = [
    ['tool plain', ['tool', 'plain']],
    ['tool $FLAGS x', ['tool', '--quiet', '--no-input', 'x']],
    ['tool "$FLAGS"', ['tool', '--quiet  --no-input']],
    ['tool $EMPTY', ['tool']],
    ['tool ${MISSING}', ['tool', null]],
    ['tool ${MISSING:-there} ${EMPTY:-there}', ['tool', 'there', 'there']],
    ['tool ~/x "~/x" ~other/x', ['tool', '/root/x', '~/x', null]],
    ['tool $(date)', ['tool', null]],
    ['A=1; tool $A', ['tool', '1']],
    ['A="1 2"; tool "$A"', ['tool', '1 2']],
    ['A=1; (A=2); tool $A', ['tool', '1']],
    ['A=1; if true; then A=2; fi; tool $A', ['tool', null]],
    ['A=1; [ -e x ] && A=2; tool $A', ['tool', null]],
    ['A=1; true || A=2; tool $A', ['tool', null]],
    ['A=1 && A=2 && tool $A', ['tool', '2']],
    ['A=1; A=2 | cat; tool $A', ['tool', '1']],
    ['A=1; B=$A/$A; tool $B', ['tool', '1/1']],
  ];
  for (const [body, expected] of table)
    it(body, () => {
      const values = commandArguments(last(body), lookup).map((argument) => argument.value);
      assert.deepEqual(values, expected);
    });

  it('does not blow up on values that double', () => {
    const body = `A=xy;${'A=$A$A;'.repeat(100)} tool $A`;
    assert.deepEqual(
      commandArguments(last(body), lookup).map((argument) => argument.value),
      ['tool', null],
    );
  });
});

describe('what is exported to a command', () => {
  const table: readonly (readonly [string, string])[] = [
    ['A=1; tool', 'A=1 (shell only)'],
    ['export A=1; tool', 'A=1'],
    ['A=1; export A; tool', 'A=1'],
    ['A=1 tool', 'A=1'],
    ['A=1 other; tool', ''],
    ['env A=1 tool', 'A=1'],
    ['env -u A tool', 'A unset'],
    ['export A=1; unset A; tool', 'A unset'],
    ['sudo A=1 tool', 'A=1'],
    ['declare A=1; tool', 'A=1 (shell only)'],
    ["export A=1; sh -c 'tool'", 'A=1'],
  ];
  for (const [body, expected] of table)
    it(body, () => {
      const rendered = [...last(body).variables].map(([name, variable]) => {
        if (variable.state === 'unset') return `${name} unset`;
        const value = piecesValue(variable.pieces, lookup) ?? '?';
        return `${name}=${value}${variable.exported ? '' : ' (shell only)'}`;
      });
      assert.equal(rendered.join(', '), expected);
    });
});

describe('folder changes before a command', () => {
  const table: readonly (readonly [string, string])[] = [
    ['tool', ''],
    ['cd /a && tool', '/a'],
    ['cd /a; cd b; tool', '/a b'],
    ['(cd /a); tool', ''],
    ['cd /a; cd b; cd -; tool', '/a'],
    ['pushd /a; pushd b; popd; tool', '/a'],
    ['cd -; tool', 'lost'],
    ['popd; tool', 'lost'],
    ['[ -d /a ] && cd /a; tool', 'lost'],
    ['env -C /a tool', 'lost'],
  ];
  for (const [body, expected] of table)
    it(body, () => {
      const changes = last(body).folderChanges;
      assert.equal(
        changes === null ? 'lost' : changes.map((word) => word.value).join(' '),
        expected,
      );
    });
});

function last(text: string): SimpleCommand {
  return parseShell({ text, pieces: [{ at: 0, source: 0 }] }).commands.at(-1)!;
}
