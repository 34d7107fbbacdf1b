/** From a build model to its findings: what the parser found, and what each rule has to say. */
import type { BuildModel } from '../build-model/model.ts';
import type { KnownImages } from '../build-model/build-model.ts';
import type { BuildFiles } from '../invocations/source-faults.ts';
import { namedFrontend, newerSyntax, TEMPLATE_MESSAGE } from '../syntax/dockerfile/index.ts';
import type { Span } from '../text/span.ts';
import { isAllowed, readAllows } from './allow.ts';
import type { CacheUser, DockerfileRule, Rule, RuleInput, UsedAllow } from './model.ts';
import type { OptionValues } from './options.ts';
import { RULES } from './registry.ts';
import { bySpan, runRules, syntaxFinding } from './run-rules.ts';
import type { LintFinding, LintResult, Ran, Severity } from './run-rules.ts';
import { frontendTooOld } from './rules/syntax/frontend-too-old.ts';

/** What rules go by besides the text of the file. */
export interface RuleContext extends KnownImages {
  /** Absolute path of the document; absent or null where it is in no file. */
  readonly file?: string | null;
  /** Rule id → severity. A rule that is `off` does not run. */
  readonly ruleSettings?: Readonly<Record<string, Severity | 'off'>>;
  /** Rule id → values of its options, as far as they are set. */
  readonly ruleOptions?: Readonly<Record<string, OptionValues>>;
  /** The configuration leaves the file out: it has no findings. */
  readonly isExcluded?: boolean;
  /** The rules to run; all of them where it is absent. */
  readonly rules?: readonly Rule[];
  /** Uses of package caches in the other Dockerfiles of the project. */
  readonly neighbours?: readonly CacheUser[];
  /** The build that is meant; absent or null where it is not known. */
  readonly build?: BuildFiles | null;
  /** The same for equal `neighbours` and `build`, and another one for others: by it findings are remembered. */
  readonly key?: string;
}

export function lint(model: BuildModel, context: RuleContext = {}): LintResult {
  if (context.isExcluded === true) return { findings: [], failures: [] };
  if (model.template !== null) return { findings: [templateFinding(model.template)], failures: [] };
  const { neighbours = [], build = null, file = null } = context;
  const ruleIds = RULES.map(({ id }) => id);
  const input = { model, file, neighbours, build, allows: [], ruleIds, options: {} };
  const rules = dockerfileRules(context);
  const own = runRules(
    rules.filter((rule) => rule.readsFindings !== true),
    withOptions(input),
    context,
  );
  const allows = usedAllows(own, input);
  const later = runRules(
    rules.filter((rule) => rule.readsFindings === true),
    withOptions({ ...input, allows }),
    context,
  );
  const open = [...own.findings, ...later.findings].filter(
    (one) => !allows.some((allow) => isAllowed(allow, one)),
  );
  const findings = [...model.problems.map(syntaxFinding), ...open];
  if (isRefused(model)) withoutOtherFixes(findings);
  findings.sort(bySpan);
  return { findings, failures: [...own.failures, ...later.failures] };
}

function dockerfileRules({ rules = RULES }: RuleContext): readonly DockerfileRule[] {
  return rules.filter(
    (rule): rule is DockerfileRule => (rule.subject ?? 'dockerfile') === 'dockerfile',
  );
}

/** Rules without options get one and the same input, by which they remember what several of them need. */
function withOptions(input: RuleInput): (options: OptionValues) => RuleInput {
  return (options) => (Object.keys(options).length === 0 ? input : { ...input, options });
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
export function contextKey(context: RuleContext): string {
  const { ruleSettings = {}, ruleOptions = {}, file = null, key = '', imagesKey = '' } = context;
  const { isExcluded = false } = context;
  return JSON.stringify([ruleSettings, ruleOptions, isExcluded, file, key, imagesKey]);
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

function templateFinding(span: Span): LintFinding {
  const message = TEMPLATE_MESSAGE;
  return { rule: 'syntax', severity: 'info', span, message, related: [], fixes: [], docs: '' };
}
