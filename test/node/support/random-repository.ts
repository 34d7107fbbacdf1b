/**
 * Repositories with a random history and a random state on disk, one kind of peculiarity each. The same seed makes the same
 * repository; the real git makes it.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { createDice, type Dice } from '../../support/dice.ts';
import { folderWith } from './folders.ts';

export const KINDS = [
  'attributes and eol',
  'ident',
  'encoding',
  'umask',
  'filters',
  'lfs',
  'submodules',
  'symlinks',
  'ignored and untracked files',
  'partial clone',
  'shallow clone',
  'alternates',
  'worktrees',
  'sparse checkout',
  'marked entries',
  'SHA-256',
  'packed',
] as const;
export type RepositoryKind = (typeof KINDS)[number];

export interface RandomRepository {
  readonly kind: RepositoryKind;
  readonly seed: number;
  /** All that belongs to it: the repository, and those that it borrows from. */
  readonly folder: string;
  /** Where the files are. */
  readonly root: string;
  /** Revisions that a checkout can reach. */
  readonly revisions: readonly string[];
  /** Nothing tracked differs from HEAD. */
  readonly isClean: boolean;
  readonly umask: number;
  readonly git: Git;
}

export type Git = (...args: readonly string[]) => string;

const NAMES = ['a.txt', 'b.txt', 'c.py', 'run.sh', 'data.bin', 'é ü.txt', '-x.txt', 'deep/d.txt'];
const FOLDERS = ['', 'src/', 'src/inner/', 'docs/', 'a.txt.d/'];
/** What the sparse checkouts here have on disk. */
const CHECKED_OUT = ['', 'src/', 'src/inner/'];
const ENCODINGS = [
  'UTF-16LE-BOM',
  'UTF-16',
  'UTF-16BE',
  'UTF-16LE',
  'UTF-32',
  'ISO-8859-1',
  'windows-1252',
];

export function randomRepository(kind: RepositoryKind, seed: number): RandomRepository {
  const dice = createDice(seed);
  const folder = folderWith();
  const umask = kind === 'umask' ? dice.pick([0o002, 0o022, 0o077]) : 0o022;
  const before = process.umask(umask);
  try {
    return make({ kind, seed, dice, folder, umask });
  } finally {
    process.umask(before);
  }
}

interface Making {
  readonly kind: RepositoryKind;
  readonly seed: number;
  readonly dice: Dice;
  readonly folder: string;
  readonly umask: number;
}

function make({ kind, seed, dice, folder, umask }: Making): RandomRepository {
  let root = join(folder, 'repository');
  mkdirSync(root);
  let git = gitIn(root, folder);
  git('init', '-q', '-b', 'main', ...(kind === 'SHA-256' ? ['--object-format=sha256'] : []));
  if (kind === 'packed') git('config', 'index.version', dice.pick(['2', '4']));
  configure(kind, dice, git);
  const nCommits = dice.pick([3, 3, 4]);
  for (let n = 0; n < nCommits; n++) {
    if (n === 0 || dice.roll() < 0.3) {
      writeAttributes(kind, dice, root);
      if (existsSync(join(root, '.gitattributes'))) git('add', '--', '*.gitattributes');
      // The files stand as these attributes have them.
      if (n > 0 && kind === 'encoding') writeAgain(root, git);
    }
    for (let edits = n === 0 ? 9 : 4; edits > 0; edits--) edit(kind, dice, root);
    if (kind === 'submodules') changeSubmodule(n, dice, { root, folder, git });
    git('add', '-A');
    git('commit', '-q', '--allow-empty', '-m', `commit ${n}`);
    settle(root, git);
  }
  if (kind === 'packed' || dice.roll() < 0.3) git('gc', '-q');
  let nReachable = nCommits;
  if (kind === 'shallow clone' || kind === 'partial clone' || kind === 'alternates') {
    git('config', 'uploadpack.allowFilter', 'true');
    git('config', 'uploadpack.allowAnySHA1InWant', 'true');
    const clone = join(folder, 'clone');
    const how = {
      'shallow clone': ['--depth=2'],
      'partial clone': ['--filter=blob:none'],
      alternates: ['--shared'],
    }[kind];
    git('clone', '-q', ...how, kind === 'alternates' ? root : `file://${root}`, clone);
    root = clone;
    git = gitIn(root, folder);
    if (kind === 'shallow clone') nReachable = 2;
  }
  if (kind === 'worktrees') {
    const tree = join(folder, 'tree');
    git('worktree', 'add', '-q', '-b', 'topic', tree);
    root = tree;
    git = gitIn(root, folder);
  }
  if (kind === 'sparse checkout') {
    const cone = dice.pick(['--cone', '--no-cone']);
    git(
      'sparse-checkout',
      'set',
      cone,
      ...(cone === '--cone' ? ['src'] : ['/*', '!/docs/', 'b.txt']),
    );
    if (cone === '--cone' && dice.roll() < 0.5) git('config', 'index.sparse', 'true');
  }
  // As in a clone; else the files are as an editor left them, which git only converted when it read them.
  if (dice.roll() < 0.6) writeAgain(root, git);
  settle(root, git);
  const isUndisturbed = dice.roll() < 0.3;
  if (!isUndisturbed) disturb(kind, dice, root, git);
  if (kind === 'ignored and untracked files' || dice.roll() < 0.3) addUnknownFiles(dice, root);
  const distances = [0, 1, 2, 3].filter((distance) => distance < nReachable);
  const first = isUndisturbed ? 0 : dice.pick(distances);
  const others = distances.filter((distance) => distance !== first);
  const revisions = [first, dice.pick(others)].map((distance) =>
    git('rev-parse', `HEAD~${distance}`),
  );
  // Attributes of today can make an old file a modified one: what its filter makes of it is not what was committed.
  const isClean = isUndisturbed && git('status', '--porcelain', '--untracked-files=no') === '';
  return { kind, seed, folder, root, revisions, isClean, umask, git };
}

