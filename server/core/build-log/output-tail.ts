/** The last lines that a step printed: what is shown where the step fails. */
import { terminalText } from './terminal-text.ts';

export interface OutputTail {
  readonly push: (line: string) => void;
  /** Oldest first, without blank lines at the ends. */
  readonly lines: () => readonly string[];
}

/** pip shows up to a few dozen lines of a compiler, and says after them what it was. */
const MOST_LINES = 200;
/** `ERROR: Could not find a version … (from versions: …)` lists all versions that an index has. */
const LONGEST_LINE = 4000;

export function createOutputTail(): OutputTail {
  let kept: string[] = [];
  return {
    push(line) {
      kept.push(shown(line));
      if (kept.length > 2 * MOST_LINES) kept = kept.slice(-MOST_LINES);
    },
    lines() {
      const last = kept.slice(-MOST_LINES);
      const isText = (line: string): boolean => line !== '';
      return last.slice(Math.max(0, last.findIndex(isText)), last.findLastIndex(isText) + 1);
    },
  };
}

/** As a terminal leaves it: without colors, and of a progress bar its last state. */
function shown(line: string): string {
  const text = terminalText(line).trimEnd();
  const last = text.slice(text.lastIndexOf('\r') + 1);
  return last.length > LONGEST_LINE ? `${last.slice(0, LONGEST_LINE)}…` : last;
}
