/** What the parser has to know of each keyword before it can read the rest of the line. */

/** How the body may be written: `command` and `list` also take a JSON array, `health` after its CMD. */
export type BodyForm =
  'command' | 'list' | 'words' | 'pairs' | 'arguments' | 'text' | 'trigger' | 'health';

interface KeywordTraits {
  readonly form: BodyForm;
  /** Here-documents may follow. */
  readonly heredocs: boolean;
}

const keywords: ReadonlyMap<string, KeywordTraits> = new Map<string, KeywordTraits>([
  ['ADD', { form: 'list', heredocs: true }],
  ['ARG', { form: 'arguments', heredocs: false }],
  ['CMD', { form: 'command', heredocs: false }],
  ['COPY', { form: 'list', heredocs: true }],
  ['ENTRYPOINT', { form: 'command', heredocs: false }],
  ['ENV', { form: 'pairs', heredocs: false }],
  ['EXPOSE', { form: 'words', heredocs: false }],
  ['FROM', { form: 'words', heredocs: false }],
  ['HEALTHCHECK', { form: 'health', heredocs: false }],
  ['LABEL', { form: 'pairs', heredocs: false }],
  ['MAINTAINER', { form: 'text', heredocs: false }],
  ['ONBUILD', { form: 'trigger', heredocs: false }],
  ['RUN', { form: 'command', heredocs: true }],
  ['SHELL', { form: 'command', heredocs: false }],
  ['STOPSIGNAL', { form: 'text', heredocs: false }],
  ['USER', { form: 'text', heredocs: false }],
  ['VOLUME', { form: 'list', heredocs: false }],
  ['WORKDIR', { form: 'text', heredocs: false }],
]);

/** Null for a keyword that no Dockerfile instruction has. */
export function keywordTraits(keyword: string): KeywordTraits | null {
  return keywords.get(keyword) ?? null;
}

export function keywordNames(): readonly string[] {
  return [...keywords.keys()];
}

/** Upper case for a known keyword, whatever its case in the file; otherwise as written. */
export function canonicalKeyword(written: string): string {
  const upper = written.toLowerCase().toUpperCase();
  return keywords.has(upper) ? upper : written;
}
