/**
 * The graph of operations while it is being built, and how it becomes the plan's vertices.
 *
 * Every instruction makes operations of its own. Two that BuildKit would write down with the same bytes are one vertex
 * in the end, named by the one that is written last: BuildKit starts at the target and writes the inputs of an
 * operation before the operation itself. What nobody reaches from the target is never written.
 */
import type {
  ContentQuery,
  InlineDocument,
  Vertex,
  VertexInput,
  VertexKind,
  WrittenPath,
} from './model.ts';

/** A dependency; a stage that is still empty (scratch) is none and is left out by the code that makes the operation. */
export interface OperationInput {
  readonly operation: Operation;
  readonly selector: string;
  readonly content: ContentQuery | null;
}

export interface Operation {
  readonly kind: VertexKind;
  /** See `Vertex.operation`. */
  readonly text: string;
  readonly inputs: readonly OperationInput[];
  /** Inputs in the order in which BuildKit writes them. */
  readonly walk: readonly Operation[];
  readonly ignoreCache: boolean;
  readonly writes: readonly WrittenPath[] | null;
  readonly folder: string | null;
  readonly document: InlineDocument | null;
  readonly layers: string | null;
  /** The same number for operations that are one vertex. */
  readonly identity: number;
}

export interface OperationFacts {
  readonly kind: VertexKind;
  readonly text: string;
  /** What BuildKit writes down beyond the key: full source paths, identifiers of cache mounts. */
  readonly written: string;
  readonly inputs: readonly OperationInput[];
  /** Where it is another order than that of the inputs. */
  readonly walk?: readonly Operation[];
  readonly ignoreCache?: boolean;
  readonly writes?: readonly WrittenPath[] | null;
  readonly folder?: string | null;
  readonly document?: InlineDocument;
  readonly layers?: string | null;
}

export interface OperationTable {
  readonly identities: Map<string, number>;
  /** Where it is wanted to know what is made. */
  readonly made?: MadeOperation[];
}

export interface MadeOperation {
  readonly facts: OperationFacts;
  readonly operation: Operation;
}

export function operationTable(): OperationTable {
  return { identities: new Map() };
}

/** `places`: what it stands on, where that is not what the facts say. */
export function makeOperation(
  table: OperationTable,
  facts: OperationFacts,
  places: Pick<OperationFacts, 'inputs' | 'walk'> = facts,
): Operation {
  const { inputs, walk } = places;
  let numbers = '';
  for (const { operation } of inputs) numbers += `${operation.identity},`;
  const bytes = `${facts.kind}|${numbers}|${facts.text.length}|${facts.text}|${facts.written}`;
  const identity = table.identities.get(bytes) ?? table.identities.size;
  table.identities.set(bytes, identity);
  const operation: Operation = {
    kind: facts.kind,
    text: facts.text,
    inputs,
    walk: walk ?? inputs.map((input) => input.operation),
    ignoreCache: facts.ignoreCache ?? false,
    writes: facts.writes ?? null,
    folder: facts.folder ?? null,
    document: facts.document ?? null,
    layers: facts.layers ?? null,
    identity,
  };
  table.made?.push({ facts, operation });
  return operation;
}

/** Everything that `targets` rest on, each operation after its inputs, in BuildKit's order of writing. */
export function operationsBelow(targets: readonly (Operation | null)[]): readonly Operation[] {
  const order: Operation[] = [];
  const seen = new Set<Operation>();
  const stack: { readonly operation: Operation; next: number }[] = [];
  for (const target of targets) {
    if (target === null || seen.has(target)) continue;
    seen.add(target);
    stack.push({ operation: target, next: 0 });
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const input = top.operation.walk[top.next++];
      if (input === undefined) {
        order.push(top.operation);
        stack.pop();
      } else if (!seen.has(input)) {
        seen.add(input);
        stack.push({ operation: input, next: 0 });
      }
    }
  }
  return order;
}

export interface VertexDraft {
  /** Operations that are this vertex, in BuildKit's order of writing: the last one names it. */
  readonly operations: readonly Operation[];
}

/** Operations by vertex; a vertex stands where the first of its operations is written. */
export function groupOperations(order: readonly Operation[]): readonly VertexDraft[] {
  const groups = new Map<number, Operation[]>();
  for (const operation of order) {
    const group = groups.get(operation.identity);
    if (group === undefined) groups.set(operation.identity, [operation]);
    else group.push(operation);
  }
  return [...groups.values()].map((operations) => ({ operations }));
}

/** The plan's vertices. `stepsOf` tells which steps an operation is shown by. */
export function makeVertices(
  drafts: readonly VertexDraft[],
  stepsOf: (operation: Operation) => readonly number[],
): readonly Vertex[] {
  const indexes = new Map<number, number>();
  for (const [index, draft] of drafts.entries()) {
    const first = draft.operations[0];
    if (first !== undefined) indexes.set(first.identity, index);
  }
  const vertices: Vertex[] = [];
  for (const { operations } of drafts) {
    const first = operations[0];
    if (first === undefined) continue;
    const inputs = first.inputs.map(({ operation, selector, content }): VertexInput => {
      return { vertex: indexes.get(operation.identity) ?? 0, selector, content };
    });
    vertices.push({
      index: vertices.length,
      kind: first.kind,
      operation: first.text,
      inputs,
      steps: operations.flatMap(stepsOf).sort((a, b) => a - b),
      ignoreCache: operations.some((operation) => operation.ignoreCache),
      writes: first.writes,
      folder: first.folder,
      ...(first.document === null ? {} : { document: first.document }),
      ...(first.layers === null ? {} : { layers: first.layers }),
    });
  }
  return vertices;
}
