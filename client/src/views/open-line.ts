/** Opens a file at a line, beside the view that asked for it. */
import * as vscode from 'vscode';

/** `line` counts from 1. */
export async function openLine(uri: vscode.Uri, line: number): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  const index = Math.max(0, Math.min(line - 1, document.lineCount - 1));
  const shown = vscode.window.visibleTextEditors.find(
    (editor) => editor.document.uri.toString() === uri.toString(),
  );
  const editor = await vscode.window.showTextDocument(document, {
    viewColumn: shown?.viewColumn ?? vscode.ViewColumn.One,
    selection: document.lineAt(index).range,
  });
  editor.revealRange(
    document.lineAt(index).range,
    vscode.TextEditorRevealType.InCenterIfOutsideViewport,
  );
}

/** An entry of a build context: a folder is shown in the explorer, a file is opened by whatever editor it has. */
export async function openEntry(
  uri: vscode.Uri,
  { isFolder }: { readonly isFolder: boolean },
): Promise<void> {
  if (isFolder) await vscode.commands.executeCommand('revealInExplorer', uri);
  else
    await vscode.commands.executeCommand('vscode.open', uri, { viewColumn: vscode.ViewColumn.One });
}

/** The folder that names in reports are relative to. */
export function folderOf(dockerfile: vscode.Uri): vscode.Uri {
  const folder = vscode.workspace.getWorkspaceFolder(dockerfile)?.uri;
  return folder ?? vscode.Uri.joinPath(dockerfile, '..');
}
