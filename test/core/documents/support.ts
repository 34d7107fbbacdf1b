/** A repository in memory, and the builds of its files as lines that are easy to compare. */
import { buildFileKind } from '../../../server/core/documents/declared-builds.ts';
import type {
  DeclaredBuild,
  DeclaredBuilds,
  ReadFile,
} from '../../../server/core/invocations/model.ts';

export const ROOT = '/repo';

export function reader(files: Readonly<Record<string, string>>): ReadFile {
  return (file) => files[file.slice(ROOT.length + 1)] ?? null;
}

/** What the reader for this file makes of it. Names of further files exist, with a text of no interest. */
export function readBuilds(
  path: string,
  text: string,
  others: Readonly<Record<string, string>> = {},
): DeclaredBuilds {
  const kind = buildFileKind(`${ROOT}/${path}`);
  if (kind === null) throw new Error(`No kind of file has the name ${path}`);
  return kind.read(`${ROOT}/${path}`, reader({ ...others, [path]: text }), { root: ROOT });
}

export function buildLines(
  path: string,
  text: string,
  others: Readonly<Record<string, string>> = {},
): readonly string[] {
  return readBuilds(path, text, others).builds.map(buildLine);
}

/** `3 docker/Dockerfile in . target=dev A=1 B=? …`; `?` is what is not known. */
export function buildLine(build: DeclaredBuild): string {
  const { source, args, namedContexts } = build;
  return [
    `${String(source.line)}${source.name === undefined ? '' : ` ${source.name}:`}`,
    build.inline === null ? relative(build.dockerfile) : 'inline',
    `in ${relative(build.context)}`,
    ...(build.target === null ? [] : [`target=${build.target}`]),
    ...Object.entries(args).map(([name, value]) => `${name}=${value ?? '?'}`),
    ...(build.platforms.length === 0 ? [] : [`platforms=${build.platforms.join(',')}`]),
    ...Object.entries(namedContexts).map(([name, value]) => `${name}:${relative(value)}`),
    ...(build.network === null ? [] : [`network=${build.network}`]),
    ...build.cacheFrom.map((from) => `from=${from}`),
    ...(build.noCache ? ['no-cache'] : []),
    ...(build.unset.length === 0 ? [] : [`unset=${build.unset.join(',')}`]),
  ].join(' ');
}

function relative(path: string | null): string {
  if (path === null) return '?';
  return path === ROOT ? '.' : path.replace(`${ROOT}/`, '');
}
