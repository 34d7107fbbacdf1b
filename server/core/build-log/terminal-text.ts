/**
 * What a terminal would show of a line: without colors, cursor movements, links and the hidden notes that CI systems
 * put between them. Carriage returns stay: they separate what a line showed one after another.
 */

/** Whether a line has anything to clean; most have not. */
// eslint-disable-next-line no-control-regex
const CONTROL = /[\0\x07\x08\x1b\x9b\xa0\ufeff]/;

/** Jenkins hides notes as `ESC[8mha:AAAA…ESC[0m`. */
// eslint-disable-next-line no-control-regex
const JENKINS_NOTE = /\x1b\[8mha:[^\x1b]*\x1b\[0m/g;
/** OSC, DCS, APC and the like, up to BEL or ESC \: `ESC]8;;https://…BEL`, `ESC_bk;t=1767607872123BEL`. */
// eslint-disable-next-line no-control-regex
const STRING_SEQUENCE = /\x1b[\]P_^X][^\x07\x1b]*(?:\x07|\x1b\\|$)/g;
/** The cursor moved to the right instead of writing spaces: `ESC[4C`. */
// eslint-disable-next-line no-control-regex
const CURSOR_RIGHT = /\x1b\[(\d{0,3})C/g;
/** `ESC[0;32m`, `ESC[2K`, `ESC[?25l`, `ESC(B`, `ESC7`. */
// eslint-disable-next-line no-control-regex
const ESCAPE = /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b[ -/]*[0-~]/g;
// eslint-disable-next-line no-control-regex
const LEFTOVERS = /[\0\x07\x08\x1b\x9b\ufeff]/g;

export function terminalText(line: string): string {
  if (!CONTROL.test(line)) return line;
  return (
    line
      .replace(JENKINS_NOTE, '')
      .replace(STRING_SEQUENCE, '')
      .replace(CURSOR_RIGHT, (_, count: string) => ' '.repeat(count === '' ? 1 : Number(count)))
      .replace(ESCAPE, '')
      // A page shows runs of spaces so, and who copies from it gets them.
      .replace(/\xa0/g, ' ')
      .replace(LEFTOVERS, '')
  );
}
