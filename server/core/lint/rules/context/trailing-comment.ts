/** `COPY requirements.txt . # note`: BuildKit knows no comments after an instruction, and takes the words for paths. */
import { trailingCommentMessage } from '../../../forecast/missing-source-message.ts';
import type { Dockerfile, Word } from '../../../syntax/dockerfile/model.ts';
import type { Span } from '../../../text/span.ts';
import type { InstructionView } from '../../../build-model/model.ts';
import type { RuleFinding, RuleFix } from '../../model.ts';

export interface PlacedFinding {
  /** Of the instruction. */
  readonly line: number;
  readonly finding: RuleFinding;
}

export function trailingComment(
  view: InstructionView,
  dockerfile: Pick<Dockerfile, 'text'>,
): readonly PlacedFinding[] {
  const { command, instruction } = view;
  if ((command.kind !== 'copy' && command.kind !== 'add') || instruction.json !== null) return [];
  const { sources, destination } = command;
  const words = [...sources, destination];
  const at = words.findIndex(({ raw }, index) => {
    return index > 0 && (raw === '#' || (raw.startsWith('#') && index === words.length - 1));
  });
  const word = words[at];
  if (word === undefined) return [];
  const span = { start: word.span.start, end: destination.span.end };
  const message = trailingCommentMessage(instruction.keyword, word.raw);
  const fix = at < 2 ? null : commentFix(view, words[at - 1], span, dockerfile.text);
  const finding = { span, message, related: [], fixes: fix === null ? [] : [fix] };
  return [{ line: instruction.line, finding }];
}

/** Null where the instruction is more than a line. */
function commentFix(
  { instruction, command }: InstructionView,
  before: Word | undefined,
  comment: Span,
  text: string,
): RuleFix | null {
  const isPlain =
    instruction.line === instruction.endLine &&
    !('heredocs' in command && command.heredocs.length > 0);
  if (!isPlain || before === undefined) return null;
  const { start } = instruction.span;
  const indent = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const words = text.slice(comment.start, comment.end);
  return {
    id: 'comment-above',
    title: 'Move the comment to a line of its own',
    safety: 'review',
    edits: [
      { span: { start, end: start }, newText: `${words}${lineEnd}${indent}` },
      { span: { start: before.span.end, end: comment.end }, newText: '' },
    ],
  };
}
