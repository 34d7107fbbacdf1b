/** Places and edits of findings. One that names no file is in the document that the rule was given. */
import type { TextEdit } from '../text/edits.ts';
import type { Span } from '../text/span.ts';

export interface Place {
  /** Absolute path of another file; absent in the document itself. */
  readonly file?: string;
  readonly span: Span;
}

export type RuleEdit = PlacedEdit | NewFile;

export interface PlacedEdit extends TextEdit {
  readonly file?: string;
}

/** A file that does not exist yet, with all its text. */
export interface NewFile {
  readonly file: string;
  readonly create: string;
}

export function isNewFile(edit: RuleEdit): edit is NewFile {
  return 'create' in edit;
}

/** The edits of the document itself. */
export function ownEdits(edits: readonly RuleEdit[]): readonly TextEdit[] {
  return edits.flatMap((edit) => (isNewFile(edit) || edit.file !== undefined ? [] : [edit]));
}

/** An edit of another file, or a new one. */
export type ForeignEdit = NewFile | (TextEdit & { readonly file: string });

export function foreignEdits(edits: readonly RuleEdit[]): readonly ForeignEdit[] {
  return edits.flatMap((edit): readonly ForeignEdit[] => {
    if (isNewFile(edit)) return [edit];
    return edit.file === undefined ? [] : [{ ...edit, file: edit.file }];
  });
}

/** Each of the other files that a fix changes or makes, once. */
export function foreignFiles(edits: readonly RuleEdit[]): readonly string[] {
  return [...new Set(foreignEdits(edits).map(({ file }) => file))];
}
