/** Short ways to read a test's context. */
import { readContext } from '../../../server/node/context/index.ts';
import type {
  PathFilter,
  ReadContextInput,
  ReadContextResult,
} from '../../../server/node/context/index.ts';

export function read(
  root: string,
  paths: readonly string[] = [''],
  rest: Partial<ReadContextInput> = {},
): Promise<ReadContextResult> {
  return readContext({ root, needs: { paths }, ignore: null, ...rest });
}

/** Ignores what `excluded` names and what lies below, but for `kept`. */
export function filter(excluded: readonly string[], kept: readonly string[] = []): PathFilter {
  const isBelow = (path: string, tops: readonly string[]) =>
    tops.some((top) => path === top || path.startsWith(`${top}/`));
  return {
    excludes: (path) => isBelow(path, excluded) && !isBelow(path, kept),
    canSkipFolder: (path) => !kept.some((top) => top.startsWith(`${path}/`)),
  };
}
