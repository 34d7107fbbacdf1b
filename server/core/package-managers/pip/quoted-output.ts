/**
 * What a failed build printed, which pip shows once more below its own message: `╰─> [17 lines of output]`, before 22
 * `Complete output (17 lines):`. These lines say nothing of pip. Every one of them is indented, and pip says how many
 * there are, so that what another program prints next is not taken for one of them.
 */

const START = /^(\s*)(?:╰─> \[(\d{1,9}) lines of output\]|Complete output \((\d{1,9}) lines\):)/;

export interface QuotedOutput {
  /** Whether the line announces such output, or is of it. */
  readonly takes: (line: string) => boolean;
}

export function createQuotedOutput(): QuotedOutput {
  let left = 0;
  let indent = 0;
  return {
    takes(line) {
      if (left > 0) {
        left--;
        if (line.trim() === '' || indentOf(line) >= indent) return true;
        left = 0;
      }
      const start = START.exec(line);
      if (!start) return false;
      // The mark that ends it is one more.
      left = Number(start[2] ?? start[3] ?? 0) + 1;
      indent = start[1]?.length ?? 0;
      return true;
    },
  };
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
