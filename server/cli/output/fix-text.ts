/** What `fix` did, for a terminal; with `--diff` a patch that `git apply` takes. */
import type { ExcludedFile } from '../../node/linting/index.ts';
import type { Finding, FixedFile } from '../../protocol/report.ts';
import { count, painter } from '../../core/report/text/style.ts';
import { excludedText } from './excluded-text.ts';

export interface FixTextInput {
  readonly files: readonly FixedFile[];
  readonly remaining: readonly Finding[];
  readonly excluded: readonly ExcludedFile[];
  readonly diff: boolean;
  readonly color: boolean;
}

export function fixText({ files, remaining, excluded, diff, color }: FixTextInput): string {
  const paint = painter(color);
  if (diff) return files.map((file) => file.diff).join('');
  const lines = files.flatMap((file) => [
    paint('bold', file.file),
    ...file.applied.map((title) => `  ${paint('green', 'fixed')} ${title}`),
  ]);
  for (const { file, range, rule, message } of remaining) {
    lines.push(
      `${file}:${String(range.start.line)} ${paint('yellow', 'left')} ${rule}: ${message}`,
    );
  }
  const nFixes = files.reduce((sum, file) => sum + file.applied.length, 0);
  lines.push(
    nFixes === 0
      ? ['Nothing to fix.', excludedText(excluded) ?? []].flat().join(' ')
      : `${count(nFixes, 'fix').replace(/fixs$/, 'fixes')} in ${count(files.length, 'file')}.`,
  );
  return `${lines.join('\n')}\n`;
}
