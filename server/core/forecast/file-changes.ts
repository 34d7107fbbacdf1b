/** What changed between two snapshots of a context, file by file, and how to say it. */
import type { IgnoreFile } from '../syntax/dockerignore/model.ts';
import { ignoreMatcher, parseIgnoreFile } from '../syntax/dockerignore/index.ts';
import { changedLines } from './changed-lines.ts';
import { changedPaths, fileTable } from './changed-paths.ts';
import type {
  FileChange,
  ForecastReason,
  IgnoreRule,
  IgnoreSource,
  Snapshot,
  SnapshotFile,
} from './model.ts';
import { gitFolderReason, isGitFolderChange } from './git-folder.ts';
import { contextFile, countOf, ignoreFile } from './reason-text.ts';

/** In the order of their paths. */
export function fileChanges(old: Snapshot, now: Snapshot, context: string): readonly FileChange[] {
  const before = fileTable(old, context);
  const after = fileTable(now, context);
  const rules = ignoreRules(ignoreOf(old, context), ignoreOf(now, context));
  return changedPaths(before, after).map((path): FileChange => {
    const [earlier, file] = [before.get(path), after.get(path)];
    if (earlier === undefined) return { kind: 'added', path, ignoreRule: rules.added(path) };
    if (file === undefined) return { kind: 'removed', path, ignoreRule: rules.removed(path) };
    return { kind: 'changed', path, before: earlier, after: file };
  });
}

function ignoreOf(snapshot: Snapshot, context: string): IgnoreSource | null {
  return (Object.hasOwn(snapshot.ignore, context) ? snapshot.ignore[context] : undefined) ?? null;
}

interface IgnoreRules {
  readonly added: (path: string) => IgnoreRule | null;
  readonly removed: (path: string) => IgnoreRule | null;
}

function ignoreRules(old: IgnoreSource | null, now: IgnoreSource | null): IgnoreRules {
  if (old?.text === now?.text && old?.file === now?.file)
    return { added: () => null, removed: () => null };
  const was = ignoredBy(old);
  const is = ignoredBy(now);
  const takenBackBy = lineOfMatch(now === null ? null : parseIgnoreFile(now.text).value, true);
  const file = now?.file ?? old?.file ?? '.dockerignore';
  return {
    added: (path) => {
      const rule = was(path);
      const exception = rule === null ? null : takenBackBy(path);
      if (exception !== null) return { path, file, line: exception };
      return rule === null ? null : { path: rule.path, file, line: null };
    },
    removed: (path) => {
      const rule = is(path);
      return rule === null ? null : { ...rule, file };
    },
  };
}

interface IgnoredPath {
  readonly path: string;
  readonly line: number | null;
}

/** The shortest path at or above this one that the file excludes, null where the path itself is not excluded. */
function ignoredBy(source: IgnoreSource | null): (path: string) => IgnoredPath | null {
  if (source === null) return () => null;
  const file = parseIgnoreFile(source.text).value;
  const matcher = ignoreMatcher(file);
  const lineOf = lineOfMatch(file, false);
  return (path) => {
    if (!matcher.excludes(path)) return null;
    const parts = path.split('/');
    for (let n = 1; n <= parts.length; n++) {
      const folder = parts.slice(0, n).join('/');
      if (matcher.excludes(folder)) return { path: folder, line: lineOf(folder) };
    }
    return { path, line: lineOf(path) };
  };
}

/** The line of the last pattern, or of the last exception, that a path matches. */
function lineOfMatch(file: IgnoreFile | null, negated: boolean): (path: string) => number | null {
  const patterns = (file?.patterns ?? []).filter((pattern) => pattern.negated === negated);
  const alone = patterns.map((pattern) => {
    const matcher = ignoreMatcher({ text: '', patterns: [{ ...pattern, negated: false }] });
    return { line: pattern.line, matcher };
  });
  return (path) => alone.findLast(({ matcher }) => matcher.excludes(path))?.line ?? null;
}

const MAX_REASONS = 3;

/** A reason for each of the first few changes, one for the rest, and one for git's own folder. */
export function changeReasons(
  context: string,
  changes: readonly FileChange[],
  mayIgnore: (path: string) => boolean,
): readonly ForecastReason[] {
  const own = changes.filter((change) => !isGitFolderChange(change));
  const reasons = ownReasons(context, own, mayIgnore);
  return own.length === changes.length ? reasons : [...reasons, gitFolderReason(mayIgnore('.git'))];
}

function ownReasons(
  context: string,
  changes: readonly FileChange[],
  mayIgnore: (path: string) => boolean,
): readonly ForecastReason[] {
  const reasons: ForecastReason[] = [];
  const rules = new Set<string>();
  let nLeft = 0;
  for (const change of withoutFolders(changes)) {
    const rule = change.kind === 'changed' ? null : change.ignoreRule;
    const name = rule === null ? null : `${change.kind} ${rule.path}`;
    if (name !== null && rules.has(name)) continue;
    if (reasons.length >= MAX_REASONS) {
      nLeft++;
      continue;
    }
    if (name !== null) rules.add(name);
    const reason = changeReason(context, change);
    const isNeedless = rule === null && mayIgnore(change.path) && RARELY_NEEDED.test(change.path);
    reasons.push(isNeedless ? { ...reason, text: `${reason.text}${IGNORE_HINT}` } : reason);
  }
  if (nLeft === 0) return reasons;
  const text = `${countOf(nLeft, 'more file', 'more files')} changed`;
  return [...reasons, { kind: 'file-changed', text }];
}

