/** `Fix All Caching Problems`: all safe fixes of a Dockerfile as one edit that undo takes back. */
import * as vscode from 'vscode';
import { METHODS, type FixAllAnswer } from '../../../server/protocol/requests.ts';
import { chooseFile } from '../files.ts';
import type { CommandContext } from './context.ts';

export async function fixAll(context: CommandContext, file: unknown): Promise<boolean> {
  const uri = await chooseFile(context.connection, file);
  if (!uri) return false;
  const document = await vscode.workspace.openTextDocument(uri);
  const version = document.version;
  const { connection } = context;
  const answer = await connection.request<FixAllAnswer>(METHODS.fixAll, { uri: uri.toString() });
  const edit = await connection.toWorkspaceEdit(answer.edit);
  if (answer.problem !== null) {
    void vscode.window.showWarningMessage(answer.problem);
    return false;
  }
  if (!edit || edit.size === 0) {
    void vscode.window.showInformationMessage('There is nothing that can be fixed safely here.');
    return false;
  }
  if (document.version !== version) {
    void vscode.window.showWarningMessage(
      'The file changed while the fixes were made, so they were not applied. Run the command again.',
    );
    return false;
  }
  return vscode.workspace.applyEdit(edit);
}
