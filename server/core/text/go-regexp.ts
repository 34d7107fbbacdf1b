/**
 * Runs the regular expressions of `go-regexp-syntax.ts` over a path, in time proportional to its length: a set of
 * places in the expression moves along the text, and each set that was met is remembered with where it leads
 * (a deterministic automaton made as needed). There is no backtracking, whatever the pattern.
 */
import {
  parseGoRegexp,
  setIncludes,
  type Assertion,
  type CharacterSet,
  type Node,
} from './go-regexp-syntax.ts';

/** Whether the expression is found anywhere in a text, as Go's `MatchString` says. */
export type TextTest = (text: string) => boolean;

/** Null where Go would refuse the expression, or where it is absurdly large. */
export function compileGoRegexp(source: string): TextTest | null {
  const node = parseGoRegexp(source);
  const program = node === null ? null : makeProgram(node);
  return program === null ? null : makeTest(program);
}

type Instruction =
  | { readonly kind: 'set'; readonly set: CharacterSet }
  | { readonly kind: 'assert'; readonly assertion: Assertion }
  /** Goes on at both places: the next one and `other`. */
  | { readonly kind: 'fork'; other: number }
  | { readonly kind: 'jump'; other: number }
  | { readonly kind: 'accept' };

/** Far above what a readable pattern needs; beyond it the time for one character would be felt. */
const MAX_INSTRUCTIONS = 50_000;

function makeProgram(node: Node): readonly Instruction[] | null {
  const program: Instruction[] = [];
  if (!emit(node, program)) return null;
  program.push({ kind: 'accept' });
  return program;
}

/** False where the program grows too large. */
function emit(node: Node, program: Instruction[]): boolean {
  if (program.length > MAX_INSTRUCTIONS) return false;
  switch (node.kind) {
    case 'set':
      program.push({ kind: 'set', set: node.set });
      return true;
    case 'assert':
      program.push({ kind: 'assert', assertion: node.assertion });
      return true;
    case 'sequence':
      return node.items.every((item) => emit(item, program));
    case 'choice':
      return emitChoice(node.options, program);
    case 'repeat':
      return emitRepeat(node.item, node.min, node.max, program);
  }
}

function emitChoice(options: readonly Node[], program: Instruction[]): boolean {
  const jumps: { kind: 'jump'; other: number }[] = [];
  for (const [index, option] of options.entries()) {
    const fork = { kind: 'fork' as const, other: 0 };
    const isLast = index === options.length - 1;
    if (!isLast) program.push(fork);
    if (!emit(option, program)) return false;
    if (isLast) break;
    const jump = { kind: 'jump' as const, other: 0 };
    jumps.push(jump);
    program.push(jump);
    fork.other = program.length;
  }
  for (const jump of jumps) jump.other = program.length;
  return true;
}

function emitRepeat(item: Node, min: number, max: number | null, program: Instruction[]): boolean {
  for (let count = 0; count < min; count++) {
    if (!emit(item, program)) return false;
  }
  if (max === null) {
    const fork = { kind: 'fork' as const, other: 0 };
    const start = program.length;
    program.push(fork);
    if (!emit(item, program)) return false;
    program.push({ kind: 'jump', other: start });
    fork.other = program.length;
    return true;
  }
  const forks: { kind: 'fork'; other: number }[] = [];
  for (let count = min; count < max; count++) {
    const fork = { kind: 'fork' as const, other: 0 };
    forks.push(fork);
    program.push(fork);
    if (!emit(item, program)) return false;
  }
  for (const fork of forks) fork.other = program.length;
  return true;
}

/**
 * Places before the next character is known: what `^` and `\b` say depends on both neighbors, so that jumps are
 * followed only when the second one is.
 */
interface State {
  readonly places: readonly number[];
  readonly atStart: boolean;
  readonly afterWord: boolean;
  /** By code point; only the first 128 and a few others are ever asked for. */
  readonly next: Map<number, State | 'found'>;
  /** Whether the expression is found when the text ends here. */
  atEnd: boolean | null;
}

