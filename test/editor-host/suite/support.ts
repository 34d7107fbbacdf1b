/** What the tests inside the editor share: files of the workspace, waiting, settings, and answers to questions. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { LayerForecastApi } from '../../../client/src/extension.ts';

export const EXTENSION_ID = 'layer-forecast.layer-forecast';

/** Long enough for a machine that does much else; what waits goes on at once when it comes. */
const PATIENCE_MILLISECONDS = 25_000;

/** Asks again and again until there is an answer that is neither undefined nor false. */
export async function until<Answer>(
  what: string,
  ask: () => Answer | undefined | false | Promise<Answer | undefined | false>,
): Promise<Answer> {
  const end = Date.now() + PATIENCE_MILLISECONDS;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`This never came: ${what}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

export async function activated(): Promise<LayerForecastApi> {
  const extension = vscode.extensions.getExtension<LayerForecastApi>(EXTENSION_ID);
  assert.ok(extension, `${EXTENSION_ID} is not installed`);
  const api = await extension.activate();
  await api.ready;
  return api;
}

export function workspaceUri(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  assert.ok(folder, 'no workspace folder');
  return vscode.Uri.joinPath(folder, name);
}

export async function writeFile(name: string, text: string): Promise<vscode.Uri> {
  const uri = workspaceUri(name);
  await vscode.workspace.fs.createDirectory(vscode.Uri.joinPath(uri, '..'));
  await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
  return uri;
}

/** Opens a file of the workspace; with a text it is written first. */
export async function openFile(name: string, text?: string): Promise<vscode.TextDocument> {
  const uri = text === undefined ? workspaceUri(name) : await writeFile(name, text);
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, { preview: false });
  return document;
}

/** Puts a text behind the last character of a document, without saving it. */
export async function append(document: vscode.TextDocument, text: string): Promise<void> {
  const end = document.positionAt(document.getText().length);
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, end, text);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

/** Takes the last edit of a document back. */
export async function undo(document: vscode.TextDocument): Promise<void> {
  await vscode.window.showTextDocument(document);
  await vscode.commands.executeCommand('undo');
}

/** `2:0-2:9 warning missing-cache-mount`, of our findings and of dockerfile-utils'. */
export function findingsOf(uri: vscode.Uri): readonly string[] {
  const severities = ['error', 'warning', 'information', 'hint'];
  return vscode.languages.getDiagnostics(uri).map(({ range, severity, code, source }) => {
    const { start, end } = range;
    const name = typeof code === 'object' ? code.value : code;
    const own = source === 'layer-forecast' ? String(name) : (source ?? '');
    return `${start.line}:${start.character}-${end.line}:${end.character} ${severities[severity] ?? ''} ${own}`;
  });
}

export async function untilFindings(uri: vscode.Uri, expected: readonly string[]): Promise<void> {
  let found: readonly string[] = [];
  await until(`findings ${JSON.stringify(expected)}`, () => {
    found = findingsOf(uri);
    return JSON.stringify(found) === JSON.stringify(expected);
  }).catch((error: unknown) => {
    assert.deepEqual(found, expected, String(error));
  });
}

/** The titles of the lenses above a file. */
export async function lensesOf(uri: vscode.Uri): Promise<readonly vscode.Command[]> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    uri,
    10,
  );
  return lenses.flatMap(({ command }) => command ?? []);
}

export async function untilLens(uri: vscode.Uri, title: RegExp): Promise<vscode.Command> {
  let seen: readonly string[] = [];
  return until(`a lens ${String(title)}`, async () => {
    const lenses = await lensesOf(uri);
    seen = lenses.map((lens) => lens.title);
    return lenses.find((lens) => title.test(lens.title));
  }).catch((error: unknown) => {
    throw new Error(`${String(error)}; there is ${seen.join(' | ')}`);
  });
}

/** What all hovers say at the start of a line; lines from 0, as everywhere in the editor. */
export async function hoverText(uri: vscode.Uri, line: number): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    uri,
    new vscode.Position(line, 1),
  );
  return hovers
    .flatMap((hover) => hover.contents)
    .map((one) => (one instanceof vscode.MarkdownString ? one.value : ''))
    .join('\n');
}

/** `2 cached`: the line and the hint in it. */
export async function hintsOf(document: vscode.TextDocument): Promise<readonly string[]> {
  const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
    'vscode.executeInlayHintProvider',
    document.uri,
    new vscode.Range(0, 0, document.lineCount, 0),
  );
  return hints.map(({ position, label }) => {
    const text = typeof label === 'string' ? label : label.map((part) => part.value).join('');
    return `${position.line} ${text}`;
  });
}

/** The label of the tab that shows one of our views. */
export function viewTab(view: 'forecast' | 'timings'): string | undefined {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return tabs.find(
    ({ input }) =>
      input instanceof vscode.TabInputWebview && input.viewType.endsWith(`layerForecast.${view}`),
  )?.label;
}

/** Closes everything, and waits until the extension host knows: a command would still take the closed file as the active one. */
export async function closeAll(): Promise<void> {
  for (const document of vscode.workspace.textDocuments.filter((one) => one.isDirty)) {
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  }
  await until('everything closed', async () => {
    // Again each time: a view that was asked for a moment ago opens behind the first time.
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    return (
      // The output panel is a text editor, and no file.
      vscode.window.activeTextEditor?.document.uri.scheme !== 'file' &&
      vscode.window.tabGroups.all.every((group) => group.tabs.length === 0)
    );
  });
}

const changed: (() => Promise<void>)[] = [];

/** Sets `layerForecast.<name>` until `resetSettings`. */
export async function set(
  name: string,
  value: unknown,
  target = vscode.ConfigurationTarget.Workspace,
): Promise<void> {
  const update = async (to: unknown): Promise<void> =>
    vscode.workspace.getConfiguration('layerForecast').update(name, to, target);
  changed.push(() => update(undefined));
  await update(value);
}

export async function resetSettings(): Promise<void> {
  for (const reset of changed.splice(0)) await reset();
}

type Question =
  | 'showErrorMessage'
  | 'showInformationMessage'
  | 'showWarningMessage'
  | 'showQuickPick'
  | 'showInputBox';

/** What the user was told or asked, first argument only. */
export interface Asked {
  readonly question: Question;
  readonly text: string;
}

/**
 * Answers the questions that the extension asks while `run` goes on, each in turn by its own answer, and gives what was asked
 * and told. Nobody is there to click, and the editor shows no dialog while it runs tests.
 */
export async function whileAnswering(
  answers: Partial<Record<Question, readonly ((...args: readonly unknown[]) => unknown)[]>>,
  run: (asked: readonly Asked[]) => Promise<unknown>,
): Promise<readonly Asked[]> {
  const asked: Asked[] = [];
  // The functions of the editor's API are exchanged by name, whatever their types.
  const window = vscode.window as unknown as Record<Question, (...args: unknown[]) => unknown>;
  const questions: readonly Question[] = [
    'showErrorMessage',
    'showInformationMessage',
    'showWarningMessage',
    'showQuickPick',
    'showInputBox',
  ];
  const originals = questions.map((question) => [question, window[question]] as const);
  for (const question of questions) {
    const left = [...(answers[question] ?? [])];
    window[question] = (...args: unknown[]) => {
      const first = args[0];
      asked.push({ question, text: typeof first === 'string' ? first : titleOf(first, args[1]) });
      return Promise.resolve(left.shift()?.(...args));
    };
  }
  try {
    await run(asked);
  } finally {
    for (const [question, original] of originals) window[question] = original;
  }
  return asked;
}

/** An input box has its title in its options, a pick in those behind its items. */
function titleOf(...candidates: readonly unknown[]): string {
  const options = candidates.find(
    (one): one is { readonly title: string } =>
      typeof one === 'object' && one !== null && 'title' in one && typeof one.title === 'string',
  );
  return options?.title ?? '';
}
