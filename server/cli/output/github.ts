/** Findings as workflow commands, which GitHub shows beside the lines of a pull request. */
import type { Finding, Severity } from '../../protocol/report.ts';
import { otherPlaces } from './other-places.ts';

const COMMANDS: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  info: 'notice',
  hint: 'notice',
};

export function githubText(findings: readonly Finding[]): string {
  return findings
    .map((finding) => {
      const { severity, file, range, rule, message } = finding;
      const text = [message, ...otherPlaces(finding)].join('\n');
      const properties = [
        `file=${escapeProperty(file)}`,
        `line=${String(range.start.line)}`,
        `col=${String(range.start.column)}`,
        `endLine=${String(range.end.line)}`,
        `endColumn=${String(range.end.column)}`,
        `title=${escapeProperty(`layer-forecast: ${rule}`)}`,
      ].join(',');
      return `::${COMMANDS[severity]} ${properties}::${escapeData(text)}\n`;
    })
    .join('');
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
