/** What a view may do: draw what it is sent, with what the extension brings. */
import assert from 'node:assert/strict';
import ts from 'typescript';
import { assertNone, textOf, trackedFiles } from '../support/tracked-files.ts';

describe('the content security policy of the views', () => {
  const host = textOf('client/src/views/webview-host.ts');
  const directives = [...host.matchAll(/^\s*["`]((?:\w+)-src .*)["`],$/gm)].map(
    (match) => match[1],
  );

  it('allows only what the extension brings', () => {
    assert.deepEqual(directives, [
      "default-src 'none'",
      "style-src ${webview.cspSource} 'nonce-${nonce}'",
      'font-src ${webview.cspSource}',
      "script-src 'nonce-${nonce}'",
    ]);
    assert.match(host, /randomBytes\(16\)/);
    assert.match(host, /localResourceRoots: \[folder\]/);
  });

  it('holds for every panel', () => {
    const others = trackedFiles()
      .filter((file) => file.startsWith('client/src/') && file.endsWith('.ts'))
      .filter((file) =>
        /createWebviewPanel|WebviewViewProvider|CustomTextEditor/.test(textOf(file)),
      );
    assert.deepEqual(others, ['client/src/views/webview-host.ts']);
  });
});

describe('the code of the views', () => {
  it('makes nodes, never HTML or code out of text', () => {
    const banned = new Set([
      ...['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'srcdoc', 'write', 'writeln'],
      ...['eval', 'Function', 'DOMParser', 'createContextualFragment', 'setHTMLUnsafe'],
    ]);
    const views = trackedFiles().filter((file) => /^webview\/src\/.*\.ts$/.test(file));
    assert.notDeepEqual(views, []);
    assertNone(
      views.flatMap((file) =>
        namesIn(file)
          .filter((name) => banned.has(name))
          .map((name) => `${file}: ${name}`),
      ),
    );
  });

  it('asks nothing of the network', () => {
    const files = trackedFiles().filter((file) => /^webview\/src\/.*\.(ts|css)$/.test(file));
    const found = files.filter((file) =>
      /\bfetch\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon|https?:\/\/(?!www\.w3\.org)/.test(
        textOf(file),
      ),
    );
    assertNone(found);
  });
});

function namesIn(file: string): readonly string[] {
  const source = ts.createSourceFile(file, textOf(file), ts.ScriptTarget.ES2022, true);
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) names.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}
