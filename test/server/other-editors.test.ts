/** `layer-forecast lsp` for editors other than VS Code: they send no options of ours, and have their own names for languages. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Hover, InlayHint } from 'vscode-languageserver-protocol/node';
import { startServer, uriOf, stopServers } from '../support/server/language-server.ts';
import {
  DOCKERFILE,
  FILES,
  FIXED,
  actions,
  applied,
  lenses,
  opened,
  record,
  start,
  titles,
  untilTrue,
} from '../support/server/plain-client.ts';
import { recordBuild } from '../support/server/records.ts';
import { folderWith, removeFolders } from '../node/support/folders.ts';

afterEach(async () => {
  await stopServers();
  removeFolders();
});

describe('layer-forecast lsp', () => {
  it('shows findings, and takes them back when the fix is applied', async () => {
    const { server, dockerfile } = await opened();
    const [finding, ...more] = await server.diagnostics(dockerfile);
    assert.deepEqual([finding?.code, more], ['missing-cache-mount', []]);
    const page = fileURLToPath(finding?.codeDescription?.href ?? '');
    assert.match(readFileSync(page, 'utf8'), /^# missing-cache-mount/);
    const found = await actions(server, dockerfile);
    const text = applied(found[0]?.edit?.changes?.[uriOf(dockerfile)]);
    assert.equal(text, FIXED);
    await server.change(dockerfile, { text });
    assert.deepEqual(await server.diagnostics(dockerfile), []);
  });

  it('fixes all of a file as a source action', async () => {
    const { server, dockerfile } = await opened();
    const [action, ...more] = await actions(server, dockerfile, ['source.fixAll']);
    assert.deepEqual([action?.kind, more], ['source.fixAll.layerForecast', []]);
    assert.equal(applied(action?.edit?.changes?.[uriOf(dockerfile)]), FIXED);
  });

  it('has lenses without icons, and hovers without links that no editor can follow', async () => {
    const started = await opened();
    const { server, dockerfile } = started;
    await record(started);
    assert.deepEqual(await titles(server, dockerfile), [
      'The next build runs nothing again: all 4 steps come from the cache.',
    ]);
    const hover = await server.request<Hover>('textDocument/hover', {
      textDocument: { uri: uriOf(dockerfile) },
      position: { line: 2, character: 1 },
    });
    const { value } = hover.contents as { readonly value: string };
    assert.match(value, /^\*\*Cached\*\* in the next build/);
    assert.doesNotMatch(value, /command:|\\\./);
  });

  it('has inlay hints', async () => {
    const started = await opened();
    await record(started);
    const found = await started.server.request<readonly InlayHint[]>('textDocument/inlayHint', {
      textDocument: { uri: uriOf(started.dockerfile) },
      range: { start: { line: 0, character: 0 }, end: { line: 3, character: 0 } },
    });
    const labels = found.map(({ label }) => label);
    assert.deepEqual(labels, ['cached', 'cached', 'cached', 'cached']);
  });

  it('goes by the name of a file, whatever the editor calls its language', async () => {
    const { server, root } = await start();
    const counts: unknown[] = [];
    for (const [name, language, text] of [
      ['Dockerfile', 'text', DOCKERFILE],
      ['Containerfile.dev', 'conf', DOCKERFILE],
      ['requirements.txt', 'text', 'flask==\n'],
      ['dev-requirements.in', 'requirements', 'flask==\n'],
      ['notes.txt', 'text', 'flask==\n'],
      ['compose.yaml', 'yaml', DOCKERFILE],
    ] as const) {
      await server.open(join(root, name), text, language);
      counts.push((await server.diagnostics(join(root, name))).length);
    }
    assert.deepEqual(counts, [1, 1, 1, 1, 0, 0]);
  });

  for (const [name, initialize] of [
    ['rootUri', (root: string) => ({ rootUri: uriOf(root) })],
    ['rootPath', (root: string) => ({ rootPath: root })],
  ] as const) {
    it(`takes the folder of ${name} where the editor names no workspace folders`, async () => {
      const root = folderWith(FILES);
      const server = await startServer({
        folders: [],
        command: ['lsp'],
        capabilities: {},
        initializationOptions: 'nonsense',
        initialize: { workspaceFolders: null, ...initialize(root) },
      });
      const file = join(root, 'requirements.txt');
      await server.open(file, FILES['requirements.txt'], 'text');
      assert.deepEqual(await titles(server, file), [
        'Dockerfile: No build from here yet. Build once to get a forecast.',
      ]);
    });
  }

  it('forecasts a file that is in no folder of the workspace', async () => {
    const root = folderWith(FILES);
    const server = await startServer({
      folders: [],
      command: ['lsp'],
      capabilities: {},
      initializationOptions: {},
      initialize: { workspaceFolders: null },
    });
    const dockerfile = join(root, 'Dockerfile');
    await server.open(dockerfile, DOCKERFILE);
    await recordBuild(server.state, { place: { dockerfile, context: root } });
    assert.match((await titles(server, dockerfile))[0] ?? '', /^The next build runs nothing again/);
  });
});

describe('settings of a plain client', () => {
  const OFF = { layerForecast: { codeLens: false } };

  it('come with the initialization', async () => {
    for (const settings of [OFF, OFF.layerForecast]) {
      const { server, dockerfile } = await opened({ initializationOptions: { settings } });
      assert.deepEqual(await lenses(server, dockerfile), []);
    }
  });

  it('come with a notification, and stay when it is about other servers', async () => {
    const { server, dockerfile } = await opened();
    assert.equal((await lenses(server, dockerfile)).length, 1);
    await server.notify('workspace/didChangeConfiguration', { settings: OFF });
    await untilTrue(async () => (await lenses(server, dockerfile)).length === 0);
    await server.notify('workspace/didChangeConfiguration', { settings: { python: {} } });
    assert.deepEqual(await lenses(server, dockerfile), []);
  });

  it('are asked for where the editor can be asked, and told where it knows none', async () => {
    const configuration = { workspace: { configuration: true } };
    const asked = await opened({ capabilities: configuration, settings: OFF.layerForecast });
    await untilTrue(async () => (await lenses(asked.server, asked.dockerfile)).length === 0);
    const told = await opened({
      capabilities: configuration,
      initializationOptions: { settings: OFF },
      answers: { 'workspace/configuration': () => [null] },
    });
    await untilTrue(async () => (await lenses(told.server, told.dockerfile)).length === 0);
  });
});
