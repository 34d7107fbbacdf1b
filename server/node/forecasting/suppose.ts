/**
 * A change that nobody has made yet, as one more text over the files of the disk: on top of the unsaved edits, so that
 * all that reads the build reads it too, and nothing of it is left afterwards.
 */
import type { Stats } from 'node:fs';
import { lstat, stat } from 'node:fs/promises';
import path from 'node:path';
import { requirementsKind } from '../../core/documents/index.ts';
import type { SupposedChange } from '../../core/report/change-text.ts';
import { withComment, withRequirement } from '../../core/syntax/requirements/index.ts';
import { realPath } from '../context/index.ts';
import { errorCode, errorText, isInside, readDocument, relativePath } from '../files/index.ts';
import { isRequirementsFile } from '../project/index.ts';
import type { ForecastProblem, ForecastRequest } from './model.ts';

export type Supposed =
  | {
      readonly kind: 'supposed';
      /** Absolute path → text, of the unsaved buffers and of the changes. */
      readonly overlay: ReadonlyMap<string, string>;
      /** Their files are relative to the request's `base`. */
      readonly changes: readonly SupposedChange[];
    }
  | { readonly kind: 'problem'; readonly problem: ForecastProblem };

type SupposedInput = Pick<ForecastRequest, 'place' | 'options' | 'base' | 'overlay' | 'after'>;

export async function suppose(input: SupposedInput): Promise<Supposed> {
  const texts = new Map(input.overlay);
  const changes: SupposedChange[] = [];
  for (const asked of input.after ?? []) {
    const noName = problemOfName(asked.file);
    if (noName !== null) return problem(noName);
    const file = path.resolve(input.base, asked.file);
    const choice = { ...asked, file: relativePath(input.base, file) };
    // The folder `base` itself has no name in it.
    const shown = choice.file || asked.file;
    const misplaced = problemOfPlace(input, file, shown);
    if (misplaced !== null) return problem(misplaced);
    const now = await lookAt(file, texts, needsText(choice));
    if (now.kind === 'other') return problem(`Cannot suppose another ${shown}: ${now.why}.`);
    const changed = changedText(choice, now.kind === 'file' ? now.text : '');
    if (changed.kind === 'problem') return changed;
    texts.set(now.name, changed.text);
    changes.push({ choice, isNew: now.kind === 'missing' });
  }
  return { kind: 'supposed', overlay: texts, changes };
}

function problemOfName(name: string): string | null {
  if (name.trim() === '') return 'Which file changes? Give its path, such as src/app.py.';
  if (!name.includes('\0')) return null;
  return 'No file has a NUL byte in its name: give the path of a file, such as src/app.py.';
}

function problemOfPlace(
  { place, options, base }: SupposedInput,
  file: string,
  shown: string,
): string | null {
  const real = realPath(file);
  if (real === realPath(place.dockerfile) || file.endsWith('.dockerignore')) {
    return `Another ${shown} could be anything: edit it, and the forecast follows, saved or not.`;
  }
  const named = Object.values(options.buildContexts ?? {}).filter((one) => !one.includes('://'));
  const folders = [place.context, ...named.map((folder) => path.resolve(base, folder))];
  if (folders.some((folder) => isInside(realPath(folder), real))) return null;
  const context = relativePath(base, place.context) || 'the workspace folder';
  return `${shown} is outside the build context, which is ${context}, so no step can read it. Choose a file inside.`;
}

type Looked = {
  /** Under which the file is, or will be, in the overlay. */
  readonly name: string;
} & (
  | { readonly kind: 'file'; readonly text: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'other'; readonly why: string }
);

/** Without `wantsText` the text is empty: large files are not read. */
async function lookAt(
  file: string,
  texts: ReadonlyMap<string, string>,
  wantsText: boolean,
): Promise<Looked> {
  // An editor names a file by the path that the user chose, which can lead through links.
  const real = realPath(file);
  for (const [name, text] of texts) {
    if (name === file || realPath(name) === real) return { name, kind: 'file', text };
  }
  const stats = await statsOf(file);
  if (stats === 'missing') return { name: file, kind: 'missing' };
  if (typeof stats === 'string') return { name: file, kind: 'other', why: stats };
  if (stats.isDirectory()) return { name: file, kind: 'other', why: 'it is a folder' };
  if (!stats.isFile()) return { name: file, kind: 'other', why: 'it is no plain file' };
  if (!wantsText) return { name: file, kind: 'file', text: '' };
  const read = await readDocument(file, requirementsKind);
  if (read.kind === 'problem') return { name: file, kind: 'other', why: read.reason };
  // An editor hides the byte order mark.
  return { name: file, kind: 'file', text: read.text.replace(/^\uFEFF/, '') };
}

/** `missing`, or why there can be no file. */
async function statsOf(file: string): Promise<Stats | string> {
  try {
    return await stat(file);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') return errorText(error);
    return (await deadLink(file)) ?? 'missing';
  }
}

/** Why nothing can be put at a missing path; null where a new file can be. */
async function deadLink(missing: string): Promise<string | null> {
  if (await exists(lstat(missing))) {
    return (await exists(stat(missing))) ? null : 'it is a link that leads nowhere';
  }
  const above = path.dirname(missing);
  if (above === missing || (await deadLink(above)) === null) return null;
  return 'a part of its path is a link that leads nowhere';
}

async function exists(looking: Promise<Stats>): Promise<boolean> {
  return looking.then(
    () => true,
    () => false,
  );
}

type Choice = SupposedChange['choice'];

function needsText(choice: Choice): boolean {
  return choice.kind === 'requirement' || isRequirementsFile(choice.file);
}

/** No text, so that no line of it is said to be the one that changed. */
const OTHER_CONTENT = 'other content\0';

function changedText(
  choice: Choice,
  text: string,
): { readonly kind: 'text'; readonly text: string } | ReturnType<typeof problem> {
  if (choice.kind === 'file') {
    // Any other content gives another key; of a requirements file there is one that pip would not notice.
    return { kind: 'text', text: needsText(choice) ? withComment(text) : OTHER_CONTENT };
  }
  const changed = withRequirement(text, choice.requirement);
  return changed.kind === 'changed'
    ? { kind: 'text', text: changed.text }
    : problem(changed.message);
}

function problem(message: string): Extract<Supposed, { kind: 'problem' }> {
  return { kind: 'problem', problem: { code: 'bad-change', message } };
}
