/**
 * Arguments that exist before the first stage: those that BuildKit defines itself, `--build-arg`, and ARG lines above
 * the first FROM (dockerfile2llb/platform.go and convert.go).
 */
import { boundedLookup, type Budget, type Environment } from './environment.ts';
import { expandWord } from '../syntax/dockerfile/expand.ts';
import type { Word } from '../syntax/dockerfile/model.ts';
import { formatPlatform, type Platform } from './platforms.ts';
import type { PlacedInstruction } from './stage-state.ts';
import { isAtLeast } from './versions.ts';

export interface GlobalFacts {
  readonly buildArgs: ReadonlyMap<string, string>;
  readonly buildPlatform: Platform;
  readonly targetPlatform: Platform;
  /** The target as it is asked for, else the name of the last stage. */
  readonly target: string;
  readonly buildkit: string;
  readonly budget: Budget;
}

export function predefinedArguments(facts: GlobalFacts): Map<string, string> {
  const { buildPlatform, targetPlatform, target, buildkit } = facts;
  const values: [string, string][] = [
    ['BUILDPLATFORM', formatPlatform({ ...buildPlatform, osVersion: '' })],
    ['BUILDOS', buildPlatform.os],
    ['BUILDARCH', buildPlatform.architecture],
    ['BUILDVARIANT', buildPlatform.variant],
    ['TARGETPLATFORM', formatPlatform(targetPlatform)],
    ['TARGETOS', targetPlatform.os],
    ['TARGETARCH', targetPlatform.architecture],
    ['TARGETVARIANT', targetPlatform.variant],
  ];
  if (isAtLeast(buildkit, '0.17')) values.push(['TARGETSTAGE', target === '' ? 'default' : target]);
  if (isAtLeast(buildkit, '0.19')) {
    values.push(['BUILDOSVERSION', buildPlatform.osVersion]);
    values.push(['TARGETOSVERSION', targetPlatform.osVersion]);
  }
  return new Map(values.map(([name, value]) => [name, facts.buildArgs.get(name) ?? value]));
}

/** The scope that FROM lines and `ARG NAME` in stages look into. */
export function globalArguments(
  facts: GlobalFacts,
  args: readonly PlacedInstruction[],
  complain: (word: Word, message: string) => void,
): Map<string, string> {
  const scope = predefinedArguments(facts);
  const lookup = boundedLookup((name) => scope.get(name), facts.budget);
  const { before034 } = facts.budget;
  for (const { command, escape } of args) {
    if (command.kind !== 'arg') continue;
    for (const { key, value } of command.pairs) {
      const given = facts.buildArgs.get(key.raw);
      if (given !== undefined) {
        scope.set(key.raw, given);
      } else if (value !== null) {
        const expanded = expandWord(value.raw, { escape, lookup, before034 });
        for (const problem of expanded.problems) complain(value, problem);
        scope.set(key.raw, expanded.value);
      }
    }
  }
  return scope;
}

/** Those of them that the file declares, with the lines that do. */
export function declaredArguments(
  scope: ReadonlyMap<string, string>,
  args: readonly PlacedInstruction[],
): Environment {
  const declared: Environment = new Map();
  for (const { command, instruction, line } of args) {
    if (command.kind !== 'arg') continue;
    for (const { key } of command.pairs) {
      const value = scope.get(key.raw);
      if (value !== undefined)
        declared.set(key.raw, { value, kind: 'arg', from: instruction, line });
    }
  }
  return declared;
}
