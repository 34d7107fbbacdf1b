/** `Clear Build History`: forgets all recorded builds of this machine, after a question. */
import * as vscode from 'vscode';
import { METHODS } from '../../../server/protocol/requests.ts';
import type { CommandContext } from './context.ts';

export async function clearHistory(context: CommandContext): Promise<void> {
  const answer = await vscode.window.showWarningMessage(
    'Forget all recorded builds of this machine?',
    {
      modal: true,
      detail: 'Forecasts then have no last build to start from, and no measured seconds.',
    },
    'Clear History',
  );
  if (answer !== 'Clear History') return;
  const { removed } = await context.connection.request<{ removed: number }>(
    METHODS.clearHistory,
    {},
  );
  void vscode.window.showInformationMessage(
    `Forgot ${String(removed)} recorded build${removed === 1 ? '' : 's'}.`,
  );
}
