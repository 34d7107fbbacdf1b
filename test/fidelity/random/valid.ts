/**
 * Whether a random build will build, by the little that its parts are made of: what a copy takes has to be there, only
 * root writes, and an empty filesystem runs nothing.
 */
import { pathMatch } from '../../../server/core/text/path-match.ts';
import { contextFiles } from '../../support/forecast/scenarios.ts';
import type { Copy, Line, RandomBuild, Run, Stage } from './model.ts';
import { OWN_IMAGE, stageName } from './model.ts';

export function isValid(build: RandomBuild): boolean {
  const provided = providedPaths(build);
  const names = build.stages.map(({ name }) => name).filter((name) => name !== '');
  if (new Set(names).size < names.length) return false;
  const { target } = build.options;
  if (target !== undefined && !names.includes(target)) return false;
  return build.stages.every((stage, index) => {
    const above = build.stages.slice(0, index);
    const base = basesOf(build, stage).at(-1)?.base ?? '';
    if (/^s\d/.test(base) || !isOnesOwn(stage)) return false;
    const sources = new Map(
      above.flatMap((each, at) => {
        const paths = provided.get(each.id) ?? new Set<string>();
        return [[stageName(each, at), paths] as const, [String(at), paths] as const];
      }),
    );
    let user = userOf(build, stage);
    return stage.lines.every((line) => {
      user = userAfter(line, user);
      return isValidLine(build, line, {
        sources,
        isRoot: isRoot(user),
        isEmpty: base === 'scratch',
      });
    });
  });
}

/** The engine's cache outlives a case: what a case puts on an image must be something that no other one has built. */
function isOnesOwn({ base, lines }: Stage): boolean {
  if (base === 'scratch' || base === OWN_IMAGE || /^s\d/.test(base)) return true;
  const first = lines.find(({ body }) => body.kind !== 'other' || body.keyword === 'WORKDIR');
  return first === undefined || JSON.stringify(first.body).includes('@nonce@');
}

interface Around {
  readonly sources: ReadonlyMap<string, ReadonlySet<string>>;
  readonly isRoot: boolean;
  readonly isEmpty: boolean;
}

function isValidLine(build: RandomBuild, { body, style }: Line, around: Around): boolean {
  switch (body.kind) {
    case 'run':
      return style !== 'continued' || body.form === 'shell' || body.form === 'exec'
        ? isValidRun(build, body, around)
        : false;
    case 'copy':
      return isValidCopy(build, body, around);
    case 'document':
      return style !== 'continued';
    case 'other':
      return !(around.isEmpty && body.keyword === 'WORKDIR');
  }
}

function isValidRun(build: RandomBuild, { command, mounts }: Run, around: Around): boolean {
  if (around.isEmpty || (command.writes !== null && !around.isRoot)) return false;
  const targets = mounts.map(({ target, type }) =>
    type === 'secret' ? target : target.replace(/\/$/, ''),
  );
  if (new Set(targets).size < targets.length) return false;
  return mounts.every(({ type, from, source }) => {
    if (from !== '') return !/^\d+$/.test(from) && has(around.sources.get(from), source);
    return type !== 'bind' || source === '' || contextPaths(build).includes(source);
  });
}

