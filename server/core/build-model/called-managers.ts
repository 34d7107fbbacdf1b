/** Which package managers a RUN calls: what the output of the step can be of. */
import { matchManager, PACKAGE_MANAGERS } from '../package-managers/index.ts';
import type { CalledManagers } from '../package-managers/log-model.ts';
import type { Argument } from '../syntax/shell/index.ts';
import { argumentsOf } from './command-state.ts';
import type { BuildModel, RunView } from './model.ts';

/** By the line of the instruction. */
export function calledManagers({ runs }: BuildModel): ReadonlyMap<number, CalledManagers> {
  return new Map(
    runs.filter(({ onbuild }) => !onbuild).map((run) => [run.instruction.line, managersOf(run)]),
  );
}

/** Ids of the managers that read requirements files: their packages are those of one index. */
export const REQUIREMENTS_MANAGERS: readonly string[] = PACKAGE_MANAGERS.filter(
  ({ manifests }) => manifests.options.length > 0,
).map(({ id }) => id);

/** Programs that run what others wrote, and managers that call the ones that are known here. */
const STARTERS =
  /^(?:(?:ba|da|a|z|k)?sh|eval|source|\.|make|cmake|ninja|just|task|tox|nox|conda|mamba|micromamba|poetry|pdm|pipenv|pipx|hatch|rye|pixi|xargs|parallel|find)$/;
/** A lone `&` and loops: `pip install a & npm ci`, `for name in a b; do pip install "$name" && npm ci; done`. */
const UNORDERED = /(?:^|[^&>|])&(?![&>\d])|\b(?:for|while|until)\b|\bxargs\b|\bparallel\b/;

function managersOf(run: RunView): CalledManagers {
  const { script, instruction } = run;
  const ids: string[] = [];
  let only = script.understood;
  for (const command of script.commands) {
    const args = argumentsOf(run, command);
    const called = matchManager(args)?.manager.id;
    if (called === undefined) only &&= !mayStartOthers(args[0]);
    else if (called !== ids.at(-1)) ids.push(called);
  }
  return { ids, only, ordered: script.understood && !UNORDERED.test(instruction.body.text) };
}

/** A script, or what cannot be known. */
function mayStartOthers(program: Argument | undefined): boolean {
  const value = program?.value ?? null;
  if (value === null) return program !== undefined;
  return STARTERS.test(value) || value.includes('/');
}
