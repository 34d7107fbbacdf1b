/** Short ways to forecast a Dockerfile that is written in a test. */
import {
  forecast,
  takeSnapshot,
  type ContextFiles,
  type ForecastReason,
  type ForecastResult,
  type Snapshot,
} from '../../../server/core/forecast/index.ts';
import { planBuild } from '../../../server/core/plan/index.ts';
import type { BaseImage } from '../../../server/core/images/model.ts';
import type { BuildOptions, Engine } from '../../../server/core/plan/model.ts';
import { parseDockerfile } from '../../../server/core/syntax/dockerfile/index.ts';
import { contextFiles, digest, type FileSpecs } from './scenarios.ts';

export interface Given {
  readonly dockerfile: string;
  readonly files?: FileSpecs;
  /** Instead of `files`. */
  readonly context?: ContextFiles;
  readonly options?: Partial<BuildOptions>;
  readonly engine?: Engine;
  /** By the name that FROM gives, without registry and tag. */
  readonly images?: Readonly<Record<string, Partial<BaseImage>>>;
}

export const CURRENT: Engine = { store: 'containerd', buildkit: '0.34.2' };

export function snapshotOf(given: Given): Snapshot {
  const { dockerfile, files = {}, context, options = {}, engine = CURRENT, images = {} } = given;
  const plan = planBuild(
    parseDockerfile(dockerfile).value,
    { buildArgs: {}, buildContexts: {}, ...options },
    engine,
    (reference) => imageOf(reference, images),
  );
  return takeSnapshot(plan, new Map([['context', context ?? contextFiles(files)]]), digest);
}

function imageOf(reference: string, images: NonNullable<Given['images']>): BaseImage {
  const name = /([^/:@]+)(?::[^/]*)?$/.exec(reference)?.[1] ?? reference;
  const known = { digest: null, env: [], workdir: '', user: '', shell: null, onbuild: [] };
  return { ...known, source: 'assumed', ...images[name] };
}

export function forecastOf(since: readonly Given[], now: Given): ForecastResult {
  return forecast(since.map(snapshotOf), snapshotOf(now), digest);
}

/** `H`it, `M`iss or `C`onditional, a letter a step. */
export function verdicts(since: readonly Given[], now: Given): string {
  const { steps } = forecastOf(since, now);
  return steps.map(({ verdict }) => verdict.charAt(0).toUpperCase()).join('');
}

/** A chain of reasons, the user's change last. */
export function chain(reason: ForecastReason | undefined): readonly string[] {
  return reason === undefined ? [] : [reason.text, ...chain(reason.because)];
}
