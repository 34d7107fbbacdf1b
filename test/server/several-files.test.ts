/** Findings with ends in several files, and fixes that edit several files or make one. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type {
  ClientCapabilities,
  CodeAction,
  Diagnostic,
  WorkspaceEdit,
} from 'vscode-languageserver-protocol/node';
import { bundleWithRules, type ServerBundle } from '../support/server/bundle-with-rules.ts';
import {
  startServer,
  stopServers,
  uriOf,
  type TestServer,
} from '../support/server/language-server.ts';
import { folderWith, removeFolders } from '../node/support/folders.ts';

const OLD = 'FROM old\n# pinned\nRUN true\n';
const FILES = {
  Dockerfile: OLD,
  'notes.txt': 'Notes.\n',
  'requirements.txt': 'flask\ntensorflow\n',
};
const ABLE: ClientCapabilities = {
  workspace: {
    configuration: true,
    workspaceEdit: { documentChanges: true, resourceOperations: ['create'] },
  },
};

describe('findings in several files', function () {
  this.timeout(30_000);
  let bundle: ServerBundle;
  let root: string;
  let server: TestServer;
  const at = (name: string): string => join(root, name);
  before(async () => {
    bundle = await bundleWithRules('test/support/rules/across-files.ts');
  });
  after(() => bundle.remove());
  afterEach(async () => {
    await stopServers();
    removeFolders();
  });

  async function start(capabilities: ClientCapabilities = ABLE): Promise<void> {
    root = folderWith(FILES);
    server = await startServer({ folders: [root], bundle: bundle.file, capabilities });
    await server.open(at('Dockerfile'), OLD);
    await server.diagnostics(at('Dockerfile'));
  }

  /** The last word about a file, which need not be open. */
  async function last(name: string, holds: (all: readonly Diagnostic[]) => boolean) {
    let all: readonly Diagnostic[] = [];
    await server.until(`findings of ${name}`, () => {
      all = server.lastOf(at(name)) ?? [];
      return holds(all);
    });
    return all;
  }

  const actions = (name: string, line: number, character: number): Promise<readonly CodeAction[]> =>
    server.request('textDocument/codeAction', {
      textDocument: { uri: uriOf(at(name)) },
      range: { start: { line, character }, end: { line, character } },
      context: { diagnostics: [] },
    });

  it('are shown at the other end too, and lead back', async () => {
    await start();
    const [mirrored] = await last('notes.txt', (all) => all.length === 1);
    assert.equal(mirrored?.code, 'old-image');
    assert.equal(mirrored.message, 'Has no note of it.');
    assert.deepEqual(
      mirrored.relatedInformation?.map(({ location, message }) => [location.uri, message]),
      [[uriOf(at('Dockerfile')), 'An old image.']],
    );
    const [own] = await server.diagnostics(at('Dockerfile'));
    assert.equal(own?.relatedInformation?.[0]?.location.uri, uriOf(at('notes.txt')));
  });

  it('are shown beside those of the file itself, open or not', async () => {
    await start();
    await last('requirements.txt', (all) => all.length === 1);
    await server.open(at('requirements.txt'), FILES['requirements.txt']);
    const both = await last('requirements.txt', (all) => all.length === 2);
    assert.deepEqual(both.map(({ code }) => code).sort(), ['long-name', 'unpinned']);
    await server.close(at('requirements.txt'));
    const [left] = await last('requirements.txt', (all) => all.length === 1);
    assert.equal(left?.code, 'unpinned');
  });

  it('go when the Dockerfile is fixed or closed', async () => {
    await start();
    await last('notes.txt', (all) => all.length === 1);
    await server.change(at('Dockerfile'), { text: OLD.replace('old', 'new') });
    await last('notes.txt', (all) => all.length === 0);
    await last('requirements.txt', (all) => all.length === 1);
    await server.close(at('Dockerfile'));
    await last('requirements.txt', (all) => all.length === 0);
  });

  it('are fixed by one edit of all files, from either end', async () => {
    await start();
    await server.open(at('notes.txt'), FILES['notes.txt'], 'plaintext');
    for (const [name, character] of [
      ['Dockerfile', 6],
      ['notes.txt', 0],
    ] as const) {
      const fix = (await actions(name, 0, character)).find(({ title }) => title.includes('new'));
      const [made, ...edits] = fix?.edit?.documentChanges ?? [];
      assert.deepEqual(made, { kind: 'create', uri: uriOf(at('made.txt')) });
      assert.deepEqual(
        edits.map(
          (one) =>
            'edits' in one && [one.textDocument, one.edits.map((e) => 'newText' in e && e.newText)],
        ),
        [
          [{ uri: uriOf(at('Dockerfile')), version: 1 }, ['new']],
          [{ uri: uriOf(at('made.txt')), version: null }, ['made\n']],
          [{ uri: uriOf(at('notes.txt')), version: 1 }, ['The image is new.\n']],
        ],
      );
    }
  });

  it('have no fix that the client cannot apply', async () => {
    await start({ workspace: { configuration: true } });
    const titles = (await actions('Dockerfile', 0, 6)).map(({ title }) => title);
    assert.deepEqual(titles, ['Allow old-image here', 'Explain old-image']);
  });

  it('are fixed with all others by the command, and not when a file is saved', async () => {
    await start();
    const { edit } = await server.request<{ readonly edit: WorkspaceEdit | null }>(
      'layerForecast/fixAll',
      { uri: uriOf(at('Dockerfile')) },
    );
    assert.equal(edit?.documentChanges?.length, 4);
    const onSave = await server.request('textDocument/codeAction', {
      textDocument: { uri: uriOf(at('Dockerfile')) },
      range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
      context: { diagnostics: [], only: ['source.fixAll'] },
    });
    assert.deepEqual(onSave, []);
  });

  it('of a requirements file have quick fixes', async () => {
    await start();
    await server.open(at('requirements.txt'), FILES['requirements.txt']);
    const [fix] = await actions('requirements.txt', 1, 2);
    assert.equal(fix?.title, 'Shorten tensorflow');
    const [edit] = fix.edit?.changes?.[uriOf(at('requirements.txt'))] ?? [];
    assert.equal(edit?.newText, 'tenso');
  });
});

describe('a pattern of an ignore file that leaves out a source', () => {
  afterEach(async () => {
    await stopServers();
    removeFolders();
  });

  it('is marked where it is, as long as the Dockerfile is open', async () => {
    const text = 'FROM python:3.12\nCOPY app.py data.py /\n';
    const root = folderWith({
      ...{ Dockerfile: text, 'app.py': '', 'data.py': '', '.dockerignore': '*.md\ndata.py\n' },
      'compose.yaml': 'services: { web: { build: . } }\n',
    });
    const server = await startServer({ folders: [root] });
    const ignoreFile = join(root, '.dockerignore');
    await server.open(join(root, 'Dockerfile'), text);
    await server.until('the mark', () => server.lastOf(ignoreFile)?.length === 1);
    const [mark] = server.lastOf(ignoreFile) ?? [];
    assert.equal(mark?.range.start.line, 1);
    await server.close(join(root, 'Dockerfile'));
    await server.until('no mark', () => server.lastOf(ignoreFile)?.length === 0);
  });
});
