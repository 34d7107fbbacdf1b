/** Which findings a run is about: rules by `--select` and `--ignore`, severities by `--severity` and `--fail-on`. */
import { CONFIGURATION } from '../core/lint/lint-document.ts';
import { RULES } from '../core/lint/registry.ts';
import { didYouMean } from '../core/text/suggest.ts';
import type { Finding, Severity } from '../protocol/report.ts';
import { oneOf, UsageError, type ParsedArguments } from './usage.ts';

export const RULE_OPTIONS = {
  select: { type: 'string', multiple: true },
  ignore: { type: 'string', multiple: true },
} as const;

export const SEVERITY_OPTIONS = {
  severity: { type: 'string' },
  'fail-on': { type: 'string' },
} as const;

/** The most severe one first. */
const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info', 'hint'];

/** What the parser finds is selected and ignored as if a rule had found it. */
const SYNTAX = 'syntax';

export interface RuleSelection {
  /** Ids of the rules that count, `syntax` among them; null for all. */
  readonly rules: ReadonlySet<string> | null;
  /** Those that were asked for by name. */
  readonly named: readonly string[];
}

/** `a,b` is two rules. Throws a `UsageError` for a name that no rule has. */
export function selectedRules(args: ParsedArguments, selectOptions = ['select']): RuleSelection {
  const known = [...RULES.map(({ id }) => id), SYNTAX, CONFIGURATION];
  const given = (option: string): readonly string[] =>
    args.list(option).flatMap((one) =>
      one
        .split(',')
        .map((id) => id.trim())
        .filter((id) => id !== ''),
    );
  const named = selectOptions.flatMap(given);
  const ignored = given('ignore');
  for (const id of [...named, ...ignored])
    if (!known.includes(id))
      throw new UsageError(
        `There is no rule "${id}".${didYouMean(id, known)} The rules are ${known.join(', ')}.`,
      );
  if (named.length + ignored.length === 0) return { rules: null, named };
  // A configuration that is wrong is told of in any case: what was selected may not mean what it says.
  const wanted = named.length === 0 ? known : [...named, CONFIGURATION];
  return { rules: new Set(wanted.filter((id) => !ignored.includes(id))), named };
}

/** Rules that are not selected do not run at all, and those that are named do, whatever a configuration says. */
export function rulesOfRun({ rules, named }: RuleSelection): {
  readonly off: readonly string[];
  readonly on: readonly string[];
} {
  const ids = RULES.map(({ id }) => id);
  return { off: ids.filter((id) => rules !== null && !rules.has(id)), on: named };
}

export function isSelected({ rules }: RuleSelection, { rule }: Pick<Finding, 'rule'>): boolean {
  return rules === null || rules.has(rule);
}

/** The lowest severity that is meant; `option` is `severity` or `fail-on`. */
export function lowestSeverity(
  args: ParsedArguments,
  option: 'severity' | 'fail-on',
  fallback: Severity,
): Severity {
  return oneOf(option, args.text(option), SEVERITIES, fallback);
}

export function isAtLeast({ severity }: Finding, lowest: Severity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(lowest);
}
