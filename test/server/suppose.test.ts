/** What the editor is told of a change that nobody has made. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type {
  ChangeChoice,
  ChangeChoices,
  ForecastParams,
  ForecastView,
} from '../../server/protocol/requests.ts';
import { startServer, stopServers, uriOf } from '../support/server/language-server.ts';
import { recordBuild } from '../support/server/records.ts';
import { folderWith, removeFolders } from '../node/support/folders.ts';

const DOCKERFILE = `FROM python:3.12
WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt
COPY . .
`;
const FILES = { Dockerfile: DOCKERFILE, 'requirements.txt': 'flask==3.0\n', 'app.py': '1\n' };

/** `hit, miss`, a word a step. */
function verdicts(view: ForecastView | null): string {
  assert.equal(view?.problem, null);
  return view.forecast.steps.map((one) => one.verdict).join(', ');
}

const ALL_HIT = 'hit, hit, hit, hit, hit';
const FROM_COPY_ON = 'hit, hit, miss, miss, miss';

describe('a supposed change in the editor', () => {
  afterEach(async () => {
    await stopServers();
    removeFolders();
  });

  it('is of a change that nobody has made, and then again of the files as they are', async () => {
    const root = folderWith(FILES);
    const server = await startServer({ folders: [root] });
    const place = { dockerfile: join(root, 'Dockerfile'), context: root };
    await recordBuild(server.state, { place });
    const at = (after?: ForecastParams['after']) =>
      server.request<ForecastView | null>('layerForecast/forecast', {
        uri: uriOf(place.dockerfile),
        ...(after ? { after } : {}),
      });
    const before = await at();
    assert.equal(verdicts(before), ALL_HIT);
    assert.equal(before?.after, null);
    const choice: ChangeChoice = {
      kind: 'requirement',
      file: 'requirements.txt',
      requirement: 'flask==3.1',
    };
    const newer = await at(choice);
    assert.equal(verdicts(newer), FROM_COPY_ON);
    assert.deepEqual(newer?.after, choice);
    assert.equal(newer.change, 'flask==3.1 in requirements.txt');
    assert.match(
      newer.headline.map((part) => part.text).join(''),
      /^With this change, the next build runs 3 of 5 steps again: about 6\.0 s/,
    );
    await server.open(join(root, 'requirements.txt'), 'flask==3.0\nsix\n');
    const file = await at({ kind: 'file', file: 'app.py' });
    assert.equal(file?.change, 'another app.py and unsaved edit of requirements.txt');
    assert.equal(verdicts(file), FROM_COPY_ON);
    await server.close(join(root, 'requirements.txt'));
    const only = await at({ kind: 'file', file: 'app.py' });
    assert.equal(verdicts(only), 'hit, hit, hit, hit, miss');
    const bad = await at({ kind: 'file', file: '../app.py' });
    assert.match(bad?.problem ?? '', /^\.\.\/app\.py is outside the build context/);
    assert.deepEqual(bad?.after, { kind: 'file', file: '../app.py' });
    assert.deepEqual(await at(), before);
  });

  it('says what can be supposed to change', async () => {
    const root = folderWith(FILES);
    const server = await startServer({ folders: [root] });
    await server.open(join(root, 'requirements.txt'), 'flask==3.0\nsix # why\n');
    const choices = (file: string) =>
      server.request<ChangeChoices>('layerForecast/changeChoices', {
        uri: uriOf(join(root, file)),
      });
    const expected: ChangeChoices = {
      requirements: [{ file: 'requirements.txt', installed: true, lines: ['flask==3.0', 'six'] }],
      files: ['app.py', 'requirements.txt'],
      nLeftOut: 0,
      problem: null,
    };
    assert.deepEqual(await choices('Dockerfile'), expected);
    assert.deepEqual(await choices('requirements.txt'), expected);
    assert.match((await choices('other.txt')).problem ?? '', /No Dockerfile installs/);
  });

  it('says what pip would not take for a requirement', async () => {
    const server = await startServer({ folders: [folderWith(FILES)] });
    const check = (requirement: string) =>
      server.request<string | null>('layerForecast/checkRequirement', { requirement });
    assert.equal(await check('flask==3.1'), null);
    assert.match((await check('flask=3.1')) ?? '', /write `==` for one version/);
  });
});
