/** What the language server is doing, in a few words, and what it knows. */
import type { ContextAmount } from '../../protocol/report.ts';
import type { ServerActivity } from '../../protocol/requests.ts';
import { maskCredentials } from '../text/mask.ts';
import { amountText } from './context-headline.ts';

export type Work = 'docker' | 'context' | 'build';

export interface WorkbenchState {
  /** In the order in which they began. */
  readonly doing: readonly Work[];
  /** What the last forecast rests on; null before the first. */
  readonly read: ContextAmount | null;
  readonly builder: {
    readonly name: string;
    readonly buildkit: string;
    /** Why no build can run here, and what to do. */
    readonly problem: string | null;
  } | null;
}

const WORDS: Readonly<Record<Work, string>> = {
  docker: 'Asking docker',
  context: 'Reading the build context',
  build: 'Building',
};

export function activityText({ doing, read, builder }: WorkbenchState): ServerActivity {
  const last = doing.at(-1);
  const known = [
    ...(read === null ? [] : [`The last forecast rests on ${filesText(read)}.`]),
    ...(builder === null ? [] : [builderText(builder)]),
  ];
  return { doing: last === undefined ? null : WORDS[last], known: known.map(maskCredentials) };
}

function filesText(read: ContextAmount): string {
  return read.files === 0 ? 'no file of a build context' : amountText(read);
}

function builderText({ name, buildkit, problem }: NonNullable<WorkbenchState['builder']>): string {
  return problem ?? `Builder ${name}, BuildKit ${buildkit}.`;
}
