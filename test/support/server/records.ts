/** A build as the history keeps it, for tests that need one without an engine. */
import { randomUUID } from 'node:crypto';
import { stepsToEstimate } from '../../../server/node/forecasting/planned-steps.ts';
import { createWorkbench } from '../../../server/node/workbench.ts';
import { writeSnapshotPair } from '../../../server/node/forecasting/index.ts';
import { openHistory, parseBuildRecord } from '../../../server/node/history/index.ts';
import type { BuildRecord } from '../../../server/core/timing/index.ts';
import type { BuildPlace } from '../../../server/node/project/place.ts';
import type { BuildOptions } from '../../../server/node/forecasting/model.ts';
import { maskOfValues } from '../../../server/core/text/mask.ts';

export interface RecordedBuild {
  readonly place: BuildPlace;
  readonly options?: BuildOptions;
  readonly rest?: Partial<BuildRecord>;
  /** What each step took. */
  readonly seconds?: number;
}

/** Records a build of the files as they are now, as if an engine had just made it. */
export async function recordBuild(state: string, build: RecordedBuild): Promise<BuildRecord> {
  const { place, options = {}, seconds = 2 } = build;
  const workbench = createWorkbench({
    trusted: () => false,
    dockerPath: () => '',
    historyLimit: () => 100,
  });
  const read = await workbench.snapshot({ place, options, base: place.context });
  if (read.kind === 'problem') throw new Error(read.problem.message);
  const history = openHistory({ folder: state, limit: 100, parse: parseBuildRecord });
  const mask = maskOfValues(options.buildArgs);
  const estimated = stepsToEstimate(read.plan, mask);
  const record: BuildRecord = {
    version: 1,
    id: randomUUID(),
    key: { ...place, target: options.target ?? '', builder: 'default' },
    options: { buildArgs: Object.keys(options.buildArgs ?? {}) },
    started: '2026-01-02T03:04:05.000Z',
    seconds: seconds * read.plan.steps.length,
    outcome: 'succeeded',
    engine: { store: 'containerd', buildkit: '0.25.2' },
    snapshot: await history.saveSnapshot(
      writeSnapshotPair({ plain: read.snapshot, fixed: read.fixed?.snapshot ?? null }),
    ),
    build: { name: mask(''), started: '2026-01-02T03:04:05.000Z', seconds, steps: [] },
    steps: read.plan.steps.map((step, index) => ({
      identity: estimated[index]!.identity,
      cacheMount: estimated[index]!.cacheMount,
      name: mask(step.name),
      line: step.line,
      observed: 'miss',
      seconds,
      buildingSeconds: 0,
      downloadingSeconds: 0,
      fromCache: 0,
    })),
    images: {},
    forecast: null,
    score: null,
    ...build.rest,
  };
  const written = await history.append(record);
  if (written.kind === 'failed') throw new Error(written.message);
  return record;
}
