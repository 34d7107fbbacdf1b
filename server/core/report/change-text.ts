/** What is compared with the baseline, in words: what is unsaved, and what is supposed to be changed. */
import type { ChangeChoice } from '../../protocol/requests.ts';
import { oneLine } from '../text/one-line.ts';

/** A change that nobody has made yet. */
export interface SupposedChange {
  readonly choice: ChangeChoice;
  /** There is no such file yet. */
  readonly isNew: boolean;
}

/** "requests==2.33.0 in requirements.txt", "another src/app.py and unsaved edit of Dockerfile", "files as they are". */
export function changeText(
  supposed: readonly SupposedChange[],
  unsaved: readonly string[],
): string {
  const parts = [...supposed.map(supposedText), ...unsavedText(unsaved)];
  const last = parts.pop() ?? 'files as they are';
  return parts.length === 0 ? last : `${parts.join(', ')} and ${last}`;
}

function supposedText({ choice, isNew }: SupposedChange): string {
  const { file } = choice;
  if (choice.kind === 'file') return isNew ? `a new ${file}` : `another ${file}`;
  return `${oneLine(choice.requirement)} in ${isNew ? `a new ${file}` : file}`;
}

function unsavedText(unsaved: readonly string[]): readonly string[] {
  const [first, ...more] = unsaved;
  if (first === undefined) return [];
  return [
    more.length === 0 ? `unsaved edit of ${first}` : `${String(unsaved.length)} unsaved files`,
  ];
}
