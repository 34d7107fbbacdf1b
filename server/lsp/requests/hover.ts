/** Hovers: what the next build makes of a step; of requirements files see `requirements-hover.ts`. */
import { MarkupKind, type Hover, type HoverParams } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { plainMarkdown } from '../../core/text/markdown.ts';
import type { ForecastView } from '../../protocol/requests.ts';
import { stepHover } from '../../core/report/step-hover.ts';
import { commandLink } from '../convert/command-link.ts';
import { pathOfUri } from '../convert/uris.ts';
import type { Session } from '../session.ts';
import { configHover } from './config.ts';
import { madeForecast } from './forecast.ts';
import { subjectOf } from './subject-of.ts';
import { kindOfDocument } from './kind-of.ts';
import { requirementsHover } from './requirements-hover.ts';

export async function hoverAt(
  session: Session,
  { textDocument, position }: HoverParams,
  signal: AbortSignal,
): Promise<Hover | null> {
  const document = session.documents.get(textDocument.uri);
  const file = pathOfUri(textDocument.uri);
  if (!document || file === null) return null;
  const kind = kindOfDocument(document);
  if (kind === null) return configHover(session, { uri: textDocument.uri, position });
  return kind === 'dockerfile'
    ? dockerfileHover(session, { document, line: position.line + 1 }, signal)
    : requirementsHover(session, file, { document, offset: document.offsetAt(position) });
}

async function dockerfileHover(
  session: Session,
  at: { readonly document: TextDocument; readonly line: number },
  signal: AbortSignal,
): Promise<Hover | null> {
  const subject = await subjectOf(session, at.document.uri);
  if (subject === null) return null;
  const { view, plan, measured, secrets } = await madeForecast(session, subject, {}, signal);
  if (!plan) return null;
  const { problem, notes = [] } = view;
  const { steps } = view.forecast;
  const hover = stepHover({ plan, steps, measured: measured(), notes, problem, secrets }, at.line);
  if (!hover) return null;
  const { firstLine, lastLine } = hover;
  const { uri } = at.document;
  const link = commandLink(
    session.client,
    'Show Layer Forecast',
    'layerForecast.showForecast',
    uri,
  );
  return {
    contents: {
      kind: MarkupKind.Markdown,
      value: `${hover.markdown}${buildInWords(view)}${link}`,
    },
    range: {
      start: { line: firstLine - 1, character: 0 },
      end: { line: lastLine, character: 0 },
    },
  };
}

/** Which build the verdict is of: the same step can be cached in one and run again in another. */
function buildInWords({ build }: ForecastView): string {
  if (!build) return '';
  const { label, detail, evidence } = build.invocation;
  return `\n\nBuild: ${plainMarkdown(`${label}, ${detail}`)} (${plainMarkdown(evidence)})`;
}
