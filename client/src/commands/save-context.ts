/** The engine reads files from the disk: what is unsaved would not be in the image. */
import * as vscode from 'vscode';

/** Saves what is unsaved below the Dockerfile's workspace folder; gives the first file that could not be saved, else null. */
export async function saveContext(dockerfile: vscode.Uri): Promise<vscode.Uri | null> {
  const folder =
    vscode.workspace.getWorkspaceFolder(dockerfile)?.uri ?? vscode.Uri.joinPath(dockerfile, '..');
  // With the slash, so that a neighbour whose name only begins alike is left alone.
  const above = folder.toString().replace(/\/?$/, '/');
  const dirty = vscode.workspace.textDocuments.filter(
    (document) => document.isDirty && document.uri.toString().startsWith(above),
  );
  for (const document of dirty) if (!(await document.save())) return document.uri;
  return null;
}
