/** What the operating system said, in words that fit into a sentence for people. */

const MESSAGES: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EEXIST: 'a file of that name is in the way',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is not a folder',
  ELOOP: 'its links go in a circle',
  ENOSPC: 'the disk is full',
  EROFS: 'the file system is read-only',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'its name is too long',
  ENXIO: 'it is not a regular file',
};

export function errorCode(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

export function errorText(error: unknown): string {
  const code = errorCode(error);
  const known = code === null ? undefined : MESSAGES[code];
  if (known !== undefined) return known;
  return error instanceof Error ? error.message : String(error);
}
