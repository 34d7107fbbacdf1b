/** Findings of a document, published when it opens and at every change. */
import { DiagnosticSeverity, type Diagnostic } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { AnalysisFinding, RuleContext } from '../../core/analyze.ts';
import { dockerfileKind, requirementsKind } from '../../core/documents/index.ts';
import { parseRequirements } from '../../core/syntax/requirements/index.ts';
import type { Problem } from '../../core/text/span.ts';
import { readDocument } from '../../node/files/index.ts';
import type { Severity } from '../../protocol/report.ts';
import { lineIndex, rangeOf } from '../convert/positions.ts';
import { pathOfUri } from '../convert/uris.ts';
import { guarded } from '../guard.ts';
import { askAboutImages, ruleContext } from '../rule-context.ts';
import type { Session } from '../session.ts';
import { lintSyntax } from '../syntax-lint.ts';
import { kindOfDocument } from './kind-of.ts';

export async function publishDiagnostics(session: Session, document: TextDocument): Promise<void> {
  const { connection } = session;
  const { version, uri } = document;
  const diagnostics = await guarded(connection, 'diagnostics', [], () =>
    diagnosticsOf(session, document),
  );
  // Typing went on, or the document was closed, while its file was read.
  if (session.documents.get(uri)?.version !== version) return;
  await guarded(connection, 'diagnostics', undefined, () =>
    connection.sendDiagnostics({ uri, version, diagnostics: [...diagnostics] }),
  );
}

async function diagnosticsOf(
  session: Session,
  document: TextDocument,
): Promise<readonly Diagnostic[]> {
  const kind = kindOfDocument(document);
  if (kind === null) return [];
  const undecodable = await encodingProblem(document, kind);
  if (undecodable !== null) return syntaxDiagnostics(document, [undecodable]);
  return kind === 'dockerfile'
    ? dockerfileDiagnostics(session, document, await ruleContext(session))
    : syntaxDiagnostics(document, parseRequirements(document.getText()).problems);
}

/** The editor decodes what BuildKit or pip cannot: only the bytes on disk tell. */
async function encodingProblem(
  document: TextDocument,
  kind: 'dockerfile' | 'requirements',
): Promise<Problem | null> {
  const file = pathOfUri(document.uri);
  if (file === null) return null;
  const read = await readDocument(file, kind === 'dockerfile' ? dockerfileKind : requirementsKind);
  return read.kind === 'text' ? read.problem : null;
}

function dockerfileDiagnostics(
  session: Session,
  document: TextDocument,
  context: RuleContext,
): readonly Diagnostic[] {
  const text = document.getText();
  const analysis = session.analyses({ ...context, text });
  askAboutImages(session, analysis);
  for (const { rule, message } of analysis.failures)
    session.connection.console.error(`The rule ${rule} failed: ${message}`);
  const index = lineIndex(text);
  const own = analysis.findings.map((finding): Diagnostic => {
    const related = finding.related.map((place) => ({
      location: { uri: document.uri, range: rangeOf(index, place.span) },
      message: place.message,
    }));
    return {
      range: rangeOf(index, finding.span),
      severity: severityOf(finding.severity),
      source: 'layer-forecast',
      code: finding.rule,
      message: finding.message,
      ...(related.length === 0 ? {} : { relatedInformation: related }),
    };
  });
  if (analysis.isTemplate || !showsSyntaxLint(session)) return own;
  const ownLines = new Set(
    own.filter((_, at) => isSyntax(analysis.findings[at])).map((one) => one.range.start.line + 1),
  );
  return [...own, ...lintSyntax(text, analysis.dockerfile, ownLines)];
}

function isSyntax(finding: AnalysisFinding | undefined): boolean {
  return finding?.rule === 'syntax';
}

function showsSyntaxLint(session: Session): boolean {
  switch (session.settings.syntaxLint) {
    case 'on':
      return true;
    case 'off':
      return false;
    case 'auto':
      return !session.syntaxShownElsewhere;
  }
}

function syntaxDiagnostics(
  document: TextDocument,
  problems: readonly Problem[],
): readonly Diagnostic[] {
  const index = lineIndex(document.getText());
  return problems.map((problem) => ({
    range: rangeOf(index, problem.span),
    severity: severityOf(problem.severity),
    source: 'layer-forecast',
    code: 'syntax',
    message: problem.message,
  }));
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
