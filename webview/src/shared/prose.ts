/** Sentences that quote code between backticks, as the reasons do: the quoted words are set as code. */
import { element, type Child } from './dom.ts';

export function prose(text: string): readonly Child[] {
  const parts = text.split('`');
  // An odd backtick quotes nothing: the text stays as it is.
  if (parts.length % 2 === 0) return [text];
  return parts.map((part, index) =>
    index % 2 === 1 ? element('code', { class: 'quoted' }, part) : part,
  );
}