function isValidCopy(build: RandomBuild, copy: Copy, around: Around): boolean {
  const { keyword, from, sources, destination } = copy;
  const isCopyOnly = from !== '' || copy.flags.includes('--parents');
  if (keyword === 'ADD' && isCopyOnly) return false;
  if (sources.length > 1 && !destination.endsWith('/')) return false;
  if (around.isEmpty && !destination.startsWith('/')) return false;
  if (!fits(copy) || !canBeOwned(copy, around)) return false;
  if (from === 'more') return sources.every((source) => source in build.more);
  if (from !== '') {
    const there = around.sources.get(from);
    return sources.every((source) =>
      isWild(source) ? there?.has('/made') === true : has(there, source),
    );
  }
  const paths = contextPaths(build);
  return sources.every((source) => {
    const plain = source.replace(/^\.?\//, '');
    return (
      isWildWithin(source, paths) ||
      plain === '' ||
      plain === '.' ||
      paths.includes(plain) ||
      source.includes('/./')
    );
  });
}

/** A name is looked up in the stage, and a linked copy stands on nothing. */
function canBeOwned({ flags }: Copy, { isEmpty }: Around): boolean {
  const isNamed = flags.some((flag) => flag.startsWith('--chown=') && flag.includes('app'));
  return !isNamed || !(isEmpty || flags.includes('--link'));
}

/** A folder cannot take the place of a file, nor the other way round: each has destinations of its own. */
function fits({ sources, destination }: Copy): boolean {
  if (destination.endsWith('/')) return true;
  const isToFolder = /\/dir\d$/.test(destination);
  return sources.every((source) => !isWild(source) && isFolder(source) === isToFolder);
}

export function isFolder(path: string): boolean {
  const name = path.replace(/\/$/, '').split('/').at(-1) ?? '';
  return /^(?:|\.|sub|lib|new|deep|empty|m2|made|d|w|in\d|dir\d)$/.test(name);
}

/** A folder in front of a wildcard is only there when something in it is matched. */
function isWildWithin(source: string, paths: readonly string[]): boolean {
  if (!isWild(source)) return false;
  const folder = /^[^*?[]*\//.exec(source)?.[0];
  return folder === undefined || paths.some((path) => pathMatch(source, path) === true);
}

function isWild(path: string): boolean {
  return /[*?[]/.test(path);
}

function has(paths: ReadonlySet<string> | undefined, path: string): boolean {
  return paths !== undefined && (path === '' || paths.has(path));
}

/** Files and folders of the context that no ignore file leaves out. */
export function contextPaths({ files }: RandomBuild): readonly string[] {
  return [...contextFiles(files).entries.keys()].filter((path) => path !== '.dockerignore');
}

/** By the stage's number: paths that are certainly there in the end. */
export function providedPaths(build: RandomBuild): ReadonlyMap<number, ReadonlySet<string>> {
  const provided = new Map<number, ReadonlySet<string>>();
  for (const stage of build.stages) {
    const parent = build.stages.find(({ name }) => name !== '' && name === stage.base);
    const start =
      parent === undefined
        ? stage.base === 'scratch'
          ? []
          : ['/made']
        : (provided.get(parent.id) ?? []);
    const paths = new Set(start);
    for (const { body } of stage.lines) {
      if (body.kind === 'run' && body.command.writes !== null) paths.add(body.command.writes);
      if (body.kind === 'document') paths.add(body.destination);
      if (body.kind === 'copy' && isPlainCopy(body)) paths.add(body.destination.replace(/\/$/, ''));
    }
    provided.set(stage.id, paths);
  }
  return provided;
}

/** One that makes its destination whatever the filters leave. */
function isPlainCopy({ sources, destination, flags }: Copy): boolean {
  const isFiltered = flags.some((flag) => flag.startsWith('--exclude') || flag === '--parents');
  return destination.startsWith('/') && !isFiltered && !sources.some(isWild);
}

/** The stage and those that it is built from. */
function basesOf(build: RandomBuild, stage: Stage): readonly Stage[] {
  const index = build.stages.indexOf(stage);
  const parent = build.stages
    .slice(0, index)
    .find(({ name }) => name !== '' && name === stage.base);
  return parent === undefined ? [stage] : [stage, ...basesOf(build, parent)];
}

function userOf(build: RandomBuild, stage: Stage): string {
  let user = '';
  for (const { lines } of basesOf(build, stage).slice(1).reverse())
    for (const line of lines) user = userAfter(line, user);
  return user;
}

function userAfter({ body }: Line, user: string): string {
  return body.kind === 'other' && body.keyword === 'USER' ? body.text : user;
}

function isRoot(user: string): boolean {
  return user === '' || user.startsWith('root') || user.startsWith('0');
}
