/** Short ways to make a plan in a test. */
import { planBuild } from '../../../server/core/plan/index.ts';
import type { BaseImage } from '../../../server/core/images/model.ts';
import type { BuildOptions, Engine, Plan, Vertex } from '../../../server/core/plan/model.ts';
import { parseDockerfile } from '../../../server/core/syntax/dockerfile/index.ts';

export interface PlanInput {
  readonly options?: Partial<BuildOptions>;
  readonly engine?: Partial<Engine>;
  /** By reference, completed: `docker.io/library/python:3.8`. */
  readonly images?: Readonly<Record<string, Partial<BaseImage>>>;
}

export function plan(text: string, input: PlanInput = {}): Plan {
  const options = { buildArgs: {}, buildContexts: {}, ...input.options };
  const engine: Engine = { store: 'containerd', buildkit: '0.32.2', ...input.engine };
  return planBuild(parseDockerfile(text).value, options, engine, (reference) => {
    const known = input.images?.[reference];
    return known === undefined ? null : { ...noImage, ...known };
  });
}

/** Progress names, in the order of the plan; what is never printed is left out. */
export function names(text: string, input: PlanInput = {}): readonly string[] {
  return plan(text, input)
    .steps.filter((step) => step.vertex !== null)
    .map((step) => step.name);
}

/** The keys of the steps themselves, without those of what they stand on. */
export function operations(text: string, input: PlanInput = {}): readonly (string | null)[] {
  const { steps, vertices } = plan(text, input);
  return steps.map(({ vertex }) => (vertex === null ? null : (vertices[vertex]?.operation ?? '')));
}

/** The vertex of the only step whose name holds this text. */
export function vertexOf(made: Plan, part: string): Vertex {
  const found = made.steps.filter((step) => step.name.includes(part));
  const [step] = found;
  if (step === undefined || found.length > 1) throw new Error(`${found.length} steps hold ${part}`);
  const vertex = made.vertices[step.vertex ?? -1];
  if (vertex === undefined) throw new Error(`${step.name} has no vertex`);
  return vertex;
}

const noImage: BaseImage = {
  digest: null,
  env: [],
  workdir: '',
  user: '',
  shell: null,
  onbuild: [],
  source: 'engine',
};
