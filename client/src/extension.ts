/**
 * Wires the language server into the editor: starts it, shows what it says, asks it to build. All analysis is the
 * server's; here is only what needs the editor.
 */
import * as vscode from 'vscode';
import { registerCommands } from './commands/index.ts';
import { createServerConnection, type ServerConnection } from './server-connection.ts';
import { createLanguageStatus } from './language-status.ts';
import { createStatusBar } from './status-bar.ts';
import { registerTasks } from './tasks/index.ts';
import { createViews } from './views/index.ts';

let connection: ServerConnection | null = null;

/** What the extension's own tests see of a running extension. */
export interface LayerForecastApi {
  /** Resolves when the server answers. */
  readonly ready: Promise<void>;
  /** Milliseconds that `activate` itself took. */
  readonly activationMilliseconds: number;
}

export function activate(context: vscode.ExtensionContext): LayerForecastApi {
  const start = performance.now();
  const output = vscode.window.createOutputChannel('Layer Forecast', { log: true });
  connection = createServerConnection(context, output);
  const views = createViews(context, connection);
  context.subscriptions.push(
    output,
    connection,
    views,
    createStatusBar(connection),
    createLanguageStatus(connection),
    registerCommands(context, { connection, views, output }),
    registerTasks(context, connection),
  );
  // The server starts beside the rest: nothing in the editor waits for it.
  const ready = connection.start().catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    output.error(`The language server did not start: ${reason}`);
    void vscode.window
      .showErrorMessage(
        `Layer Forecast's language server did not start: ${reason}`,
        'Try Again',
        'Show Output',
      )
      .then((choice) => {
        if (choice === 'Try Again')
          return vscode.commands.executeCommand('layerForecast.restartServer');
        if (choice === 'Show Output') output.show();
        return undefined;
      });
  });
  return { ready, activationMilliseconds: performance.now() - start };
}

export async function deactivate(): Promise<void> {
  await connection?.stop();
}
