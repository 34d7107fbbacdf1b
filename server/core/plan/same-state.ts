/** Whether two stages begin alike: what their instructions make of it is the same then. */
import type { Environment, Variable } from '../build-model/environment.ts';
import type { Placed, StageState } from '../build-model/stage-state.ts';

/** The state as it is now: instructions change the one that a stage has. */
export function keptState(state: StageState): StageState {
  const { stage, image } = state.environment;
  return { ...state, environment: { stage: new Map(stage), image: new Map(image) } };
}

export function isSameState(a: StageState, b: StageState): boolean {
  return (
    isSamePlaced(a.workdir, b.workdir) &&
    isSamePlaced(a.user, b.user) &&
    isSamePlaced(joined(a.shell), joined(b.shell)) &&
    isSameEnvironment(a.environment.stage, b.environment.stage) &&
    isSameEnvironment(a.environment.image, b.environment.image)
  );
}

function joined(shell: StageState['shell']): Placed<string> | null {
  return shell && { value: JSON.stringify(shell.value), line: shell.line };
}

function isSamePlaced(a: Placed<string> | null, b: Placed<string> | null): boolean {
  return a?.value === b?.value && a?.line === b?.line;
}

/** Order counts: it is part of keys. */
function isSameEnvironment(a: Environment, b: Environment): boolean {
  if (a.size !== b.size) return false;
  const others = b.entries();
  for (const [name, variable] of a) {
    const other = others.next().value;
    if (other?.[0] !== name || !isSameVariable(variable, other[1])) return false;
  }
  return true;
}

/** The text of the line that sets it is read for what else it names. */
function isSameVariable(a: Variable | undefined, b: Variable | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined) return false;
  return (
    a.value === b.value &&
    a.kind === b.kind &&
    a.line === b.line &&
    a.from?.logical.text === b.from?.logical.text &&
    isSameVariable(a.origin, b.origin)
  );
}
