/**
 * The environment of a stage as an ordered list, because its order is part of every RUN's key.
 *
 * BuildKit keeps two lists. The stage's own holds ENV and ARG values, and setting a variable moves it to the end. The
 * image's configuration holds ENV values only, and setting one keeps its place. A stage that is built from another
 * takes over the first list, then sets every variable of the second again, which moves those behind the arguments.
 */
import { imageVariables } from '../images/image-variables.ts';
import type { Instruction } from '../syntax/dockerfile/model.ts';

export interface Variable {
  readonly value: string;
  readonly kind: 'env' | 'arg' | 'image';
  /** The instruction that set it; null for the base image. */
  readonly from: Instruction | null;
  /** Its line in the Dockerfile at hand; null for what comes from an image. */
  readonly line: number | null;
  /** For `ARG NAME` in a stage: the argument above the first FROM that it has its value from. */
  readonly origin?: Variable;
}

/** A Map keeps the order of insertion, which is all that is needed. */
export type Environment = Map<string, Variable>;

export const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export interface StageEnvironment {
  readonly stage: Environment;
  readonly image: Environment;
}

export function emptyEnvironment(): StageEnvironment {
  return { stage: new Map(), image: new Map() };
}

/** What a stage starts with that is built from another one, or the same for an image where `parent` holds its list. */
export function inheritEnvironment(parent: StageEnvironment): StageEnvironment {
  const inherited = { stage: new Map(parent.stage), image: new Map(parent.image) };
  if (!inherited.image.has('PATH')) {
    inherited.image.set('PATH', { value: DEFAULT_PATH, kind: 'image', from: null, line: null });
  }
  for (const [name, variable] of inherited.image) setLast(inherited.stage, name, variable);
  return inherited;
}

/** What it costs to copy an environment, in the unit of budgets. */
export function copyCost(environment: Environment): number {
  return 16 * environment.size;
}

/** The environment of an image's configuration, `NAME=value` by `NAME=value`. */
export function imageEnvironment(pairs: readonly string[]): StageEnvironment {
  const environment = emptyEnvironment();
  for (const [name, value] of imageVariables(pairs))
    environment.image.set(name, { value, kind: 'image', from: null, line: null });
  return environment;
}

export function setVariable(environment: StageEnvironment, name: string, variable: Variable): void {
  setLast(environment.stage, name, variable);
  if (variable.kind === 'env') environment.image.set(name, variable);
}

/** What all expansions of one Dockerfile share. */
export interface Budget {
  /**
   * How much text the variables may still grow into. Each line can double a value, and each RUN repeats all of them, so
   * that a short file could ask for more memory than there is.
   */
  left: number;
  /** See `ExpandOptions`. */
  readonly before034: boolean;
}

const LARGEST_EXPANSION = 2 ** 26;

/** Text that is put into a word is gone through letter by letter; other text is only copied. */
const EXPANSION_COST = 8;

export function newBudget(before034 = false): Budget {
  return { left: LARGEST_EXPANSION, before034 };
}

/** Once the budget is spent, every variable is empty. */
export function environmentLookup(environment: Environment, budget: Budget): Lookup {
  return boundedLookup((name) => environment.get(name)?.value, budget);
}

type Lookup = (name: string) => string | undefined;

export function boundedLookup(lookup: Lookup, budget: Budget): Lookup {
  return (name) => {
    const value = lookup(name);
    if (value === undefined) return undefined;
    budget.left -= EXPANSION_COST * value.length;
    return budget.left < 0 ? '' : value;
  };
}

/** What it costs to write an environment down, variable by variable. */
export function writingCost(environment: Environment): number {
  let size = 3 * copyCost(environment);
  for (const [name, { value }] of environment) size += name.length + value.length;
  return size;
}

function setLast(environment: Environment, name: string, variable: Variable): void {
  environment.delete(name);
  environment.set(name, variable);
}
