/** Inlay hints: at the end of each step's line what the next build makes of it. */
import { MarkupKind, type InlayHint, type InlayHintParams } from 'vscode-languageserver/node';
import { stepHints } from '../../core/report/step-hints.ts';
import type { ForecastView } from '../../protocol/requests.ts';
import type { Session } from '../session.ts';
import { forecastOf } from './forecast.ts';
import { kindOfDocument } from './kind-of.ts';
import { subjectOf } from './subject-of.ts';

export async function inlayHints(
  session: Session,
  { textDocument, range }: InlayHintParams,
  signal: AbortSignal,
): Promise<readonly InlayHint[]> {
  const { inlayHints: setting } = session.settings;
  const document = session.documents.get(textDocument.uri);
  if (setting === 'off' || !document || kindOfDocument(document) !== 'dockerfile') return [];
  const subject = await subjectOf(session, document.uri);
  if (subject === null) return [];
  const { version } = document;
  const view = await forecastOf(session, subject, {}, signal);
  // What is of an older text would stand in the wrong places.
  if (document.version !== version || (setting === 'auto' && !wasBuilt(view))) return [];
  return stepHints(view.forecast)
    .filter(({ line }) => range.start.line < line && line <= range.end.line + 1)
    .map(({ line, label, tooltip }) => ({
      position: { line: line - 1, character: lengthOfLine(document.getText(), line) },
      label,
      paddingLeft: true,
      ...(tooltip === '' ? {} : { tooltip: { kind: MarkupKind.Markdown, value: tooltip } }),
    }));
}

/** Before the first build there is nothing that somebody could be surprised by. */
function wasBuilt({ baselines }: ForecastView): boolean {
  return baselines.some(({ choice, available }) => choice.kind === 'last-build' && available);
}

function lengthOfLine(text: string, line: number): number {
  return text.split(/\r\n|\r|\n/)[line - 1]?.length ?? 0;
}
