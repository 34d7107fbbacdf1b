/** How the product starts programs. A Dockerfile or a requirements file must never get a word in it. */
import assert from 'node:assert/strict';
import ts from 'typescript';
import { assertNone, textOf, trackedFiles } from '../support/tracked-files.ts';

const shipped = trackedFiles().filter((file) => /^(server|client|webview)\/.*\.ts$/.test(file));
const starting = shipped.filter((file) =>
  /['"](node:)?(child_process|cluster|worker_threads)['"]/.test(textOf(file)),
);

describe('processes', () => {
  it('are started by server/node/process alone', () => {
    assert.notDeepEqual(starting, []);
    assertNone(starting.filter((file) => !file.startsWith('server/node/process/')));
  });

  it('are docker and git', () => {
    const made = shipped.flatMap((file) =>
      [...textOf(file).matchAll(/allowProgram\(\{\s*name: ([^,}]+)/g)].map((match) => match[1]),
    );
    assert.notDeepEqual(made, []);
    assertNone(made.filter((name) => name !== "'docker'" && name !== "'git'").map(String));
    const names = /type ProgramName = ([^;]+);/.exec(textOf('server/node/process/program.ts'));
    assert.equal(names?.[1], "'docker' | 'git'");
  });

  it('get a list of arguments and no shell', () => {
    const imports = starting.flatMap((file) => [
      ...textOf(file).matchAll(/import \{([^}]*)\} from 'node:child_process'/g),
    ]);
    const names = imports.flatMap((match) =>
      (match[1] ?? '').split(',').map((name) => name.trim()),
    );
    assert.deepEqual([...new Set(names)].sort(), ['spawn', 'type ChildProcess']);
    const calls = starting.flatMap(spawnCalls);
    assert.equal(calls.length >= starting.length, true);
    for (const { program, options } of calls) {
      // A `Program`, which is made in a trusted workspace only.
      assert.match(program, /^(?:\w+\.)*program\.executable$/);
      assert.doesNotMatch(options, /\bshell\b/);
    }
  });
});

function spawnCalls(
  file: string,
): readonly { readonly program: string; readonly options: string }[] {
  const source = ts.createSourceFile(file, textOf(file), ts.ScriptTarget.ES2022, true);
  const calls: { readonly program: string; readonly options: string }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText(source) === 'spawn') {
      const [program, , options] = node.arguments.map((argument) => argument.getText(source));
      calls.push({ program: program ?? '', options: options ?? '' });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return calls;
}
