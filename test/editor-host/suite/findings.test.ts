/** Findings and their fixes, as the editor has them. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  activated,
  append,
  closeAll,
  findingsOf,
  openFile,
  undo,
  until,
  untilFindings,
} from './support.ts';

const DOCKERFILE =
  'FROM python:3.11\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n';
const FINDING = '2:4-2:15 warning missing-cache-mount';
const MOUNT = 'RUN --mount=type=cache,target=/root/.cache/pip pip install';

async function actionsAt(
  document: vscode.TextDocument,
  line: number,
  kind?: vscode.CodeActionKind,
): Promise<readonly vscode.CodeAction[]> {
  return vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    document.lineAt(line).range,
    ...(kind ? [kind.value] : []),
  );
}

describe('findings in the editor', () => {
  before(activated);
  afterEach(closeAll);

  it('stand at the install that forgets its cache, and lead to the page of the rule', async () => {
    const { uri } = await openFile('findings/Dockerfile', DOCKERFILE);
    await untilFindings(uri, [FINDING]);
    const [found] = vscode.languages.getDiagnostics(uri);
    assert.equal(found?.source, 'layer-forecast');
    assert.match(found.message, /pip/);
    const { code } = found;
    assert.ok(typeof code === 'object');
    assert.equal(code.value, 'missing-cache-mount');
    const { scheme, path, query } = code.target;
    assert.deepEqual([scheme, path], ['command', 'layerForecast.openRule']);
    assert.deepEqual(JSON.parse(query), ['missing-cache-mount']);
  });

  it('tell where a Dockerfile does not parse', async () => {
    const { uri } = await openFile('findings/broken.Dockerfile', 'FROM python:3.11\nRUNN x\n');
    await untilFindings(uri, ['1:0-1:4 error syntax']);
  });

  it('tell what pip would stop at in a requirements file', async () => {
    const { uri } = await openFile('findings/requirements.txt', 'flask\nflask ==\n--nosuch\n');
    await until('findings', () => findingsOf(uri).length > 0);
    const lines = findingsOf(uri).map((one) => one.split(':')[0]);
    assert.deepEqual([...new Set(lines)], ['1', '2']);
    assert.ok(findingsOf(uri).every((one) => one.endsWith(' syntax')));
  });

  it('are none of files in other languages', async () => {
    const other = await openFile('findings/notes.txt', DOCKERFILE);
    const own = await openFile('findings/Dockerfile', DOCKERFILE);
    assert.equal(other.languageId, 'plaintext');
    // What was opened later is answered later.
    await untilFindings(own.uri, [FINDING]);
    assert.deepEqual(findingsOf(other.uri), []);
  });

  it('follow the typing', async () => {
    const document = await openFile('findings/Dockerfile', DOCKERFILE);
    await untilFindings(document.uri, [FINDING]);
    await append(document, 'RUN pip install flask\n');
    await untilFindings(document.uri, [FINDING, '3:4-3:15 warning missing-cache-mount']);
    await undo(document);
    await untilFindings(document.uri, [FINDING]);
  });
});

describe('fixes in the editor', () => {
  before(activated);
  afterEach(closeAll);

  async function quickFixes(document: vscode.TextDocument): Promise<readonly vscode.CodeAction[]> {
    await untilFindings(document.uri, [FINDING]);
    return until('quick fixes', async () => {
      const actions = await actionsAt(document, 2, vscode.CodeActionKind.QuickFix);
      return actions.length > 0 && actions;
    });
  }

  it('add the mount, and undo takes it back', async () => {
    const document = await openFile('fixes/Dockerfile', DOCKERFILE);
    const preferred = (await quickFixes(document)).filter((one) => one.isPreferred === true);
    assert.equal(preferred.length, 1);
    const edit = preferred[0]?.edit;
    assert.ok(edit);
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.ok(document.getText().includes(MOUNT), document.getText());
    await untilFindings(document.uri, []);
    await undo(document);
    assert.equal(document.getText(), DOCKERFILE);
    await untilFindings(document.uri, [FINDING]);
  });

  it('come with the page of the rule', async () => {
    const document = await openFile('fixes/Dockerfile', DOCKERFILE);
    const explain = (await quickFixes(document)).find((one) => one.title.startsWith('Explain'));
    assert.equal(explain?.command?.command, 'layerForecast.openRule');
    assert.deepEqual(explain.command.arguments, ['missing-cache-mount']);
  });

  it('are made all at once when the editor fixes all on save', async () => {
    const text = `${DOCKERFILE}RUN pip install flask\n`;
    const document = await openFile('fixes/all.Dockerfile', text);
    const kind = vscode.CodeActionKind.SourceFixAll.append('layerForecast');
    const [all] = await until('fix all', async () => {
      const actions = await actionsAt(document, 2, kind);
      return actions.length > 0 && actions;
    });
    assert.equal(all?.kind?.value, kind.value);
    assert.ok(all.edit);
    await vscode.workspace.applyEdit(all.edit);
    assert.equal(document.getText().split('--mount=type=cache').length, 3);
    await untilFindings(document.uri, []);
  });
});
