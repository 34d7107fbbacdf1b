/**
 * The programs that may be started, and how each of them is kept from asking a question that nobody sees. A `Program`
 * is only made in a trusted workspace, so where nothing is trusted there is nothing to start.
 */
import path from 'node:path';

export type ProgramName = 'docker' | 'git';

export interface Program {
  readonly name: ProgramName;
  /** Absolute path. */
  readonly executable: string;
  readonly env: Readonly<Record<string, string>>;
  /** Says that the workspace was trusted when the program was made ready. */
  readonly trusted: true;
}

export interface AllowProgramInput {
  readonly name: ProgramName;
  readonly executable: string;
  readonly env: Readonly<Record<string, string>>;
  readonly trusted: boolean;
}

/** Null in an untrusted workspace, and for a program that is not given by its full path. */
export function allowProgram(input: AllowProgramInput): Program | null {
  const { name, executable, env, trusted } = input;
  if (!trusted || !isFullPath(executable)) return null;
  return { name, executable, env: { ...env, ...NO_QUESTIONS[name] }, trusted };
}

/** Git asks on the terminal or in a window for what it does not know. Docker starts git for remote contexts. */
const NO_QUESTIONS: Readonly<Record<ProgramName, Readonly<Record<string, string>>>> = {
  docker: { GIT_TERMINAL_PROMPT: '0', DOCKER_CLI_HINTS: 'false' },
  git: {
    GIT_TERMINAL_PROMPT: '0',
    GCM_INTERACTIVE: 'never',
    SSH_ASKPASS_REQUIRE: 'never',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_PAGER: 'cat',
    // What a partial clone lacks is not fetched: by releases that know the first, and by the others.
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_LFS_SKIP_SMUDGE: '1',
  },
};

/** In the form of either system: tests look for programs as on another one. */
function isFullPath(executable: string): boolean {
  return path.posix.isAbsolute(executable) || path.win32.isAbsolute(executable);
}
