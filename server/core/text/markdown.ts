/**
 * Text from files as Markdown that shows it and nothing else: whatever a Dockerfile says, no link, picture or heading
 * comes of it.
 */

/**
 * What has a meaning somewhere in a line: also `://`, `www.` and `a@b`, which make links, and `$(`, which makes an icon.
 * Editors that show Markdown as it is written show each backslash, so all else has none.
 */
const SPECIAL = /[\\`*[\]<&~$@]|!(?=\[)|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|:(?=\/\/)/g;
/** `www.index.example` */
const WEB = /\b(www)\./gi;
/** A heading, a list, a line or a quotation, at the beginning only: `# x`, `- x`, `---`, `1. x`, `> x`. */
const LEADING = /^( ?)(?:[#+=>-]|(\d+)(?=[.)]))/;

export function plainMarkdown(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(SPECIAL, '\\$&')
    .replace(WEB, '$1\\.')
    .replace(LEADING, (marker, space: string, digits?: string) =>
      digits === undefined ? `${space}\\${marker.slice(space.length)}` : `${marker}\\`,
    );
}

/** A code span, its fence longer than any run of backticks inside. */
export function codeMarkdown(text: string): string {
  const single = text.replace(/\s+/g, ' ');
  const longest = Math.max(0, ...[...single.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const padding = /^[` ]|[` ]$/.test(single) || single === '' ? ' ' : '';
  return `${fence}${padding}${single}${padding}${fence}`;
}

/** A sentence that quotes code between backticks, as reasons do. An odd backtick quotes nothing. */
export function proseMarkdown(text: string): string {
  const parts = text.split('`');
  if (parts.length % 2 === 0) return plainMarkdown(text);
  return parts
    .map((part, index) => (index % 2 === 1 ? codeMarkdown(part) : plainMarkdown(part)))
    .join('');
}
