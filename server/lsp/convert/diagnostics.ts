/** Findings as diagnostics: where they were found, and at their other ends. */
import { DiagnosticSeverity, type Diagnostic, type Location } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Place } from '../../core/lint/places.ts';
import type { LintFinding } from '../../core/lint/run-rules.ts';
import type { LineIndex } from '../../core/text/lines.ts';
import { rulePageFile } from '../../node/files/index.ts';
import type { Severity } from '../../protocol/report.ts';
import type { Session } from '../session.ts';
import { lineIndex, rangeOf } from './positions.ts';
import { pathOfUri, uriOfPath } from './uris.ts';
import { uriOfOpen } from './workspace-edit.ts';

export interface PlacedDiagnostic {
  readonly uri: string;
  readonly diagnostic: Diagnostic;
}

/** Places of a document's findings, in that document and in others; null for lines of a file that cannot be read. */
export type Locate = (place: Place) => Location | null;

export function locator(session: Session, document: TextDocument): Locate {
  const indexes = new Map<string, LineIndex | null>();
  const own = pathOfUri(document.uri);
  const indexOf = (file: string): LineIndex | null => {
    const known = indexes.get(file);
    if (known !== undefined) return known;
    const text = session.project.text(file);
    const index = text === null ? null : lineIndex(text);
    indexes.set(file, index);
    return index;
  };
  const ownIndex = lineIndex(document.getText());
  return ({ file, span }) => {
    if (file === undefined || file === own)
      return { uri: document.uri, range: rangeOf(ownIndex, span) };
    // What is told of a file that cannot be read has no place but its beginning.
    const index = indexOf(file) ?? (span.end === 0 ? lineIndex('') : null);
    return index && { uri: uriOfOpen(session, file), range: rangeOf(index, span) };
  };
}

/** The first is where it was found. A place that cannot be shown is left out. */
export function diagnosticsOf(
  session: Session,
  locate: Locate,
  finding: LintFinding,
): readonly PlacedDiagnostic[] {
  const at = locate(finding);
  if (at === null) return [];
  const shared = {
    severity: severityOf(finding.severity),
    source: 'layer-forecast',
    code: finding.rule,
    ...pageOf(session, finding),
  };
  const { message } = finding;
  const related = finding.related.flatMap((place) => {
    const location = locate(place);
    return location === null ? [] : [{ location, message: place.message, place }];
  });
  const information = related.map(({ location, message: text }) => ({ location, message: text }));
  const own = {
    ...{ range: at.range, ...shared, message },
    ...(information.length === 0 ? {} : { relatedInformation: information }),
  };
  const ends = related
    .filter(({ place }) => place.isOtherEnd === true)
    .map(({ location, message: text }): PlacedDiagnostic => {
      const back = [{ location: at, message }];
      const diagnostic = { range: location.range, ...shared, message: text };
      return { uri: location.uri, diagnostic: { ...diagnostic, relatedInformation: back } };
    });
  return [{ uri: at.uri, diagnostic: own }, ...ends];
}

/** VS Code opens the page by a command of its own. */
function pageOf({ client }: Session, { rule, docs }: LintFinding): Partial<Diagnostic> {
  const page = client.hasViews || docs === '' ? null : rulePageFile(rule);
  return page === null ? {} : { codeDescription: { href: uriOfPath(page) } };
}

function severityOf(severity: Severity): DiagnosticSeverity {
  switch (severity) {
    case 'error':
      return DiagnosticSeverity.Error;
    case 'warning':
      return DiagnosticSeverity.Warning;
    case 'info':
      return DiagnosticSeverity.Information;
    case 'hint':
      return DiagnosticSeverity.Hint;
  }
}
