/**
 * Settings of a manager that hold at a RUN: those that the image's settings files have, where somebody looked into it,
 * and those that RUN instructions write (`pip config set global.no-cache-dir true`). A settings file that is copied in
 * from the context cannot be seen here.
 */
import { matchManager, mattersToCache, plainOperands } from '../../package-managers/index.ts';
import type { Span } from '../../text/span.ts';
import { argumentsOf } from '../../build-model/command-state.ts';
import { runUser } from '../../build-model/run-user.ts';
import type { RunView } from '../../build-model/model.ts';
import { stageChain } from '../../build-model/run-views.ts';

export interface Setting {
  readonly managerId: string;
  readonly key: string;
  readonly value: string | null;
  /** Where the Dockerfile sets it; null where the image does. */
  readonly span: Span | null;
  /** The settings file of the image; null where the Dockerfile sets it. */
  readonly file: string | null;
}

export interface PlacedSetting extends Setting {
  readonly run: RunView;
}

export function placedSettings(runs: readonly RunView[]): readonly PlacedSetting[] {
  return runs.flatMap((run) =>
    run.onbuild ? [] : settingsOf(run).map((setting) => ({ ...setting, run })),
  );
}

/** What the image, and the steps of this stage and its parents before (and in) this RUN, have set, in order. */
export function settingsBefore(run: RunView, placed: readonly PlacedSetting[]): readonly Setting[] {
  const image = settingsOfImage(run);
  if (placed.length === 0) return image;
  const chain = stageChain(run.stage);
  const own = placed.filter((setting) => {
    if (!chain.includes(setting.run.stage)) return false;
    return setting.run.stage !== run.stage || setting.run.instruction.line <= run.instruction.line;
  });
  return [...image, ...own];
}

/** A file in somebody's home counts for that user alone. */
function settingsOfImage({ view, stage }: RunView): readonly Setting[] {
  const { settings } = stage.image;
  if (settings.length === 0) return [];
  const { home } = runUser(view, stage);
  return settings
    .filter((one) => one.home === null || one.home === home)
    .map((one) => ({ ...one, span: null }));
}

/** `config set KEY VALUE`, or `KEY=VALUE`. */
function settingsOf(run: RunView): Setting[] {
  return run.script.commands.flatMap((command): Setting[] => {
    const call = matchManager(argumentsOf(run, command));
    if (call?.does !== 'configure') return [];
    const [first, second] = plainOperands(call);
    if (typeof first !== 'string') return [];
    const equals = first.indexOf('=');
    const key = equals < 0 ? first : first.slice(0, equals);
    const value = equals < 0 ? (second ?? null) : first.slice(equals + 1);
    if (!mattersToCache(call.manager, key)) return [];
    return [{ managerId: call.manager.id, key, value, span: call.span, file: null }];
  });
}
