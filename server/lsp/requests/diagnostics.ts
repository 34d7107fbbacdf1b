/** Findings of a document, published when it opens and at every change. */
import { DiagnosticSeverity, type Diagnostic } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { BuildModel } from '../../core/build-model/model.ts';
import { lintOnce, type LintFinding, type RuleContext } from '../../core/lint/lint.ts';
import { dockerfileKind, requirementsKind } from '../../core/documents/index.ts';
import { parseRequirements } from '../../core/syntax/requirements/index.ts';
import type { Problem } from '../../core/text/span.ts';
import { readDocument, rulePageFile } from '../../node/files/index.ts';
import type { Severity } from '../../protocol/report.ts';
import { lineIndex, rangeOf } from '../convert/positions.ts';
import { pathOfUri, uriOfPath } from '../convert/uris.ts';
import { guarded } from '../guard.ts';
import { ruleContext } from '../rule-context.ts';
import type { Session } from '../session.ts';
import { kindOfDocument } from './kind-of.ts';

/** What was published: of a Dockerfile, with its model. */
interface Published {
  readonly diagnostics: readonly Diagnostic[];
  readonly model: BuildModel | null;
}

const NOTHING: Published = { diagnostics: [], model: null };

/** The model of a Dockerfile, where its findings could be told; null for everything else. */
export async function publishDiagnostics(
  session: Session,
  document: TextDocument,
): Promise<BuildModel | null> {
  const { connection } = session;
  const { version, uri } = document;
  const { diagnostics, model } = await guarded(connection, 'diagnostics', NOTHING, () =>
    diagnosticsOf(session, document),
  );
  // Typing went on, or the document was closed, while its file was read.
  if (session.documents.get(uri)?.version !== version) return null;
  await guarded(connection, 'diagnostics', undefined, () =>
    connection.sendDiagnostics({ uri, version, diagnostics: [...diagnostics] }),
  );
  return model;
}

async function diagnosticsOf(session: Session, document: TextDocument): Promise<Published> {
  const kind = kindOfDocument(document);
  if (kind === null) return NOTHING;
  const undecodable = await encodingProblem(document, kind);
  if (undecodable !== null)
    return { ...NOTHING, diagnostics: syntaxDiagnostics(document, [undecodable]) };
  if (kind === 'dockerfile')
    return dockerfileDiagnostics(
      session,
      document,
      await ruleContext(session, pathOfUri(document.uri)),
    );
  const { problems } = parseRequirements(document.getText());
  return { ...NOTHING, diagnostics: syntaxDiagnostics(document, problems) };
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
): Published {
  const text = document.getText();
  const model = session.models({ ...context, text });
  const { findings, failures } = lintOnce(model, context);
  for (const { rule, message } of failures)
    session.connection.console.error(`The rule ${rule} failed: ${message}`);
  const index = lineIndex(text);
  const own = findings.map((finding): Diagnostic => {
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
      ...pageOf(session, finding),
      ...(related.length === 0 ? {} : { relatedInformation: related }),
    };
  });
  if (model.template !== null || !showsSyntaxLint(session)) return { diagnostics: own, model };
  // What our own parser reports is not said once more.
  const ownLines = new Set(
    own.filter((_, at) => isSyntax(findings[at])).map((one) => one.range.start.line),
  );
  const { version } = document;
  const syntax = session.syntaxFindings
    .now(document, model.dockerfile, () => {
      if (document.version === version) void publishDiagnostics(session, document);
    })
    .filter((one) => !ownLines.has(one.range.start.line));
  return { diagnostics: [...own, ...syntax], model };
}

/** VS Code opens the page by a command of its own. */
function pageOf({ client }: Session, { rule, docs }: LintFinding): Partial<Diagnostic> {
  const page = client.hasViews || docs === '' ? null : rulePageFile(rule);
  return page === null ? {} : { codeDescription: { href: uriOfPath(page) } };
}

function isSyntax(finding: LintFinding | undefined): boolean {
  return finding?.rule === 'syntax';
}

function showsSyntaxLint(session: Session): boolean {
  switch (session.settings.syntaxLint) {
    case 'on':
      return true;
    case 'off':
      return false;
    case 'auto':
      return !session.client.syntaxShownElsewhere;
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
