/** Above a Dockerfile and above a requirements file: what the next build runs again, and for how long. */
import path from 'node:path';
import type { CodeLens } from 'vscode-languageserver/node';
import { titleOf, type Invocation } from '../../core/invocations/index.ts';
import { headlineText, shortHeadline } from '../../core/report/headline.ts';
import type { ForecastView } from '../../protocol/requests.ts';
import { wholeLine } from '../convert/positions.ts';
import { pathOfUri, uriOfPath } from '../convert/uris.ts';
import { baseFolder, type Session } from '../session.ts';
import { forecastOf, relativeName } from './forecast.ts';
import { kindOfDocument } from './kind-of.ts';
import { subjectOf, subjectOfDockerfile } from './subject-of.ts';

/** A file that has more builds than these gets one lens for the rest. */
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

/** Lenses for each build that is possible. */
async function dockerfileLenses(
  session: Session,
  uri: string,
  signal: AbortSignal,
): Promise<readonly CodeLens[]> {
  const subject = await subjectOf(session, uri);
  if (subject === null)
    return lensesOf(session, uri, null, { text: 'Show Layer Forecast', build: 'Build image' });
  const { dockerfile, candidates } = subject;
  if (candidates.length < 2) {
    const view = await forecastOf(session, subject, {}, signal);
    const text = view.problem === null ? headlineText(view.headline) : 'Show Layer Forecast';
    return lensesOf(session, uri, view, { text, build: 'Build image' });
  }
  const lenses: CodeLens[] = [];
  for (const invocation of candidates.slice(0, N_LENSES)) {
    const one = await subjectOfDockerfile(session, dockerfile, invocation.id);
    if (one === null) continue;
    const view = await forecastOf(session, one, {}, signal);
    const name = shortTitle(invocation, candidates);
    const text = `${name}: ${shortHeadline(view)}`;
    const texts = { text, build: `Build ${name}`, id: invocation.id };
    lenses.push(...lensesOf(session, uri, view, texts));
  }
  return [...lenses, ...more(session, uri, candidates.length - N_LENSES, 'builds')];
}

interface LensTexts {
  readonly text: string;
  readonly build: string;
  /** Of the invocation, where there are several. */
  readonly id?: string;
}

function lensesOf(
  session: Session,
  uri: string,
  view: ForecastView | null,
  { text, build, id }: LensTexts,
): readonly CodeLens[] {
  const line = view?.stages[0]?.blocks[0]?.line ?? 1;
  const tooltip = view ? tooltipOf(view) : undefined;
  const target = id === undefined ? [uri] : [uri, id];
  const show = withIcon(session, 'layers', text);
  const lenses = [lens(line, show, 'layerForecast.showForecast', target, tooltip)];
  // VS Code says how to trust the workspace; elsewhere the lens could only say no.
  if (!session.client.hasViews && !session.trusted) return lenses;
  const run = withIcon(session, 'play', build);
  return [...lenses, lens(line, run, 'layerForecast.buildImage', target, tooltip)];
}

/** Icons are VS Code's: elsewhere their names would stand in the text. */
function withIcon({ client }: Session, icon: 'layers' | 'play', text: string): string {
  return client.hasViews ? `$(${icon}) ${text}` : text;
}

/** The lenses of all builds share one row, which an editor beside the view cuts off: `web` in place of `web (compose.yaml)`. */
function shortTitle(invocation: Invocation, candidates: readonly Invocation[]): string {
  const { name } = invocation.source;
  const isUnique = candidates.filter(({ source }) => source.name === name).length === 1;
  return name !== undefined && isUnique ? name : titleOf(invocation);
}

async function requirementsLenses(
  session: Session,
  file: string,
  signal: AbortSignal,
): Promise<readonly CodeLens[]> {
  const users = await session.project.installersOf(file);
  const lenses: CodeLens[] = [];
  for (const { dockerfile, invocation, via } of users.slice(0, N_LENSES)) {
    const subject = await subjectOfDockerfile(session, dockerfile, invocation.id);
    if (subject === null) continue;
    const view = await forecastOf(session, subject, {}, signal);
    const isOneOfSeveral = users.filter((one) => one.dockerfile === dockerfile).length > 1;
    const name = [
      relativeName(baseFolder(session, dockerfile), dockerfile),
      ...(isOneOfSeveral ? [`, ${view.build?.invocation.label ?? invocation.id}`] : []),
      ...(via.length === 0 ? [] : [` via ${via.map((one) => path.basename(one)).join(', ')}`]),
    ].join('');
    // The lenses of several images share one row.
    const text =
      users.length > 1 ? shortHeadline(view) : (view.problem ?? headlineText(view.headline));
    const target = [view.dockerfileUri, ...(isOneOfSeveral ? [invocation.id] : [])];
    const title = withIcon(session, 'layers', `${name}: ${text}`);
    lenses.push(lens(1, title, 'layerForecast.showForecast', target, tooltipOf(view)));
  }
  return [...lenses, ...more(session, uriOfPath(file), users.length - N_LENSES, 'images')];
}

/** Only text: VS Code takes a lens without a command for that, and other clients need one. */
function more(session: Session, uri: string, nMore: number, what: string): readonly CodeLens[] {
  if (nMore <= 0) return [];
  const command = session.client.hasViews ? '' : 'layerForecast.showForecast';
  return [lens(1, `and ${String(nMore)} more ${what}`, command, command ? [uri] : [], undefined)];
}

/** Which build this is, and why this context. */
function tooltipOf({ build, dockerfile }: ForecastView): string | undefined {
  if (!build) return undefined;
  const { label, detail, evidence } = build.invocation;
  return `${dockerfile}: ${label}, ${detail} (${evidence})`;
}

function lens(
  line: number,
  title: string,
  command: string,
  args: readonly string[],
  tooltip: string | undefined,
): CodeLens {
  return {
    range: wholeLine(line),
    command: {
      title,
      command,
      ...(args.length === 0 ? {} : { arguments: [...args] }),
      ...(tooltip === undefined ? {} : { tooltip }),
    },
  };
}