/** The tracked files as a checkout writes them. */
function writeAgain(root: string, git: Git): void {
  for (const path of git('ls-files', '-z').split('\0')) {
    const found = lstatSync(join(root, path), { throwIfNoEntry: false });
    if (path !== '' && found?.isDirectory() === false) rmSync(join(root, path));
  }
  git('checkout-index', '--all', '--force', '--quiet', '--index');
}

/**
 * As if some time had gone by: a file that is as young as the index is looked at again by git, with the attributes of whatever
 * it does just then.
 */
function settle(root: string, git: Git): void {
  const then = Date.now() / 1000 - 100;
  for (const path of git('ls-files', '-z').split('\0')) {
    const file = join(root, path);
    if (path !== '' && lstatSync(file, { throwIfNoEntry: false })?.isDirectory() === false)
      lutimesSync(file, then, then);
  }
  git('update-index', '-q', '--refresh', '--really-refresh');
}

function configure(kind: RepositoryKind, dice: Dice, git: Git): void {
  if (kind === 'attributes and eol') {
    const autocrlf = dice.pick(['', 'true', 'input', 'false']);
    if (autocrlf !== '') git('config', 'core.autocrlf', autocrlf);
    const eol = dice.pick(['', 'crlf', 'lf', 'native']);
    if (eol !== '') git('config', 'core.eol', eol);
  }
  if (kind === 'symlinks' && dice.roll() < 0.3) git('config', 'core.symlinks', 'false');
  if (kind === 'filters') {
    git('config', 'filter.turn.smudge', 'tr a-z A-Z');
    git('config', 'filter.turn.clean', 'tr A-Z a-z');
    if (dice.roll() < 0.5) git('config', 'filter.turn.required', 'true');
  }
  if (kind === 'lfs') {
    // What `git lfs` does, with the contents in a folder of the repository's own.
    const store = 'mkdir -p .git/store; t=$(mktemp .git/store/XXXXXX); cat > $t';
    const sum =
      's=$(sha256sum $t | cut -d" " -f1); n=$(wc -c < $t | tr -d " "); mv $t .git/store/$s';
    const head =
      'printf "version https://git-lfs.example/spec/v1\\noid sha256:%s\\nsize %s\\n" $s $n';
    git('config', 'filter.lfs.clean', `sh -c '${store}; ${sum}; ${head}'`);
    const find = 's=$(sed -n "s/^oid sha256://p")';
    git('config', 'filter.lfs.smudge', `sh -c '${find}; cat .git/store/$s'`);
  }
}

