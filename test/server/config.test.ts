/** Configurations in the editor: before its settings, followed while they are written, and with their own findings. */
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CodeAction, CompletionItem, Hover } from 'vscode-languageserver-protocol/node';
import { METHODS, type FixAllAnswer } from '../../server/protocol/requests.ts';
import {
  startServer,
  stopServers,
  uriOf,
  type ServerOptions,
  type TestServer,
} from '../support/server/language-server.ts';
import { folderWith, removeFolders } from '../node/support/folders.ts';

const INSTALL = 'FROM python:3.12\nRUN pip install six\n';
const RULE = 'missing-cache-mount';

describe('a configuration in the editor', function () {
  this.timeout(30_000);
  let root: string;
  let server: TestServer;
  const at = (name: string): string => join(root, name);
  afterEach(async () => {
    await stopServers();
    removeFolders();
  });

  async function start(
    files: Readonly<Record<string, string>> = {},
    options: Partial<ServerOptions> = {},
  ): Promise<void> {
    root = folderWith({ '.git/HEAD': 'ref: refs/heads/main\n', Dockerfile: INSTALL, ...files });
    server = await startServer({ folders: [root], ...options });
    await server.until(
      'settings',
      () => server.received('layerForecast/forecastChanged').length > 0,
    );
    await server.open(at('Dockerfile'), INSTALL);
  }

  /** `2 missing-cache-mount`: severities as the protocol counts them. */
  async function shown(name: string, expected: readonly string[]): Promise<void> {
    let now: readonly string[] | null = null;
    await server
      .until(`findings of ${name}`, () => {
        now = server.lastOf(at(name))?.map(({ severity, code }) => `${severity} ${code}`) ?? null;
        return JSON.stringify(now) === JSON.stringify(expected);
      })
      .catch(() => assert.deepEqual(now, expected));
  }
  const changed = (name: string, type: 1 | 2 | 3): Promise<void> =>
    server.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: uriOf(at(name)), type }] });

  it('counts before the settings of the editor', async () => {
    const settings = { rules: { [RULE]: 'hint', 'missing-source': 'off' } };
    await start({ 'layer-forecast.toml': `rules.${RULE} = "error"\n` }, { settings });
    await shown('Dockerfile', [`1 ${RULE}`]);
  });

  it('that says nothing of a rule leaves it to the settings', async () => {
    await start({ 'layer-forecast.toml': '' }, { settings: { rules: { [RULE]: 'hint' } } });
    await shown('Dockerfile', [`4 ${RULE}`]);
  });

  it('is followed on disk: made, changed, removed', async () => {
    await start();
    await shown('Dockerfile', [`2 ${RULE}`]);
    writeFileSync(at('layer-forecast.toml'), `rules.${RULE} = "info"\n`);
    await changed('layer-forecast.toml', 1);
    await shown('Dockerfile', [`3 ${RULE}`]);
    writeFileSync(at('layer-forecast.toml'), 'exclude = ["Dockerfile"]\n');
    await changed('layer-forecast.toml', 2);
    await shown('Dockerfile', []);
    rmSync(at('layer-forecast.toml'));
    await changed('layer-forecast.toml', 3);
    await shown('Dockerfile', [`2 ${RULE}`]);
  });

  it('counts as it is being written, and as it was saved once it is closed', async () => {
    const name = 'pyproject.toml';
    await start({ [name]: '' });
    await server.open(at(name), '', 'toml');
    await server.change(at(name), { text: `[tool.layer-forecast]\nrules.${RULE} = "off"\n` });
    await shown('Dockerfile', []);
    await server.close(at(name));
    await shown('Dockerfile', [`2 ${RULE}`]);
  });

  it('that is wrong has findings, open or not, and they go when it is set right', async () => {
    const name = 'layer-forecast.toml';
    await start({ [name]: `rules.${RULE} = "info"\nx = 1\n` });
    await shown(name, ['2 configuration']);
    await shown('Dockerfile', [`3 ${RULE}`]);
    await server.open(at(name), `rules.${RULE} = "info"\nx = 1\n`, 'toml');
    await server.change(at(name), { text: `rules.${RULE} = "info"\nx = [\n` });
    await shown(name, ['1 configuration']);
    await shown('Dockerfile', [`2 ${RULE}`]);
    await server.change(at(name), { text: `rules.${RULE} = "info"\n` });
    await shown(name, []);
    await shown('Dockerfile', [`3 ${RULE}`]);
  });

  it('that cannot be read has a finding until it can', async () => {
    const name = 'layer-forecast.toml';
    await start();
    await shown('Dockerfile', [`2 ${RULE}`]);
    mkdirSync(at(name));
    await changed(name, 1);
    await shown(name, ['1 configuration']);
    await shown('Dockerfile', [`2 ${RULE}`]);
    rmSync(at(name), { recursive: true });
    writeFileSync(at(name), `rules.${RULE} = "info"\n`);
    await changed(name, 1);
    await shown(name, []);
    await shown('Dockerfile', [`3 ${RULE}`]);
  });

  it('is told of builds and folders that it names and that do not exist', async () => {
    const name = 'layer-forecast.toml';
    const text = 'contexts.Dockerfile = "src"\nbuilds.Dockerfile = "web"\n';
    await start({ [name]: text });
    await shown(name, ['2 configuration']);
    await server.open(at(name), text, 'toml');
    await shown(name, ['2 configuration', '2 configuration']);
    await server.change(at(name), { text: 'contexts.Dockerfile = "."\n' });
    await shown(name, []);
  });

  it('that has an error keeps all fixes from being made at once, not those that are chosen', async () => {
    const name = 'layer-forecast.toml';
    await start({ [name]: 'exclude = "Dockerfile"\n' });
    await shown(name, ['1 configuration']);
    const textDocument = { uri: uriOf(at('Dockerfile')) };
    const range = { start: { line: 1, character: 6 }, end: { line: 1, character: 6 } };
    const titles = async (only: string) =>
      (
        await server.request<readonly CodeAction[]>('textDocument/codeAction', {
          ...{ textDocument, range, context: { diagnostics: [], only: [only] } },
        })
      ).map(({ title }) => title);
    assert.deepEqual(await titles('source.fixAll'), []);
    assert.match((await titles('quickfix'))[0] ?? '', /^Keep/);
    const all = () => server.request<FixAllAnswer>(METHODS.fixAll, textDocument);
    const { edit, problem } = await all();
    assert.equal(edit, null);
    assert.match(problem ?? '', /^Files of layer-forecast\.toml are not fixed until line 1 of it/);
    await server.request('workspace/executeCommand', {
      command: 'layerForecast.fixAll',
      arguments: [textDocument.uri],
    });
    assert.match(
      JSON.stringify(server.received('window/showMessage')),
      /are not fixed until line 1/,
    );
    await server.open(at(name), 'exclude = "Dockerfile"\n', 'toml');
    await server.change(at(name), { text: 'exclude = ["vendor"]\n' });
    assert.deepEqual(await titles('source.fixAll'), ['Fix all caching problems']);
    assert.notEqual((await all()).edit, null);
  });

  it('names a baseline, which hides what it knows until the line is edited', async () => {
    await start({ 'layer-forecast.toml': 'baseline = "known.json"\n' });
    await shown('Dockerfile', [`2 ${RULE}`]);
    const known = { file: 'Dockerfile', rule: RULE, digest: '19347acd26c6eb3c', count: 1 };
    writeFileSync(at('known.json'), JSON.stringify({ version: 1, findings: [known] }));
    await changed('known.json', 1);
    await shown('Dockerfile', []);
    await server.change(at('Dockerfile'), { text: INSTALL.replace('six', 'idna') });
    await shown('Dockerfile', [`2 ${RULE}`]);
  });

  it('is completed and explained', async () => {
    const text = `[rules]\n${RULE} = "o"\n`;
    await start({ 'layer-forecast.toml': text });
    await server.open(at('layer-forecast.toml'), text, 'toml');
    const textDocument = { uri: uriOf(at('layer-forecast.toml')) };
    const quote = RULE.length + 3;
    const items = await server.request<readonly CompletionItem[]>('textDocument/completion', {
      textDocument,
      position: { line: 1, character: quote + 2 },
    });
    const off = items.find(({ label }) => label === 'off');
    assert.deepEqual(off?.textEdit, {
      newText: '"off"',
      range: { start: { line: 1, character: quote }, end: { line: 1, character: quote + 3 } },
    });
    await server.change(at('layer-forecast.toml'), { text: 'exclude = ["\n' });
    const files = await server.request<readonly CompletionItem[]>('textDocument/completion', {
      textDocument,
      position: { line: 0, character: 12 },
    });
    assert.deepEqual(
      files.map(({ label, filterText }) => [label, filterText]),
      [['Dockerfile', '"Dockerfile"']],
    );
    await server.change(at('layer-forecast.toml'), { text });
    const hover = await server.request<Hover | null>('textDocument/hover', {
      textDocument,
      position: { line: 1, character: 3 },
    });
    assert.match(JSON.stringify(hover?.contents), /Default: `\\"warning\\"`/);
    const position = { line: 0, character: 0 };
    for (const [method, nothing] of [
      ['completion', []],
      ['hover', null],
    ] as const) {
      const answer = await server.request(`textDocument/${method}`, {
        textDocument: { uri: uriOf(at('nosuch.toml')) },
        position,
      });
      assert.deepEqual(answer, nothing);
    }
  });
});
