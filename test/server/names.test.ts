/** What the editor calls a Dockerfile and is none: nothing of it is shown. And files that cannot be decoded. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Diagnostic } from 'vscode-languageserver-protocol/node';
import { encodeWide } from '../../server/core/text/encodings.ts';
import { METHODS, type FixAllAnswer } from '../../server/protocol/requests.ts';
import { startServer, stopServers, type TestServer } from '../support/server/language-server.ts';
import { folderWith, removeFolders } from '../node/support/folders.ts';

const SLOW = 'FROM python:3.12\nRUN pip install flask\n';
const TEMPLATE = 'FROM python:3.12\n{% if dev %}\nRUN pip install {{ pkgs }}\n{% endif %}\n';

/** What the server has to say of a document, by surface. */
async function shownOf(name: string, text: string, language = 'dockerfile'): Promise<object> {
  const root = folderWith({ [name]: text });
  const server = await startServer({ folders: [root], settings: { inlayHints: 'on' } });
  const file = join(root, name);
  await server.open(file, text, language);
  const uri = uriOf(file);
  const textDocument = { uri };
  const count = (list: readonly unknown[] | null): number => list?.length ?? 0;
  const range = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
  return {
    findings: (await server.diagnostics(file)).length,
    lenses: count(await server.request('textDocument/codeLens', { textDocument })),
    hints: count(await server.request('textDocument/inlayHint', { textDocument, range })),
    actions: count(
      await server.request('textDocument/codeAction', {
        textDocument,
        range,
        context: { diagnostics: [] },
      }),
    ),
    hover: await server.request('textDocument/hover', {
      textDocument,
      position: { line: 1, character: 1 },
    }),
    forecast: await server.request(METHODS.forecast, { uri }),
    fixAll: (await server.request<FixAllAnswer>(METHODS.fixAll, { uri })).edit,
  };
}

const NOTHING = {
  findings: 0,
  lenses: 0,
  hints: 0,
  actions: 0,
  hover: null,
  forecast: null,
  fixAll: null,
};

describe('a document that the editor calls a Dockerfile', () => {
  afterEach(async () => {
    await stopServers();
    removeFolders();
  });

  for (const [name, text] of [
    ['Dockerfile.md', '# How the image is made\n\nThe image is made.\n'],
    ['Dockerfile.j2', TEMPLATE],
    ['Dockerfile.orig', SLOW],
    ['Dockerfile.bak', SLOW],
    ['dockerfile.yaml', 'name: x\non: push\n'],
    ['dockerfile.go', 'package dockerfile\n'],
  ] as const) {
    it(`is left alone as ${name}`, async () => {
      assert.deepEqual(await shownOf(name, text), NOTHING);
    });
  }

  for (const name of ['Dockerfile-prod', 'Dockerfile.go', 'image.build', 'dev.Containerfile']) {
    it(`counts as ${name}`, async () => {
      const shown = await shownOf(name, SLOW);
      assert.notDeepEqual(shown, NOTHING);
      assert.ok('findings' in shown && shown.findings === 1);
      assert.ok('lenses' in shown && shown.lenses === 2);
      assert.ok('fixAll' in shown && shown.fixAll !== null);
    });
  }

  it('is a template with one note, and no forecast', async () => {
    const root = folderWith({ Dockerfile: TEMPLATE });
    const server = await startServer({ folders: [root], settings: { syntaxLint: 'on' } });
    await server.open(join(root, 'Dockerfile'), TEMPLATE);
    const found = await server.diagnostics(join(root, 'Dockerfile'));
    assert.deepEqual(
      found.map((one) => [wordsOf(one).split(':')[0], one.severity]),
      [['This is a template, not a Dockerfile', 3]],
    );
    const view = await problemOf(server, join(root, 'Dockerfile'));
    assert.match(view, /^This is a template, not a Dockerfile/);
  });
});

describe('a document that its tool cannot decode', () => {
  afterEach(async () => {
    await stopServers();
    removeFolders();
  });

  it('has one error until it is saved in another encoding', async () => {
    const root = folderWith({ Dockerfile: encodeWide(SLOW, 'utf-16le') });
    const file = join(root, 'Dockerfile');
    const server = await startServer({ folders: [root] });
    await server.until(
      'the settings',
      () => server.received('layerForecast/forecastChanged').length > 0,
    );
    await server.open(file, SLOW);
    const messages = async () => (await server.diagnostics(file)).map(wordsOf);
    const message = 'BuildKit cannot read a Dockerfile in UTF-16. Save the file as UTF-8.';
    assert.deepEqual(await messages(), [message]);
    assert.equal(await problemOf(server, file), message);
    writeFileSync(file, SLOW);
    const before = server.published(file).length;
    await server.notify('textDocument/didSave', { textDocument: { uri: uriOf(file) } });
    await server.until(
      'the findings of the saved file',
      () => server.published(file).length > before,
    );
    assert.match((await messages()).join(), /has no cache mount/);
  });

  it('is a requirements file in Latin-1, and not one in UTF-16', async () => {
    const root = folderWith({
      'requirements.txt': Uint8Array.from(Buffer.from('six\n# für\n-e\n', 'latin1')),
      'dev-requirements.txt': encodeWide('six\n# für\n', 'utf-16le'),
    });
    const server = await startServer({ folders: [root] });
    const file = join(root, 'requirements.txt');
    await server.open(file, 'six\n# f\uFFFDr\n-e\n');
    assert.deepEqual(
      (await server.diagnostics(file)).map((one) => [
        one.range.start.line,
        wordsOf(one).slice(0, 24),
      ]),
      [[1, 'pip cannot decode line 2']],
    );
    const wide = join(root, 'dev-requirements.txt');
    await server.open(wide, 'six\n# für\n');
    assert.deepEqual(await server.diagnostics(wide), []);
  });
});

function uriOf(file: string): string {
  return pathToFileURL(file).toString();
}

function wordsOf({ message }: Diagnostic): string {
  return typeof message === 'string' ? message : message.value;
}

async function problemOf(server: TestServer, file: string): Promise<string> {
  const view = await server.request<{ readonly problem: string | null }>(METHODS.forecast, {
    uri: uriOf(file),
  });
  return view.problem ?? '';
}
