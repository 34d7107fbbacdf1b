/** A cache mount spares what it has wheels of: seconds with the fix count the packages that are other versions now. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildStep, PackageTiming } from '../../server/protocol/report.ts';
import type { ChangeChoice, ForecastView } from '../../server/protocol/requests.ts';
import { folderWith, removeFolders } from '../node/support/folders.ts';
import { startServer, stopServers, uriOf } from '../support/server/language-server.ts';
import { recordBuild } from '../support/server/records.ts';
import { masked } from '../support/masked.ts';

const INSTALL = '--mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt';

const FILES = {
  Dockerfile: `FROM python:3.12\nCOPY . .\nRUN ${INSTALL}\n`,
  'requirements.txt':
    '-r requirements/base.txt\n-c constraints.txt\nflask==3.0 # web\nuwsgi==2.0.24\n',
  'constraints.txt': 'tensorflow==2.1\n',
  'requirements/base.txt': 'markupsafe==2\n',
};

const SECONDS = 2;
const COMPILING = 11;

function built(name: string, seconds: number): PackageTiming {
  const phases = [{ kind: 'build', label: masked(''), start: 0, seconds }] as const;
  const what = { requiredBy: [], origin: 'downloaded', built: true, phases } as const;
  return { manager: 'pip', name: masked(name), ...what };
}

const BUILT: BuildStep = {
  name: masked(''),
  stage: '',
  start: 0,
  seconds: SECONDS,
  cached: false,
  phases: [],
  packages: [built('uwsgi', COMPILING), built('flask', 0.5), built('markupsafe', 0.25)],
};

describe('seconds of an install with a cache mount', () => {
  afterEach(async () => {
    await stopServers();
    removeFolders();
  });

  /** Of the install, after a change of the requirements that is supposed, or made to the files. */
  async function installAfter(
    change: ChangeChoice | Readonly<Record<string, string>>,
  ): Promise<{ median: number; basis: string }> {
    const root = folderWith(FILES);
    const state = folderWith();
    const place = { dockerfile: join(root, 'Dockerfile'), context: root };
    const build = { name: masked(''), started: '', seconds: SECONDS, steps: [BUILT] };
    await recordBuild(state, { place, seconds: SECONDS, rest: { build } });
    const isSupposed = 'kind' in change;
    for (const [name, text] of Object.entries(isSupposed ? {} : change))
      writeFileSync(join(root, name), text);
    const server = await startServer({ folders: [root], env: { LAYER_FORECAST_STATE: state } });
    const view = await server.request<ForecastView | null>('layerForecast/forecast', {
      uri: uriOf(place.dockerfile),
      ...(isSupposed ? { after: change } : {}),
    });
    const { verdict, seconds } = view?.forecast.steps[2] ?? {};
    assert.equal(verdict, 'miss');
    assert.ok(seconds);
    return seconds;
  }

  const after = (requirement: string, file = 'requirements.txt'): ChangeChoice => {
    return { kind: 'requirement', file, requirement };
  };

  it('are what the mount leaves to do where pip reads the same', async () => {
    assert.equal((await installAfter({ kind: 'file', file: 'requirements.txt' })).median, SECONDS);
  });

  it('count a package that has another version', async () => {
    const { median, basis } = await installAfter(after('uwsgi==2.0.25'));
    assert.equal(median, SECONDS + COMPILING);
    assert.match(basis, /, and uwsgi downloaded and built again$/);
  });

  it('count that package alone', async () => {
    assert.equal((await installAfter(after('flask==3.1'))).median, SECONDS + 0.5);
  });

  it('count a package of a file that the installed one names', async () => {
    const { median } = await installAfter(after('markupsafe==3', 'requirements/base.txt'));
    assert.equal(median, SECONDS + 0.25);
  });

  it('count no package that only moved to another file', async () => {
    const { median } = await installAfter({
      'requirements.txt': '-r requirements/base.txt\nflask==3.0\n',
      'requirements/base.txt': 'markupsafe==2\nuwsgi==2.0.24\n',
    });
    assert.equal(median, SECONDS);
  });

  it('count what a constraint prescribes where it was ever made, and nothing that never was', async () => {
    const { median, basis } = await installAfter({
      'constraints.txt': 'markupsafe==3\ntensorflow==2.2\n',
    });
    assert.equal(median, SECONDS + 0.25);
    assert.match(basis, /, and markupsafe downloaded and built again$/);
  });

  it('say of one that was never installed that nobody measured it', async () => {
    const { median, basis } = await installAfter(after('numpy==2.1'));
    assert.equal(median, SECONDS);
    assert.match(basis, /; what numpy takes was never measured$/);
  });
});
