/** A COPY, ADD or bind mount names a file that the build context does not have, or takes a comment for files. */
import { contextSources } from '../context-sources.ts';
import { missingSourceMessage, trailingCommentMessage } from '../missing-source-message.ts';
import { hasWildcards } from '../plan/paths.ts';
import { planBuild } from '../plan/plan-build.ts';
import { stageViews } from '../plan/stage-views.ts';
import type { Word } from '../syntax/dockerfile/model.ts';
import type { Span } from '../text/span.ts';
import { firstThatFits } from './message-length.ts';
import type {
  BuildFiles,
  InstructionView,
  Rule,
  RuleFinding,
  RuleFix,
  RuleInput,
} from './model.ts';

export const missingSource: Rule = {
  id: 'missing-source',
  severity: 'warning',
  summary: 'A COPY, ADD or bind mount names a file that does not exist, so that the build fails',
  check,
};

function check(input: RuleInput): readonly RuleFinding[] {
  const views = input.stages.flatMap(({ instructions }) => instructions);
  const comments = views.flatMap((view) => commentFinding(view, input));
  const lines = new Set(comments.map(({ line }) => line));
  const missing = input.build === null ? [] : missingIn(input, input.build);
  return [
    ...comments.map(({ finding }) => finding),
    ...missing.filter(({ line }) => !lines.has(line)).map(({ finding }) => finding),
  ];
}

interface PlacedFinding {
  readonly line: number;
  readonly finding: RuleFinding;
}

/** `COPY requirements.txt . # note`. */
function commentFinding(view: InstructionView, { dockerfile }: RuleInput): PlacedFinding[] {
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
    title: 'Move the comment to a line of its own',
    safety: 'review',
    edits: [
      { span: { start, end: start }, newText: `${words}${lineEnd}${indent}` },
      { span: { start: before.span.end, end: comment.end }, newText: '' },
    ],
  };
}

function missingIn(input: RuleInput, build: BuildFiles): readonly PlacedFinding[] {
  const { dockerfile, commands } = input;
  // Somebody fills in the names first: Jinja, Go templates, ERB.
  if (/\{\{|\{%|<%/.test(dockerfile.text)) return [];
  const hasArguments = Object.keys(build.options.buildArgs).length > 0;
  const stages = hasArguments
    ? stageViews(dockerfile, commands, build.options.buildArgs, () => null)
    : input.stages;
  const found = stages.flatMap(({ index, instructions }) =>
    instructions.flatMap((view) =>
      faultsOf(view, input, build).map((one) => ({ ...one, stage: index })),
    ),
  );
  // To plan the build is worth it only then.
  if (found.length === 0) return [];
  const built = builtStages(input, build);
  return found.filter(({ stage }) => built.has(stage));
}

function faultsOf(
  view: InstructionView,
  { dockerfile }: RuleInput,
  { sources, context, unknownArguments }: BuildFiles,
): PlacedFinding[] {
  const { command, instruction } = view;
  if (command.kind === 'copy' && command.parents) return [];
  return contextSources(view, dockerfile).flatMap(({ path, span }) => {
    const fault = hasWildcards(path) ? undefined : sources.get(path.replace(/\\(.)/g, '$1'));
    const word = dockerfile.text.slice(span.start, span.end);
    if (fault === undefined || isOpen(word, unknownArguments)) return [];
    const message = missingSourceMessage({
      keyword: command.kind === 'add' ? 'ADD' : command.kind === 'run' ? 'RUN' : 'COPY',
      path,
      place: `the build context \`${context}\``,
      ignoredBy: fault.kind === 'ignored' ? fault.by : null,
    });
    const consequence = message.replace(/\.$/, '; the build fails here.');
    const finding = {
      span,
      message: firstThatFits([consequence, message]),
      related: [],
      fixes: [],
    };
    return [{ line: instruction.line, finding }];
  });
}

/** A word with a variable whose value is another one on other platforms, or comes from outside. */
function isOpen(word: string, unknownArguments: readonly string[]): boolean {
  const names = [...word.matchAll(/\$\{?(\w+)/g)].map((match) => match[1] ?? '');
  return names.some((name) => /^(?:TARGET|BUILD)/.test(name) || unknownArguments.includes(name));
}

/** A stage that the target does not need may name what it likes. */
function builtStages({ dockerfile }: RuleInput, { options }: BuildFiles): ReadonlySet<number> {
  const engine = { store: 'containerd', buildkit: '0.34.0' } as const;
  const { stages } = planBuild(dockerfile, options, engine, () => null);
  return new Set(stages.map(({ index }) => index));
}
