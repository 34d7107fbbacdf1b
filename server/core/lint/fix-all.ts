/** From findings to a text without them, and what their fixes change in other files. */
import { buildModel, type Models } from '../build-model/build-model.ts';
import type { BuildModel } from '../build-model/model.ts';
import { applyEdits, editsConflict, type TextEdit } from '../text/edits.ts';
import { lintOnce, type RuleContext } from './lint.ts';
import { lintDocument, type OtherKind } from './lint-document.ts';
import type { RuleFix } from './model.ts';
import { foreignEdits, foreignFiles, isNewFile, ownEdits, type ForeignEdit } from './places.ts';
import type { LintFinding } from './run-rules.ts';

export interface FixAllInput extends RuleContext {
  /** Where the models of texts are remembered. */
  readonly models?: Models;
  /** Apply fixes that ask for review too. */
  readonly unsafe?: boolean;
  /** Ids of the rules whose fixes are applied; all where it is absent. */
  readonly only?: readonly string[];
  /** Whether this other file may be changed or made; absent: fixes of several files are left out. */
  readonly mayEdit?: (edit: ForeignEdit) => boolean;
}

export interface FixedDocument {
  readonly text: string;
  /** Changes of other files as they were at the start; those of one file do not touch each other. */
  readonly others: readonly ForeignEdit[];
  /** False where fixes undo each other, which is a bug of a rule: there are still some left to apply. */
  readonly isSettled: boolean;
  /** Titles of the applied fixes, in order. */
  readonly applied: readonly string[];
  /** Of the text that came out. */
  readonly findings: readonly LintFinding[];
}

export interface FixAllResult extends FixedDocument {
  /** Of the text that came out. */
  readonly model: BuildModel;
}

/** A fix can uncover another one; more rounds than this mean two fixes that undo each other. */
const MAX_ROUNDS = 10;

export function fixAll(text: string, input: FixAllInput = {}): FixAllResult {
  const models = input.models ?? buildModel;
  const modelOf = (now: string): BuildModel => models({ ...input, text: now });
  // The last one is that of the text that comes out.
  const last: { model?: BuildModel } = {};
  const fixed = fixRounds(text, input, (now) => {
    last.model = modelOf(now);
    return lintOnce(last.model, input).findings;
  });
  return { ...fixed, model: last.model ?? modelOf(fixed.text) };
}

/** The same for a document that is no Dockerfile. */
export function fixAllOfDocument(
  kind: OtherKind,
  text: string,
  input: FixAllInput = {},
): FixedDocument {
  return fixRounds(text, input, (now) => lintDocument(kind, now, input).findings);
}

function fixRounds(
  text: string,
  input: FixAllInput,
  findingsOf: (text: string) => readonly LintFinding[],
): FixedDocument {
  let now = text;
  const applied: string[] = [];
  const others: ForeignEdit[] = [];
  for (let round = 0; ; round++) {
    const findings = findingsOf(now);
    const chosen = chooseFixes(findings, input, others);
    const isSettled = chosen.length === 0;
    if (isSettled || round === MAX_ROUNDS)
      return { text: now, others, isSettled, applied, findings };
    applied.push(...chosen.map((fix) => fix.title));
    others.push(...chosen.flatMap(({ edits }) => foreignEdits(edits)));
    now = applyEdits(
      now,
      chosen.flatMap(({ edits }) => ownEdits(edits)),
    );
  }
}

/** One fix a finding, the first that is allowed; of fixes that touch the same place only the first. */
function chooseFixes(
  findings: readonly LintFinding[],
  input: FixAllInput,
  done: readonly ForeignEdit[],
): RuleFix[] {
  const chosen: RuleFix[] = [];
  const edits: TextEdit[] = [];
  const others = [...done];
  // Findings of one step share their fixes.
  const seen = new Set<RuleFix>();
  for (const finding of findings) {
    if (input.only !== undefined && !input.only.includes(finding.rule)) continue;
    const allowed = finding.fixes.filter((one) => isAllowed(one, input));
    const fix =
      allowed.find((one) => one.safety === 'safe') ?? (input.unsafe ? allowed[0] : undefined);
    if (fix === undefined || seen.has(fix)) continue;
    seen.add(fix);
    const own = ownEdits(fix.edits);
    // The rules still see the other files as they were, so that a fix of theirs is found again: it was applied.
    if (editsConflict(edits, own) || foreignConflict(others, foreignEdits(fix.edits))) continue;
    chosen.push(fix);
    edits.push(...own);
    others.push(...foreignEdits(fix.edits));
  }
  return chosen;
}

function isAllowed({ edits }: RuleFix, { mayEdit }: FixAllInput): boolean {
  return foreignEdits(edits).every((edit) => mayEdit?.(edit) === true);
}

/** Whether two fixes want the same place of another file, or make the same one. */
function foreignConflict(a: readonly ForeignEdit[], b: readonly ForeignEdit[]): boolean {
  return foreignFiles(b).some((file) => {
    const [one, other] = [a, b].map((all) => all.filter((edit) => edit.file === file));
    if (one === undefined || other === undefined || one.length === 0) return false;
    if ([...one, ...other].some(isNewFile)) return true;
    return editsConflict(ownTexts(one), ownTexts(other));
  });
}

function ownTexts(edits: readonly ForeignEdit[]): readonly TextEdit[] {
  return edits.flatMap((edit) => (isNewFile(edit) ? [] : [edit]));
}

/** The text of one of the other files after these changes; null for one that is neither there nor made. */
export function changedText(
  file: string,
  before: string | null,
  edits: readonly ForeignEdit[],
): string | null {
  const those = edits.filter((edit) => edit.file === file);
  const made = those.find(isNewFile);
  if (made !== undefined) return made.create;
  return before === null ? null : applyEdits(before, ownTexts(those));
}
