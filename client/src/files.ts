/** Which files this extension is about, and which Dockerfile a command is about when it names none. */
import * as vscode from 'vscode';
import { METHODS } from '../../server/protocol/requests.ts';
import type { ServerConnection } from './server-connection.ts';

export const LANGUAGES = ['dockerfile', 'pip-requirements'];

export function isWatched(document: vscode.TextDocument): boolean {
  return LANGUAGES.includes(document.languageId);
}

/** The file in the active editor, where it is one that this extension is about. */
export function activeFile(): vscode.Uri | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document && isWatched(document) ? document.uri : undefined;
}

/** The file that a command is about: its argument, the active file, the only Dockerfile, or the user's pick. */
export async function chooseFile(
  connection: ServerConnection,
  argument: unknown,
): Promise<vscode.Uri | undefined> {
  if (argument instanceof vscode.Uri) return argument;
  if (typeof argument === 'string') return vscode.Uri.parse(argument);
  return activeFile() ?? (await pickDockerfile(connection));
}

async function pickDockerfile(connection: ServerConnection): Promise<vscode.Uri | undefined> {
  const uris = (await dockerfilesOf(connection)).map((uri) => vscode.Uri.parse(uri));
  if (uris.length < 2) return uris[0];
  const picked = await vscode.window.showQuickPick(
    uris.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri })),
    { title: 'Layer Forecast: which Dockerfile?' },
  );
  return picked?.uri;
}

/** The URIs of the workspace's Dockerfiles. Where there is none, the user is told. */
export async function dockerfilesOf(connection: ServerConnection): Promise<readonly string[]> {
  const uris = await connection.request<readonly string[]>(METHODS.dockerfiles, {});
  if (uris.length === 0)
    void vscode.window.showInformationMessage(
      'There is no Dockerfile in this workspace. Open a folder that has one, or add one.',
    );
  return uris;
}
