/** Short questions to the user's docker, which `findDocker` hands out in a trusted workspace alone. */
import {
  runProgram,
  type Program,
  type ProgramResult,
  type RunProgramInput,
} from '../process/index.ts';

export interface DockerTool extends Program {
  readonly name: 'docker';
}

export type ToolOutput = ProgramResult;

export interface ToolOptions extends Pick<
  RunProgramInput,
  'maxOutputBytes' | 'encoding' | 'signal' | 'cwd'
> {
  readonly timeoutMs?: number;
}

export function askDocker(
  docker: DockerTool,
  args: readonly string[],
  { timeoutMs, ...options }: ToolOptions = {},
): Promise<ToolOutput> {
  return runProgram({
    program: docker,
    args,
    ...(timeoutMs === undefined ? {} : { timeoutMilliseconds: timeoutMs }),
    ...options,
  });
}
