/** What the rules and the parser say of an open document, whatever its kind. */
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { BuildModel } from '../core/build-model/model.ts';
import { lintOnce, type RuleContext } from '../core/lint/lint.ts';
import { configResult, lintDocument } from '../core/lint/lint-document.ts';
import type { LintFinding, LintResult } from '../core/lint/run-rules.ts';
import { isConfigFile } from '../node/project/index.ts';
import {
  allConfigProblems,
  baselineOf,
  createKnownFilter,
  identityOf,
} from '../node/linting/index.ts';
import { pathOfUri } from './convert/uris.ts';
import { kindOfDocument } from './requests/kind-of.ts';
import { ruleContext } from './rule-context.ts';
import type { Session } from './session.ts';

export interface DocumentFindings extends LintResult {
  readonly kind: 'dockerfile' | 'requirements' | 'config';
  readonly context: RuleContext;
  /** Of a Dockerfile. */
  readonly model: BuildModel | null;
}

/** Null for a document that is not ours. */
export async function documentFindings(
  session: Session,
  document: TextDocument,
): Promise<DocumentFindings | null> {
  const file = pathOfUri(document.uri);
  const kind = kindOfDocument(document) ?? (file !== null && isConfigFile(file) ? 'config' : null);
  if (kind === null) return null;
  const context = await ruleContext(session, file);
  const text = document.getText();
  const model = kind === 'dockerfile' ? session.models({ ...context, text }) : null;
  const found = kind === 'dockerfile' ? model && lintOnce(model, context) : await otherFindings();
  const { findings, failures } = found ?? { findings: [], failures: [] };
  return { kind, context, model, findings: unknownOf(session, file, text, findings), failures };

  async function otherFindings(): Promise<LintResult> {
    if (kind === 'requirements') return lintDocument(kind, text, context);
    const config = file === null ? null : session.project.configAt(file);
    return configResult(await allConfigProblems(session.project, config));
  }
}

/** Less those that the baseline of the configuration knows. */
function unknownOf(
  session: Session,
  file: string | null,
  text: string,
  findings: readonly LintFinding[],
): readonly LintFinding[] {
  const { project } = session;
  if (file === null || baselineOf(project, file) === null) return findings;
  const { isKnown } = createKnownFilter({ project, named: null, cwd: file });
  const place = { file, document: { text }, textOf: project.text };
  return findings.filter((one) => !isKnown(() => identityOf(one, place), file));
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
