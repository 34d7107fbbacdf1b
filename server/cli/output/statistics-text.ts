/** How often each rule found something, the most frequent one first. */
import { count, painter } from '../../core/report/text/style.ts';
import { groupBy } from '../../core/text/group-by.ts';
import type { Finding } from '../../protocol/report.ts';

export function statisticsText(
  findings: readonly Finding[],
  /** All that were looked at, by their names in findings. */
  files: readonly string[],
  color: boolean,
): string {
  const paint = painter(color);
  const rows = [...groupBy(findings, ({ rule }) => rule)]
    .map(([rule, all]) => ({ rule, all }))
    .sort((a, b) => b.all.length - a.all.length || (a.rule < b.rule ? -1 : 1));
  const width = Math.max(0, ...rows.map(({ all }) => String(all.length).length));
  const lines = rows.map(({ rule, all }) => {
    const nSafe = all.filter(({ fixes }) => fixes.some(({ safety }) => safety === 'safe')).length;
    const nFiltered = new Set(all.map(({ file }) => file)).size;
    const fixable = nSafe === 0 ? '' : `, ${String(nSafe)} fixable`;
    const rest = paint('dim', `in ${count(nFiltered, 'file')}${fixable}`);
    return `${String(all.length).padStart(width)}  ${paint('bold', rule)}  ${rest}`;
  });
  return `${[...lines, ...(lines.length === 0 ? [] : ['']), sumText(findings, files)].join('\n')}\n`;
}

function sumText(findings: readonly Finding[], files: readonly string[]): string {
  if (findings.length === 0) return `No findings in ${count(files.length, 'file')}.`;
  const found = new Set(findings.map(({ file }) => file));
  // A configuration is not one of the files that were looked at.
  const all = new Set([...files, ...found]);
  const where =
    found.size < all.size
      ? `${String(found.size)} of ${count(all.size, 'file')}`
      : count(found.size, 'file');
  return `${count(findings.length, 'finding')} in ${where}.`;
}
