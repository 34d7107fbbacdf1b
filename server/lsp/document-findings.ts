/** What the rules and the parser say of an open document, whatever its kind. */
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { BuildModel } from '../core/build-model/model.ts';
import { lintOnce, type RuleContext } from '../core/lint/lint.ts';
import { lintDocument } from '../core/lint/lint-document.ts';
import type { LintResult } from '../core/lint/run-rules.ts';
import { pathOfUri } from './convert/uris.ts';
import { kindOfDocument } from './requests/kind-of.ts';
import { ruleContext } from './rule-context.ts';
import type { Session } from './session.ts';

export interface DocumentFindings extends LintResult {
  readonly kind: NonNullable<ReturnType<typeof kindOfDocument>>;
  readonly context: RuleContext;
  /** Of a Dockerfile. */
  readonly model: BuildModel | null;
}

/** Null for a document that is not ours. */
export async function documentFindings(
  session: Session,
  document: TextDocument,
): Promise<DocumentFindings | null> {
  const kind = kindOfDocument(document);
  if (kind === null) return null;
  const context = await ruleContext(session, pathOfUri(document.uri));
  const text = document.getText();
  if (kind !== 'dockerfile')
    return { kind, context, model: null, ...lintDocument(kind, text, context) };
  const model = session.models({ ...context, text });
  return { kind, context, model, ...lintOnce(model, context) };
}

export interface FoundDocument {
  readonly session: Session;
  readonly document: TextDocument;
  readonly found: DocumentFindings;
}

/** An open document with its findings; null where it is not ours. */
export async function foundIn(session: Session, uri: string): Promise<FoundDocument | null> {
  const before = session.documents.get(uri);
  const found = before ? await documentFindings(session, before) : null;
  // Its text of now, of which the findings are: a document is one object through all edits.
  const document = session.documents.get(uri);
  return found === null || !document ? null : { session, document, found };
}
