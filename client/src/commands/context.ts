/** What a command works with. */
import type * as vscode from 'vscode';
import type { ServerConnection } from '../server-connection.ts';
import type { Views } from '../views/index.ts';

export interface CommandContext {
  readonly connection: ServerConnection;
  readonly views: Views;
  readonly output: vscode.LogOutputChannel;
}
