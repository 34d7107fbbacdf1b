/**
 * Which of its builds a Dockerfile stands for in this workspace: asked once where files leave it open, and remembered.
 * The server is told, so that lens, hover and status bar mean the same build.
 */
import * as vscode from 'vscode';
import {
  METHODS,
  type ChosenInvocations,
  type InvocationChoices,
  type InvocationOption,
} from '../../server/protocol/requests.ts';
import type { ServerConnection } from './server-connection.ts';

const MEMORY = 'chosenBuilds';

export function chosenBuilds(extension: vscode.ExtensionContext): ChosenInvocations {
  return extension.workspaceState.get<ChosenInvocations>(MEMORY, {});
}

export async function rememberBuild(
  extension: vscode.ExtensionContext,
  connection: ServerConnection,
  dockerfileUri: string,
  invocation: string,
): Promise<void> {
  const chosen = { ...chosenBuilds(extension), [dockerfileUri]: invocation };
  await extension.workspaceState.update(MEMORY, chosen);
  connection.notify(METHODS.chosenInvocations, chosen);
}

/** `undefined`: the user dismissed the question. `null`: there is nothing to choose. */
export async function chooseBuild(
  extension: vscode.ExtensionContext,
  connection: ServerConnection,
  uri: vscode.Uri,
): Promise<string | null | undefined> {
  const { builds, open } = await connection.request<InvocationChoices>(METHODS.invocations, {
    uri: uri.toString(),
  });
  if (!open || builds.length < 2) return null;
  const picked = await vscode.window.showQuickPick(
    builds.map((build) => ({ ...inPicker(build), build })),
    {
      title: `Which build of ${vscode.workspace.asRelativePath(uri)}?`,
      placeHolder: 'Remembered for this workspace; Layer Forecast shows it and can change it',
    },
  );
  if (!picked) return undefined;
  const { id, dockerfileUri } = picked.build;
  // A requirements file that several images install is asked about each time: no answer is wrong for good.
  if (dockerfileUri === uri.toString())
    await rememberBuild(extension, connection, dockerfileUri, id);
  return id;
}

function inPicker({ label, detail, evidence }: InvocationOption): vscode.QuickPickItem {
  return { label, description: detail, detail: evidence };
}