function writeAttributes(kind: RepositoryKind, dice: Dice, root: string): void {
  const lines: string[] = [];
  if (kind === 'attributes and eol') {
    lines.push(
      dice.pick(['* text=auto', '*.txt text', '* text=auto eol=crlf', '# none', '* -text']),
    );
    lines.push(
      dice.pick(['*.txt eol=crlf', '*.py text eol=lf', 'src/**/*.txt eol=crlf', '[a-b].txt crlf']),
    );
    lines.push(
      dice.pick(['*.bin binary', '/src/*.txt text=auto eol=crlf', '"é ü.txt" eol=crlf', '']),
    );
    if (existsSync(join(root, 'src')) && dice.roll() < 0.5)
      writeFileSync(join(root, 'src/.gitattributes'), dice.pick(['*.txt -text\n', '* eol=crlf\n']));
  }
  if (kind === 'ident')
    lines.push(dice.pick(['# none', '* ident', '*.txt ident eol=crlf', 'src/** ident']));
  if (kind === 'encoding') {
    lines.push(`*.txt text working-tree-encoding=${dice.pick(ENCODINGS)}`);
    if (dice.roll() < 0.3) lines.push('*.txt eol=crlf');
  }
  if (kind === 'filters')
    lines.push(dice.pick(['*.txt filter=turn', 'src/** filter=turn eol=crlf']));
  if (kind === 'lfs') lines.push('*.bin filter=lfs -text');
  if (kind === 'packed') lines.push(dice.pick(['# none', '* text=auto']));
  if (lines.length > 0) writeFileSync(join(root, '.gitattributes'), `${lines.join('\n')}\n`);
}

/** One file more, less or changed. */
function edit(kind: RepositoryKind, dice: Dice, root: string, folders = FOLDERS): void {
  const path = join(root, dice.pick(folders) + dice.pick(NAMES));
  const what = dice.roll();
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory()) rmSync(path, { recursive: true });
  else if (what < 0.15) rmSync(path, { force: true });
  else if (what < 0.25 && found?.isFile()) chmodSync(path, found.mode ^ 0o111);
  else {
    // A file can stand in the place of a folder.
    for (let above = dirname(path); above !== root; above = dirname(above))
      if (lstatSync(above, { throwIfNoEntry: false })?.isDirectory() === false) rmSync(above);
    mkdirSync(dirname(path), { recursive: true });
    const isLink = what < (kind === 'symlinks' ? 0.6 : 0.3);
    if (isLink || found?.isSymbolicLink()) rmSync(path, { force: true });
    if (isLink) symlinkSync(dice.pick(['a.txt', '../b.txt', 'nowhere', 'src', '.']), path);
    else writeFileSync(path, content(kind, dice, path, root));
  }
}

function content(kind: RepositoryKind, dice: Dice, path: string, root: string): Buffer | string {
  if (path.endsWith('.bin'))
    return Buffer.from(Array.from({ length: 60 }, () => Math.floor(dice.roll() * 256)));
  const words = ['alpha', 'beta', 'gamma', kind === 'encoding' ? 'äöü' : 'delta', '$Id$'];
  if (kind === 'ident') words.push('$Id: old $', '$Id: kept by another tool 1.2 $', '$Id:x$ $Id$');
  const end = dice.pick(kind === 'attributes and eol' ? ['\n', '\r\n', 'mixed'] : ['\n']);
  const lines = Array.from({ length: 1 + Math.floor(dice.roll() * 6) }, () => dice.pick(words));
  const ends = lines.map((line) => line + (end === 'mixed' ? dice.pick(['\n', '\r\n']) : end));
  const odd = kind === 'attributes and eol' ? 0.1 : 0;
  const text = ends.join('') + dice.maybe(0.3, 'no end') + dice.maybe(odd, '\r');
  return kind === 'encoding' && path.endsWith('.txt') ? encoded(text, root) : text;
}

/** As the attributes of today have it. */
function encoded(text: string, root: string): Buffer {
  const attributes = readFileSync(join(root, '.gitattributes'), 'utf8');
  const encoding = /working-tree-encoding=(\S+)/.exec(attributes)?.[1] ?? '';
  const input = Buffer.from(text);
  const { status, stdout } = spawnSync(
    'iconv',
    ['-f', 'UTF-8', '-t', encoding.replace(/-BOM$/, '')],
    { input },
  );
  assert.equal(status, 0);
  return encoding.endsWith('-BOM') ? Buffer.concat([Buffer.from([0xff, 0xfe]), stdout]) : stdout;
}

