/** Findings for a terminal. */
import type { Finding } from '../../protocol/report.ts';
import { count, painter } from '../../core/report/text/style.ts';
import type { ExcludedFile } from '../../node/linting/index.ts';
import { excludedText } from './excluded-text.ts';
import { otherPlaces } from './other-places.ts';

export interface LookedAt {
  readonly nFiles: number;
  readonly excluded: readonly ExcludedFile[];
  readonly color: boolean;
}

export function findingsText(
  findings: readonly Finding[],
  { nFiles, excluded, color }: LookedAt,
): string {
  const paint = painter(color);
  if (findings.length === 0) {
    return nFiles === 0
      ? `${excludedText(excluded) ?? 'There is no Dockerfile here.'}\n`
      : `${paint('green', 'No findings')} in ${count(nFiles, 'file')}.\n`;
  }
  const blocks = findings.map((finding) => {
    const { file, range, severity, rule, message, fixes, docs } = finding;
    const place = `${file}:${String(range.start.line)}:${String(range.start.column)}`;
    const tone = severity === 'error' ? 'red' : severity === 'warning' ? 'yellow' : 'cyan';
    const [fix] = fixes;
    return [
      `${paint('bold', place)} ${paint(tone, severity)} ${rule}`,
      ...message.split('\n').map((line) => `  ${line}`),
      ...otherPlaces(finding).map((line) => `  ${line}`),
      ...(fix ? [paint('dim', `  fix: ${fix.title}`)] : []),
      ...(docs === '' ? [] : [paint('dim', `  more: ${docs}`)]),
    ].join('\n');
  });
  const nFixable = findings.filter((one) => one.fixes.some((fix) => fix.safety === 'safe')).length;
  const hint = nFixable === 0 ? '' : `, ${String(nFixable)} fixable with \`layer-forecast fix\``;
  return `${blocks.join('\n\n')}\n\n${count(findings.length, 'finding')}${hint}.\n`;
}
