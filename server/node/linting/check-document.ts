/** The findings of one document, by its kind. */
import { buildModel } from '../../core/build-model/build-model.ts';
import type { BuildModel } from '../../core/build-model/model.ts';
import { lint, type RuleContext } from '../../core/lint/lint.ts';
import { configResult, lintDocument, undecodable } from '../../core/lint/lint-document.ts';
import { textOfLines, type FindingIdentity } from '../../core/lint/known-findings.ts';
import type { LintFinding, LintResult } from '../../core/lint/run-rules.ts';
import type { DecodedDocument, KnownKind } from '../../core/documents/index.ts';
import { findingReport, type ReportedFiles } from '../../core/report/finding-report.ts';
import { lineIndex } from '../../core/text/lines.ts';
import type { Problem } from '../../core/text/span.ts';
import type { Finding } from '../../protocol/report.ts';
import { sha256 } from '../digest.ts';
import { relativePath } from '../files/index.ts';
import type { RunProblem } from './problems.ts';

export interface DocumentToCheck {
  /** Absolute. */
  readonly file: string;
  readonly kind: KnownKind;
  /** Its name in the report. */
  readonly shown: string;
  readonly document: DecodedDocument;
  /** Of its text, where there is one already and nothing is known of base images. */
  readonly model?: BuildModel | null;
  /** Names of files in the report are relative to it. */
  readonly cwd: string;
  /** Of another file, for the places that findings have in it; null where it cannot be read. */
  readonly textOf: (file: string) => string | null;
  /** Of a configuration, what is wrong with it. */
  readonly configProblems?: readonly Problem[];
}

export interface CheckedDocument {
  readonly findings: readonly CheckedFinding[];
  /** Rules that broke: their silence is no good news. */
  readonly failures: readonly Omit<RunProblem, 'isNamed'>[];
  /** Of a Dockerfile that can be read. */
  readonly model: BuildModel | null;
}

export interface CheckedFinding {
  readonly finding: Finding;
  /** What a baseline knows it by, with the absolute path of its file. Only a baseline needs it. */
  readonly identity: () => FindingIdentity;
}

export type RuleSettings = NonNullable<RuleContext['ruleSettings']>;

export function checkDocument(input: DocumentToCheck, context: RuleContext): CheckedDocument {
  const { shown } = input;
  const model = modelOf(input, context);
  const { findings, failures } = resultOf(input, model, context);
  const files = reportedFiles(input);
  return {
    findings: findings.map((one) => ({
      finding: findingReport(files, one),
      identity: () => identityOf(one, input),
    })),
    failures: failures.map(({ rule, message }) => ({
      file: shown,
      message: `The rule ${rule} failed on ${shown}: ${message}.`,
    })),
    model,
  };
}

function modelOf(
  { kind, document: { text, problem }, model = null }: DocumentToCheck,
  context: RuleContext,
): BuildModel | null {
  if (problem !== null || kind.id !== 'dockerfile') return null;
  const isOfText = model?.dockerfile.text === text && context.images === undefined;
  return isOfText ? model : buildModel({ ...context, text });
}

/** Enough to tell the lines of one file apart. */
const DIGEST_LENGTH = 16;

export function identityOf(
  { rule, span, file: other }: LintFinding,
  {
    file,
    document,
    textOf,
  }: Pick<DocumentToCheck, 'file' | 'textOf'> & {
    readonly document: Pick<DecodedDocument, 'text'>;
  },
): FindingIdentity {
  const text = other === undefined ? document.text : (textOf(other) ?? '');
  return {
    file: other ?? file,
    rule,
    digest: sha256(textOfLines(text, span)).slice(0, DIGEST_LENGTH),
  };
}

function resultOf(
  { kind, document: { text, problem }, configProblems }: DocumentToCheck,
  model: BuildModel | null,
  context: RuleContext,
): LintResult {
  if (configProblems !== undefined) return configResult(configProblems);
  if (problem !== null) return undecodable(problem);
  if (model !== null) return lint(model, context);
  return kind.id === 'dockerfile'
    ? { findings: [], failures: [] }
    : lintDocument(kind.id, text, context);
}

/** Each other file is read once. */
function reportedFiles({ shown, document, cwd, textOf }: DocumentToCheck): ReportedFiles {
  const own = { shown, index: lineIndex(document.text) };
  const others = new Map<string, ReturnType<ReportedFiles>>();
  return (file) => {
    if (file === undefined) return own;
    const known = others.get(file);
    if (known !== undefined) return known;
    const text = textOf(file);
    const made = { shown: relativePath(cwd, file), index: text === null ? null : lineIndex(text) };
    others.set(file, made);
    return made;
  };
}
