/** The commands of a RUN instruction in each of its forms, with places that hold in the file. */
import assert from 'node:assert/strict';
import { parseDockerfile, readCommand } from '../../../server/core/syntax/dockerfile/index.ts';
import { parseRun, type ShellScript } from '../../../server/core/syntax/shell/index.ts';

interface Case {
  readonly name: string;
  readonly lines: readonly string[];
  readonly shell?: readonly string[];
  /** Each command with its words as they stand in the file, joined by `|`; null where nothing is understood. */
  readonly expected: readonly string[] | null;
}

const CASES: readonly Case[] = [
  {
    name: 'one line behind flags',
    lines: ['RUN --network=none --mount=type=cache,target=/c tool a'],
    expected: ['tool|a'],
  },
  {
    name: 'joined lines with comments and blank lines between',
    lines: ['RUN tool \\', '  # why', '', '  a && \\', '# again', '  other b'],
    expected: ['tool|a', 'other|b'],
  },
  { name: 'exec form', lines: ['RUN ["tool", "a b", "c"]'], expected: ['"tool"|"a b"|"c"'] },
  {
    name: 'exec form over lines, with escapes',
    lines: ['RUN ["tool", \\', '  "a\\u0041\\"", \\', '  "c"]'],
    expected: ['"tool"|"a\\u0041\\""|"c"'],
  },
  {
    name: 'exec form that calls a shell',
    lines: ['RUN ["sh", "-c", "tool \'a\' && other"]'],
    expected: ["tool|'a'", 'other'],
  },
  {
    name: 'SHELL that starts bash in a conda environment',
    shell: ['conda', 'run', '--no-capture-output', '-n', 'x', '/bin/bash', '-c'],
    lines: ['RUN tool a'],
    expected: ['tool|a'],
  },
  {
    name: 'SHELL that starts bash through env',
    shell: ['/usr/bin/env', 'bash', '-euo', 'pipefail', '-c'],
    lines: ['RUN tool a'],
    expected: ['tool|a'],
  },
  {
    name: 'SHELL that starts a shell as another user',
    shell: ['gosu', 'app', 'sh', '-c'],
    lines: ['RUN tool a'],
    expected: ['tool|a'],
  },
  {
    name: 'SHELL of micromamba',
    shell: ['/usr/local/bin/_dockerfile_shell.sh'],
    lines: ['RUN tool a'],
    expected: ['tool|a'],
  },
  {
    name: 'SHELL that ends in no shell',
    shell: ['conda', 'run', '-n', 'x', 'python', '-c'],
    lines: ['RUN tool a'],
    expected: null,
  },
  {
    name: 'SHELL that gives a shell no script',
    shell: ['conda', 'run', 'bash'],
    lines: ['RUN tool a'],
    expected: null,
  },
  { name: 'an array that is none', lines: ["RUN ['tool', 'a']"], expected: ["['tool',|'a']"] },
  {
    name: 'heredoc as the script',
    lines: ['RUN <<EOF', 'tool a', 'other b \\', '  c', 'EOF'],
    expected: ['tool|a', 'other|b|c'],
  },
  {
    name: 'heredoc with tabs taken away',
    lines: ['RUN <<-EOF', '\ttool a', '\t\tother b', '\tEOF'],
    expected: ['tool|a', 'other|b'],
  },
  {
    name: 'heredoc with an interpreter that is a shell',
    lines: ['RUN <<EOF', '#!/usr/bin/env bash', 'tool a', 'EOF'],
    expected: ['tool|a'],
  },
  {
    name: 'heredoc with an interpreter that is none',
    lines: ['RUN <<EOF', '#!/usr/bin/env python3', 'tool a', 'EOF'],
    expected: null,
  },
  {
    name: 'heredoc on the standard input of a shell',
    lines: ['RUN bash -e <<-EOF && after', '\ttool a', 'EOF'],
    expected: ['tool|a', 'after'],
  },
  {
    name: 'heredoc on the standard input of something else',
    lines: ['RUN cat <<EOF > file && after', 'tool a', 'EOF'],
    expected: ['cat', 'after'],
  },
  {
    name: 'bash named by SHELL',
    lines: ['RUN tool'],
    shell: ['/bin/bash', '-c'],
    expected: ['tool'],
  },
  { name: 'PowerShell', lines: ['RUN tool'], shell: ['powershell', '-Command'], expected: null },
  { name: 'Windows escapes', lines: ['# escape=`', 'RUN tool'], expected: null },
];

describe('commands of RUN in each form', () => {
  for (const { name, lines, shell, expected } of CASES)
    for (const end of ['\n', '\r\n'])
      it(`${name}${end === '\n' ? '' : ', Windows line ends'}`, () => {
        const text = lines.join(end) + end;
        const script = parse(text, shell ?? null);
        assert.equal(script.understood, expected !== null);
        const words = script.commands.map((command) =>
          command.words.map(({ span }) => text.slice(span.start, span.end)).join('|'),
        );
        assert.deepEqual(words, expected ?? []);
      });

  it('takes a word of an array away with its comma', () => {
    const text = 'RUN ["tool", "--flag" , \\\n "x"]';
    const removed = parse(text, null).commands[0]!.words.map(({ removal }) =>
      text.slice(removal.start, removal.end),
    );
    assert.deepEqual(removed, ['"tool"', ', "--flag"', ' , \\\n "x"']);
  });
});

function parse(text: string, shell: readonly string[] | null): ShellScript {
  const dockerfile = parseDockerfile(text).value;
  const instruction = dockerfile.instructions[0]!;
  const { value } = readCommand(instruction, dockerfile);
  assert.ok(value.kind === 'run');
  return parseRun(value, instruction, { escape: dockerfile.escape, shell });
}
