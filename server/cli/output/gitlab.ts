/** Findings as a Code Quality report, which GitLab shows in merge requests. */
import { sha256 } from '../../node/digest.ts';
import type { Finding, Severity } from '../../protocol/report.ts';

const SEVERITIES: Readonly<Record<Severity, string>> = {
  error: 'critical',
  warning: 'major',
  info: 'minor',
  hint: 'info',
};

export function gitlabText(findings: readonly Finding[]): string {
  const seen = new Map<string, number>();
  const issues = findings.map(({ rule, severity, message, file, range, related }) => {
    // Without lines, so that a finding stays the same one when lines above it come and go.
    const key = JSON.stringify([rule, file, message.replace(/\blines? \d+/g, 'line')]);
    const nth = (seen.get(key) ?? 0) + 1;
    seen.set(key, nth);
    return {
      description: message,
      check_name: rule,
      fingerprint: sha256(`${key} ${String(nth)}`),
      severity: SEVERITIES[severity],
      location: locationOf({ file, range }),
      ...(related.length === 0 ? {} : { other_locations: related.map(locationOf) }),
    };
  });
  return `${JSON.stringify(issues, null, 2)}\n`;
}

function locationOf({ file, range }: Pick<Finding, 'file' | 'range'>): object {
  return { path: file, lines: { begin: range.start.line, end: range.end.line } };
}
