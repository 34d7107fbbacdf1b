/** What build contexts weigh, made into the report that leaves the product. */
import { formatBytes } from '../../protocol/bytes.ts';
import type { InvocationInfo, Problem } from '../../protocol/shapes.ts';
import {
  REPORT_VERSION,
  type AskedBy,
  type ContextEntrySize,
  type ContextReport,
  type IgnoreHint,
  type LocalContext,
} from '../../protocol/report.ts';
import { largestEntries, unwantedFolders } from '../context-size/index.ts';
import type { Amount, SizedEntry, SizedFolder } from '../context-size/index.ts';
import type { FollowedPath } from '../plan/index.ts';
import type { Plan } from '../plan/model.ts';
import type { Mask } from '../text/mask.ts';

export interface ContextReportInput {
  readonly plan: Plan;
  /** Relative to the working directory, as all paths here. */
  readonly dockerfile: string;
  readonly invocation: Omit<InvocationInfo, 'evidence'> & { readonly evidence: string };
  readonly contexts: readonly MeasuredContextInput[];
  /** Named contexts that are no folders, by name. */
  readonly elsewhere: Readonly<Record<string, string>>;
  readonly problems: readonly { readonly file?: string; readonly message: string }[];
  readonly mask: Mask;
}

export interface MeasuredContextInput {
  readonly name: string;
  readonly folder: string;
  readonly ignoreFile: string | null;
  /** The ignore file that would count if it existed. */
  readonly usualIgnoreFile: string;
  readonly asked: readonly FollowedPath[];
  readonly total: Amount;
  readonly isWhole: boolean;
  readonly sent: SizedFolder;
  readonly files: readonly SizedEntry[] | null;
}

export function contextReport(input: ContextReportInput): ContextReport {
  const { plan, mask, elsewhere } = input;
  const contexts = input.contexts.map((one) => localContextReport(one, input));
  return {
    version: REPORT_VERSION,
    dockerfile: input.dockerfile,
    target: plan.target,
    invocation: { ...input.invocation, evidence: mask(input.invocation.evidence) },
    sent: {
      files: contexts.reduce((sum, { sent }) => sum + sent.files, 0),
      bytes: contexts.reduce((sum, { sent }) => sum + sent.bytes, 0),
    },
    contexts,
    elsewhere: Object.entries(elsewhere).map(([name, source]) => ({ name, source: mask(source) })),
    problems: input.problems.map(({ file, message }): Problem => {
      return { ...(file === undefined ? {} : { file }), message: mask(message) };
    }),
  };
}

function localContextReport(
  context: MeasuredContextInput,
  { plan, mask }: ContextReportInput,
): LocalContext {
  const { name, folder, ignoreFile, asked, sent, total, isWhole, files } = context;
  const { entries, rest } = largestEntries(sent);
  // Thousands of files are asked for by the same instruction.
  const known = new Map<number, AskedBy>();
  const shown = ({ path, kind, files, bytes, steps }: SizedEntry): ContextEntrySize => {
    return {
      path,
      kind,
      files,
      bytes,
      askedBy: steps.flatMap((step) => askedBy(plan, step, known, mask)),
    };
  };
  return {
    name,
    folder,
    ignoreFile,
    askedBy: [...new Set(asked.map(({ step }) => step))]
      .sort((a, b) => a - b)
      .flatMap((step) => askedBy(plan, step, known, mask)),
    sent: { files: sent.files, bytes: sent.bytes },
    total,
    isWhole,
    largest: entries.map(shown),
    rest,
    hints: hintsOf(context, mask),
    ...(files === null
      ? {}
      : {
          files: [...files]
            .sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1))
            .map(shown),
        }),
  };
}

function askedBy(
  plan: Plan,
  index: number,
  known: Map<number, AskedBy>,
  mask: Mask,
): readonly AskedBy[] {
  const step = plan.steps[index];
  if (step === undefined) return [];
  const found = known.get(index) ?? {
    line: step.line,
    instruction: step.keyword,
    text: mask(step.text),
  };
  known.set(index, found);
  return [found];
}

/** Conservative: that a build does not read them is for its author to say. */
function hintsOf(
  { sent, asked, ignoreFile, usualIgnoreFile }: MeasuredContextInput,
  mask: Mask,
): readonly IgnoreHint[] {
  const isNamed = (folder: string): boolean =>
    asked.some(({ path }) => path === folder || path.startsWith(`${folder}/`));
  const file = ignoreFile ?? usualIgnoreFile;
  return unwantedFolders(sent, isNamed).map(({ pattern, what, files, bytes }) => ({
    pattern,
    files,
    bytes,
    message: mask(
      `${pattern} (${what}, ${formatBytes(bytes)}) is sent. If the build does not read it, add \`${pattern}\` at the end of ${file}.`,
    ),
  }));
}
