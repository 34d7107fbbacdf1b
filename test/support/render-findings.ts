/** Findings drawn under the lines that they are about, for expectations that a person can read. */
import type { LintFinding } from '../../server/core/lint/run-rules.ts';
import { ownEdits } from '../../server/core/lint/places.ts';
import { applyEdits } from '../../server/core/text/edits.ts';
import { lineIndex, positionAt } from '../../server/core/text/lines.ts';

/** `others`: texts of other files that findings have places in. */
export function renderFindings(
  text: string,
  findings: readonly LintFinding[],
  others: Readonly<Record<string, string>> = {},
): string {
  if (findings.length === 0) return 'no findings\n';
  return `${findings.map((finding) => renderFinding(text, finding, others)).join('\n\n')}\n`;
}

function renderFinding(
  text: string,
  finding: LintFinding,
  others: Readonly<Record<string, string>>,
): string {
  const { span } = finding;
  const index = lineIndex(text);
  const start = positionAt(index, span.start);
  const end = positionAt(index, span.end);
  const lineStart = index.starts[start.line - 1] ?? 0;
  const line = text
    .slice(lineStart, index.starts[start.line] ?? text.length)
    .replace(/[\r\n]+$/, '');
  const last = end.line === start.line ? end.column - 1 : line.length;
  const gutter = String(start.line);
  const margin = ' '.repeat(gutter.length);
  // Tabs stay tabs, so that the squiggle stands under what it means.
  const blank = line.slice(0, start.column - 1).replace(/[^\t]/g, ' ');
  const squiggle = '~'.repeat(Math.max(1, last - start.column + 1));
  return [
    `${gutter} | ${line}`,
    `${margin} | ${blank}${squiggle} ${finding.severity} ${finding.rule}`,
    ...finding.message.split(/(?<=\.) (?=[A-Z])/).map((sentence) => `${margin} = ${sentence}`),
    ...finding.related.map(({ file, span: { start: at }, message }) => {
      const place = file === undefined ? index : lineIndex(others[file] ?? '');
      const where = file === undefined ? '' : `${file} `;
      return `${margin} : ${where}line ${positionAt(place, at).line}: ${message}`;
    }),
    ...finding.fixes.flatMap((fix) => [
      `${margin} > ${fix.safety} fix: ${fix.title}`,
      ...changedLines(text, applyEdits(text, ownEdits(fix.edits))).map(
        (change) => `${margin}   ${change}`,
      ),
    ]),
  ].join('\n');
}

/** Lines that went and lines that came, without those around them. */
function changedLines(before: string, after: string): readonly string[] {
  const old = before.split(/\r?\n/);
  const now = after.split(/\r?\n/);
  while (old.length > 0 && now.length > 0 && old[0] === now[0]) {
    old.shift();
    now.shift();
  }
  while (old.length > 0 && now.length > 0 && old.at(-1) === now.at(-1)) {
    old.pop();
    now.pop();
  }
  return [...old.map((line) => `- ${line}`), ...now.map((line) => `+ ${line}`)];
}
