/** A cache mount spares what it has wheels of: seconds with the fix count the packages that are other versions now. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { BuildStep, PackageTiming } from '../../server/protocol/report.ts';
import type { ChangeChoice, ForecastView } from '../../server/protocol/requests.ts';
import { folderWith, removeFolders } from '../node/support/folders.ts';
import { startServer, stopServers, uriOf } from '../support/server/language-server.ts';
import { recordBuild } from '../support/server/records.ts';

const INSTALL = '--mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt';

const FILES = {
  Dockerfile: `FROM python:3.12\nCOPY . .\nRUN ${INSTALL}\n`,
  'requirements.txt': '-r requirements/base.txt\nflask==3.0 # web\nuwsgi==2.0.24\n',
  'requirements/base.txt': 'markupsafe==2\n',
};

const SECONDS = 2;
const COMPILING = 11;

function built(name: string, seconds: number): PackageTiming {
  const phases = [{ kind: 'build', label: '', start: 0, seconds }] as const;
  return { name, requiredBy: [], origin: 'downloaded', built: true, phases };
}

describe('seconds of an install with a cache mount', () => {
  afterEach(async () => {
    await stopServers();
    removeFolders();
  });

  /** Of the install, after a change of the requirements. */
  async function installAfter(
    requirement: string,
    file = 'requirements.txt',
  ): Promise<{ median: number; basis: string }> {
    const root = folderWith(FILES);
    const server = await startServer({ folders: [root] });
    const place = { dockerfile: join(root, 'Dockerfile'), context: root };
    const step: BuildStep = {
      name: '',
      stage: '',
      start: 0,
      seconds: SECONDS,
      cached: false,
      phases: [],
      packages: [built('uwsgi', COMPILING), built('flask', 0.5), built('markupsafe', 0.25)],
    };
    const build = { name: '', started: '', seconds: SECONDS, steps: [step] };
    await recordBuild(server.state, { place, seconds: SECONDS, rest: { build } });
    const after: ChangeChoice = { kind: 'requirement', file, requirement };
    const view = await server.request<ForecastView | null>('layerForecast/forecast', {
      uri: uriOf(place.dockerfile),
      after: requirement === '' ? { kind: 'file', file } : after,
    });
    const { verdict, seconds } = view?.forecast.steps[2] ?? {};
    assert.equal(verdict, 'miss');
    assert.ok(seconds);
    return seconds;
  }

  it('are what the mount leaves to do where pip reads the same', async () => {
    assert.equal((await installAfter('')).median, SECONDS);
  });

  it('count a package that has another version', async () => {
    const { median, basis } = await installAfter('uwsgi==2.0.25');
    assert.equal(median, SECONDS + COMPILING);
    assert.match(basis, /, and uwsgi made anew$/);
  });

  it('count that package alone', async () => {
    assert.equal((await installAfter('flask==3.1')).median, SECONDS + 0.5);
  });

  it('count a package of a file that the installed one names', async () => {
    const { median } = await installAfter('markupsafe==3', 'requirements/base.txt');
    assert.equal(median, SECONDS + 0.25);
  });

  it('say of one that was never installed that nobody measured it', async () => {
    const { median, basis } = await installAfter('numpy==2.1');
    assert.equal(median, SECONDS);
    assert.match(basis, /; what numpy takes was never measured$/);
  });
});
