/** Status bar: what the next build of the file at hand would run again. Hidden for every other file. */
import * as vscode from 'vscode';
import { METHODS, type ForecastView } from '../../server/protocol/requests.ts';
import { formatSeconds } from '../../server/protocol/seconds.ts';
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
  const { totals, steps, fails } = view.forecast;
  const [failure] = fails;
  const again = totals.miss + totals.conditional;
  const sentence = view.problem ?? view.headline.map((part) => part.text).join('');
  const label = labelOfSeveral(view);
  const prefix = label === null ? '' : `${label}: `;
  const isOnlyNew = view.baseline === null && view.stages.length > 0;
  item.text = view.problem
    ? `$(layers) ${prefix}${isOnlyNew ? 'not built yet' : 'no forecast'}`
    : failure !== undefined
      ? `$(error) ${prefix}fails at line ${String(failure.line)}`
      : again === 0
        ? `$(layers) ${prefix}all cached`
        : `$(layers) ${prefix}${String(totals.miss)} of ${String(steps.length)} run again${secondsOf(view)}`;
  item.tooltip = [
    sentence,
    `${view.dockerfile}${label === null ? '' : `: ${label}`}`,
    ...(view.build?.open === true
      ? ['Several builds are possible. This is the first of them.']
      : []),
    'Select to show Layer Forecast.',
  ].join('\n');
  item.accessibilityInformation = { label: `Layer Forecast: ${prefix}${sentence}` };
  item.show();
}

/** Of the build, where the Dockerfile has several. */
function labelOfSeveral({ build }: ForecastView): string | null {
  return build !== undefined && build.choices.length > 1 ? build.invocation.label : null;
}

function secondsOf(view: ForecastView): string {
  const seconds = view.forecast.totals.seconds?.median;
  return seconds === undefined ? '' : `, about ${formatSeconds(seconds)}`;
}
