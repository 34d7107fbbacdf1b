/** The findings of one document, by its kind. */
import { buildModel } from '../../core/build-model/build-model.ts';
import type { BuildModel } from '../../core/build-model/model.ts';
import { lint, type RuleContext } from '../../core/lint/lint.ts';
import type { DecodedDocument, KnownKind } from '../../core/documents/index.ts';
import { rangeOfSpan, lineIndex } from '../../core/text/lines.ts';
import { findingReport } from '../../core/report/finding-report.ts';
import { parseIgnoreFile } from '../../core/syntax/dockerignore/index.ts';
import { parseRequirements } from '../../core/syntax/requirements/index.ts';
import { maskCredentials } from '../../core/text/mask.ts';
import type { Problem as SyntaxProblem } from '../../core/text/span.ts';
import type { Finding } from '../../protocol/report.ts';
import type { RunProblem } from './problems.ts';

export interface DocumentToCheck {
  readonly kind: KnownKind;
  /** Its name in the report. */
  readonly shown: string;
  readonly document: DecodedDocument;
}

export interface CheckedDocument {
  readonly findings: readonly Finding[];
  /** Rules that broke: their silence is no good news. */
  readonly failures: readonly Omit<RunProblem, 'isNamed'>[];
  /** Of a Dockerfile that can be read. */
  readonly model: BuildModel | null;
}

export type RuleSettings = NonNullable<RuleContext['ruleSettings']>;

export function checkDocument(
  { kind, shown, document }: DocumentToCheck,
  context: RuleContext,
): CheckedDocument {
  const { text, problem } = document;
  if (problem !== null) return syntaxOnly(shown, text, [problem]);
  switch (kind.id) {
    case 'dockerfile':
      return checkDockerfile(shown, text, context);
    case 'requirements':
      return syntaxOnly(shown, text, parseRequirements(text).problems);
    case 'ignore-file':
      return syntaxOnly(shown, text, parseIgnoreFile(text).problems);
    case 'compose':
    case 'bake':
      return syntaxOnly(shown, text, []);
  }
}

function checkDockerfile(shown: string, text: string, context: RuleContext): CheckedDocument {
  const model = buildModel({ ...context, text });
  const { findings, failures } = lint(model, context);
  const index = lineIndex(text);
  return {
    findings: findings.map((one) => findingReport(shown, index, one)),
    failures: failures.map(({ rule, message }) => ({
      file: shown,
      message: `The rule ${rule} failed on ${shown}: ${message}.`,
    })),
    model,
  };
}

function syntaxOnly(
  file: string,
  text: string,
  problems: readonly SyntaxProblem[],
): CheckedDocument {
  const index = lineIndex(text);
  const findings = problems.map(({ severity, message, span }): Finding => ({
    rule: 'syntax',
    severity,
    message: maskCredentials(message),
    file,
    range: rangeOfSpan(index, span),
    related: [],
    docs: '',
    fixes: [],
  }));
  return { findings, failures: [], model: null };
}
