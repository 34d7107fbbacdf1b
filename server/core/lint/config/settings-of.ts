/** What a configuration says of one file. */
import { patternMatcher, type PatternMatcher } from '../../text/pattern-matcher.ts';
import type { RuleContext } from '../lint.ts';
import type { OptionValues } from '../options.ts';
import type { Severity } from '../run-rules.ts';
import type { Config } from './model.ts';

export interface FileRules {
  readonly ruleSettings: Readonly<Record<string, Severity | 'off'>>;
  readonly ruleOptions: NonNullable<RuleContext['ruleOptions']>;
}

/** `path`: relative to the folder of the configuration, with `/`. */
export function settingsOfFile(config: Config, path: string): FileRules {
  const ruleSettings: Record<string, Severity | 'off'> = {};
  const ruleOptions: Record<string, OptionValues> = {};
  const overrides = config.overrides.filter(({ paths }) => isIn(paths, path));
  for (const { rules } of [config, ...overrides])
    for (const [id, { severity, options }] of Object.entries(rules)) {
      if (severity !== undefined) ruleSettings[id] = severity;
      if (Object.keys(options).length > 0) ruleOptions[id] = { ...ruleOptions[id], ...options };
    }
  return { ruleSettings, ruleOptions };
}

/** `path`: as for `settingsOfFile`. */
export function isExcludedBy({ exclude }: Config, path: string): boolean {
  return isIn(exclude, path);
}

function isIn(patterns: readonly string[], path: string): boolean {
  return patterns.length > 0 && matcherOf(patterns).matches(path);
}

/** Of each list of a configuration once: it is asked about every file of a project, several times. */
const matchers = new WeakMap<readonly string[], PatternMatcher>();

function matcherOf(patterns: readonly string[]): PatternMatcher {
  const known = matchers.get(patterns);
  if (known !== undefined) return known;
  const made = patternMatcher(patterns);
  matchers.set(patterns, made);
  return made;
}
