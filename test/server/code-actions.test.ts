/** Quick fixes, fix-all and the page of a rule. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { CodeAction, TextEdit } from 'vscode-languageserver-protocol/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import {
  startServer,
  stopServers,
  uriOf,
  type ServerOptions,
  type TestServer,
} from '../support/server/language-server.ts';
import { folderWith, removeFolders } from '../node/support/folders.ts';

const ONE = 'FROM python:3.12\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n';
const TWO = `${ONE}RUN echo 🐳\nRUN pip install flask\n`;
const MOUNT = '--mount=type=cache,target=/root/.cache/pip';
const FIXED_TWO = TWO.replaceAll('RUN pip', `RUN ${MOUNT} pip`);

let server: TestServer;
let file: string;

async function opened(text: string, options: Partial<ServerOptions> = {}): Promise<void> {
  const root = folderWith({ Dockerfile: text });
  server = await startServer({ folders: [root], ...options });
  file = join(root, 'Dockerfile');
  await server.until('settings', () => server.received('layerForecast/forecastChanged').length > 0);
  await server.open(file, text);
}

/** The actions at a place of line 2, with what an editor sends along. */
async function actions(
  line: number,
  context: { readonly only?: readonly string[] } = {},
  character = 6,
): Promise<readonly CodeAction[]> {
  const at = { line, character };
  return server.request('textDocument/codeAction', {
    textDocument: { uri: uriOf(file) },
    range: { start: at, end: at },
    context: { diagnostics: await server.diagnostics(file), ...context },
  });
}

function editsOf(action: CodeAction | undefined): readonly TextEdit[] {
  const edits = action?.edit?.changes?.[uriOf(file)];
  assert.ok(edits, `no edits in ${JSON.stringify(action)}`);
  return edits;
}

function applied(text: string, edits: readonly TextEdit[]): string {
  return TextDocument.applyEdits(TextDocument.create('', '', 0, text), [...edits]);
}

