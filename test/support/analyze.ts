/** The build model of a Dockerfile and what the rules say of it, in one. */
import { buildModel } from '../../server/core/build-model/build-model.ts';
import type { BuildModel } from '../../server/core/build-model/model.ts';
import { lint, type RuleContext } from '../../server/core/lint/lint.ts';
import type { LintResult } from '../../server/core/lint/run-rules.ts';

export interface Analyzed extends LintResult {
  readonly model: BuildModel;
}

export function analyze(
  input: RuleContext & {
    readonly text: string;
    readonly buildArgs?: Readonly<Record<string, string>>;
  },
): Analyzed {
  const model = buildModel(input);
  return { model, ...lint(model, input) };
}
