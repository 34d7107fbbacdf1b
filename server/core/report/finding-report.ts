/** Findings and fixes with lines and columns, as they leave the product. */
import type { Finding, Fix, Position, Range } from '../../protocol/report.ts';
import type { AnalysisFinding } from '../analyze.ts';
import { positionAt, type LineIndex } from '../text/lines.ts';
import { maskCredentials } from '../text/mask.ts';
import type { Span } from '../text/span.ts';

/** `file`: relative to the working directory, with `/`. */
export function findingReport(file: string, index: LineIndex, finding: AnalysisFinding): Finding {
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

export function rangeOfSpan(index: LineIndex, span: Span): Range {
  return { start: positionOf(index, span.start), end: positionOf(index, span.end) };
}

function positionOf(index: LineIndex, offset: number): Position {
  const { line, column } = positionAt(index, offset);
  return { line, column };
}
