/** A plan's graph in the shape of the oracle's answers, and what is different between the two. */
import { createHash } from 'node:crypto';
import { planBuild, type PlanMemory } from '../../../../server/core/plan/index.ts';
import type { BaseImage } from '../../../../server/core/images/model.ts';
import type { Plan, Vertex } from '../../../../server/core/plan/model.ts';
import { parseDockerfile } from '../../../../server/core/syntax/dockerfile/index.ts';
import type { Dockerfile } from '../../../../server/core/syntax/dockerfile/model.ts';
import type { OracleBuild, OracleImage } from './random-builds.ts';

export interface OracleGraph {
  readonly refused: boolean;
  readonly message?: string;
  readonly vertices?: readonly OracleVertex[];
}

export interface OracleVertex {
  readonly name: string;
  /** BuildKit's: `docker-image`, `local`, `https`, `http`, `git`, `exec`, `file`, `merge`. */
  readonly kind: string;
  /** Digest of the operation without its inputs. */
  readonly key: string;
  readonly inputs: readonly {
    readonly vertex: number;
    readonly selector: string;
    readonly content: boolean;
  }[];
}

export interface ComparedGraph {
  readonly refused: boolean;
  /** Name, kind and inputs of each vertex, one line each. */
  readonly vertices: readonly string[];
  /** Parallel to the vertices. */
  readonly keys: readonly string[];
}

export function planOf(build: OracleBuild, dockerfile: Dockerfile, memory?: PlanMemory): Plan {
  const { target, buildArgs, platform, network, store } = build;
  const options = { target, buildArgs, platform, network, buildContexts: {} };
  const engine = { store, buildkit: '0.34.2' };
  const images = (reference: string): BaseImage | null => {
    const image = build.images[reference];
    return image === undefined ? null : baseImage(image);
  };
  return planBuild(dockerfile, options, engine, images, memory);
}

export function plannedGraph(build: OracleBuild): ComparedGraph {
  const parsed = parseDockerfile(build.dockerfile);
  const plan = planOf(build, parsed.value);
  const problems = [...parsed.problems, ...plan.problems];
  if (plan.refusals !== undefined || problems.some((problem) => problem.severity === 'error'))
    return { refused: true, vertices: [], keys: [] };
  return {
    refused: false,
    vertices: plan.vertices.map((vertex) => {
      const kind = vertex.kind === 'inline' ? 'file' : vertex.kind;
      const inputs = vertex.inputs.map((input) =>
        inputText(input.vertex, selectorDigest(vertex, input.selector), input.content !== null),
      );
      return `${vertexName(plan, vertex)} (${kind}) ${inputs.join(' ')}`;
    }),
    keys: plan.vertices.map((vertex) => (isDigested(vertex.kind) ? vertex.operation : '')),
  };
}

export function oracleGraph(graph: OracleGraph): ComparedGraph {
  const vertices = graph.vertices ?? [];
  return {
    refused: graph.refused,
    vertices: vertices.map(({ name, kind, inputs }) => {
      const own = name.startsWith('[internal]') || isSource(kind) ? '' : name;
      const texts = inputs.map((input) => inputText(input.vertex, input.selector, input.content));
      return `${own} (${plainKind(kind)}) ${texts.join(' ')}`;
    }),
    keys: vertices.map(({ kind, key }) => (isDigested(kind) ? key : '')),
  };
}

function baseImage(image: OracleImage): BaseImage {
  const { env = [], workdir = '', user = '', shell = null, onbuild = [] } = image;
  return { digest: null, env, workdir, user, shell, onbuild, source: 'engine' };
}

/** BuildKit names what a step brings along by itself, and a remote source like its step; the plan has no name for it. */
function vertexName(plan: Plan, vertex: Vertex): string {
  const step = plan.steps[vertex.steps.at(-1) ?? -1];
  return step?.name ?? '';
}

function isSource(kind: string): boolean {
  return ['git', 'http', 'https', 'local'].includes(kind);
}

function isDigested(kind: string): boolean {
  return ['exec', 'file', 'inline', 'merge'].includes(kind);
}

function plainKind(kind: string): string {
  if (kind === 'docker-image') return 'image';
  return kind === 'https' ? 'http' : kind;
}

function inputText(vertex: number, selector: string, content: boolean): string {
  return `${vertex}${selector === '' ? '' : `:${selector.slice(7, 15)}`}${content ? '+content' : ''}`;
}

/** BuildKit keeps a digest of the paths; a RUN has one for its root filesystem too. */
function selectorDigest(vertex: Vertex, selector: string): string {
  if (selector === '' && vertex.kind !== 'exec') return '';
  // The planner writes a list of paths.
  const paths = selector === '' ? ['/'] : (JSON.parse(selector) as readonly string[]);
  return `sha256:${createHash('sha256').update(paths.join('\0')).digest('hex')}`;
}
