/** Parts of sentences that several causes share. */
import type { RunUser } from '../../build-model/run-user.ts';
import type { CacheUse } from './cache-use.ts';
import type { Advice, TellPlace } from './cause.ts';
import { mountFlag, ownerOf } from './edits.ts';
import type { CheckedUse } from './checked-use.ts';
import { VOLUME_SUFFIX, type PlacedMount } from './mount-state.ts';

/** A command that goes on and on is told by its beginning. */
export function shortCode(text: string): string {
  return `\`${text.length > 40 ? `${text.slice(0, 39)}…` : text}\``;
}

/** The path as written, and where that leads if it is not what it seems. */
export function mountName({ mount, path, unset }: PlacedMount): string {
  const written = mount.options['target'] ?? '';
  const real = path ?? 'nowhere';
  if (unset.length > 0)
    return `\`${written}\` (${real}, since the builder knows no ${unset.join(', ')})`;
  if (written.startsWith('~')) return `\`${written}\` (${real}, since the builder knows no \`~\`)`;
  const suffix = VOLUME_SUFFIX.exec(written)?.[0] ?? '';
  if (suffix !== '') return `\`${written}\` (\`${suffix}\` is part of the path)`;
  return written === path ? written : `\`${written}\` (${real})`;
}

export function userName(user: RunUser | null): string {
  if (user === null) return 'another user';
  const plain = user.uid === null || user.isRoot || user.name === String(user.uid);
  return plain ? user.name : `${user.name} (uid ${user.uid})`;
}

/** The mount that the use needs, as the user would write it; undefined where its owner is not known. */
export function wantedMount({ use, id }: CheckedUse, { view }: TellPlace): string | undefined {
  const { user } = use;
  const folder = mountFolder(use);
  if (folder === null || typeof user?.uid !== 'number') return undefined;
  return mountFlag(use, { folder, owner: ownerOf({ ...user, uid: user.uid }, view), id });
}

/** Where a new mount goes: the folder, or the one above it that people know. */
export function mountFolder({ cache, folder }: Pick<CacheUse, 'cache' | 'folder'>): string | null {
  const { mountAt } = cache;
  return folder !== null && mountAt !== null && folder.startsWith(`${mountAt}/`) ? mountAt : folder;
}

/** Advice to add words to a call. */
export function addedWords(words: readonly string[], call: string): Advice {
  const brief = `add \`${words.join(' ')}\``;
  return { text: `${brief} to \`${call}\``, brief };
}

export function list(parts: readonly string[]): string {
  return parts.length < 2
    ? (parts[0] ?? '')
    : `${parts.slice(0, -1).join(', ')}, and ${parts.at(-1) ?? ''}`;
}

/** `a`, `a and b`, `a, b and c`: for names. */
export function names(parts: readonly string[]): string {
  return parts.length < 2
    ? (parts[0] ?? '')
    : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
