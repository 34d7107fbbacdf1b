/** A finding that two files have in common is reported once, at its first end: each file has a rule find it. */
import type { Finding } from '../../protocol/report.ts';

export function reportedOnce(findings: readonly Finding[]): readonly Finding[] {
  const told = new Set<string>();
  return findings.filter((finding) => {
    const ends = endsOf(finding);
    const own = placeOf(finding);
    const isTold = ends.some((end) => told.has(keyOf(finding.rule, end, own)));
    for (const end of ends) told.add(keyOf(finding.rule, own, end));
    return !isTold;
  });
}

/** Whether the finding, or its other end, is at a place of which this holds. */
export function isAtEnd(
  finding: Finding,
  holds: (place: Pick<Finding, 'file' | 'range'>) => boolean,
): boolean {
  return holds(finding) || finding.related.some((one) => one.isOtherEnd === true && holds(one));
}

function endsOf({ related }: Finding): readonly string[] {
  return related.filter(({ isOtherEnd }) => isOtherEnd === true).map(placeOf);
}

/** By its line: the two rules need not agree on columns. */
function placeOf({ file, range }: Pick<Finding, 'file' | 'range'>): string {
  return `${file}:${String(range.start.line)}`;
}

function keyOf(rule: string, from: string, to: string): string {
  return JSON.stringify([rule, from, to]);
}
