/** Which findings a run is about: rules by `--select` and `--ignore`, severities by `--severity` and `--fail-on`. */
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
}

/** `a,b` is two rules. Throws a `UsageError` for a name that no rule has. */
export function selectedRules(args: ParsedArguments, selectOptions = ['select']): RuleSelection {
  const known = [...RULES.map(({ id }) => id), SYNTAX];
  const named = (option: string): readonly string[] =>
    args.list(option).flatMap((one) =>
      one
        .split(',')
        .map((id) => id.trim())
        .filter((id) => id !== ''),
    );
  const selected = selectOptions.flatMap(named);
  const ignored = named('ignore');
  for (const id of [...selected, ...ignored])
    if (!known.includes(id))
      throw new UsageError(
        `There is no rule "${id}".${didYouMean(id, known)} The rules are ${known.join(', ')}.`,
      );
  if (selected.length + ignored.length === 0) return { rules: null };
  const wanted = selected.length === 0 ? known : selected;
  return { rules: new Set(wanted.filter((id) => !ignored.includes(id))) };
}

/** Rules that are not selected do not run at all. */
export function settingsOf({ rules }: RuleSelection): Readonly<Record<string, 'off'>> {
  const off = RULES.filter(({ id }) => rules !== null && !rules.has(id));
  return Object.fromEntries(off.map(({ id }) => [id, 'off'] as const));
}

export function isSelected({ rules }: RuleSelection, { rule }: Finding): boolean {
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
