/** Findings and fixes with lines and columns, as they leave the product. */
import type { Finding, Fix } from '../../protocol/report.ts';
import type { LintFinding } from '../lint/lint.ts';
import { rangeOfSpan, type LineIndex } from '../text/lines.ts';
import { maskCredentials } from '../text/mask.ts';

/** `file`: relative to the working directory, with `/`. */
export function findingReport(file: string, index: LineIndex, finding: LintFinding): Finding {
  return {
    rule: finding.rule,
    severity: finding.severity,
    message: maskCredentials(finding.message),
    file,
    range: rangeOfSpan(index, finding.span),
    related: finding.related.map((place) => ({
      file,
      range: rangeOfSpan(index, place.span),
      message: maskCredentials(place.message),
    })),
    docs: finding.docs,
    fixes: finding.fixes.map((fix): Fix => ({
      id: fix.id,
      title: maskCredentials(fix.title),
      safety: fix.safety,
      edits: fix.edits.map((edit) => ({
        file,
        range: rangeOfSpan(index, edit.span),
        newText: edit.newText,
      })),
    })),
  };
}
