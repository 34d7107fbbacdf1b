/** Which build of a Dockerfile the user chose, remembered for the workspace. */
import type * as vscode from 'vscode';
import type { ChosenInvocations } from '../../server/protocol/requests.ts';

export const MEMORY = 'chosenBuilds';

export function chosenBuilds(extension: vscode.ExtensionContext): ChosenInvocations {
  return extension.workspaceState.get<ChosenInvocations>(MEMORY, {});
}
