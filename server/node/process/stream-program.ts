/**
 * A program that runs for long: what it prints on its error stream is passed on as it comes. A cancelled one is asked to
 * stop as by Ctrl-C; what does not listen is ended with all that it started.
 */
import { endProgram, startProgram, type Child, type StartInput } from './start.ts';

export interface StreamProgramInput extends StartInput {
  readonly signal?: AbortSignal;
  /** How long a cancelled program may take to end by itself. */
  readonly patienceMilliseconds: number;
  /** Whole characters, in pieces as they come. What is printed on the standard output is read and dropped. */
  readonly onErrorOutput: (chunk: string) => void;
}

export type StreamResult =
  | {
      readonly kind: 'ended';
      /** Null where a signal ended it. */
      readonly code: number | null;
      /** Whether it was asked to stop before it ended. */
      readonly cancelled: boolean;
    }
  | { readonly kind: 'not-started'; readonly error: unknown }
  | { readonly kind: 'cancelled-before-start' };

export function streamProgram(input: StreamProgramInput): Promise<StreamResult> {
  const { signal } = input;
  return new Promise((resolve) => {
    if (signal?.aborted === true) {
      resolve({ kind: 'cancelled-before-start' });
      return;
    }
    let child: Child;
    try {
      child = startProgram(input);
    } catch (error) {
      resolve({ kind: 'not-started', error });
      return;
    }
    let cancelled = false;
    let patience: NodeJS.Timeout | undefined;
    const cancel = (): void => {
      cancelled = true;
      endProgram(child, 'SIGINT');
      patience = setTimeout(() => endProgram(child, 'SIGKILL'), input.patienceMilliseconds);
    };
    signal?.addEventListener('abort', cancel, { once: true });
    child.stderr.setEncoding('utf8').on('data', input.onErrorOutput);
    // A full pipe would hold up the program.
    child.stdout.resume();
    child.process.on('error', (error) => {
      finish();
      resolve({ kind: 'not-started', error });
    });
    child.process.on('exit', () => {
      // What the program left behind would hold its output open, and the wait for its end.
      if (cancelled) endProgram(child, 'SIGKILL');
    });
    child.process.on('close', (code) => {
      finish();
      resolve({ kind: 'ended', code, cancelled });
    });

    function finish(): void {
      clearTimeout(patience);
      signal?.removeEventListener('abort', cancel);
    }
  });
}
