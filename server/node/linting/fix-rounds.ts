/**
 * Fixes documents until none has a fix left. A fix may change other files than the one it was found in, and what rules
 * say of one file rests on others: in each round all of them see the files as the round before left them.
 */
import {
  changedText,
  fixAll,
  fixAllOfDocument,
  type FixedDocument,
} from '../../core/lint/fix-all.ts';
import type { RuleContext } from '../../core/lint/lint.ts';
import { isNewFile, type ForeignEdit } from '../../core/lint/places.ts';
import type { DecodedDocument } from '../../core/documents/index.ts';
import { likeBefore } from '../files/index.ts';
import type { Project } from '../project/index.ts';
import { isFileText } from './is-file-text.ts';
import { hasBrokenConfig } from './broken-config.ts';
import { mayBeEdited } from './may-be-edited.ts';
import type { LocatedFile } from './locate-files.ts';

export interface DocumentToFix extends LocatedFile {
  readonly read: DecodedDocument;
}

export interface FixRoundsInput {
  readonly documents: readonly DocumentToFix[];
  readonly contextOf: (document: DocumentToFix) => Promise<RuleContext>;
  readonly project: Pick<Project, 'text' | 'rootOf' | 'edited' | 'configsAbove' | 'excluderOf'>;
  /** Texts that were changed, by absolute path: the project reads them before the disk. */
  readonly texts: Map<string, string>;
  readonly unsafe: boolean;
  readonly only?: readonly string[];
}

export interface FixRoundsResult {
  /** By absolute path: titles of the fixes that were found in a file. */
  readonly applied: ReadonlyMap<string, readonly string[]>;
  /** Files that have to be written together, changed by fixes of several files; each changed file is in one group. */
  readonly groups: readonly (readonly string[])[];
  /** Documents that stay as they are, and why. */
  readonly left: ReadonlyMap<string, 'unsettled' | 'other-encoding'>;
}

/** A fix of one file can bring up one in another; more rounds than this mean that they undo each other. */
const MAX_ROUNDS = 10;

export async function fixInRounds(input: FixRoundsInput): Promise<FixRoundsResult> {
  const { documents, contextOf, project, texts } = input;
  const applied = new Map<string, string[]>();
  const left = new Map<string, 'unsettled' | 'other-encoding'>();
  let groups: readonly (readonly string[])[] = [];
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const contexts = new Map<DocumentToFix, RuleContext>();
    for (const one of documents) contexts.set(one, await contextOf(one));
    const changed = new Set<string>();
    for (const [one, context] of contexts)
      if (!left.has(one.file) && !changed.has(one.file)) fixOne(one, context, changed);
    for (const file of changed) project.edited(file);
    if (changed.size === 0) break;
  }
  return { applied, groups, left };

  function fixOne(one: DocumentToFix, context: RuleContext, changed: Set<string>): void {
    const text = texts.get(one.file) ?? one.read.text;
    const mayEdit = (edit: ForeignEdit): boolean =>
      !changed.has(edit.file) &&
      mayBeEdited(edit, one.file, project) &&
      !hasBrokenConfig(project, edit.file) &&
      isWritable(edit, input);
    const fixed = fixedText(one, text, { ...context, mayEdit }, input);
    if (fixed.applied.length === 0) return;
    if (!fixed.isSettled) left.set(one.file, 'unsettled');
    else if (!texts.has(one.file) && !isFileText(one.file, text))
      left.set(one.file, 'other-encoding');
    if (left.has(one.file)) return;
    const after = new Map(otherTexts(fixed, project).map(({ file, text: other }) => [file, other]));
    if (fixed.text !== text) after.set(one.file, fixed.text);
    for (const [file, now] of after) {
      texts.set(file, now);
      changed.add(file);
    }
    applied.set(one.file, [...(applied.get(one.file) ?? []), ...fixed.applied]);
    groups = joined(groups, [...after.keys()]);
  }
}

/** A document that its tool cannot read stays as it is. */
function fixedText(
  { kind, read }: DocumentToFix,
  text: string,
  context: RuleContext & { readonly mayEdit: (edit: ForeignEdit) => boolean },
  { unsafe, only }: FixRoundsInput,
): FixedDocument {
  if (read.problem !== null)
    return { text, others: [], applied: [], isSettled: true, findings: [] };
  const given = { ...context, unsafe, ...(only ? { only } : {}) };
  const fixed =
    kind.id === 'dockerfile' ? fixAll(text, given) : fixAllOfDocument(kind.id, text, given);
  return { ...fixed, text: likeBefore(text, fixed.text) };
}

function isWritable(edit: ForeignEdit, { project, texts }: FixRoundsInput): boolean {
  const { file } = edit;
  if (isNewFile(edit) || texts.has(file)) return true;
  return isFileText(file, project.text(file) ?? '');
}

function otherTexts(
  { others }: FixedDocument,
  project: Pick<Project, 'text'>,
): readonly { readonly file: string; readonly text: string }[] {
  return [...new Set(others.map(({ file }) => file))].flatMap((file) => {
    const before = project.text(file);
    const text = changedText(file, before, others);
    return text === null ? [] : [{ file, text: before === null ? text : likeBefore(before, text) }];
  });
}

/** The groups with these files as one of them, and those that have a file in common with it in it. */
function joined(
  groups: readonly (readonly string[])[],
  files: readonly string[],
): readonly (readonly string[])[] {
  if (files.length === 0) return groups;
  const touching = groups.filter((group) => group.some((file) => files.includes(file)));
  const rest = groups.filter((group) => !touching.includes(group));
  return [...rest, [...new Set([...touching.flat(), ...files])]];
}
