/** Above a Dockerfile and above a requirements file: what the next build runs again, and for how long. */
import type { CodeLens } from 'vscode-languageserver/node';
import { headlineText } from '../../core/report/headline.ts';
import { wholeLine } from '../convert/positions.ts';
import { pathOfUri } from '../convert/uris.ts';
import { baseFolder, contextOf, type Session } from '../session.ts';
import { dockerfileOf } from './dockerfile-of.ts';
import { forecastOf, relativeName } from './forecast.ts';
import { kindOfDocument } from './kind-of.ts';

/** A requirements file that more images than these install gets one lens for the rest. */
const N_LENSES = 3;

export async function codeLenses(
  session: Session,
  uri: string,
  signal: AbortSignal,
): Promise<readonly CodeLens[]> {
  const document = session.documents.get(uri);
  const file = pathOfUri(uri);
  if (!session.settings.codeLens || !document || file === null) return [];
  const kind = kindOfDocument(document);
  if (kind === null) return [];
  return kind === 'dockerfile'
    ? dockerfileLenses(session, uri, signal)
    : requirementsLenses(session, file, signal);
}

async function dockerfileLenses(
  session: Session,
  uri: string,
  signal: AbortSignal,
): Promise<readonly CodeLens[]> {
  const dockerfile = await dockerfileOf(session, uri);
  const view = dockerfile === null ? null : await forecastOf(session, dockerfile, {}, signal);
  const line = view?.stages[0]?.blocks[0]?.line ?? 1;
  const forecast = view?.problem === null ? headlineText(view.headline) : 'Show Layer Forecast';
  return [
    lens(line, `$(layers) ${forecast}`, 'layerForecast.showForecast', uri),
    lens(line, '$(play) Build image', 'layerForecast.buildImage', uri),
  ];
}

async function requirementsLenses(
  session: Session,
  file: string,
  signal: AbortSignal,
): Promise<readonly CodeLens[]> {
  const users = await session.index.installing(file, (one) => contextOf(session, one));
  const lenses: CodeLens[] = [];
  for (const dockerfile of users.slice(0, N_LENSES)) {
    const view = await forecastOf(session, dockerfile, {}, signal);
    const name = relativeName(baseFolder(session, dockerfile), dockerfile);
    const text = view.problem ?? headlineText(view.headline);
    lenses.push(
      lens(1, `$(layers) ${name}: ${text}`, 'layerForecast.showForecast', view.dockerfileUri),
    );
  }
  const nMore = users.length - N_LENSES;
  if (nMore > 0) lenses.push(lens(1, `and ${String(nMore)} more images`, '', ''));
  return lenses;
}

function lens(line: number, title: string, command: string, argument: string): CodeLens {
  return {
    range: wholeLine(line),
    command: { title, command, ...(argument === '' ? {} : { arguments: [argument] }) },
  };
}
