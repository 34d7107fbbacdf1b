/** Entry of the Layer Forecast view: in the editor it listens to the extension, in a written page it reads its data. */
import type { ForecastView } from '../../../server/protocol/requests.ts';
import type { ForecastHostMessage, ForecastViewMessage } from '../../../server/protocol/views.ts';
import { connect } from '../shared/host.ts';
import { KEPT_VERSION, startForecast, type KeptForecast } from './app.ts';
import './forecast.css';

interface ForecastProtocol {
  readonly incoming: ForecastHostMessage;
  readonly outgoing: ForecastViewMessage;
  readonly state: KeptForecast;
}

function start(root: HTMLElement): void {
  const host = connect<ForecastProtocol>();
  if (!host) {
    startWrittenPage(root);
    return;
  }
  const kept = host.restore();
  const app = startForecast(root, {
    post: host.post,
    kept: kept?.version === KEPT_VERSION ? kept : null,
    keep: host.keep,
  });
  host.listen({ kind: 'ready' }, app.receive);
}

function startWrittenPage(root: HTMLElement): void {
  followColorScheme();
  const data = document.getElementById('forecast-view')?.textContent ?? '';
  const app = startForecast(root, { post: null, kept: null, keep: () => undefined });
  // The page's writer put a view there.
  app.receive({ kind: 'forecast', view: JSON.parse(data) as ForecastView });
}

/** The class that the editor would set. */
function followColorScheme(): void {
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const set = (): void => {
    document.body.classList.toggle('vscode-dark', dark.matches);
    document.body.classList.toggle('vscode-light', !dark.matches);
  };
  dark.addEventListener('change', set);
  set();
}

start(document.getElementById('root') ?? document.body.appendChild(document.createElement('div')));
