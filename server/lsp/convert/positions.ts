/** Core's offsets and 1-based lines as the protocol's 0-based positions. The only place that knows both. */
import type { Range as LspRange } from 'vscode-languageserver/node';
import { lineIndex, positionAt, type LineIndex } from '../../core/text/lines.ts';
import type { Span } from '../../core/text/span.ts';

export function rangeOf(index: LineIndex, span: Span): LspRange {
  const start = positionAt(index, span.start);
  const end = positionAt(index, span.end);
  return {
    start: { line: start.line - 1, character: start.column - 1 },
    end: { line: end.line - 1, character: end.column - 1 },
  };
}

export function wholeLine(line: number): LspRange {
  return { start: { line: line - 1, character: 0 }, end: { line: line - 1, character: 0 } };
}

export { lineIndex };
