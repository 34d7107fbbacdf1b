/** Runs rules over one document, whatever its kind: one that breaks costs its own findings only. */
import type { Problem } from '../text/span.ts';
import type { Rule, RuleFinding } from './model.ts';
import { withDefaults, type OptionValues } from './options.ts';
import { rulePage } from './registry.ts';

export type Severity = Rule['severity'];

export interface LintResult {
  /** In the order of the file; those of other files come first. */
  readonly findings: readonly LintFinding[];
  /** Rules that broke; the others did their work. */
  readonly failures: readonly RuleFailure[];
}

export interface LintFinding extends RuleFinding {
  /** The rule's id, or `syntax`. */
  readonly rule: string;
  readonly severity: Severity;
  /** The rule's page; empty for `syntax`. */
  readonly docs: string;
}

export interface RuleFailure {
  readonly rule: string;
  readonly message: string;
}

export interface Ran extends LintResult {
  /** Rules whose silence says something. */
  readonly told: ReadonlySet<string>;
}

/** A rule of any subject, as far as running it goes. */
interface RunnableRule<Input> {
  readonly id: string;
  readonly severity: Severity;
  readonly options?: Rule['options'];
  readonly canTell?: (input: Input) => boolean;
  readonly check: (input: Input) => readonly RuleFinding[];
}

interface RunSettings {
  readonly ruleSettings?: Readonly<Record<string, Severity | 'off'>>;
  readonly ruleOptions?: Readonly<Record<string, OptionValues>>;
}

export function runRules<Input>(
  rules: readonly RunnableRule<Input>[],
  inputWith: (options: OptionValues) => Input,
  { ruleSettings, ruleOptions }: RunSettings,
): Ran {
  const findings: LintFinding[] = [];
  const failures: RuleFailure[] = [];
  const told = new Set<string>();
  for (const rule of rules) {
    const severity = ruleSettings?.[rule.id] ?? rule.severity;
    if (severity === 'off') continue;
    try {
      const docs = rulePage(rule.id);
      const input = inputWith(withDefaults(rule.options, ruleOptions?.[rule.id]));
      for (const finding of rule.check(input))
        findings.push({ rule: rule.id, severity, docs, ...finding });
      if (rule.canTell?.(input) ?? true) told.add(rule.id);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      failures.push({ rule: rule.id, message });
    }
  }
  return { findings, failures, told };
}

export function syntaxFinding(problem: Problem): LintFinding {
  const { severity, span, message } = problem;
  return { rule: 'syntax', severity, span, message, related: [], fixes: [], docs: '' };
}

/** In the order of the document; what is in other files comes first. */
export function bySpan(a: LintFinding, b: LintFinding): number {
  if ((a.file === undefined) !== (b.file === undefined)) return a.file === undefined ? 1 : -1;
  return a.span.start - b.span.start || a.span.end - b.span.end;
}
