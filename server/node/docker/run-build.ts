/**
 * Runs `docker buildx build` and streams what it prints. A cancelled build is asked to stop as by Ctrl-C, so that
 * BuildKit ends the step cleanly.
 */
import { readBuilderError, type BuilderError } from '../../core/build-failure/index.ts';
import type { BuildProblem } from '../../protocol/requests.ts';
import { errorText } from '../files/index.ts';
import { streamProgram } from '../process/index.ts';
import type { DockerTool } from './tool.ts';

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
  /** What buildx said of the failure, or why it could not start; null where the build succeeded. */
  readonly error: BuilderError | null;
  /** Why the build could not start. */
  readonly problem: BuildProblem | null;
}

const PATIENCE_MS = 10_000;

export async function runBuild(input: RunBuildInput): Promise<RunBuildResult> {
  const { docker, signal, env } = input;
  const errors = createErrorTail();
  // With this progress format only a final word of buildx itself comes on the standard output.
  const ran = await streamProgram({
    program: docker,
    args: input.args,
    cwd: input.cwd,
    patienceMilliseconds: input.patienceMs ?? PATIENCE_MS,
    ...(env === undefined ? {} : { env }),
    ...(signal === undefined ? {} : { signal }),
    onErrorOutput: (chunk) => {
      errors.push(chunk);
      input.onOutput(chunk);
    },
  });
  switch (ran.kind) {
    case 'cancelled-before-start':
      return cancelledResult();
    case 'not-started':
      return notStarted(docker, ran.error);
    case 'ended': {
      // A build that was done before it heard of the cancellation was not cancelled.
      if (ran.cancelled && ran.code !== 0) return cancelledResult();
      const exitCode = ran.code ?? 1;
      const error = exitCode === 0 ? null : readBuilderError(errors.text());
      return { exitCode, cancelled: ran.cancelled, error, problem: null };
    }
  }
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
      return tail;
    },
  };

  function keep(): void {
    if (!line.startsWith('{')) tail = `${tail}${line}\n`.slice(-limit);
  }
}

function cancelledResult(): RunBuildResult {
  return { exitCode: 130, cancelled: true, error: null, problem: null };
}

function notStarted(docker: DockerTool, error: unknown): RunBuildResult {
  const message = `${docker.executable} cannot be run: ${errorText(error)}.`;
  return {
    exitCode: 127,
    cancelled: false,
    error: { message, source: [] },
    problem: { code: 'other', message },
  };
}
