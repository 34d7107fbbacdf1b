/** Puts the plan together: vertices in BuildKit's order, steps with the names that will be shown. */
import type { Problem } from '../text/span.ts';
import type { Conversion, StepDraft } from './conversion.ts';
import { groupOperations, makeVertices, operationsBelow, type Operation } from './graph.ts';
import type { Engine, Plan, PlanStage, PlanStep } from './model.ts';
import { makesStep, type Stage } from './stages.ts';

/** A conversion that is through. */
export interface Converted {
  readonly conversion: Conversion;
  /** Null where there is none. */
  readonly target: Stage | null;
  readonly reachable: ReadonlySet<Stage>;
}

export function assemblePlan(
  engine: Engine,
  conversions: readonly Converted[],
  problems: readonly Problem[],
): Plan {
  const targets = conversions.map(({ target }) => target?.result?.rootfs ?? null);
  const order = operationsBelow(targets);
  const drafts = groupOperations(order);
  const vertexOf = new Map<number, number>();
  const vertexName = new Map<number, string>();
  const written = new Set(order);
  const kept = conversions
    .flatMap(({ conversion }) => conversion.steps)
    .filter(({ operation }) => operation === null || written.has(operation))
    .sort((a, b) => a.stage - b.stage);
  const stepsOf = new Map<Operation, number[]>();
  for (const [index, { operation }] of kept.entries()) {
    if (operation !== null) stepsOf.set(operation, [...(stepsOf.get(operation) ?? []), index]);
  }
  for (const [index, { operations }] of drafts.entries()) {
    for (const operation of operations) {
      vertexOf.set(operation.identity, index);
      const step = stepsOf.get(operation)?.at(-1);
      if (step !== undefined) vertexName.set(index, kept[step]?.name ?? '');
    }
  }
  const steps = kept.map((draft, index): PlanStep => {
    const { operation } = draft;
    const vertex = operation === null ? null : (vertexOf.get(operation.identity) ?? null);
    const name = vertex === null ? draft.name : (vertexName.get(vertex) ?? draft.name);
    return planStep(draft, { index, name, vertex });
  });
  const [first] = conversions;
  return {
    engine,
    target: first?.target?.name ?? '',
    stages: first === undefined ? [] : planStages(first),
    steps,
    vertices: makeVertices(drafts, (operation) => stepsOf.get(operation) ?? []),
    assumed: [...new Set(conversions.flatMap(({ conversion }) => [...conversion.assumed]))],
    problems: distinctProblems(problems),
  };
}

/** Written out: a plan is made at each keystroke, and taking an object apart by what is left of it is slow. */
function planStep(
  draft: StepDraft,
  { index, name, vertex }: Pick<PlanStep, 'index' | 'name' | 'vertex'>,
): PlanStep {
  const { stage, keyword, text, span, line, endLine, parts } = draft;
  const step = { index, stage, keyword, name, text, span, line, endLine, vertex, parts };
  return draft.implicit ? { ...step, implicit: true } : step;
}

function planStages({ reachable }: Converted): readonly PlanStage[] {
  return [...reachable].flatMap((stage): readonly PlanStage[] => {
    const { source, index, baseName, parent, override } = stage;
    if (source === null) return [];
    const quiet = source.body
      .filter(({ command }) => !makesStep(command))
      .map(({ instruction: { keyword, logical, line } }) => {
        const uses = [...logical.text.matchAll(/\$\{?([A-Za-z_]\w*)/g)].map(
          ([, name = '']) => name,
        );
        return { keyword, text: logical.text, line, ...(uses.length > 0 && { uses }) };
      });
    return [
      {
        index,
        name: stage.name === '' ? `stage-${index}` : (source.command.name?.raw ?? stage.name),
        base: override?.value ?? baseName,
        baseStage: parent?.index ?? null,
        line: source.from.line,
        quiet: override === null ? quiet : [],
      },
    ];
  });
}

/** Reading an instruction, and building it for several platforms, can find the same fault: one report is enough. */
function distinctProblems(problems: readonly Problem[]): readonly Problem[] {
  const kept = new Map<string, Problem>();
  for (const problem of problems) {
    const place = `${problem.span.start}-${problem.span.end}`;
    const code = problem.code === 'word-expansion' ? 'word-syntax' : problem.code;
    const key = `${place} ${code}`;
    if (!kept.has(key)) kept.set(key, problem);
  }
  return [...kept.values()];
}
