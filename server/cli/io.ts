/** What a verb sees of the world, so that tests can run the command line without a process of its own. */
import type { LiveArea } from './output/live-area.ts';

export interface CliIo {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: () => Promise<string>;
  /** For what need not be UTF-8. The standard input can be read once, as text or as bytes. */
  readonly stdinBytes: () => Promise<Uint8Array>;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly color: boolean;
  /** Lines to write over; null where the error stream is no terminal. */
  readonly openLive: () => Promise<LiveArea | null>;
  readonly signal: AbortSignal;
}

/** The exit codes are a contract: pipelines branch on them. */
export const EXIT = {
  fine: 0,
  findings: 1,
  usage: 2,
  buildFailed: 3,
  cancelled: 130,
} as const;
