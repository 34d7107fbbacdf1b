/** A link of a hover that runs a command. The client lets hovers run those that open a view, and no others. */

export function commandLink(
  title: string,
  command: 'layerForecast.showForecast' | 'layerForecast.showTimings',
  uri: string,
): string {
  // Parentheses would end the link.
  const argument = encodeURIComponent(JSON.stringify([uri]))
    .replaceAll('(', '%28')
    .replaceAll(')', '%29');
  return `[${title}](command:${command}?${argument})`;
}
