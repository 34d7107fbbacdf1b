/** `--no-cache` empties the cache mounts of its steps, on a real engine with a real pip, and the forecast counts with it. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createWorkbench } from '../../server/node/workbench.ts';
import type { BuildOptions } from '../../server/node/forecasting/model.ts';
import type { BuildRecord } from '../../server/core/timing/index.ts';
import { folderWith, removeFolders } from '../node/support/folders.ts';
import { removeContexts, requiredEngine, uniqueContext } from '../support/engine.ts';

const DOCKERFILE = `FROM python:3.11-slim AS app
RUN echo @nonce@
COPY requirements.txt .
RUN --mount=type=cache,id=emptied-@nonce@,target=/root/.cache/pip pip install --root-user-action=ignore -r requirements.txt
`;

describe('cache mounts of a build without the cache', function () {
  this.timeout(180_000);
  before(async () => {
    // The workbench finds docker as the product does: in its own environment.
    Object.assign(process.env, await requiredEngine());
  });
  after(removeContexts);
  afterEach(removeFolders);

  for (const [title, again] of [
    ['--no-cache', { noCache: true }],
    ['--no-cache-filter', { noCacheFilter: ['app'] }],
  ] satisfies [string, BuildOptions][])
    it(`are empty after ${title}, and the predicted time is that of empty ones`, async () => {
      const requirements = 'automig==0.1.1\nsix==1.16.0\n';
      const { folder } = uniqueContext({
        Dockerfile: DOCKERFILE,
        'requirements.txt': requirements,
      });
      const workbench = createWorkbench({
        trusted: () => true,
        dockerPath: () => '',
        historyLimit: () => 100,
        state: folderWith(),
      });
      const place = { dockerfile: join(folder, 'Dockerfile'), context: folder };
      const request = (options: BuildOptions) => ({
        place,
        base: folder,
        options: { network: 'host', ...options } as const,
      });
      const install = async (options: BuildOptions): Promise<BuildRecord['steps'][number]> => {
        await workbench.build(request(options));
        const step = (await workbench.records()).at(-1)?.steps.find(({ line }) => line === 4);
        assert.ok(step);
        return step;
      };
      const cold = await install({});
      assert.deepEqual([cold.observed, cold.fromCache], ['miss', 0]);
      assert.ok(cold.buildingSeconds > 0, 'an sdist is built');
      writeFileSync(join(folder, 'requirements.txt'), `# again\n${requirements}`);
      const warm = await install({});
      assert.ok(warm.fromCache >= 2);
      assert.equal(warm.buildingSeconds, 0);

      const forecast = async (options: BuildOptions) => {
        const answer = await workbench.forecast({
          ...request(options),
          since: [{ kind: 'last-build' }],
          after: [],
          engine: {},
        });
        assert.ok(answer.forecast, answer.problem?.message);
        return { step: answer.forecast.steps[3], notes: answer.notes };
      };
      const usual = await forecast({});
      assert.deepEqual([usual.step?.verdict, usual.notes], ['hit', []]);
      const forced = await forecast(again);
      assert.equal(forced.step?.verdict, 'miss');
      assert.equal(forced.step.seconds?.median, Math.round(cold.seconds * 1000) / 1000);
      assert.match(forced.step.seconds.basis, /with the cache mount empty$/);
      assert.deepEqual(
        forced.notes.map(({ step, text }) => [step, text.includes('empties the cache mounts')]),
        [[3, true]],
      );

      const emptied = await install(again);
      assert.deepEqual([emptied.observed, emptied.fromCache], ['miss', 0]);
      assert.ok(emptied.buildingSeconds > 0, 'the sdist is built again');
    });
});
