/**
 * Settings that RUN instructions write into a manager's settings file (`pip config set global.no-cache-dir true`).
 * A settings file that is copied in from the context cannot be seen here.
 */
import { matchManager, plainOperands, startsWith } from '../../package-managers/index.ts';
import { commandArguments } from '../../syntax/shell/index.ts';
import type { Span } from '../../text/span.ts';
import type { StageView } from '../model.ts';
import { valueLookup } from './cache-use.ts';
import { stageChain, type RunView } from './run-views.ts';

export interface Setting {
  readonly managerId: string;
  readonly kind: 'folder' | 'off';
  readonly key: string;
  readonly value: string | null;
  readonly span: Span;
}

export interface PlacedSetting extends Setting {
  readonly run: RunView;
}

export function placedSettings(runs: readonly RunView[]): readonly PlacedSetting[] {
  return runs.flatMap((run) =>
    run.onbuild ? [] : settingsOf(run).map((setting) => ({ ...setting, run })),
  );
}

/** What the steps of this stage and its parents have set before (and in) this RUN, in order. */
export function settingsBefore(
  run: RunView,
  placed: readonly PlacedSetting[],
  stages: readonly StageView[],
): readonly Setting[] {
  if (placed.length === 0) return [];
  const chain = stageChain(stages, run.stage);
  return placed.filter((setting) => {
    if (!chain.includes(setting.run.stage)) return false;
    return setting.run.stage !== run.stage || setting.run.instruction.line <= run.instruction.line;
  });
}

function settingsOf(run: RunView): Setting[] {
  return run.script.commands.flatMap((command): Setting[] => {
    const call = matchManager(commandArguments(command, valueLookup(run, command)));
    const settings = call?.manager.settings;
    if (!call || !settings || !startsWith(call, settings.words)) return [];
    const [key, value] = plainOperands(call).slice(settings.words.length - 1);
    if (typeof key !== 'string') return [];
    const base = { managerId: call.manager.id, key, value: value ?? null, span: call.span };
    if (matches(key, settings.folderKeys)) return [{ ...base, kind: 'folder' }];
    return matches(key, settings.disablingKeys) ? [{ ...base, kind: 'off' }] : [];
  });
}

function matches(key: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => new RegExp(`^(?:${pattern})$`).test(key));
}
