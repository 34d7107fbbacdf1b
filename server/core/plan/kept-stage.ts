/** What the instructions of a stage made, with holes for the operations that come from outside of it. */
import type { Instruction } from '../syntax/dockerfile/model.ts';
import type { Conversion, LiveStage, StepDraft } from './conversion.ts';
import {
  makeOperation,
  type MadeOperation,
  type Operation,
  type OperationFacts,
  type OperationInput,
} from './graph.ts';
import type { StageState } from '../build-model/stage-state.ts';

/** Operations go by number: those from outside first, then those that the stage makes. */
export interface KeptStage {
  /** For each thing from outside the first that is the same one; below 0 where it is no operation. */
  readonly outside: readonly number[];
  readonly operations: readonly KeptOperation[];
  readonly steps: readonly KeptStep[];
  readonly assumed: readonly string[];
  /** What it takes of the budget. */
  readonly cost: number;
  readonly rootfs: number | null;
  readonly state: StageState;
}

interface KeptOperation {
  readonly facts: OperationFacts;
  readonly inputs: readonly (Omit<OperationInput, 'operation'> & { readonly operation: number })[];
  readonly walk: readonly number[];
  /** For each operation of the walk the first that is the same vertex: the text numbers inputs by that. */
  readonly vertices: readonly number[];
}

interface KeptStep {
  readonly draft: Omit<StepDraft, 'operation'>;
  readonly operation: number | null;
}

/** An operation, null for an empty filesystem, `later` for a stage that is not there yet. */
type Outside = Operation | null | 'later';

const EMPTY = -1;
const LATER = -2;

/** Null where the stage is better worked out each time: there is something to complain of. */
export function recordStage(
  conversion: Conversion,
  live: LiveStage,
  convert: (recording: Conversion) => void,
): KeptStage | null {
  const outside = outsideOf(live);
  const { budget, operations } = conversion;
  const before = budget.left;
  const made: MadeOperation[] = [];
  const recording: Conversion = {
    ...conversion,
    operations: { identities: operations.identities, made },
    steps: [],
    problems: [],
    assumed: new Set(),
  };
  convert(recording);
  const { steps, problems, assumed } = recording;
  conversion.steps.push(...steps);
  conversion.problems.push(...problems);
  for (const text of assumed) conversion.assumed.add(text);
  if (problems.length > 0 || budget.left < 0) return null;
  const numberOf = numbering(outside, made);
  return {
    outside: outsidePattern(outside),
    operations: made.map((one) => keptOperation(one, numberOf)),
    steps: steps.map(({ operation, ...draft }) => {
      return { draft, operation: operation === null ? null : numberOf(operation) };
    }),
    assumed: [...assumed],
    cost: before - budget.left,
    rootfs: live.rootfs === null ? null : numberOf(live.rootfs),
    state: live.state,
  };
}

/** Gives the stage its result. False, with nothing done, where what comes from outside does not fit into the holes. */
export function replayStage(conversion: Conversion, live: LiveStage, kept: KeptStage): boolean {
  const { stage, platform } = live;
  const outside = outsideOf(live);
  if (!isSameList(outsidePattern(outside), kept.outside)) return false;
  if (conversion.budget.left < kept.cost) return false;
  const all: Outside[] = [...outside];
  const at = (number: number): Operation => operationAt(all, number);
  for (const { facts, inputs, walk, vertices } of kept.operations) {
    const walked = walk.map(at);
    // One operation is always the first that is the same vertex.
    if (walked.length > 1 && !isSameList(vertexPattern(walked), vertices)) return false;
    const filled = inputs.map(({ operation, selector, content }): OperationInput => {
      return { operation: at(operation), selector, content };
    });
    all.push(makeOperation(conversion.operations, facts, { inputs: filled, walk: walked }));
  }
  const instructions = new Map(
    stage.commands.map((one) => [one.instruction.line, one.instruction]),
  );
  for (const { draft, operation } of kept.steps) {
    const made = operation === null ? null : at(operation);
    conversion.steps.push(placedStep(draft, made, instructions.get(draft.line)));
  }
  for (const text of kept.assumed) conversion.assumed.add(text);
  conversion.budget.left -= kept.cost;
  const rootfs = kept.rootfs === null ? null : at(kept.rootfs);
  stage.result = { rootfs, platform, state: { ...kept.state, budget: conversion.budget } };
  return true;
}

/** The same lines can stand further down in the text, by letters. */
function placedStep(
  draft: KeptStep['draft'],
  operation: Operation | null,
  instruction: Instruction | undefined,
): StepDraft {
  const { stage, keyword, name, text, line, endLine, implicit, parts } = draft;
  const span = instruction?.span ?? draft.span;
  return { stage, keyword, name, text, span, line, endLine, implicit, operation, parts };
}

function outsideOf({ rootfs, stage }: LiveStage): readonly Outside[] {
  const outside: Outside[] = [rootfs];
  for (const { sources } of stage.commands)
    for (const { result } of sources) outside.push(result === null ? 'later' : result.rootfs);
  return outside;
}

function outsidePattern(outside: readonly Outside[]): readonly number[] {
  return outside.map((one) => {
    return one === null ? EMPTY : one === 'later' ? LATER : outside.indexOf(one);
  });
}

function numbering(
  outside: readonly Outside[],
  made: readonly MadeOperation[],
): (operation: Operation) => number {
  const numbers = new Map<Outside, number>();
  for (const [number, one] of [...outside, ...made.map(({ operation }) => operation)].entries())
    if (!numbers.has(one)) numbers.set(one, number);
  return (operation) => {
    const number = numbers.get(operation);
    if (number === undefined) throw new Error('A stage stands on an operation of another one.');
    return number;
  };
}

function operationAt(all: readonly Outside[], number: number): Operation {
  const operation = all[number];
  if (operation === undefined || operation === null || operation === 'later')
    throw new Error(`There is no operation ${number}.`);
  return operation;
}

function keptOperation(
  { facts, operation }: MadeOperation,
  numberOf: (operation: Operation) => number,
): KeptOperation {
  const { inputs, walk } = operation;
  return {
    // Without what it stands on, which would keep the whole of a plan.
    facts: { ...facts, inputs: [], walk: [] },
    inputs: inputs.map((input) => ({ ...input, operation: numberOf(input.operation) })),
    walk: walk.map(numberOf),
    vertices: vertexPattern(walk),
  };
}

function vertexPattern(operations: readonly Operation[]): readonly number[] {
  const identities = operations.map(({ identity }) => identity);
  return identities.map((identity) => identities.indexOf(identity));
}

function isSameList(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((one, index) => one === b[index]);
}
