/** The two views, one panel each, made when first asked for. */
import type * as vscode from 'vscode';
import type { Disposable } from '../disposable.ts';
import type { ServerConnection } from '../server-connection.ts';
import { createForecastPanel } from './forecast-panel.ts';
import { createTimingsPanel, type ShownTimings, type TimingsPanel } from './timings-panel.ts';

export interface Views extends Disposable {
  /** `invocation`: the build that is meant, where a file has several. */
  readonly showForecast: (uri: vscode.Uri, invocation?: string) => void;
  readonly showTimings: (uri: vscode.Uri, shown?: ShownTimings) => Promise<TimingsPanel>;
}

export function createViews(
  extension: vscode.ExtensionContext,
  connection: ServerConnection,
): Views {
  const forecast = createForecastPanel(extension, connection);
  const timings = createTimingsPanel(extension, connection);
  return {
    showForecast: (uri, invocation) => forecast.show(uri, invocation),
    showTimings: (uri, shown) => timings.show(uri, shown),
    dispose: () => {
      forecast.dispose();
      timings.dispose();
    },
  };
}
