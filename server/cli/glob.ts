/** `--fail-on-miss GLOB`: `*` for any text, `?` for one character, over a whole progress name; brackets are plain. */

export function globMatcher(glob: string): (text: string) => boolean {
  const parts = glob.split('*').map((part) => new RegExp(`^${pattern(part)}`, 's'));
  return (text) => matchParts(glob, parts, text);
}

function pattern(part: string): string {
  return part.replace(/[\\^$.+()[\]{}|]/g, '\\$&').replaceAll('?', '.');
}

/** Takes each part at its first place: without alternatives that is enough, and it is linear. */
function matchParts(glob: string, parts: readonly RegExp[], text: string): boolean {
  const lengths = glob.split('*').map((part) => part.length);
  let at = 0;
  for (const [index, part] of parts.entries()) {
    const length = lengths[index] ?? 0;
    const last = index === parts.length - 1;
    if (index === 0) {
      if (!part.test(text)) return false;
      at = length;
      if (last) return text.length === length;
      continue;
    }
    if (last) return text.length - length >= at && part.test(text.slice(text.length - length));
    while (at <= text.length - length && !part.test(text.slice(at, at + length))) at++;
    if (at > text.length - length) return false;
    at += length;
  }
  return true;
}
