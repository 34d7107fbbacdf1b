/** A COPY, ADD or bind mount names a file that the build context does not have, or takes a comment for files. */
import type { BuildFiles, SourceFault } from '../../../invocations/source-faults.ts';
import { contextSources } from '../../../build-model/context-sources.ts';
import { missingSourceMessage } from '../../../forecast/missing-source-message.ts';
import { hasWildcards } from '../../../build-model/paths.ts';
import { planBuild } from '../../../plan/plan-build.ts';
import { stageViews } from '../../../build-model/stage-views.ts';
import { firstThatFits } from '../../message-length.ts';
import { trailingComment, type PlacedFinding } from './trailing-comment.ts';
import type { InstructionView } from '../../../build-model/model.ts';
import type { Rule, RuleFinding, RuleInput } from '../../model.ts';

export const missingSource: Rule = {
  id: 'missing-source',
  family: 'context',
  since: '0.2.0',
  changes: ['context'],
  severity: 'warning',
  summary: 'A COPY, ADD or bind mount names a file that does not exist, so that the build fails',
  // Without the build nobody knows what its context has.
  canTell: ({ build }) => build !== null,
  check,
};

function check(input: RuleInput): readonly RuleFinding[] {
  const { dockerfile, stages } = input.model;
  const views = stages.flatMap(({ instructions }) => instructions);
  const comments = views.flatMap((view) => trailingComment(view, dockerfile));
  const lines = new Set(comments.map(({ line }) => line));
  const missing = input.build === null ? [] : missingIn(input, input.build);
  return [
    ...comments.map(({ finding }) => finding),
    ...missing.filter(({ line }) => !lines.has(line)).map(({ finding }) => finding),
  ];
}

function missingIn(input: RuleInput, build: BuildFiles): readonly PlacedFinding[] {
  const { dockerfile, commands } = input.model;
  // Somebody fills in the names first: Jinja, Go templates, ERB.
  if (/\{\{|\{%|<%/.test(dockerfile.text)) return [];
  const hasArguments = Object.keys(build.options.buildArgs).length > 0;
  const stages = hasArguments
    ? stageViews(dockerfile, commands, build.options.buildArgs, () => null)
    : input.model.stages;
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
  { model: { dockerfile } }: RuleInput,
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
      related: ignoredBy(fault),
      fixes: [],
    };
    return [{ line: instruction.line, finding }];
  });
}

/** The pattern may be the mistake as well as the source. */
function ignoredBy(fault: SourceFault): RuleFinding['related'] {
  if (fault.kind === 'missing' || fault.pattern === undefined) return [];
  const message = 'This pattern leaves out a file that the Dockerfile names.';
  return [{ ...fault.pattern, message, isOtherEnd: true }];
}

/** A word with a variable whose value differs between platforms, or comes from outside. */
function isOpen(word: string, unknownArguments: readonly string[]): boolean {
  const names = [...word.matchAll(/\$\{?(\w+)/g)].map((match) => match[1] ?? '');
  return names.some((name) => /^(?:TARGET|BUILD)/.test(name) || unknownArguments.includes(name));
}

/** A stage that the target does not need may name what it likes. */
function builtStages(
  { model: { dockerfile } }: RuleInput,
  { options }: BuildFiles,
): ReadonlySet<number> {
  const engine = { store: 'containerd', buildkit: '0.34.0' } as const;
  const { stages } = planBuild(dockerfile, options, engine, () => null);
  return new Set(stages.map(({ index }) => index));
}
