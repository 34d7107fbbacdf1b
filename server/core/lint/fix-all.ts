/** From findings to a text without them. */
import { buildModel, type Models } from '../build-model/build-model.ts';
import type { BuildModel } from '../build-model/model.ts';
import { applyEdits, editsConflict, type TextEdit } from '../text/edits.ts';
import { lintOnce, type LintFinding, type RuleContext } from './lint.ts';
import type { RuleFix } from './model.ts';

export interface FixAllInput extends RuleContext {
  /** Where the models of texts are remembered. */
  readonly models?: Models;
  /** Apply fixes that ask for review too. */
  readonly unsafe?: boolean;
  /** Ids of the rules whose fixes are applied; all where it is absent. */
  readonly only?: readonly string[];
}

export interface FixAllResult {
  readonly text: string;
  /** False where fixes undo each other, which is a bug of a rule: there are still some left to apply. */
  readonly isSettled: boolean;
  /** Titles of the applied fixes, in order. */
  readonly applied: readonly string[];
  /** Of the text that came out. */
  readonly model: BuildModel;
  readonly findings: readonly LintFinding[];
}

/** A fix can uncover another one; more rounds than this mean two fixes that undo each other. */
const MAX_ROUNDS = 10;

export function fixAll(text: string, input: FixAllInput = {}): FixAllResult {
  const models = input.models ?? buildModel;
  let now = text;
  const applied: string[] = [];
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const model = models({ ...input, text: now });
    const { findings } = lintOnce(model, input);
    const chosen = chooseFixes(findings, input);
    if (chosen.length === 0) return { text: now, isSettled: true, applied, model, findings };
    applied.push(...chosen.map((fix) => fix.title));
    now = applyEdits(
      now,
      chosen.flatMap((fix) => fix.edits),
    );
  }
  const model = models({ ...input, text: now });
  const { findings } = lintOnce(model, input);
  const isSettled = chooseFixes(findings, input).length === 0;
  return { text: now, isSettled, applied, model, findings };
}

/** One fix a finding, the first that is allowed; of fixes that touch the same place only the first. */
function chooseFixes(findings: readonly LintFinding[], input: FixAllInput): RuleFix[] {
  const chosen: RuleFix[] = [];
  const edits: TextEdit[] = [];
  // Findings of one step share their fixes.
  const seen = new Set<RuleFix>();
  for (const finding of findings) {
    if (input.only !== undefined && !input.only.includes(finding.rule)) continue;
    const fix =
      finding.fixes.find((one) => one.safety === 'safe') ??
      (input.unsafe ? finding.fixes[0] : undefined);
    if (fix === undefined || seen.has(fix)) continue;
    seen.add(fix);
    if (editsConflict(edits, fix.edits)) continue;
    chosen.push(fix);
    edits.push(...fix.edits);
  }
  return chosen;
}
