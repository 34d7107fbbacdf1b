/** Every command of package.json, one file each where it is more than a line. A test holds the two lists together. */
import * as vscode from 'vscode';
import { buildImage } from './build-image.ts';
import { clearHistory } from './clear-history.ts';
import { fixAll } from './fix-all.ts';
import { openRule } from './open-rule.ts';
import { showForecast, showTimings } from './show-views.ts';
import type { CommandContext } from './context.ts';

export function registerCommands(
  extension: vscode.ExtensionContext,
  context: CommandContext,
): vscode.Disposable {
  const commands: Readonly<Record<string, (...args: readonly unknown[]) => unknown>> = {
    'layerForecast.buildImage': (file, options, selection) =>
      buildImage(context, extension, { file, options, selection }),
    'layerForecast.showForecast': (file, invocation) =>
      showForecast(context, extension, { file, invocation }),
    'layerForecast.showTimings': (file, invocation) =>
      showTimings(context, extension, { file, invocation }),
    'layerForecast.fixAll': (file) => fixAll(context, file),
    'layerForecast.openRule': (rule) => openRule(extension, rule),
    'layerForecast.clearHistory': () => clearHistory(context),
    'layerForecast.restartServer': () => context.connection.restart(),
    'layerForecast.showOutput': () => context.output.show(),
  };
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([id, run]) =>
      vscode.commands.registerCommand(id, (...args: readonly unknown[]) =>
        guarded(context, run, args),
      ),
    ),
  );
}

/** A command that fails says so; the editor would only log it. */
async function guarded(
  context: CommandContext,
  run: (...args: readonly unknown[]) => unknown,
  args: readonly unknown[],
): Promise<unknown> {
  try {
    return await run(...args);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    context.output.error(error instanceof Error ? error : reason);
    void vscode.window.showErrorMessage(`Layer Forecast: ${reason}`);
    return undefined;
  }
}
