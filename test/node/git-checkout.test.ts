/**
 * A git baseline is a checkout: over random repositories, what both readers say of a revision is held against the files of a
 * real checkout of it, path by path.
 */
import assert from 'node:assert/strict';
import { renameSync, rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import type { ContextEntry } from '../../server/core/forecast/model.ts';
import { readContext } from '../../server/node/context/index.ts';
import {
  findGit,
  openCheckout,
  readCheckoutContext,
  type GitTool,
} from '../../server/node/git/index.ts';
import { folderWith, removeFolders } from './support/folders.ts';
import {
  KINDS,
  randomRepository,
  type RandomRepository,
  type RepositoryKind,
} from './support/random-repository.ts';

/** Of each kind; `GIT_REPOSITORIES=100 GIT_SEED=7` looks at others. */
const N_REPOSITORIES = Number(process.env['GIT_REPOSITORIES'] ?? '20');
const FIRST_SEED = Number(process.env['GIT_SEED'] ?? '1');
/** Fewer of what other kinds have in part. */
const FEWER: readonly RepositoryKind[] = ['lfs', 'marked entries', 'SHA-256', 'packed'];

type Entries = ReadonlyMap<string, ContextEntry>;

const NO_GIT_FOLDER = {
  excludes: (path: string) => path === '.git' || path.endsWith('/.git'),
  canSkipFolder: (path: string) => path === '.git' || path.endsWith('/.git'),
};

describe('a git baseline', function () {
  this.timeout(300_000);
  let nPaths = 0;
  let nUnknown = 0;
  let nRepositories = 0;
  afterEach(removeFolders);
  after(() =>
    console.log(
      `      ${nPaths} paths compared in ${nRepositories} repositories, ${nUnknown} of them with unknown bytes`,
    ),
  );

  for (const kind of KINDS) {
    it(`equals a checkout: ${kind}`, async () => {
      const count = FEWER.includes(kind) ? Math.ceil(N_REPOSITORIES / 3) : N_REPOSITORIES;
      for (let n = 0; n < count; n++) {
        const repository = randomRepository(kind, FIRST_SEED + n + 1_000 * KINDS.indexOf(kind));
        const compared = await compare(repository);
        nRepositories += 1;
        nPaths += compared.nPaths;
        nUnknown += compared.nUnknown;
        removeFolders();
      }
    });
  }
});

interface Compared {
  readonly nPaths: number;
  readonly nUnknown: number;
}

async function compare(repository: RandomRepository): Promise<Compared> {
  const { root, revisions, kind, seed, umask } = repository;
  const env = { ...process.env, HOME: repository.folder, GIT_CONFIG_NOSYSTEM: '1' };
  const git = findGit({
    trusted: true,
    surroundings: { env, platform: process.platform, home: repository.folder },
  });
  assert.ok(git);
  const home = process.env['HOME'];
  process.env['HOME'] = repository.folder;
  const now = await entriesNow(root);
  const said: { readonly name: string; readonly revision: string; readonly baseline: Baseline }[] =
    [];
  for (const revision of revisions)
    for (const [name, tool] of [
      ['git', git],
      ['own reader', null],
    ] as const)
      said.push({ name, revision, baseline: await baselineOf({ root, revision, umask, tool }) });
  process.env['HOME'] = home;
  let [nPaths, nUnknown] = [0, 0];
  for (const revision of revisions) {
    const real = await entriesAfterCheckout(repository, revision);
    for (const { name, baseline } of said.filter((one) => one.revision === revision)) {
      const place = `${kind}, seed ${seed}, ${revision.slice(0, 7)}, ${name}`;
      nUnknown += assertSame(baseline, { real, now, place, kind, isOwn: name === 'own reader' });
      nPaths += real.size;
      if (repository.isClean && revision === revisions[0])
        assertClean(baseline.entries, now, `${place}: a clean tree is as it is`);
    }
  }
  return { nPaths, nUnknown };
}

function without(entry: ContextEntry, name: 'mtime' | 'lines'): ContextEntry {
  return Object.fromEntries(
    Object.entries(entry).filter(([key]) => key !== name),
  ) as unknown as ContextEntry;
}

/** Lines are for explanations of a change alone. */
function assertClean(entries: Entries, now: Entries, message: string): void {
  const lineless = (all: Entries) =>
    [...all].map(([path, entry]) => [path, without(entry, 'lines')]);
  assert.deepEqual(lineless(entries), lineless(now), message);
}

interface Baseline {
  readonly entries: Entries;
  readonly notes: readonly string[];
}

async function baselineOf(input: {
  readonly root: string;
  readonly revision: string;
  readonly umask: number;
  readonly tool: GitTool | null;
}): Promise<Baseline> {
  const { root, revision, umask, tool } = input;
  const opened = await openCheckout({ folder: root, revision, git: tool });
  if (opened.kind === 'problem') assert.fail(opened.problem.message);
  const whole = { root, needs: { paths: [''] }, ignore: NO_GIT_FOLDER };
  const asked = { ...whole, checkout: opened.value, revision, umask };
  const { entries, notes } = await readCheckoutContext(asked);
  // The same by way of the files as they are, where these are at hand.
  const { entries: now } = await readContext(whole);
  const patched = await readCheckoutContext({ ...asked, now });
  assert.deepEqual(timeless(patched.entries), timeless(entries), 'the patched context');
  return { entries: timeless(entries), notes: [...opened.value.notes, ...notes] };
}

async function entriesNow(root: string): Promise<Entries> {
  const { entries } = await readContext({ root, needs: { paths: [''] }, ignore: NO_GIT_FOLDER });
  return timeless(entries);
}

function timeless(entries: Entries): Entries {
  return new Map([...entries].sort().map(([path, entry]) => [path, without(entry, 'mtime')]));
}

/** In place, since worktrees and submodules name their folders by full paths; then all is put back. */
async function entriesAfterCheckout(
  { folder, root, umask, kind, git }: RandomRepository,
  revision: string,
): Promise<Entries> {
  const kept = `${folderWith()}/kept`;
  spawnSync('cp', ['-a', folder, kept]);
  const before = process.umask(umask);
  try {
    // Marked entries are compared by their bytes, which a checkout would not look at.
    const marked = git('ls-files', '-v', '-z')
      .split('\0')
      .filter((line) => /^[a-z]/.test(line));
    if (marked.length > 0)
      git('update-index', '--no-assume-unchanged', '--', ...marked.map((line) => line.slice(2)));
    if (kind === 'marked entries')
      for (const line of git('ls-files', '-v', '-z').split('\0'))
        if (line.startsWith('S')) git('update-index', '--no-skip-worktree', '--', line.slice(2));
    const recurse = kind === 'submodules' ? ['--recurse-submodules'] : [];
    // What was put back has new change times and inodes, and is as unmodified as before.
    const minimal = ['-c', 'core.checkStat=minimal', '-c', 'core.trustctime=false'];
    git(...minimal, 'checkout', '-q', '--force', '--detach', ...recurse, revision);
    return await entriesNow(root);
  } finally {
    process.umask(before);
    rmSync(folder, { recursive: true });
    renameSync(kept, folder);
  }
}

interface Expected {
  readonly real: Entries;
  readonly now: Entries;
  readonly place: string;
  readonly kind: RepositoryKind;
  readonly isOwn: boolean;
}

/** The number of files whose bytes are said to be unknown, which only some kinds may have. */
function assertSame({ entries, notes }: Baseline, expected: Expected): number {
  const { real, now, place, kind, isOwn } = expected;
  const mayLack = kind === 'partial clone' || (kind === 'filters' && isOwn);
  let nUnknown = 0;
  assert.deepEqual([...entries.keys()], [...real.keys()], `${place}: the paths`);
  for (const [path, entry] of entries) {
    const isUnknown = notes.some(
      (note) => note.includes(` ${path} `) || note.startsWith(`${path} `),
    );
    if (!isUnknown) {
      // The pointer of Git LFS says nothing of lines.
      const file = real.get(path);
      const isLineless = kind === 'lfs' && entry.lines === undefined && file;
      assert.deepEqual(entry, isLineless ? without(file, 'lines') : file, `${place}: ${path}`);
      continue;
    }
    assert.ok(mayLack, `${place}: ${path} is said to be unknown: ${notes.join(' ')}`);
    nUnknown += 1;
    assert.equal(entry.kind, real.get(path)?.kind, `${place}: ${path}`);
    assert.equal(entry.mode, real.get(path)?.mode, `${place}: the mode of ${path}`);
    const isChanged = entry.digest !== now.get(path)?.digest;
    if (kind === 'partial clone' && isChanged)
      assert.notEqual(real.get(path)?.digest, now.get(path)?.digest, `${place}: ${path}`);
  }
  return nUnknown;
}
