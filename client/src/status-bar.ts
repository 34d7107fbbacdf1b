/** Status bar: what the next build of the file at hand would run again. Hidden for every other file. */
import * as vscode from 'vscode';
import { METHODS, type ForecastView } from '../../server/protocol/requests.ts';
import { isWatched } from './files.ts';
import type { ServerConnection } from './server-connection.ts';

export function createStatusBar(connection: ServerConnection): vscode.Disposable {
  const item = vscode.window.createStatusBarItem(
    'layerForecast',
    vscode.StatusBarAlignment.Right,
    90,
  );
  item.name = 'Layer Forecast';
  item.command = 'layerForecast.showForecast';
  let asked = 0;

  async function update(): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    const request = ++asked;
    if (!document || !isWatched(document)) {
      item.hide();
      return;
    }
    try {
      const view = await connection.request<ForecastView | null>(METHODS.forecast, {
        uri: document.uri.toString(),
      });
      // Only the newest answer counts: the user may have gone on meanwhile.
      if (request === asked) show(item, view);
    } catch {
      if (request === asked) item.hide();
    }
  }

  const subscriptions = vscode.Disposable.from(
    item,
    vscode.window.onDidChangeActiveTextEditor(() => void update()),
    connection.onForecastChanged(() => void update()),
  );
  void update();
  return subscriptions;
}

function show(item: vscode.StatusBarItem, view: ForecastView | null): void {
  if (!view) {
    item.hide();
    return;
  }
  const { totals, steps } = view.forecast;
  const again = totals.miss + totals.conditional;
  const sentence = view.headline.map((part) => part.text).join('');
  item.text = view.problem
    ? '$(layers) no forecast'
    : again === 0
      ? '$(layers) all cached'
      : `$(layers) ${String(totals.miss)} of ${String(steps.length)} run again${secondsOf(view)}`;
  item.tooltip = `${view.problem ?? sentence}\n${view.dockerfile}\nSelect to show Layer Forecast.`;
  item.accessibilityInformation = { label: `Layer Forecast: ${view.problem ?? sentence}` };
  item.show();
}

function secondsOf(view: ForecastView): string {
  const seconds = view.forecast.totals.seconds?.median;
  return seconds === undefined
    ? ''
    : `, about ${seconds < 10 ? seconds.toFixed(1) : seconds.toFixed(0)} s`;
}
