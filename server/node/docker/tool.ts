/** Short questions to the user's docker, which `findDocker` hands out in a trusted workspace alone. */
import { runProgram, type Program, type ProgramResult } from '../process/index.ts';

export interface DockerTool extends Program {
  readonly name: 'docker';
}

export type ToolOutput = ProgramResult;

export interface ToolOptions {
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export function askDocker(
  docker: DockerTool,
  args: readonly string[],
  { timeoutMs, signal }: ToolOptions = {},
): Promise<ToolOutput> {
  return runProgram({
    program: docker,
    args,
    ...(timeoutMs === undefined ? {} : { timeoutMilliseconds: timeoutMs }),
    ...(signal === undefined ? {} : { signal }),
  });
}
