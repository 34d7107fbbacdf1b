/** Whether a call fetches anything at all: a cache keeps nothing for an install of local files. */
import type { Argument } from '../syntax/shell/index.ts';
import type { ManagerSwitch } from './model.ts';
import { isOption, optionValues, type ManagerCall } from './match.ts';

/** Undefined where the variable is not set, null where its value is not known. */
export type VariableValue = (name: string) => string | null | undefined;

export function fetchesNothing(call: ManagerCall, variable: VariableValue): boolean {
  const { offline, withoutDependencies } = call.manager;
  const isSet = ({ options, variables }: ManagerSwitch): boolean =>
    call.args.some((argument) => isOption(argument.value, options)) ||
    variables.some((name) => /^(?:1|y|yes|t|true|on)$/i.test(variable(name) ?? ''));
  if (isSet(offline)) return true;
  return withoutDependencies !== null && isSet(withoutDependencies) && hasOnlyLocalTargets(call);
}

/** Whether a variable leaves it without a network: it reads what a cache has, and adds nothing. */
export function isCutOff({ manager }: ManagerCall, variable: VariableValue): boolean {
  return manager.offline.cutOff.some((name) => variable(name) === 'off');
}

/** Whether the call leaves a cache alone: `go build -mod=vendor` reads no module of it. */
export function skipsCache(call: ManagerCall, cacheId: string, variable: VariableValue): boolean {
  return call.unless.some(({ cache, options, value, variable: name }) => {
    if (cache !== cacheId) return false;
    const said = optionValues(call, options).at(-1);
    if (said !== undefined) return said.value === value;
    const words = (variable(name) ?? '').split(/\s+/);
    return options.some((option) => words.includes(`${option}=${value}`));
  });
}

function hasOnlyLocalTargets({ manager, args, verbIndex }: ManagerCall): boolean {
  const valueOptions = [...manager.calls.valueOptions, ...manager.targetOptions.values];
  let count = 0;
  for (let at = verbIndex + 1; at < args.length; at++) {
    const argument = args[at];
    if (argument === undefined) break;
    const { value } = argument;
    if (isListOption(value, manager.targetOptions.lists)) return false;
    if (value?.startsWith('-') === true && !manager.targetOptions.editable.includes(value)) {
      if (valueOptions.includes(value)) at++;
      continue;
    }
    // The target of `-e` is the next word.
    if (value?.startsWith('-') === true) continue;
    if (!isLocal(argument)) return false;
    count++;
  }
  return count > 0;
}

/** `-r file`, `-rfile`, `--requirement=file`. */
function isListOption(value: string | null, options: readonly string[]): boolean {
  if (value === null) return false;
  return options.some((option) =>
    option.startsWith('--') ? isOption(value, [option]) : value.startsWith(option),
  );
}

/** A path or an archive on this machine; an address or a plain name is fetched. */
function isLocal({ value, word }: Argument): boolean {
  const first = word.pieces[0];
  if (value === null) return first?.kind === 'text' && /^\.{0,2}\//.test(first.text);
  if (/^file:|@\s*file:/.test(value)) return true;
  if (value.includes('://') || /^[\w.-]+\s*(?:\[[^\]]*\]\s*)?@/.test(value)) return false;
  return /^\.{1,2}(?:\[|$)|\/|\.(?:whl|zip|tar|tgz|tar\.[a-z]+\d*)(?:\[[^\]]*\])?$/.test(value);
}
