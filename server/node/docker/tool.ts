/**
 * Running the user's docker: always with an argument array, never through a shell, and only through a `DockerTool`,
 * which `findDocker` hands out in a trusted workspace alone.
 */
import { spawn, type ChildProcess } from 'node:child_process';

export interface DockerTool {
  /** Absolute path. */
  readonly executable: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface ToolOutput {
  /** Null where the program was ended or never ran. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Why there is no exit code. */
  readonly failure: 'not-started' | 'timeout' | 'cancelled' | null;
}

export interface ToolOptions {
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

const TIMEOUT_MS = 20_000;
const OUTPUT_LIMIT = 8 * 1024 * 1024;

/** So that docker can be ended together with its plugin and their helpers. Windows has no such groups. */
export const IN_OWN_GROUP = process.platform !== 'win32';

/** Signals a child that was started in its own group, with all that it started. */
export function endProcess(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (IN_OWN_GROUP && child.pid !== undefined) process.kill(-child.pid, signal);
    else child.kill(signal);
  } catch {
    // It ended by itself between the two looks.
  }
}

/** Short questions to docker: the answer is collected whole. */
export function askDocker(
  docker: DockerTool,
  args: readonly string[],
  options: ToolOptions = {},
): Promise<ToolOutput> {
  return new Promise((resolve) => {
    let failure: ToolOutput['failure'] = null;
    let stdout = '';
    let stderr = '';
    if (options.signal?.aborted === true) {
      resolve({ code: null, stdout, stderr, failure: 'cancelled' });
      return;
    }
    const child = spawn(docker.executable, args, {
      env: docker.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: IN_OWN_GROUP,
      windowsHide: true,
    });
    const timer = setTimeout(() => end('timeout'), options.timeoutMs ?? TIMEOUT_MS);
    const cancel = (): void => end('cancelled');
    options.signal?.addEventListener('abort', cancel, { once: true });
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      if (stdout.length < OUTPUT_LIMIT) stdout += chunk;
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      if (stderr.length < OUTPUT_LIMIT) stderr += chunk;
    });
    child.on('error', (error) => {
      stderr += error.message;
      finish(null, failure ?? 'not-started');
    });
    child.on('close', (code) => finish(code, failure));

    function end(reason: 'timeout' | 'cancelled'): void {
      failure ??= reason;
      endProcess(child, 'SIGKILL');
    }

    function finish(code: number | null, why: ToolOutput['failure']): void {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', cancel);
      resolve({ code: why === null ? code : null, stdout, stderr, failure: why });
    }
  });
}
