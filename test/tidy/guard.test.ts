/** A bug in one handler of the language server costs its answer, never the server. */
import assert from 'node:assert/strict';
import ts from 'typescript';
import type { Connection } from 'vscode-languageserver/node';
import { guarded } from '../../server/lsp/guard.ts';
import { textOf } from '../support/tracked-files.ts';

/** What is not under the guard, each with its reason. */
const unguarded: Readonly<Record<string, string>> = {
  'METHODS.trustGranted': 'sets a flag; what it starts is guarded',
};

describe('every handler of the language server', () => {
  const handlers = handlersIn('server/lsp/handlers.ts');

  for (const { name, body } of handlers) {
    if (name in unguarded) continue;
    it(`runs under the guard: ${name}`, () => assert.match(body, /\bguarded\(/));
  }

  it('is an exception only where it is known', () => {
    const names = handlers.filter(({ body }) => !/\bguarded\(/.test(body)).map(({ name }) => name);
    assert.deepEqual(names.sort(), Object.keys(unguarded).sort());
  });

  it('is found by this test', () => assert.ok(handlers.length >= 10));
});

describe('what breaks under the guard', () => {
  it('is logged, and costs its own answer only', async () => {
    const { connection, errors } = listening();
    const answer = await guarded(connection, 'lenses', 'nothing', () => {
      throw new Error('a bug');
    });
    assert.equal(answer, 'nothing');
    assert.match(errors.join('\n'), /^lenses failed: Error: a bug/);
  });

  it('says nothing where the client has taken the request back', async () => {
    const { connection, errors } = listening();
    const answer = await guarded(connection, 'lenses', 'nothing', () => 'something', {
      isCancellationRequested: true,
      onCancellationRequested: () => ({ dispose: () => undefined }),
    });
    assert.equal(answer, 'nothing');
    assert.deepEqual(errors, []);
  });
});

function listening(): { readonly connection: Connection; readonly errors: readonly string[] } {
  const errors: string[] = [];
  // The guard uses nothing of a connection but its console.
  const connection = { console: { error: (text: string) => errors.push(text) } };
  return { connection: connection as unknown as Connection, errors };
}

/** `connection.onCodeLens(…)` is `onCodeLens`, `connection.onRequest(METHODS.build, …)` is `METHODS.build`. */
function handlersIn(file: string): readonly { readonly name: string; readonly body: string }[] {
  const source = ts.createSourceFile(file, textOf(file), ts.ScriptTarget.ES2022, true);
  const handlers: { readonly name: string; readonly body: string }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const method = /^connection\.(on\w+)$/.exec(node.expression.getText(source))?.[1];
      const body = node.arguments.at(-1)?.getText(source) ?? '';
      const isNamed = method === 'onRequest' || method === 'onNotification';
      const name = isNamed ? node.arguments[0]?.getText(source) : method;
      if (name !== undefined) handlers.push({ name, body });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return handlers;
}
