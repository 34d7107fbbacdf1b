/**
 * Runs `docker buildx build` and streams what it prints. A cancelled build is asked to stop as by Ctrl-C, so that
 * BuildKit ends the step cleanly; what does not listen is ended with all of its children.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import type { BuildProblem } from '../../protocol/requests.ts';
import { errorText } from '../files/index.ts';
import { endProcess, IN_OWN_GROUP, type DockerTool } from './tool.ts';

export interface RunBuildInput {
  readonly docker: DockerTool;
  /** From `buildArguments`. */
  readonly args: readonly string[];
  readonly cwd: string;
  /** Added to the tool's environment, such as the values of secrets from the environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** How long a cancelled build may take to end by itself. */
  readonly patienceMs?: number;
  /** What the build printed, in pieces as they come; progress is on the error stream. */
  readonly onOutput: (chunk: string) => void;
}

export interface RunBuildResult {
  /** 130 where the build was cancelled, 127 where it could not start. */
  readonly exitCode: number;
  readonly cancelled: boolean;
  /** What buildx said of the failure; null where the build succeeded. */
  readonly errorText: string | null;
  /** Why the build could not start. */
  readonly problem: BuildProblem | null;
}

const PATIENCE_MS = 10_000;

export function runBuild(input: RunBuildInput): Promise<RunBuildResult> {
  return new Promise((resolve) => {
    const { docker, signal } = input;
    let child: ChildProcess;
    try {
      signal?.throwIfAborted();
      child = spawn(docker.executable, input.args, {
        cwd: input.cwd,
        env: { ...docker.env, ...input.env },
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: IN_OWN_GROUP,
        windowsHide: true,
      });
    } catch (error) {
      resolve(signal?.aborted === true ? cancelledResult() : notStarted(docker, error));
      return;
    }
    const errors = createErrorTail();
    let cancelled = false;
    let patience: NodeJS.Timeout | undefined;
    const cancel = (): void => {
      cancelled = true;
      endProcess(child, 'SIGINT');
      patience = setTimeout(() => endProcess(child, 'SIGKILL'), input.patienceMs ?? PATIENCE_MS);
    };
    signal?.addEventListener('abort', cancel, { once: true });
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      errors.push(chunk);
      input.onOutput(chunk);
    });
    // With this progress format only a final word of buildx itself comes here; it must not block the pipe.
    child.stdout?.resume();
    child.on('error', (error) => {
      finish();
      resolve(notStarted(docker, error));
    });
    child.on('exit', () => {
      // What docker left behind would hold its output open, and the wait for its end.
      if (cancelled) endProcess(child, 'SIGKILL');
    });
    child.on('close', (code) => {
      finish();
      // A build that was done before it heard of it was not cancelled.
      if (cancelled && code !== 0) resolve(cancelledResult());
      else {
        const exitCode = code ?? 1;
        const text = exitCode === 0 ? null : errors.text();
        resolve({ exitCode, cancelled, errorText: text, problem: null });
      }
    });

    function finish(): void {
      clearTimeout(patience);
      signal?.removeEventListener('abort', cancel);
    }
  });
}

/** Keeps the end of what is not progress: lines of JSON are. */
function createErrorTail(): { push(chunk: string): void; text(): string } {
  const limit = 16 * 1024;
  let tail = '';
  let line = '';
  return {
    push(chunk) {
      const parts = chunk.split('\n');
      line += parts[0] ?? '';
      for (const part of parts.slice(1)) {
        keep();
        line = part;
      }
    },
    text() {
      keep();
      line = '';
      return errorOf(tail);
    },
  };

  function keep(): void {
    if (!line.startsWith('{')) tail = `${tail}${line}\n`.slice(-limit);
  }
}

/** Behind `ERROR:` if buildx says so, without the words that every failure begins with; else the last lines. */
function errorOf(text: string): string {
  const at = text.lastIndexOf('ERROR: ');
  if (at === -1) return text.trim().split('\n').slice(-5).join('\n');
  return text
    .slice(at + 'ERROR: '.length)
    .replace(/^(?:failed to build: |failed to solve: )+/, '')
    .trim();
}

function cancelledResult(): RunBuildResult {
  return { exitCode: 130, cancelled: true, errorText: null, problem: null };
}

function notStarted(docker: DockerTool, error: unknown): RunBuildResult {
  const message = `${docker.executable} cannot be run: ${errorText(error)}.`;
  return {
    exitCode: 127,
    cancelled: false,
    errorText: message,
    problem: { code: 'other', message },
  };
}
