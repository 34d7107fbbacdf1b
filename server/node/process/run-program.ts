/** Short questions to a program: the answer is collected whole, within limits of time and size. */
import { endProgram, startProgram, type Child, type StartInput } from './start.ts';

export interface RunProgramInput extends StartInput {
  readonly signal?: AbortSignal;
  readonly timeoutMilliseconds?: number;
  /** Of each stream; what comes after is dropped. */
  readonly maxOutputBytes?: number;
  /** Of what it prints; `latin1` keeps the bytes of what is no text. */
  readonly encoding?: 'utf8' | 'latin1';
}

export interface ProgramResult {
  /** Null where the program was ended or never ran. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Why there is no exit code. */
  readonly failure: 'not-started' | 'timeout' | 'cancelled' | null;
}

const TIMEOUT_MILLISECONDS = 20_000;
const MAX_OUTPUT_BYTES = 8 * 1024 * 1024;

export function runProgram(input: RunProgramInput): Promise<ProgramResult> {
  const { signal } = input;
  const limit = input.maxOutputBytes ?? MAX_OUTPUT_BYTES;
  return new Promise((resolve) => {
    if (signal?.aborted === true) {
      resolve({ code: null, stdout: '', stderr: '', failure: 'cancelled' });
      return;
    }
    let child: Child;
    try {
      child = startProgram(input);
    } catch (error) {
      resolve({ code: null, stdout: '', stderr: messageOf(error), failure: 'not-started' });
      return;
    }
    let failure: ProgramResult['failure'] = null;
    let startError = '';
    const stdout = collect(child.stdout, limit, input.encoding ?? 'utf8');
    const stderr = collect(child.stderr, limit, 'utf8');
    const timer = setTimeout(
      () => end('timeout'),
      input.timeoutMilliseconds ?? TIMEOUT_MILLISECONDS,
    );
    const cancel = (): void => end('cancelled');
    signal?.addEventListener('abort', cancel, { once: true });
    child.process.on('error', (error) => {
      startError = error.message;
      finish(null, failure ?? 'not-started');
    });
    child.process.on('close', (code) => finish(code, failure));

    function end(reason: 'timeout' | 'cancelled'): void {
      failure ??= reason;
      endProgram(child, 'SIGKILL');
    }

    function finish(code: number | null, why: ProgramResult['failure']): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
      const texts = { stdout: stdout(), stderr: stderr() + startError };
      resolve({ code: why === null ? code : null, ...texts, failure: why });
    }
  });
}

/** Reads a stream to its end, so that the program is not held up, and keeps the first bytes of it. */
function collect(
  stream: Child['stdout'],
  limit: number,
  encoding: 'utf8' | 'latin1',
): () => string {
  const chunks: Buffer[] = [];
  let nBytes = 0;
  stream.on('data', (chunk: Buffer) => {
    if (nBytes >= limit) return;
    chunks.push(chunk.subarray(0, limit - nBytes));
    nBytes += chunk.length;
  });
  return () => Buffer.concat(chunks).toString(encoding);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