/** What a user does between two commits. */
function disturb(kind: RepositoryKind, dice: Dice, root: string, git: Git): void {
  if (kind === 'marked entries') {
    const tracked = git('ls-files', '-z')
      .split('\0')
      .filter((one) => one !== '');
    const marked = [dice.pick(tracked), dice.pick(tracked)];
    const mark = dice.pick(['--assume-unchanged', '--skip-worktree']);
    git('update-index', mark, '--', ...new Set(marked));
    for (const path of marked) {
      const file = join(root, path);
      if (lstatSync(file).isFile() && dice.roll() < 0.7) writeFileSync(file, 'changed unseen\n');
    }
  }
  for (let edits = 1 + Math.floor(dice.roll() * 4); edits > 0; edits--)
    edit(kind, dice, root, kind === 'sparse checkout' ? CHECKED_OUT : FOLDERS);
  // An attribute that is only on disk would decide on what git reads, and on nothing that it writes.
  const staged = kind === 'sparse checkout' ? 1 : dice.roll();
  if (staged < 0.3) git('add', '-A', '--', ...(kind === 'submodules' ? ['.', ':!module'] : ['.']));
  else if (staged < 0.5) git('add', '-N', '.');
}

function addUnknownFiles(dice: Dice, root: string): void {
  writeFileSync(join(root, '.git-known'), '');
  const names = ['junk.log', 'src/__pycache__/a.pyc', 'new/only.txt', 'empty/', 'docs/note.tmp'];
  for (const name of names) {
    const path = join(root, name);
    const above = dirname(path);
    if (dice.roll() < 0.3 || !isFolderOrNothing(root, above)) continue;
    mkdirSync(name.endsWith('/') ? path : above, { recursive: true });
    if (!name.endsWith('/')) writeFileSync(path, 'unknown\n');
  }
  writeFileSync(join(root, '.git-known'), 'unknown to git\n');
}

function isFolderOrNothing(root: string, folder: string): boolean {
  for (let at = folder; at !== root; at = dirname(at)) {
    const found = lstatSync(at, { throwIfNoEntry: false });
    if (found && !found.isDirectory()) return false;
  }
  return true;
}

interface SubmodulePlace {
  readonly root: string;
  readonly folder: string;
  readonly git: Git;
}

function changeSubmodule(n: number, dice: Dice, { root, folder, git }: SubmodulePlace): void {
  const origin = join(folder, 'origin');
  if (n === 0) {
    mkdirSync(origin);
    const inOrigin = gitIn(origin, folder);
    inOrigin('init', '-q', '-b', 'main');
    for (let commit = 0; commit < 4; commit++) {
      for (let edits = 4; edits > 0; edits--) edit('submodules', dice, origin);
      inOrigin('add', '-A');
      inOrigin('commit', '-q', '--allow-empty', '-m', `${commit}`);
    }
    git('submodule', '--quiet', 'add', origin, 'module');
  }
  if (readdirSync(join(root, 'module')).length > 0)
    gitIn(join(root, 'module'), folder)('checkout', '-q', `origin/main~${dice.pick([0, 1, 2, 3])}`);
}

export function gitIn(root: string, home: string): Git {
  return (...args) => {
    const { status, stdout, stderr } = spawnSync(
      'git',
      ['-c', 'protocol.file.allow=always', '-c', 'advice.detachedHead=false', ...args],
      {
        cwd: root,
        encoding: 'utf8',
        env: {
          PATH: process.env['PATH'],
          HOME: home,
          GIT_CONFIG_NOSYSTEM: '1',
          GIT_AUTHOR_NAME: 'a',
          GIT_AUTHOR_EMAIL: 'a@example',
          GIT_COMMITTER_NAME: 'a',
          GIT_COMMITTER_EMAIL: 'a@example',
        },
      },
    );
    // `update-index` ends so where a file is modified.
    if (status !== 0 && args[0] !== 'update-index')
      throw new Error(`git ${args.join(' ')}: ${stderr}`);
    return stdout.trim();
  };
}
