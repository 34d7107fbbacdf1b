/**
 * Findings on lines that changed since a git revision, for repositories that were never checked before. Git's files are
 * read directly: `check` starts no process.
 */
import path from 'node:path';
import { diffArrays } from 'diff';
import { isAtEnd } from '../../core/report/reported-once.ts';
import type { Finding } from '../../protocol/report.ts';
import { realPath } from '../context/index.ts';
import { lineDigests } from '../digest.ts';
import { isInside, relativePath } from '../files/index.ts';
import { openCheckout, readCheckoutFile, readNow, type Checkout } from '../git/index.ts';

export type SinceRevision =
  | {
      readonly kind: 'ok';
      readonly onChangedLines: (findings: readonly Finding[]) => Promise<readonly Finding[]>;
    }
  | { readonly kind: 'problem'; readonly message: string };

/** Files in findings are relative to `cwd`, which has to be in a repository. */
export async function sinceRevision(cwd: string, revision: string): Promise<SinceRevision> {
  const opened = await openCheckout({ folder: realPath(cwd), revision, git: null });
  if (opened.kind === 'problem') return { kind: 'problem', message: opened.problem.message };
  return {
    kind: 'ok',
    onChangedLines: async (findings) => {
      const changed = new Map<string, ChangedLines>();
      const kept: Finding[] = [];
      for (const finding of findings) {
        for (const { file } of [finding, ...finding.related])
          if (!changed.has(file))
            changed.set(file, await changedLines(opened.value, path.resolve(cwd, file), revision));
        if (isAtEnd(finding, ({ file, range }) => isOn(changed.get(file) ?? 'all', range)))
          kept.push(finding);
      }
      return kept;
    },
  };
}

/** All of a file that git did not have then, and of one that is no text. */
type ChangedLines = ReadonlySet<number> | 'all';

async function changedLines(
  checkout: Checkout,
  file: string,
  revision: string,
): Promise<ChangedLines> {
  const real = realPath(file);
  if (!isInside(checkout.root, real) || !checkout.isTracked(relativePath(checkout.root, real)))
    return 'all';
  const read = await readCheckoutFile(checkout, real, revision);
  const bytes = readNow(real);
  const before = read.kind === 'ok' ? lineDigests(read.value) : null;
  const now = bytes && lineDigests(bytes);
  return before && now ? newLines(before, now) : 'all';
}

/** Counting from 1. */
function newLines(before: readonly string[], now: readonly string[]): ReadonlySet<number> {
  const lines = new Set<number>();
  let line = 1;
  for (const { added, removed, count } of diffArrays([...before], [...now])) {
    if (removed) continue;
    if (added) for (let n = 0; n < count; n++) lines.add(line + n);
    line += count;
  }
  return lines;
}

function isOn(lines: ChangedLines, { start, end }: Finding['range']): boolean {
  if (lines === 'all') return true;
  // A range that ends before the first letter of a line has nothing of it.
  const last = end.column === 1 && end.line > start.line ? end.line - 1 : end.line;
  for (let line = start.line; line <= last; line++) if (lines.has(line)) return true;
  return false;
}