/** Paths that an image seldom needs: `.github/x.yml`, `README.md`, `docs/index.rst`, `app/__pycache__/x.pyc`. */
const RARELY_NEEDED =
  /^(?:\.github|\.vscode|\.idea|\.venv|venv|docs?|tests?)\/|(?:^|\/)(?:__pycache__\/|\.pytest_cache\/|\.mypy_cache\/|\.ruff_cache\/|\.gitignore$|\.dockerignore$|[^/]*Dockerfile[^/]*$|[^/]*\.(?:md|pyc|log)$)/;

const IGNORE_HINT =
  '; if the image does not need it, exclude it in .dockerignore to keep this step cached';

/** A folder that came or went is said by what is in it, unless it is empty. */
function withoutFolders(changes: readonly FileChange[]): readonly FileChange[] {
  const parents = new Set<string>();
  for (const { path, kind } of changes) {
    for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1))
      parents.add(`${kind} ${path.slice(0, at)}`);
  }
  return changes.filter(({ path, kind }) => kind === 'changed' || !parents.has(`${kind} ${path}`));
}

function changeReason(context: string, change: FileChange): ForecastReason {
  const { path } = change;
  if (change.kind === 'changed') return changedReason(context, path, change.before, change.after);
  if (change.ignoreRule !== null) return ignoreReason(context, change.kind, change.ignoreRule);
  const kind = change.kind === 'added' ? 'file-added' : 'file-removed';
  return { kind, text: `${path} was ${change.kind}`, file: contextFile(context, path) };
}

function ignoreReason(
  context: string,
  kind: 'added' | 'removed',
  rule: IgnoreRule,
): ForecastReason {
  const verb = kind === 'added' ? 'no longer excludes' : 'now excludes';
  return {
    kind: 'ignore-file-changed',
    text: `${rule.file} ${verb} ${rule.path}`,
    file: ignoreFile(context),
    ...(rule.line === null ? {} : { line: rule.line }),
  };
}

function changedReason(
  context: string,
  path: string,
  before: SnapshotFile,
  after: SnapshotFile,
): ForecastReason {
  const file = contextFile(context, path);
  if (bodyOf(before) === bodyOf(after) && before.mode !== after.mode) {
    const text = `The mode of ${path} changed from ${octal(before.mode)} to ${octal(after.mode)}`;
    return { kind: 'mode-changed', text, file };
  }
  const special = specialChange(path, before.record, after.record);
  if (special !== null) return { kind: 'file-changed', text: special, file };
  const lines = changedLines(before.lines, after.lines);
  const isComment = before.meaning !== undefined && before.meaning === after.meaning;
  const where = lines === null ? `${path} changed` : `${path}${separator(lines.text)}${lines.text}`;
  const text = isComment
    ? `${path}: only comments or blank lines changed${lines === null ? '' : ` (${lines.where})`}`
    : `${where}${packagesText(before.packages, after.packages)}`;
  return { kind: 'file-changed', text, file, ...(lines === null ? {} : { line: lines.line }) };
}

/** `: flask and requests`, the packages of a requirements file that were added, removed or changed. */
function packagesText(before: SnapshotFile['packages'], after: SnapshotFile['packages']): string {
  if (before === undefined || after === undefined) return '';
  const names = [...new Set([...Object.keys(after), ...Object.keys(before)])].filter(
    (name) => before[name] !== after[name],
  );
  if (names.length === 0) return '';
  const shown = names.length > MAX_PACKAGES ? names.slice(0, MAX_PACKAGES - 1) : names;
  const nMore = names.length - shown.length;
  const parts = nMore > 0 ? [...shown, `${String(nMore)} more`] : shown;
  const last = parts.at(-1) ?? '';
  return parts.length === 1 ? `: ${last}` : `: ${parts.slice(0, -1).join(', ')} and ${last}`;
}

const MAX_PACKAGES = 3;

/** `requirements.txt line 2 changed`, but `requirements.txt: 2 lines were removed after line 6`. */
function separator(lines: string): string {
  return lines.startsWith('line') ? ' ' : ': ';
}

/** What is no change of a file's bytes. */
function specialChange(path: string, before: string, after: string): string | null {
  const isLink = (record: string): boolean => record.startsWith('symlink ');
  if (isLink(before) && isLink(after)) return `The target of the link ${path} changed`;
  if (isLink(after)) return `${path} is now a link`;
  if (isLink(before)) return `${path} is no longer a link`;
  return withoutAttributes(before) === withoutAttributes(after)
    ? `An extended attribute of ${path} changed`
    : null;
}

/** A record without the attributes in it, which are a list in JSON. */
export function withoutAttributes(record: string): string {
  return record.replace(/\[.*\]/, '');
}

function octal(mode: number): string {
  return mode.toString(8).padStart(3, '0');
}

/** The record without its mode: `file 644  …` and `file 755  …` are the same bytes. */
function bodyOf(file: SnapshotFile): string {
  return file.record.replace(/^(\w+) \w+/, '$1');
}
