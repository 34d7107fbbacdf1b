/** Findings of documents that are no Dockerfiles: what their parser found, and what the rules of their kind say. */
import { CONFIG_NAMES, type DocumentKindId } from '../documents/index.ts';
import { parseIgnoreFile } from '../syntax/dockerignore/index.ts';
import { parseRequirements } from '../syntax/requirements/index.ts';
import type { Parsed, Problem } from '../text/span.ts';
import { readConfig } from './config/read-config.ts';
import type { RuleContext } from './lint.ts';
import type { DocumentInput, IgnoreFileRule, RequirementsRule } from './model.ts';
import { RULES } from './registry.ts';
import { bySpan, runRules, syntaxFinding, type LintFinding, type LintResult } from './run-rules.ts';

export type OtherKind = Exclude<DocumentKindId, 'dockerfile'>;

export function lintDocument(kind: OtherKind, text: string, context: RuleContext = {}): LintResult {
  const { rules = RULES } = context;
  if (context.isExcluded === true) return { findings: [], failures: [] };
  switch (kind) {
    case 'requirements': {
      const own = rules.filter((rule): rule is RequirementsRule => rule.subject === kind);
      return lintParsed(own, text, parseRequirements(text), context);
    }
    case 'ignore-file': {
      const own = rules.filter((rule): rule is IgnoreFileRule => rule.subject === kind);
      return lintParsed(own, text, parseIgnoreFile(text), context);
    }
    case 'config': {
      const { problems } = readConfig(context.file ?? CONFIG_NAMES[0], text, context.rules);
      return configResult(problems);
    }
    case 'compose':
    case 'bake':
      return { findings: [], failures: [] };
  }
}

/** Of a document that its tool cannot decode, nothing else is told. */
export function undecodable(problem: Problem): LintResult {
  return { findings: [syntaxFinding(problem)], failures: [] };
}

/** What a configuration says wrongly is a finding like those of rules, with an id that can be ignored. */
export const CONFIGURATION = 'configuration';

/** The findings of a configuration, of its problems. */
export function configResult(problems: readonly Problem[]): LintResult {
  return { findings: problems.map(configFinding).sort(bySpan), failures: [] };
}

function configFinding(problem: Problem): LintFinding {
  return { ...syntaxFinding(problem), rule: CONFIGURATION };
}

function lintParsed<Value>(
  rules: Parameters<typeof runRules<DocumentInput<Value>>>[0],
  text: string,
  { value, problems }: Parsed<Value>,
  context: RuleContext,
): LintResult {
  const { file = null } = context;
  const { findings, failures } = runRules(
    rules,
    (options) => ({ file, text, document: value, options }),
    context,
  );
  return { findings: [...problems.map(syntaxFinding), ...findings].sort(bySpan), failures };
}
