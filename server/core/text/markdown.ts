/**
 * Text from files as Markdown that shows it and nothing else: whatever a Dockerfile says, no link, picture or heading
 * comes of it.
 */

/** Every ASCII punctuation mark may be escaped, so every one is: also those of `https://` and of `a@b`, which make links. */
const PUNCTUATION = /[!-/:-@[-`{-~]/g;

export function plainMarkdown(text: string): string {
  return text.replace(PUNCTUATION, '\\$&').replace(/\s+/g, ' ');
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