describe('code actions', () => {
  afterEach(async () => {
    await stopServers();
    removeFolders();
  });

  it('mend the finding with exactly its edit, and are preferred', async () => {
    await opened(ONE);
    const [fix] = await actions(2);
    assert.equal(fix?.title, "Keep pip's cache in a mount at /root/.cache/pip");
    assert.equal(fix.kind, 'quickfix');
    assert.equal(fix.isPreferred, true);
    assert.deepEqual(
      fix.diagnostics?.map((one) => one.code),
      ['missing-cache-mount'],
    );
    const at = { line: 2, character: 3 };
    assert.deepEqual(editsOf(fix), [{ range: { start: at, end: at }, newText: ` ${MOUNT}` }]);
  });

  it('explain the rule', async () => {
    await opened(ONE);
    const explain = (await actions(2)).find((one) => one.title === 'Explain missing-cache-mount');
    assert.deepEqual(explain?.command, {
      title: 'Explain missing-cache-mount',
      command: 'layerForecast.openRule',
      arguments: ['missing-cache-mount'],
    });
  });

  it('allow the finding by a comment, with room for the reason', async () => {
    const text = ONE.replace('RUN', '  RUN');
    await opened(text);
    const allow = (await actions(2)).find((one) => one.title === 'Allow missing-cache-mount here');
    const allowed = applied(text, editsOf(allow));
    const comment = '  # layer-forecast: allow missing-cache-mount -- \n';
    assert.equal(allowed, text.replace('  RUN', `${comment}  RUN`));
    await server.change(file, { text: allowed });
    assert.deepEqual(await server.diagnostics(file), []);
  });

  it('take back a comment that allows nothing', async () => {
    const text = ONE.replace('COPY', '# layer-forecast: allow missing-cache-mount\nCOPY');
    await opened(text);
    const fix = (await actions(1, {}, 30)).find(
      (one) => one.title === 'Stop allowing missing-cache-mount',
    );
    assert.equal(applied(text, editsOf(fix)), ONE);
  });

  it('are none where nothing is wrong', async () => {
    await opened(ONE);
    assert.deepEqual(await actions(0), []);
  });

  it('are none in a requirements file', async () => {
    await opened(ONE);
    const root = folderWith({ 'requirements.txt': 'flask===\n' });
    file = join(root, 'requirements.txt');
    await server.open(file, 'flask===\n');
    assert.deepEqual(await actions(0), []);
  });

  it('carry only the diagnostic of their own place', async () => {
    await opened(TWO);
    for (const [line, start] of [
      [2, 2],
      [4, 4],
    ] as const) {
      const [fix] = await actions(line);
      assert.deepEqual(
        fix?.diagnostics?.map((one) => one.range.start.line),
        [start],
      );
    }
  });

  it('offer the same for all of the file', async () => {
    await opened(TWO);
    const all = (await actions(4)).find((one) => one.title.startsWith('Fix all 2'));
    assert.equal(all?.title, 'Fix all 2 of missing-cache-mount in this file');
    assert.equal(applied(TWO, editsOf(all)), FIXED_TWO);
  });

  it('fix all on save, where only that is asked for', async () => {
    await opened(TWO);
    for (const only of ['source.fixAll', 'source', 'source.fixAll.layerForecast']) {
      const found = await actions(0, { only: [only] });
      assert.deepEqual(
        found.map((one) => [one.title, one.kind]),
        [['Fix all caching problems', 'source.fixAll.layerForecast']],
      );
      assert.equal(applied(TWO, editsOf(found[0])), FIXED_TWO);
    }
  });

  it('leave the lines that need no fix untouched', async () => {
    await opened(TWO);
    const [all] = await actions(0, { only: ['source.fixAll'] });
    assert.deepEqual(
      editsOf(all).map(({ range }) => [range.start.line, range.end.line]),
      [
        [2, 3],
        [4, 5],
      ],
    );
  });

  it('keep to the kinds that are asked for', async () => {
    await opened(TWO);
    const quick = await actions(2, { only: ['quickfix'] });
    assert.ok(quick.length > 0);
    assert.ok(quick.every((one) => one.kind === 'quickfix'));
    assert.deepEqual(await actions(2, { only: ['refactor'] }), []);
    assert.deepEqual(await actions(2, { only: ['source.organizeImports'] }), []);
  });

  it('do not fix what the settings switch off', async () => {
    await opened(TWO, { settings: { rules: { 'missing-cache-mount': 'off' } } });
    assert.deepEqual(await actions(2), []);
    assert.deepEqual(await actions(2, { only: ['source.fixAll'] }), []);
  });

  it('keep the line ends of Windows', async () => {
    const text = TWO.replaceAll('\n', '\r\n');
    await opened(text);
    const [all] = await actions(0, { only: ['source.fixAll'] });
    assert.equal(applied(text, editsOf(all)), FIXED_TWO.replaceAll('\n', '\r\n'));
  });

  it('follow the text as it is typed', async () => {
    await opened(ONE);
    await server.change(file, { text: `# comment\n${ONE}` });
    const [fix] = await actions(3);
    assert.equal(
      applied(`# comment\n${ONE}`, editsOf(fix)),
      `# comment\n${ONE.replace('RUN', `RUN ${MOUNT}`)}`,
    );
  });

  describe('by the command Fix All', () => {
    const fixAll = (uri: string) =>
      server.request<{
        readonly edit: { changes: Record<string, TextEdit[]> } | null;
        readonly problem: string | null;
      }>('layerForecast/fixAll', { uri });
    const nothing = { edit: null, problem: null };

    it('are one edit', async () => {
      await opened(TWO);
      const { edit } = await fixAll(uriOf(file));
      assert.equal(applied(TWO, edit?.changes[uriOf(file)] ?? []), FIXED_TWO);
    });

    it('are nothing where nothing can be fixed', async () => {
      await opened(FIXED_TWO);
      assert.deepEqual(await fixAll(uriOf(file)), nothing);
    });

    it('are nothing of a file that is not open', async () => {
      await opened(TWO);
      assert.deepEqual(await fixAll(uriOf(join(file, '../other.Dockerfile'))), nothing);
    });
  });
});
