/** `Open Rule Documentation`: the page of a rule, which ships inside the extension. */
import * as vscode from 'vscode';

export async function openRule(extension: vscode.ExtensionContext, rule: unknown): Promise<void> {
  const folder = vscode.Uri.joinPath(extension.extensionUri, 'docs', 'rules');
  const id = typeof rule === 'string' ? rule : await pickRule(folder);
  if (id === undefined) return;
  // The id comes from a link in a message: it names a page, never a path.
  if (!/^[a-z0-9-]+$/.test(id)) throw new Error(`"${id}" is not the name of a rule.`);
  await vscode.commands.executeCommand(
    'markdown.showPreview',
    vscode.Uri.joinPath(folder, `${id}.md`),
  );
}

async function pickRule(folder: vscode.Uri): Promise<string | undefined> {
  const entries = await vscode.workspace.fs.readDirectory(folder);
  const ids = entries.map(([name]) => name).filter((name) => name.endsWith('.md'));
  return vscode.window.showQuickPick(
    ids.map((name) => name.slice(0, -'.md'.length)),
    { title: 'Layer Forecast', placeHolder: 'Which rule?' },
  );
}
