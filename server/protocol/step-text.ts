/** A step in a sentence, alike in the terminal, in notifications and in the views. */

/** Longer ones do not fit into a headline. */
const LONGEST = 64;

/**
 * `RUN pip install -r requirements.txt` of the progress name, without its mounts; `RUN in line 7` where that is too long,
 * so that a command is never cut.
 */
export function stepInWords(name: string, line: number | null = null): string {
  const text = name.replace(/^\[[^\]]*\] +/, '');
  const [keyword = ''] = text.split(/\s/, 1);
  const short = text
    .replace(/ --(?:mount|network|security|link|chown|chmod|exclude|parents)(?:=\S+)?(?= )/g, '')
    .replace(/@sha256:[0-9a-f]{64}/, '')
    .replace(/^FROM docker\.io\/(?:library\/)?/, 'FROM ');
  if (short.length <= LONGEST && !/[\n\r]|<</.test(short)) return `\`${short}\``;
  return line === null ? `a long \`${keyword}\`` : `\`${keyword}\` in line ${String(line)}`;
}
