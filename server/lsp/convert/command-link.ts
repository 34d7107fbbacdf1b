/** A link of a hover that runs a command. The client lets hovers run those that open a view, and no others. */
import type { Client } from '../client.ts';

/** Below the rest of a hover; empty for a client that would show the link and could not follow it. */
export function commandLink(
  { hasViews }: Client,
  title: string,
  command: 'layerForecast.showForecast' | 'layerForecast.showTimings',
  uri: string,
): string {
  if (!hasViews) return '';
  // Parentheses would end the link.
  const argument = encodeURIComponent(JSON.stringify([uri]))
    .replaceAll('(', '%28')
    .replaceAll(')', '%29');
  return `\n\n[${title}](command:${command}?${argument})`;
}
