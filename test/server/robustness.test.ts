/** Whatever comes in, an answer goes out, and the server lives on. */
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  startServer,
  stopServers,
  uriOf,
  type TestServer,
} from '../support/server/language-server.ts';
import { folderWith, removeFolders } from '../node/support/folders.ts';

const DOCKERFILE =
  'FROM python:3.12\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n';

/** Asks something that always has an answer. */
async function assertAnswers(server: TestServer, root: string): Promise<void> {
  const found = await server.request<readonly string[]>('layerForecast/dockerfiles', {});
  assert.deepEqual(found, [uriOf(join(root, 'Dockerfile'))]);
  assert.ok(server.isAlive());
}

describe('the language server', () => {
  let root: string;
  beforeEach(() => {
    root = folderWith({ Dockerfile: DOCKERFILE, 'requirements.txt': 'flask\n' });
  });
  afterEach(async () => {
    await stopServers();
    removeFolders();
  });

  it('says what it can', async () => {
    const { capabilities } = await startServer({ folders: [root] });
    assert.deepEqual(capabilities, {
      positionEncoding: 'utf-16',
      textDocumentSync: { openClose: true, change: 2, save: true },
      codeActionProvider: { codeActionKinds: ['quickfix', 'source.fixAll.layerForecast'] },
      codeLensProvider: { resolveProvider: false },
      completionProvider: { triggerCharacters: ['"', '.', '['] },
      hoverProvider: true,
      inlayHintProvider: true,
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    });
  });

  const methods = [
    'layerForecast/forecast',
    'layerForecast/build',
    'layerForecast/timings',
    'layerForecast/fixAll',
    'layerForecast/buildChoices',
    'textDocument/codeLens',
    'textDocument/codeAction',
  ];
  const malformed: readonly unknown[] = [
    {},
    { uri: 7 },
    { uri: null, options: [] },
    { uri: 'file:///%', textDocument: { uri: 'file://host/x' } },
    { uri: 'http://index.example/Dockerfile', options: { target: 7 } },
    [],
  ];
  for (const method of methods) {
    it(`survives malformed parameters of ${method}`, async () => {
      const server = await startServer({ folders: [root] });
      for (const params of malformed) {
        // An error is an answer as well.
        await server.request(method, params).catch((error: unknown) => error);
      }
      await assertAnswers(server, root);
    });
  }

  it('survives malformed notifications', async () => {
    const server = await startServer({ folders: [root] });
    for (const method of [
      'textDocument/didOpen',
      'textDocument/didChange',
      'textDocument/didClose',
      'textDocument/didSave',
      'workspace/didChangeWatchedFiles',
      'workspace/didChangeWorkspaceFolders',
      'workspace/didChangeConfiguration',
      'layerForecast/trustGranted',
      'layerForecast/nosuch',
      '$/cancelRequest',
    ])
      await server.notify(method, {});
    await assertAnswers(server, root);
  });

  it('answers of documents that are no files', async () => {
    const server = await startServer({ folders: [root] });
    const answers: unknown[] = [];
    for (const uri of [
      'untitled:Untitled-1',
      'vscode-notebook-cell:/a.ipynb#1',
      'git:/x/Dockerfile',
    ]) {
      await server.open(uri, DOCKERFILE, 'dockerfile');
      assert.equal((await server.diagnostics(uri)).length, 1);
      answers.push(
        await server.request('layerForecast/forecast', { uri }),
        await server.request('textDocument/codeLens', { textDocument: { uri } }),
        await server.request('layerForecast/timings', { uri }),
      );
    }
    assert.deepEqual(answers, Array(3).fill([null, [], null]).flat());
    assert.equal(server.log(), '');
  });

  it('survives files and folders that vanish', async () => {
    const server = await startServer({ folders: [root] });
    const file = join(root, 'requirements.txt');
    await server.open(file, 'flask\n');
    await server.request('textDocument/codeLens', { textDocument: { uri: uriOf(file) } });
    rmSync(root, { recursive: true });
    await server.notify('workspace/didChangeWatchedFiles', {
      changes: [{ uri: uriOf(root), type: 3 }],
    });
    const textDocument = { uri: uriOf(file) };
    assert.deepEqual(await server.request('textDocument/codeLens', { textDocument }), []);
    assert.deepEqual(await server.request('layerForecast/dockerfiles', {}), []);
    mkdirSync(root);
    writeFileSync(join(root, 'Dockerfile'), DOCKERFILE);
    await server.notify('workspace/didChangeWatchedFiles', {
      changes: [{ uri: uriOf(join(root, 'Dockerfile')), type: 1 }],
    });
    await assertAnswers(server, root);
    assert.equal(server.log(), '');
  });

  it('serves a client that can do next to nothing', async () => {
    const server = await startServer({
      folders: [root],
      capabilities: {},
      initializationOptions: { hasViews: true, trusted: 'nonsense', settings: 7 },
    });
    await server.open(join(root, 'Dockerfile'), DOCKERFILE);
    assert.equal((await server.diagnostics(join(root, 'Dockerfile'))).length, 1);
    await server.until('a word that forecasts changed', () => {
      return server.received('layerForecast/forecastChanged').length > 0;
    });
    assert.deepEqual(server.received('workspace/codeLens/refresh'), []);
    await assertAnswers(server, root);
    assert.equal(server.log(), '');
  });

  it('reads a Dockerfile of a megabyte, and goes on answering', async function () {
    this.timeout(60_000);
    const steps = Array.from({ length: 13_000 }, (_, index) => {
      return `RUN echo ${index} ${'x'.repeat(60)} && true\n`;
    });
    const text = `FROM python:3.12\n${steps.join('')}RUN pip install flask\n`;
    assert.ok(text.length > 1_000_000);
    const server = await startServer({ folders: [root] });
    const file = join(root, 'Dockerfile');
    await server.open(file, text);
    const found = await server.diagnostics(file);
    assert.deepEqual(
      found.map((one) => one.code),
      ['missing-cache-mount'],
    );
    await assertAnswers(server, root);
  });

  it('ends when it is told to', async () => {
    const server = await startServer({ folders: [root] });
    await stopServers();
    assert.equal(server.isAlive(), false);
  });

  it('ends its timers with the client', async () => {
    const server = await startServer({ folders: [root] });
    await server.open(join(root, 'Dockerfile'), DOCKERFILE);
    await server.change(join(root, 'Dockerfile'), { text: '' });
    await stopServers();
    assert.equal(server.log(), '');
  });
});
