/** Takes a way out of a failed build: an edit that undo takes back, a build with other options, a command to look at. */
import * as vscode from 'vscode';
import type { WayOut } from '../../../server/protocol/report.ts';
import { METHODS, type WayOutParams } from '../../../server/protocol/requests.ts';
import type { ServerConnection } from '../server-connection.ts';

export interface WayOutContext {
  readonly connection: ServerConnection;
  /** Names the failure that the way out is of. */
  readonly params: Omit<WayOutParams, 'wayOut'>;
  /** The folder that names in reports are relative to. */
  readonly folder: vscode.Uri;
  /** Builds the same again, with other options. */
  readonly build: (options: object) => Thenable<unknown>;
}

export async function takeWayOut(context: WayOutContext, { id, action }: WayOut): Promise<void> {
  switch (action?.kind) {
    case undefined:
      return;
    case 'build':
      await context.build(action.options);
      return;
    case 'command': {
      const terminal = vscode.window.createTerminal({
        name: 'Layer Forecast',
        cwd: context.folder,
      });
      terminal.show();
      // Typed, and not run: the user presses Enter.
      terminal.sendText(action.command, false);
      return;
    }
    case 'edit':
      await applyEdit(context, id, action.title);
      return;
  }
}

async function applyEdit(
  { connection, params, build }: WayOutContext,
  wayOut: string,
  title: string,
): Promise<void> {
  const answer = await connection.request<unknown>(METHODS.wayOut, { ...params, wayOut });
  const edit = await connection.toWorkspaceEdit(answer);
  const [first] = edit?.entries() ?? [];
  if (!edit || !first || !(await vscode.workspace.applyEdit(edit))) {
    void vscode.window.showWarningMessage(
      'The file changed since the build, so the edit does not fit any more. Build again to get a new one.',
    );
    return;
  }
  const [uri, [change]] = first;
  await vscode.window.showTextDocument(uri, {
    viewColumn: vscode.ViewColumn.One,
    ...(change ? { selection: new vscode.Range(change.range.start, change.range.start) } : {}),
  });
  const choice = await vscode.window.showInformationMessage(`${title}: done.`, 'Build Again');
  if (choice === 'Build Again') await build({});
}
