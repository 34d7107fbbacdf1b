/**
 * Writing a user's file so that it is never half written: the new text goes to a file beside it, which then takes its
 * place. A link stays a link (its target is written), the mode stays, and an edit cannot mix line ends into a file.
 */
import {
  chmod,
  chown,
  open,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
  stat,
} from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode, errorText } from './errors.ts';

export type WriteResult =
  | { readonly kind: 'written'; readonly path: string }
  | { readonly kind: 'failed'; readonly message: string };

export interface WriteOptions {
  /** Mode of a file that is new; an existing one keeps its own. */
  readonly mode?: number;
  /** Give the text the line ends and the byte order mark of the file that it replaces. */
  readonly likeBefore?: boolean;
}

export async function writeFileAtomically(
  path: string,
  data: string | Uint8Array,
  options: WriteOptions = {},
): Promise<WriteResult> {
  try {
    const target = await linkTarget(path);
    const before = await stat(target).catch(ignoreMissing);
    if (before !== null && !before.isFile()) {
      return { kind: 'failed', message: `Cannot write ${path}: it is not a regular file.` };
    }
    // A file that cannot be written must not be replaced through the back door of its folder.
    if (before !== null) await (await open(target, 'r+')).close();
    let content = data;
    if (options.likeBefore === true && typeof data === 'string' && before !== null)
      content = likeBefore(await readFile(target, 'utf8'), data);
    const temporary = join(dirname(target), `.${basename(target)}.${crypto.randomUUID()}.tmp`);
    try {
      const file = await open(temporary, 'wx', before?.mode ?? options.mode ?? 0o644);
      try {
        await file.writeFile(content);
        await file.sync();
      } finally {
        await file.close();
      }
      if (before !== null) {
        await chmod(temporary, before.mode & 0o7777);
        // Only the superuser can give files away; for everybody else the owner is the same already or cannot be kept.
        await chown(temporary, before.uid, before.gid).catch(() => undefined);
      }
      await renameOver(temporary, target);
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      throw error;
    }
    return { kind: 'written', path: target };
  } catch (error) {
    return { kind: 'failed', message: `Cannot write ${path}: ${errorText(error)}.` };
  }
}

/** The text with the line ends (where the old text has one kind only) and the byte order mark of the old text. */
export function likeBefore(before: string, text: string): string {
  let result = text;
  const breaks = before.split('\n').length - 1;
  const windowsBreaks = before.split('\r\n').length - 1;
  if (breaks > 0 && windowsBreaks === breaks) result = result.replace(/\r?\n/g, '\r\n');
  else if (breaks > 0 && windowsBreaks === 0) result = result.replaceAll('\r\n', '\n');
  if (before.startsWith('\uFEFF') && !result.startsWith('\uFEFF')) result = `\uFEFF${result}`;
  return result;
}

/** Where a write through the path would go; a link to nothing is written as the file that it names. */
async function linkTarget(path: string, hops = 40): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT' || hops === 0) throw error;
    const link = await readlink(path).catch(() => null);
    return link === null ? path : linkTarget(resolve(dirname(path), link), hops - 1);
  }
}

function ignoreMissing(error: unknown): null {
  if (errorCode(error) === 'ENOENT') return null;
  throw error;
}

/** On Windows a virus scanner or an editor can hold the file for a moment. */
async function renameOver(from: string, to: string): Promise<void> {
  for (let wait = 10; ; wait *= 2) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      const code = errorCode(error);
      const busy = code === 'EPERM' || code === 'EBUSY' || code === 'EACCES';
      if (process.platform !== 'win32' || !busy || wait > 500) throw error;
      await sleep(wait);
    }
  }
}