/** States and places that are kept at most; then the automaton is built again from its current state. */
const MAX_KEPT = 200_000;

function makeTest(program: readonly Instruction[]): TextTest {
  // `^…` without alternatives can only begin at the start, so that a set of no places is the end of the search.
  const first = program[0];
  const restart = first?.kind === 'assert' && first.assertion === 'start' ? [] : [0];
  const visited = new Int32Array(program.length);
  let visit = 0;
  let kept = 0;
  let known = new Map<string, State>();

  function stateOf(places: readonly number[], atStart: boolean, afterWord: boolean): State {
    const key = `${atStart ? 's' : ''}${afterWord ? 'w' : ''}${places.join(' ')}`;
    const old = known.get(key);
    if (old !== undefined) return old;
    if (kept > MAX_KEPT) {
      // Old states still point at each other; without a way in from `known` and `start` they are collected.
      known = new Map();
      kept = 0;
      start = makeState([0], true, false);
    }
    const state = makeState(places, atStart, afterWord);
    known.set(key, state);
    kept += places.length + 4;
    return state;
  }

  /** All places reachable without a character, or `found`. -1 as the next character is the end of the text. */
  function close(state: State, codePoint: number): readonly number[] | 'found' {
    visit++;
    const beforeWord = isWord(codePoint);
    const waiting = [...state.places];
    const reached: number[] = [];
    for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
      if (visited[place] === visit) continue;
      visited[place] = visit;
      const instruction = program[place];
      switch (instruction?.kind) {
        case undefined:
          break;
        case 'accept':
          return 'found';
        case 'set':
          reached.push(place);
          break;
        case 'jump':
          waiting.push(instruction.other);
          break;
        case 'fork':
          waiting.push(instruction.other, place + 1);
          break;
        case 'assert':
          if (holds(instruction.assertion, state, codePoint, beforeWord)) waiting.push(place + 1);
          break;
      }
    }
    return reached;
  }

  function step(state: State, codePoint: number): State | 'found' {
    const reached = close(state, codePoint);
    if (reached === 'found') return 'found';
    const places = [...restart];
    for (const place of reached) {
      const instruction = program[place];
      if (instruction?.kind === 'set' && setIncludes(instruction.set, codePoint)) {
        places.push(place + 1);
      }
    }
    places.sort((a, b) => a - b);
    return stateOf(places, false, isWord(codePoint));
  }

  let start = makeState([0], true, false);
  return (text) => {
    let state = start;
    for (let index = 0; index < text.length; index++) {
      const codePoint = text.codePointAt(index) ?? 0;
      if (codePoint > 0xffff) index++;
      let next = state.next.get(codePoint);
      if (next === undefined) {
        next = step(state, codePoint);
        state.next.set(codePoint, next);
        kept++;
      }
      if (next === 'found') return true;
      if (next.places.length === 0) return false;
      state = next;
    }
    state.atEnd ??= close(state, -1) === 'found';
    return state.atEnd;
  };
}

function makeState(places: readonly number[], atStart: boolean, afterWord: boolean): State {
  return { places, atStart, afterWord, next: new Map(), atEnd: null };
}

function holds(
  assertion: Assertion,
  state: State,
  codePoint: number,
  beforeWord: boolean,
): boolean {
  switch (assertion) {
    case 'start':
      return state.atStart;
    case 'end':
      return codePoint < 0;
    case 'word-boundary':
      return state.afterWord !== beforeWord;
    case 'no-word-boundary':
      return state.afterWord === beforeWord;
  }
}

/** Go's word characters are ASCII only. */
function isWord(codePoint: number): boolean {
  return (
    (codePoint >= 0x30 && codePoint <= 0x39) ||
    (codePoint >= 0x41 && codePoint <= 0x5a) ||
    (codePoint >= 0x61 && codePoint <= 0x7a) ||
    codePoint === 0x5f
  );
}
