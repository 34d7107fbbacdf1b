/** Compose projects of the tests: folders with files, what Docker Compose makes of them, and what we make of them. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { readCompose } from '../../../server/core/documents/compose/index.ts';
import type { DeclaredBuild, DeclaredBuilds } from '../../../server/core/invocations/model.ts';
import { projectRoot } from '../paths.ts';

/** Paths of all answers begin with it, wherever the files are. */
export const CASE_ROOT = '/up/down/project';
export const HOME = '/home/user';
export const composeFixtures = path.join(projectRoot, 'test/fixtures/compose');

/** `case.json` of a folder says what is not as usual. */
export interface ComposeCase {
  readonly files: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly envFiles: readonly string[];
}

/** What Docker Compose tells of a build, in the words of a declared build. */
export type ComposeAnswer = Pick<
  DeclaredBuild,
  | 'dockerfile'
  | 'inline'
  | 'context'
  | 'target'
  | 'args'
  | 'platforms'
  | 'namedContexts'
  | 'network'
  | 'cacheFrom'
  | 'noCache'
>;

export type Answers = Readonly<Record<string, ComposeAnswer>>;

/** `refused` where Docker Compose stops with an error. */
export type Expected = { readonly builds: Answers } | { readonly refused: true };

export function caseIn(folder: string): ComposeCase {
  const file = path.join(folder, 'case.json');
  // The files are of this repository and have this shape.
  const given = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as Partial<ComposeCase>)
    : {};
  return { files: ['compose.yaml'], environment: {}, envFiles: [], ...given };
}

export function readCase(folder: string, one: ComposeCase): DeclaredBuilds {
  const { envFiles } = one;
  return readCompose({
    files: one.files.map((file) => path.posix.join(CASE_ROOT, file)),
    environment: { HOME, ...one.environment },
    ...(envFiles.length === 0
      ? {}
      : { envFiles: envFiles.map((file) => path.posix.join(CASE_ROOT, file)) }),
    read: (file) => {
      if (!file.startsWith(`${CASE_ROOT}/`)) return null;
      const real = path.join(folder, file.slice(CASE_ROOT.length));
      return existsSync(real) && statSync(real).isFile() ? readFileSync(real, 'utf8') : null;
    },
  });
}

/** Our builds in the shape of an answer; an argument that nobody gives a value is one that Docker Compose leaves out. */
export function answersOf({ builds }: DeclaredBuilds): Answers {
  return sorted(
    builds.map((build) => [
      build.source.name ?? '',
      {
        dockerfile: build.dockerfile,
        inline: build.inline,
        context: build.context,
        target: build.target,
        args: sorted(Object.entries(build.args).filter(([, value]) => value !== null)),
        platforms: build.platforms,
        namedContexts: sorted(Object.entries(build.namedContexts)),
        network: build.network,
        cacheFrom: build.cacheFrom,
        noCache: build.noCache,
      },
    ]),
  );
}

export function sorted<T>(entries: readonly (readonly [string, T])[]): Readonly<Record<string, T>> {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}
