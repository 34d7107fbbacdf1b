/** From a build model to its findings: what the parser found, and what each rule has to say. */
import type { BuildModel } from '../build-model/model.ts';
import type { KnownImages } from '../build-model/build-model.ts';
import type { BuildFiles } from '../invocations/source-faults.ts';
import { namedFrontend, newerSyntax, TEMPLATE_MESSAGE } from '../syntax/dockerfile/index.ts';
import type { Problem, Span } from '../text/span.ts';
import { isAllowed, readAllows } from './allow.ts';
import type { Rule, RuleFix, RuleInput, UsedAllow } from './model.ts';
import { RULES, rulePage } from './registry.ts';
import type { CacheUser } from './model.ts';
import { frontendTooOld } from './rules/syntax/frontend-too-old.ts';

export type Severity = Rule['severity'];

/** What rules go by besides the text of the file. */
export interface RuleContext extends KnownImages {
  /** Rule id → severity. A rule that is `off` does not run. */
  readonly ruleSettings?: Readonly<Record<string, Severity | 'off'>>;
  /** The rules to run; all of them where it is absent. */
  readonly rules?: readonly Rule[];
  /** Uses of package caches in the other Dockerfiles of the project. */
  readonly neighbours?: readonly CacheUser[];
  /** The build that is meant; absent or null where it is not known. */
  readonly build?: BuildFiles | null;
  /** The same for equal `neighbours` and `build`, and another one for others: by it findings are remembered. */
  readonly key?: string;
}

export interface LintResult {
  /** In the order of the file. */
  readonly findings: readonly LintFinding[];
  /** Rules that broke; the others did their work. */
  readonly failures: readonly RuleFailure[];
}

export interface LintFinding {
  /** The rule's id, or `syntax`. */
  readonly rule: string;
  readonly severity: Severity;
  readonly span: Span;
  readonly message: string;
  readonly related: readonly { readonly span: Span; readonly message: string }[];
  readonly fixes: readonly RuleFix[];
  /** The rule's page; empty for `syntax`. */
  readonly docs: string;
}

export interface RuleFailure {
  readonly rule: string;
  readonly message: string;
}

export function lint(model: BuildModel, context: RuleContext = {}): LintResult {
  if (model.template !== null) return { findings: [templateFinding(model.template)], failures: [] };
  const { rules = RULES, neighbours = [], build = null } = context;
  const ruleIds = RULES.map(({ id }) => id);
  const input = { model, neighbours, build, allows: [], ruleIds };
  const own = runRules(
    rules.filter((rule) => rule.readsFindings !== true),
    input,
    context,
  );
  const allows = usedAllows(own, input);
  const later = runRules(
    rules.filter((rule) => rule.readsFindings === true),
    { ...input, allows },
    context,
  );
  const open = [...own.findings, ...later.findings].filter(
    (one) => !allows.some((allow) => isAllowed(allow, one)),
  );
  const findings = [...model.problems.map(syntaxFinding), ...open];
  if (isRefused(model)) withoutOtherFixes(findings);
  findings.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  return { findings, failures: [...own.failures, ...later.failures] };
}

interface Ran extends LintResult {
  /** Rules whose silence says something. */
  readonly told: ReadonlySet<string>;
}

/** One that breaks costs its own findings only. */
function runRules(rules: readonly Rule[], input: RuleInput, { ruleSettings }: RuleContext): Ran {
  const findings: LintFinding[] = [];
  const failures: RuleFailure[] = [];
  const told = new Set<string>();
  for (const rule of rules) {
    const severity = ruleSettings?.[rule.id] ?? rule.severity;
    if (severity === 'off') continue;
    try {
      const docs = rulePage(rule.id);
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

function usedAllows({ findings, told }: Ran, { model, ruleIds }: RuleInput): readonly UsedAllow[] {
  const silent = ruleIds.filter((id) => !told.has(id));
  return readAllows(model).map((allow) => {
    const allowed = findings.filter((one) => isAllowed(allow, one)).map(({ rule }) => rule);
    return { ...allow, used: new Set([...silent, ...allowed]) };
  });
}

/** The same, of a model and a context that were asked about before: at one keystroke findings, fixes and the forecast ask. */
export function lintOnce(model: BuildModel, context: RuleContext): LintResult {
  // Without a key only a context that has nothing to tell apart can be known again.
  const { rules, neighbours = [], build = null } = context;
  const isPlain = neighbours.length === 0 && build === null;
  if (rules !== undefined || (context.key === undefined && !isPlain)) return lint(model, context);
  const key = contextKey(context);
  const last = lastResults.get(model);
  if (last?.key === key) return last.result;
  const result = lint(model, context);
  lastResults.set(model, { key, result });
  return result;
}

const lastResults = new WeakMap<
  BuildModel,
  { readonly key: string; readonly result: LintResult }
>();

/** The same for contexts in which the rules say the same. */
export function contextKey({ ruleSettings, key, imagesKey }: RuleContext): string {
  return JSON.stringify([ruleSettings ?? {}, key ?? '', imagesKey ?? '']);
}

/** The frontend that the file names does not know what it uses: it reads another file than the rules do. */
function isRefused({ dockerfile: { directives, instructions }, commands }: BuildModel): boolean {
  const frontend = namedFrontend(directives)?.frontend ?? null;
  return frontend !== null && newerSyntax(instructions, commands, frontend).length > 0;
}

/** First the file has to be built at all. */
function withoutOtherFixes(findings: LintFinding[]): void {
  for (const [at, finding] of findings.entries())
    if (finding.rule !== frontendTooOld.id) findings[at] = { ...finding, fixes: [] };
}

function syntaxFinding(problem: Problem): LintFinding {
  const { severity, span, message } = problem;
  return { rule: 'syntax', severity, span, message, related: [], fixes: [], docs: '' };
}

function templateFinding(span: Span): LintFinding {
  const message = TEMPLATE_MESSAGE;
  return { rule: 'syntax', severity: 'info', span, message, related: [], fixes: [], docs: '' };
}
