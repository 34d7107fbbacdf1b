/** What a configuration says, checked: what was wrong with it is not in it. */
import type { OptionValues } from '../options.ts';
import type { Severity } from '../run-rules.ts';

export interface Config {
  readonly rules: RuleTable;
  /** Patterns of files without findings. */
  readonly exclude: readonly string[];
  readonly overrides: readonly Override[];
  /** Dockerfile → folder of its context, relative to the folder of the configuration. */
  readonly contexts: Readonly<Record<string, string>>;
  /** Dockerfile → the build that is meant, by its id. */
  readonly builds: Readonly<Record<string, string>>;
  /** The file with known findings; null where none is named. */
  readonly baseline: string | null;
}

/** By rule id. */
export type RuleTable = Readonly<Record<string, RuleSetting>>;

export interface RuleSetting {
  /** Absent: the rule's own. */
  readonly severity?: Severity | 'off';
  readonly options: OptionValues;
}

export interface Override {
  readonly paths: readonly string[];
  readonly rules: RuleTable;
}

export const NO_CONFIG: Config = {
  rules: {},
  exclude: [],
  overrides: [],
  contexts: {},
  builds: {},
  baseline: null,
};
