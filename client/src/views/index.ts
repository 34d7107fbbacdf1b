/** The two views, one panel each, made when first asked for. */
import type * as vscode from 'vscode';
import type { Disposable } from '../disposable.ts';
import type { ServerConnection } from '../server-connection.ts';
import { createForecastPanel } from './forecast-panel.ts';
import { createTimingsPanel, type TimingsPanel } from './timings-panel.ts';

export interface Views extends Disposable {
  readonly showForecast: (uri: vscode.Uri) => void;
  /** `buildId`: the panel follows this build while it runs. */
  readonly showTimings: (uri: vscode.Uri, buildId?: string) => Promise<TimingsPanel>;
}

export function createViews(
  extension: vscode.ExtensionContext,
  connection: ServerConnection,
): Views {
  const forecast = createForecastPanel(extension, connection);
  const timings = createTimingsPanel(extension, connection);
  return {
    showForecast: (uri) => forecast.show(uri),
    showTimings: (uri, buildId) => timings.show(uri, buildId),
    dispose: () => {
      forecast.dispose();
      timings.dispose();
    },
  };
}
