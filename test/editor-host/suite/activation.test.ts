/** The extension wakes up for the files that it is about, in the editor that runs this. */
import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';

const id = 'layer-forecast.layer-forecast';

async function openFile(name: string): Promise<vscode.TextDocument> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  const document = await vscode.workspace.openTextDocument(path.join(folder, name));
  await vscode.window.showTextDocument(document);
  return document;
}

async function until(test: () => boolean): Promise<void> {
  while (!test()) await new Promise((done) => setTimeout(done, 50));
}

describe(`the extension in VS Code ${vscode.version}`, () => {
  it('is installed, and activates when a Dockerfile is opened', async () => {
    const extension = vscode.extensions.getExtension(id);
    assert.ok(extension, `${id} is not installed`);
    const document = await openFile('Dockerfile');
    assert.equal(document.languageId, 'dockerfile');
    await until(() => extension.isActive);
  });

  it('knows requirements files', async () => {
    const document = await openFile('requirements.txt');
    assert.equal(document.languageId, 'pip-requirements');
  });

  it('has all the commands of its manifest', async () => {
    const manifest = vscode.extensions.getExtension(id)?.packageJSON as {
      contributes: { commands: readonly { command: string }[] };
    };
    const known = new Set(await vscode.commands.getCommands(true));
    const missing = manifest.contributes.commands.filter(({ command }) => !known.has(command));
    assert.deepEqual(missing, []);
  });
});
