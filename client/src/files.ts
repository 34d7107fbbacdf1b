/** Which files this extension speaks about, and which Dockerfile is meant when a command names none. */
import * as vscode from 'vscode';
import { METHODS } from '../../server/protocol/requests.ts';
import type { ServerConnection } from './server-connection.ts';

const LANGUAGES = ['dockerfile', 'pip-requirements'];

export function isWatched(document: vscode.TextDocument): boolean {
  return LANGUAGES.includes(document.languageId);
}

/** The file at hand, where it is one of ours. */
export function activeFile(): vscode.Uri | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document && isWatched(document) ? document.uri : undefined;
}

/** The file that a command is about: its argument, the file at hand, the only Dockerfile, or the user's pick. */
export async function chooseFile(
  connection: ServerConnection,
  argument: unknown,
): Promise<vscode.Uri | undefined> {
  if (argument instanceof vscode.Uri) return argument;
  if (typeof argument === 'string') return vscode.Uri.parse(argument);
  return activeFile() ?? (await pickDockerfile(connection));
}

async function pickDockerfile(connection: ServerConnection): Promise<vscode.Uri | undefined> {
  const uris = (await connection.request<readonly string[]>(METHODS.dockerfiles, {})).map((uri) =>
    vscode.Uri.parse(uri),
  );
  if (uris.length === 0) {
    void vscode.window.showInformationMessage(
      'There is no Dockerfile in this workspace. Open a folder that has one, or add one.',
    );
    return undefined;
  }
  if (uris.length === 1) return uris[0];
  const picked = await vscode.window.showQuickPick(
    uris.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri })),
    { title: 'Layer Forecast', placeHolder: 'Which Dockerfile?' },
  );
  return picked?.uri;
}
