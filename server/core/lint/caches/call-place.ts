/** A call of a package manager at its place in the Dockerfile. */
import type { RunView } from '../../build-model/model.ts';
import type { RunUser } from '../../build-model/run-user.ts';
import { isOption, type ManagerCall } from '../../package-managers/index.ts';
import type { SimpleCommand } from '../../syntax/shell/index.ts';
import { stageChain } from '../../build-model/run-views.ts';
import type { PlacedSetting, Setting } from './settings-file.ts';

/** What the steps of a Dockerfile do, for the questions of one step. */
export interface StepsAround {
  readonly runs: readonly RunView[];
  readonly settings: readonly PlacedSetting[];
}

export interface CallPlace {
  readonly run: RunView;
  readonly command: SimpleCommand;
  readonly call: ManagerCall;
  /** Of its manager, as they hold there, weakest first. */
  readonly settings: readonly Setting[];
  readonly user: RunUser | null;
  readonly around: StepsAround;
}

/** The variables of the environment do not count. */
export function isIsolated(call: ManagerCall): boolean {
  return call.args.some((argument) => isOption(argument.value, call.manager.isolatingOptions));
}

/** The RUNs whose files a RUN finds in its image: those above it in its stage, and those of the stages below. */
export function runsBefore(run: RunView, runs: readonly RunView[]): readonly RunView[] {
  const chain = stageChain(run.stage);
  return runs.filter(
    (other) =>
      !other.onbuild &&
      chain.includes(other.stage) &&
      (other.stage !== run.stage || other.instruction.line < run.instruction.line),
  );
}

/** The RUNs that find the files of a RUN in their image. */
export function runsAfter(run: RunView, runs: readonly RunView[]): readonly RunView[] {
  return runs.filter(
    (other) =>
      other.instruction.line > run.instruction.line && stageChain(other.stage).includes(run.stage),
  );
}
