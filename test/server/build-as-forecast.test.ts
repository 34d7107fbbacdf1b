/** A build from the view: of what its forecast is of, also where only the server knows it. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type {
  BuildOptionsInput,
  BuildParams,
  BuildResult,
  ForecastView,
} from '../../server/protocol/requests.ts';
import { folderWith, removeFolders } from '../node/support/folders.ts';
import { setUpBuild, type BuildSetup } from '../support/server/build-setup.ts';
import { progressOf } from '../support/server/fake-builder.ts';
import { stopServers, uriOf } from '../support/server/language-server.ts';
import { recordBuild } from '../support/server/records.ts';

const STEPS = [{ name: '[dev 1/1] COPY a.txt /a' }, { name: '[prod 1/1] RUN true' }];
const STAGES = 'FROM scratch AS dev\nARG V=1\nCOPY a.txt /a\nFROM dev AS prod\nRUN true\n';

interface Setup extends BuildSetup {
  readonly forecast: () => Promise<ForecastView>;
  /** The options that buildx gets of a build from the view. */
  readonly buildAsForecast: (options: BuildOptionsInput) => Promise<string>;
}

async function setUp(): Promise<Setup> {
  const setup = await setUpBuild({ build: progressOf(STEPS) }, { text: STAGES });
  const { server, root, calls } = setup;
  const uri = uriOf(join(root, 'Dockerfile'));
  return {
    ...setup,
    forecast: () => server.request<ForecastView>('layerForecast/forecast', { uri }),
    buildAsForecast: async (options) => {
      const { id } = await server.request<ForecastView>('layerForecast/forecast', { uri });
      const params: BuildParams = { uri, options, buildId: 'b1', forecast: id };
      const { problem } = await server.request<BuildResult>('layerForecast/build', params);
      assert.equal(problem?.message, undefined);
      const call = calls().findLast((one) => one.startsWith('buildx build')) ?? '';
      return call.replace(/^.*\/Dockerfile ?/, '').replace(/ ?-- .*$/, '');
    },
  };
}

describe('building what the view has a forecast of', () => {
  afterEach(async () => {
    await stopServers();
    removeFolders();
  });

  it('takes values that only the server knows, and no tag of another image', async () => {
    const { build, forecast, buildAsForecast } = await setUp();
    const tags = ['app:prod'];
    await build({ target: 'prod', buildArgs: { V: '2' }, network: 'host', tags, load: true });
    const view = await forecast();
    assert.deepEqual(view.options, { target: 'prod', lastStage: 'prod', network: 'host' });
    assert.deepEqual(view.buildArgs?.given, ['V']);
    assert.equal(await buildAsForecast({}), '--target=prod --network=host --build-arg=V=2');
    assert.equal(
      await buildAsForecast({ target: 'dev' }),
      '--target=dev --network=host --build-arg=V=2',
      'no tag of another image',
    );
    assert.equal(
      await buildAsForecast({ target: '', network: '', buildArgs: {}, tags: ['x'], load: true }),
      '--tag=x --load',
    );
  });

  it('takes what the command line had the last time', async () => {
    const { server, root, forecast, buildAsForecast } = await setUp();
    const lib = folderWith();
    const shown = { platform: 'linux/arm64', network: 'host' };
    await recordBuild(server.state, {
      place: { dockerfile: join(root, 'Dockerfile'), context: root },
      rest: { options: { ...shown, buildContexts: { lib }, buildArgs: [] } },
    });
    const view = await forecast();
    assert.deepEqual(view.options, { ...shown, lastStage: 'prod', buildContexts: ['lib'] });
    assert.equal(
      await buildAsForecast({ target: 'dev' }),
      `--target=dev --platform=linux/arm64 --network=host --build-context=lib=${lib}`,
    );
  });
});
