/** What switches a cache off, or has it emptied after each install. */
import type { Instruction } from '../../syntax/dockerfile/model.ts';
import type { ShellAssignment, ShellWord } from '../../syntax/shell/index.ts';
import type { Span } from '../../text/span.ts';
import { argumentsOf, variableValue } from '../../build-model/command-state.ts';
import { baseName } from '../../build-model/paths.ts';
import {
  isKey,
  isOption,
  matchManager,
  type CacheOff,
  type ManagerCache,
  type Wiper,
} from '../../package-managers/index.ts';
import { isIsolated, runsBefore, type CallPlace } from './call-place.ts';
import { mayBeAbove, reachesOf } from './reached-paths.ts';
import type { Setting } from './settings-file.ts';

export type CacheSwitch =
  | {
      readonly kind: 'option';
      readonly word: ShellWord;
      /** As the command gets it: a variable in the word can be more than that. */
      readonly value: string;
      readonly own: boolean;
    }
  | { readonly kind: 'assignment'; readonly assignment: ShellAssignment }
  | {
      readonly kind: 'variable';
      readonly name: string;
      /** The ENV or ARG; null for `export` in the script and for the base image. */
      readonly from: Instruction | null;
      /** Where it is exported in the script. */
      readonly span: Span | null;
      /** Any value does, so that `0` does not mean no. */
      readonly byAnyValue: boolean;
    }
  | ({ readonly kind: 'setting' } & Pick<Setting, 'span' | 'key' | 'file'>)
  /** A file of the image, or the program itself. */
  | {
      readonly kind: 'wiper';
      readonly wiper: Wiper;
      /** False where nobody knows the image. */
      readonly isSure: boolean;
    };

export function cacheSwitches(place: CallPlace, cache: ManagerCache): readonly CacheSwitch[] {
  const { offBy } = cache;
  const isSure = place.run.stage.image.system !== null;
  const wiper = cache.wipedBy
    .filter((one) => isWiped(place, one))
    .map((one): CacheSwitch => ({
      kind: 'wiper',
      wiper: one,
      isSure: one.file === null || isSure,
    }));
  const named = folderOptions(cache);
  const flags = [...offBy.options, ...named];
  const last = place.call.args.findLast((argument) => isOption(argument.value, flags));
  const switchedOn = last !== undefined && isOption(last.value, named);
  if (switchedOn && offBy.folderOptionWins) return wiper;
  const options = place.call.args
    .filter((argument) => isOption(argument.value, offBy.options))
    .map(({ word, own, value }): CacheSwitch => {
      return { kind: 'option', word, own, value: value ?? word.raw };
    });
  if (isIsolated(place.call)) return [...options, ...wiper];
  const variables = offBy.variables.flatMap((one) => variableSwitch(place, one));
  const setting = place.settings.findLast(({ key }) => isKey(key, offBy.settings));
  const settings: CacheSwitch[] = setting === undefined ? [] : [{ ...setting, kind: 'setting' }];
  return [...options, ...variables, ...settings, ...wiper];
}

/** The options that name the cache's folder, the plainest first. */
export function folderOptions({ places }: Pick<ManagerCache, 'places'>): readonly string[] {
  return places.flatMap((place) =>
    place.kind === 'option' && place.key === undefined ? place.options : [],
  );
}

function variableSwitch(
  { run, command }: CallPlace,
  { name, values }: CacheOff['variables'][number],
): CacheSwitch[] {
  const value = variableValue(run, command, name);
  if (value === undefined || value === null || value === '') return [];
  if (values !== undefined && !isKey(value, [values])) return [];
  const assignments = command.assignments.filter((one) => one.name === name);
  const byAnyValue = values === undefined;
  if (assignments.length > 0) {
    const outer = run.view.environment.get(name);
    const isOuterOff =
      outer !== undefined &&
      outer.value !== '' &&
      !command.clearsEnvironment &&
      (values === undefined || isKey(outer.value, [values]));
    return [
      ...assignments.map((assignment): CacheSwitch => ({ kind: 'assignment', assignment })),
      // Without the assignment it is this one that counts.
      ...(isOuterOff
        ? [{ kind: 'variable' as const, name, from: outer.from, span: null, byAnyValue }]
        : []),
    ];
  }
  const exported = command.variables.get(name);
  if (exported !== undefined)
    return [{ kind: 'variable', name, from: null, span: exported.span, byAnyValue }];
  const from = run.view.environment.get(name)?.from ?? null;
  return [{ kind: 'variable', name, from, span: null, byAnyValue }];
}

/** The image has the file as far as its name tells, nothing took it away before, and the call does not keep out of its way. */
function isWiped({ run, call, command, around }: CallPlace, wiper: Wiper): boolean {
  const { file, program, systems, isEvaded } = wiper;
  const { system } = run.stage.image;
  const release = system?.release ?? null;
  const isThere =
    release === null ? system?.library !== 'musl' : systems.some((one) => release.startsWith(one));
  if (file !== null && !isThere) return false;
  if (program !== undefined && baseName(call.args[0]?.value ?? '') !== program) return false;
  const evades = new RegExp(isEvaded, 'i');
  if (call.args.some(({ value }) => value !== null && evades.test(value))) return false;
  const earlier = commandsBefore({ run, command, around });
  // A settings file that is written before says it too.
  const isSaid = earlier.some(
    (one) =>
      // What another call says holds for that call.
      matchManager(argumentsOf(one.run, one.command)) === null &&
      one.command.words.some(({ raw }) => evades.test(raw)),
  );
  if (isSaid) return false;
  return file === null || !earlier.some((one) => removes(one, file));
}

function commandsBefore({
  run,
  command,
  around,
}: Pick<CallPlace, 'run' | 'command' | 'around'>): readonly Pick<CallPlace, 'run' | 'command'>[] {
  const own = run.script.commands
    .filter(({ span }) => span.start < command.span.start)
    .map((other) => ({ run, command: other }));
  const before = runsBefore(run, around.runs).flatMap((one) =>
    one.script.commands.map((other) => ({ run: one, command: other })),
  );
  return [...before, ...own];
}

function removes({ run, command }: Pick<CallPlace, 'run' | 'command'>, file: string): boolean {
  const args = argumentsOf(run, command);
  if (!['rm', 'mv'].includes(baseName(args[0]?.value ?? ''))) return false;
  return args
    .slice(1)
    .some((word) => reachesOf(run, command, word).some((reach) => mayBeAbove(reach, file)));
}
