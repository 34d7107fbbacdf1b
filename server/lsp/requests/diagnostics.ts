/** Findings of a document, published when it opens and at every change. */
import type { Diagnostic } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { BuildModel } from '../../core/build-model/model.ts';
import { configResult, undecodable } from '../../core/lint/lint-document.ts';
import type { LintFinding } from '../../core/lint/run-rules.ts';
import { dockerfileKind, requirementsKind } from '../../core/documents/index.ts';
import { groupBy } from '../../core/text/group-by.ts';
import type { Problem } from '../../core/text/span.ts';
import { readDocument } from '../../node/files/index.ts';
import { diagnosticsOf, locator } from '../convert/diagnostics.ts';
import { pathOfUri } from '../convert/uris.ts';
import { documentFindings } from '../document-findings.ts';
import { guarded } from '../guard.ts';
import type { FileDiagnostics, FoundIn } from '../published.ts';
import type { Session } from '../session.ts';
import { kindOfDocument } from './kind-of.ts';

interface Looked {
  readonly found: Omit<FoundIn, 'version'>;
  /** Of a Dockerfile, where its findings could be told. */
  readonly model: BuildModel | null;
}

const NOTHING: Looked = { found: { own: [], elsewhere: new Map() }, model: null };

/** The model of a Dockerfile, where its findings could be told; null for everything else. */
export async function publishDiagnostics(
  session: Session,
  document: TextDocument,
): Promise<BuildModel | null> {
  const { connection } = session;
  const { version, uri } = document;
  const { found, model } = await guarded(connection, 'diagnostics', NOTHING, () =>
    lookAt(session, document),
  );
  // Typing went on, or the document was closed, while its file was read.
  if (session.documents.get(uri)?.version !== version) return null;
  await send(session, session.published.found(uri, { version, ...found }));
  return model;
}

/** A closed document has no findings, and its findings no ends in other files. */
export async function withdrawDiagnostics(session: Session, uri: string): Promise<void> {
  await send(session, session.published.closed(uri));
}

async function send({ connection }: Session, all: readonly FileDiagnostics[]): Promise<void> {
  for (const { diagnostics, ...file } of all)
    await guarded(connection, 'diagnostics', undefined, () =>
      connection.sendDiagnostics({ ...file, diagnostics: [...diagnostics] }),
    );
}

async function lookAt(session: Session, document: TextDocument): Promise<Looked> {
  const kind = kindOfDocument(document);
  const problem = kind === null ? null : await encodingProblem(document, kind);
  const result = problem === null ? await documentFindings(session, document) : null;
  const { findings, failures } =
    result ?? (problem === null ? { findings: [], failures: [] } : undecodable(problem));
  for (const { rule, message } of failures)
    session.connection.console.error(`The rule ${rule} failed: ${message}`);
  const locate = locator(session, document);
  const all = [...findings, ...configFindings(session, pathOfUri(document.uri))];
  const placed = all.flatMap((one) => diagnosticsOf(session, locate, one));
  const byFile = groupBy(placed, ({ uri }) => uri);
  const own = (byFile.get(document.uri) ?? []).map(({ diagnostic }) => diagnostic);
  const elsewhere = new Map(
    [...byFile]
      .filter(([uri]) => uri !== document.uri)
      .map(([uri, all]) => [uri, all.map(({ diagnostic }) => diagnostic)] as const),
  );
  const model = result?.model ?? null;
  const syntax = model === null ? [] : syntaxLint(session, document, model, own);
  return { found: { own: [...own, ...syntax], elsewhere }, model };
}

/** What is wrong with the configurations above a file, so that it is seen although nobody opened them. */
function configFindings({ project }: Session, file: string | null): readonly LintFinding[] {
  const configs = file === null ? [] : project.configsAbove(file);
  return configs
    .filter((config) => config.file !== file)
    .flatMap((config) =>
      configResult(project.configProblems(config)).findings.map((one) => ({
        ...one,
        file: config.file,
      })),
    );
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

function syntaxLint(
  session: Session,
  document: TextDocument,
  model: BuildModel,
  own: readonly Diagnostic[],
): readonly Diagnostic[] {
  if (model.template !== null || !showsSyntaxLint(session)) return [];
  // What our own parser reports is not said once more.
  const syntax = own.filter(({ code }) => code === 'syntax');
  const ownLines = new Set(syntax.map(({ range }) => range.start.line));
  const { version } = document;
  return session.syntaxFindings
    .now(document, model.dockerfile, () => {
      if (document.version === version) void publishDiagnostics(session, document);
    })
    .filter((one) => !ownLines.has(one.range.start.line));
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
