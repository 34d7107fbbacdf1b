/** What the editor is told of the next build: from which baseline, of which edit, and for whom. */
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CancellationTokenSource } from 'vscode-languageserver-protocol/node';
import type { ForecastParams, ForecastView } from '../../server/protocol/requests.ts';
import {
  startServer,
  stopServers,
  uriOf,
  type ServerOptions,
  type TestServer,
} from '../support/server/language-server.ts';
import { recordBuild } from '../support/server/records.ts';
import { folderWith, removeFolders } from '../node/support/folders.ts';
import { testRepository } from '../node/support/git.ts';

const DOCKERFILE = `FROM python:3.12
WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt
COPY . .
`;
const FILES = { Dockerfile: DOCKERFILE, 'requirements.txt': 'flask==3.0\n', 'app.py': '1\n' };

function forecast(
  server: TestServer,
  file: string,
  rest: Partial<ForecastParams> = {},
): Promise<ForecastView | null> {
  return server.request('layerForecast/forecast', { uri: uriOf(file), ...rest });
}

function start(root: string, rest: Partial<ServerOptions> = {}): Promise<TestServer> {
  return startServer({ folders: [root], ...rest });
}

/** `FROM hit, COPY miss`, as far as there are steps. */
function verdicts(view: ForecastView | null): string {
  assert.ok(view);
  assert.equal(view.problem, null);
  return view.forecast.steps.map((one) => `${one.instruction} ${one.verdict}`).join(', ');
}

function headlineOf(view: ForecastView | null): string {
  return view?.headline.map((part) => part.text).join('') ?? '';
}

const ALL_HIT = 'FROM hit, WORKDIR hit, COPY hit, RUN hit, COPY hit';
const FROM_COPY_ON = 'FROM hit, WORKDIR hit, COPY miss, RUN miss, COPY miss';

describe('the forecast in the editor', () => {
  afterEach(async () => {
    await stopServers();
    removeFolders();
  });

  it('takes git HEAD where nothing was built yet, without a git process', async () => {
    const repository = testRepository();
    repository.commit(FILES);
    const server = await start(repository.root, { env: { PATH: '/nowhere' } });
    const file = join(repository.root, 'requirements.txt');
    await server.open(file, 'flask==3.1\n');
    const view = await forecast(server, join(repository.root, 'Dockerfile'));
    assert.deepEqual(view?.baseline, { kind: 'git', revision: 'HEAD' });
    assert.deepEqual(view.forecast.since, [{ kind: 'git', id: 'HEAD' }]);
    assert.equal(view.change, 'unsaved edit of requirements.txt');
    const copy = view.forecast.steps[2];
    assert.equal(copy?.verdict, 'miss');
    assert.deepEqual(
      copy.reasons.map(({ text, file, line }) => [text, file, line]),
      [['requirements.txt line 1 changed: flask', 'requirements.txt', 1]],
    );
  });

  it('takes any other revision', async () => {
    const repository = testRepository();
    // The folder of git itself is in the context, and in no commit.
    const files = { ...FILES, '.dockerignore': '.git\n' };
    repository.commit(files);
    repository.commit({ 'requirements.txt': 'flask==3.1\n' });
    const server = await start(repository.root);
    const at = (revision: string) =>
      forecast(server, join(repository.root, 'Dockerfile'), {
        baseline: { kind: 'git', revision },
      });
    assert.equal(verdicts(await at('HEAD')), ALL_HIT);
    assert.equal(verdicts(await at('HEAD~1')), FROM_COPY_ON);
    // What was asked before is not mixed up with what is asked now.
    assert.equal(verdicts(await at('main')), ALL_HIT);
    const unknown = await at('nosuch');
    assert.match(unknown?.problem ?? '', /nosuch/);
    assert.deepEqual(unknown?.forecast.steps, []);
  });

  it('follows HEAD when something is committed', async () => {
    const repository = testRepository();
    repository.commit({ ...FILES, '.dockerignore': '.git\n' });
    const server = await start(repository.root);
    const file = join(repository.root, 'Dockerfile');
    const baseline = { kind: 'git', revision: 'HEAD' } as const;
    writeFileSync(join(repository.root, 'requirements.txt'), 'flask==3.1\n');
    assert.equal(verdicts(await forecast(server, file, { baseline })), FROM_COPY_ON);
    repository.commit();
    await server.notify('workspace/didChangeWatchedFiles', {
      changes: [{ uri: uriOf(join(repository.root, '.git/refs/heads/main')), type: 2 }],
    });
    assert.equal(verdicts(await forecast(server, file, { baseline })), ALL_HIT);
  });

  it('compares unsaved edits with the saved files', async () => {
    const root = folderWith(FILES);
    const server = await start(root);
    const file = join(root, 'requirements.txt');
    const dockerfile = join(root, 'Dockerfile');
    const baseline = { kind: 'saved-files' } as const;
    await server.open(file, 'flask==3.0\n');
    const before = await forecast(server, dockerfile, { baseline });
    assert.equal(verdicts(before), ALL_HIT);
    assert.equal(before?.change, 'files as they are');
    const end = { line: 0, character: 10 };
    await server.change(file, { range: { start: end, end }, text: '.1' });
    const after = await forecast(server, dockerfile, { baseline });
    assert.equal(verdicts(after), FROM_COPY_ON);
    assert.match(headlineOf(after), /^This edit runs 3 of 5 steps again/);
    await server.change(file, { text: 'flask==3.0\n' });
    assert.equal(verdicts(await forecast(server, dockerfile, { baseline })), ALL_HIT);
  });

  it('says that only a comment changed, and that the same is installed again', async () => {
    const root = folderWith(FILES);
    const server = await start(root);
    await server.open(join(root, 'requirements.txt'), 'flask==3.0\n# why\n');
    const view = await forecast(server, join(root, 'Dockerfile'), {
      baseline: { kind: 'saved-files' },
    });
    assert.ok(view);
    assert.match(view.forecast.steps[2]?.reasons[0]?.text ?? '', /only comments/);
    assert.deepEqual(
      view.notes?.map((one) => one.step),
      [3],
    );
    assert.match(view.notes[0]?.text ?? '', /^The installer reads the same from requirements/);
  });

  it('says no such thing of a step that installs nothing', async () => {
    const text = 'FROM python:3.12\nCOPY requirements.txt .\nRUN sort requirements.txt\n';
    const root = folderWith({ ...FILES, Dockerfile: text });
    const server = await start(root);
    await server.open(join(root, 'requirements.txt'), 'flask==3.0\n# why\n');
    const view = await forecast(server, join(root, 'Dockerfile'), {
      baseline: { kind: 'saved-files' },
    });
    assert.deepEqual(view?.notes, []);
  });

  it('takes the last recorded build, with what its steps took', async () => {
    const root = folderWith(FILES);
    const server = await start(root);
    const place = { dockerfile: join(root, 'Dockerfile'), context: root };
    await recordBuild(server.state, { place, seconds: 7 });
    await recordBuild(server.state, {
      place,
      seconds: 7,
      rest: { outcome: 'failed', snapshot: null },
    });
    const file = join(root, 'requirements.txt');
    await server.open(file, 'flask==3.1\n');
    const view = await forecast(server, place.dockerfile);
    assert.deepEqual(view?.baseline, { kind: 'last-build' });
    assert.equal(verdicts(view), FROM_COPY_ON);
    assert.equal(view.forecast.totals.seconds?.median, 21);
    assert.equal(view.forecast.totals.seconds.basis, '2 builds on builder default');
    assert.equal(view.withFixes?.steps.length, 5);
    assert.deepEqual(view.fixTitles, ["Keep pip's cache in a mount at /root/.cache/pip"]);
    const choices = view.baselines.map(({ choice, available }) => [choice.kind, available]);
    assert.deepEqual(choices, [
      ['last-build', true],
      ['git', false],
      ['saved-files', true],
    ]);
  });

  it('keeps builds of other targets and contexts apart', async () => {
    const text = `${DOCKERFILE}FROM python:3.12 AS tools\nRUN true\n`;
    const root = folderWith({ ...FILES, Dockerfile: text, 'other/': '' });
    const server = await start(root, { settings: { context: { Dockerfile: '.' } } });
    const dockerfile = join(root, 'Dockerfile');
    await recordBuild(server.state, { place: { dockerfile, context: join(root, 'other') } });
    const view = await forecast(server, dockerfile, { baseline: { kind: 'last-build' } });
    assert.match(view?.problem ?? '', /^No build from here yet/);
  });

  it('says of arguments whose values it does not know', async () => {
    const root = folderWith({ ...FILES, Dockerfile: `${DOCKERFILE}ARG SHA\nRUN echo $SHA\n` });
    const server = await start(root);
    const place = { dockerfile: join(root, 'Dockerfile'), context: root };
    await recordBuild(server.state, { place, options: { buildArgs: { SHA: 'abc' } } });
    const view = await forecast(server, place.dockerfile);
    assert.ok(view?.forecast.assumed.some((one) => one.includes('a value for SHA')));
    const told = await forecast(server, place.dockerfile, {
      options: { buildArgs: { SHA: 'abc' } },
    });
    assert.equal(told?.forecast.totals.miss, 0);
    assert.ok(!told.forecast.assumed.some((one) => one.includes('SHA')));
  });

  it('says which arguments it was given, and which there are', async () => {
    const text = 'ARG BASE=3.12\nFROM python:$BASE\nARG SHA\nARG TOKEN=x\nRUN echo $SHA\n';
    const root = folderWith({ Dockerfile: text });
    const server = await start(root);
    const given = async (buildArgs: Readonly<Record<string, string>>) =>
      (
        await forecast(server, join(root, 'Dockerfile'), {
          baseline: { kind: 'saved-files' },
          options: { buildArgs },
        })
      )?.buildArgs;
    const declared = ['BASE', 'SHA', 'TOKEN'];
    assert.deepEqual(await given({}), { declared, given: [] });
    assert.deepEqual(await given({ SHA: 'f00' }), { declared, given: ['SHA'] });
  });

  it('does not show secret values', async () => {
    const text = 'FROM python:3.12\nARG TOKEN\nWORKDIR /app/$TOKEN\n';
    const root = folderWith({ Dockerfile: text });
    const server = await start(root);
    const view = await forecast(server, join(root, 'Dockerfile'), {
      baseline: { kind: 'saved-files' },
      options: { buildArgs: { TOKEN: 's3cretvalue' } },
    });
    assert.equal(view?.forecast.steps.length, 2);
    assert.ok(!JSON.stringify(view).includes('s3cretvalue'), JSON.stringify(view));
  });

  it('is that of the Dockerfile which installs a requirements file', async () => {
    const root = folderWith({
      'api/Dockerfile': 'FROM python:3.12\nCOPY reqs /r/\nRUN pip install -r /r/base.txt\n',
      'api/reqs/base.txt': 'flask\n',
      'web/Dockerfile': DOCKERFILE,
      'web/requirements.txt': 'django\n',
      'web/app.py': '',
    });
    const server = await start(root);
    const found = async (file: string) =>
      (await forecast(server, join(root, file), { baseline: { kind: 'saved-files' } }))?.dockerfile;
    assert.equal(await found('api/reqs/base.txt'), 'api/Dockerfile');
    assert.equal(await found('web/requirements.txt'), 'web/Dockerfile');
    assert.equal(await found('web/app.py'), undefined);
  });

  it('uses the context that the setting names', async () => {
    const root = folderWith({ ...FILES, 'docker/Dockerfile': DOCKERFILE });
    const settings = { context: { 'docker/Dockerfile': '.' } };
    const server = await start(root, { settings });
    await server.until(
      'settings',
      () => server.received('layerForecast/forecastChanged').length > 0,
    );
    const view = await forecast(server, join(root, 'docker/Dockerfile'), {
      baseline: { kind: 'saved-files' },
    });
    assert.equal(view?.forecast.context, '.');
    assert.equal(view.forecast.dockerfile, 'docker/Dockerfile');
    assert.equal(verdicts(view), ALL_HIT);
  });

  it('names files from their own folder of a workspace with several', async () => {
    const root = folderWith({ 'a/Dockerfile': DOCKERFILE, 'b/c/Dockerfile': DOCKERFILE });
    const server = await startServer({ folders: [join(root, 'a'), join(root, 'b')] });
    const found = await server.request<string[]>('layerForecast/dockerfiles', {});
    assert.deepEqual(
      found,
      ['a/Dockerfile', 'b/c/Dockerfile'].map((one) => uriOf(join(root, one))),
    );
    const view = await forecast(server, join(root, 'b/c/Dockerfile'), {
      baseline: { kind: 'saved-files' },
    });
    assert.equal(view?.dockerfile, 'c/Dockerfile');
    await server.notify('workspace/didChangeWorkspaceFolders', {
      event: { added: [], removed: [{ uri: uriOf(join(root, 'a')), name: 'a' }] },
    });
    assert.equal((await server.request<string[]>('layerForecast/dockerfiles', {})).length, 1);
  });

  it('hears of files on disk that changed', async () => {
    const root = folderWith({
      ...FILES,
      Dockerfile: DOCKERFILE.replace('COPY . .\n', 'COPY app.py .\n'),
    });
    const server = await start(root);
    const place = { dockerfile: join(root, 'Dockerfile'), context: root };
    await recordBuild(server.state, { place });
    assert.equal(verdicts(await forecast(server, place.dockerfile)), ALL_HIT);
    writeFileSync(join(root, 'app.py'), '2\n');
    await server.notify('workspace/didChangeWatchedFiles', {
      changes: [{ uri: uriOf(join(root, 'app.py')), type: 2 }],
    });
    const view = await forecast(server, place.dockerfile);
    assert.equal(verdicts(view), 'FROM hit, WORKDIR hit, COPY hit, RUN hit, COPY miss');
    mkdirSync(join(root, 'new'));
    writeFileSync(join(root, 'new/Dockerfile'), DOCKERFILE);
    await server.notify('workspace/didChangeWatchedFiles', {
      changes: [{ uri: uriOf(join(root, 'new/Dockerfile')), type: 1 }],
    });
    const nDockerfiles = async (): Promise<number> =>
      (await server.request<string[]>('layerForecast/dockerfiles', {})).length;
    assert.equal(await nDockerfiles(), 2);
    // A watcher may tell of a folder that comes or goes, and not of the files in it.
    const folder = join(root, 'of-a-checkout');
    mkdirSync(folder);
    writeFileSync(join(folder, 'Dockerfile'), DOCKERFILE);
    const changes = (type: number) => ({ changes: [{ uri: uriOf(folder), type }] });
    await server.notify('workspace/didChangeWatchedFiles', changes(1));
    assert.equal(await nDockerfiles(), 3);
    rmSync(folder, { recursive: true });
    await server.notify('workspace/didChangeWatchedFiles', changes(3));
    assert.equal(await nDockerfiles(), 2);
  });

  it('does not wake up for files that no build reads', async () => {
    const root = folderWith({ ...FILES, '.dockerignore': 'build\nDockerfile\n', 'build/x': '1' });
    const server = await start(root);
    await server.until('settings', () => nChanged() > 0);
    await forecast(server, join(root, 'Dockerfile'), { baseline: { kind: 'saved-files' } });
    const before = nChanged();
    const change = (file: string) =>
      server.notify('workspace/didChangeWatchedFiles', {
        changes: [{ uri: uriOf(join(root, file)), type: 2 }],
      });
    for (const file of ['build/x', 'node_modules/a.js', '.git/index.lock', 'build/y'])
      await change(file);
    await new Promise((resolve) => setTimeout(resolve, 400));
    assert.equal(nChanged(), before);
    await change('Dockerfile');
    await server.until('a word about the Dockerfile', () => nChanged() > before);

    function nChanged(): number {
      return server.received('layerForecast/forecastChanged').length;
    }
  });

  it('says what is wrong with a Dockerfile that is broken, missing or has no such target', async () => {
    const root = folderWith({
      Dockerfile: 'FROM python:3.12\nCOPY x\n',
      'good.Dockerfile': DOCKERFILE,
    });
    const server = await start(root);
    const broken = await forecast(server, join(root, 'Dockerfile'));
    assert.match(broken?.problem ?? '', /^The Dockerfile cannot be built, line 2: /);
    const target = await forecast(server, join(root, 'good.Dockerfile'), {
      options: { target: 'nosuch' },
    });
    assert.match(target?.problem ?? '', /nosuch/);
    rmSync(join(root, 'Dockerfile'));
    await server.notify('workspace/didChangeWatchedFiles', {
      changes: [{ uri: uriOf(join(root, 'Dockerfile')), type: 3 }],
    });
    const missing = await forecast(server, join(root, 'Dockerfile'));
    assert.match(missing?.problem ?? '', /^There is no Dockerfile at /);
  });

  it('is kept from the others by nobody who takes the question back', async () => {
    const root = folderWith(FILES);
    for (let index = 0; index < 2_000; index++) writeFileSync(join(root, `f${index}`), `${index}`);
    const server = await start(root);
    await server.until(
      'settings',
      () => server.received('layerForecast/forecastChanged').length > 0,
    );
    const file = uriOf(join(root, 'Dockerfile'));
    const params = { uri: file, baseline: { kind: 'saved-files' } };
    const source = new CancellationTokenSource();
    const first = server.request<ForecastView | null>(
      'layerForecast/forecast',
      params,
      source.token,
    );
    const second = server.request<ForecastView | null>('layerForecast/forecast', params);
    source.cancel();
    assert.equal(verdicts(await second), ALL_HIT);
    await first.catch(() => null);
    assert.equal(server.log(), '');
  });

  it('is downloaded and built again after the only one who asked took it back', async () => {
    const root = folderWith(FILES);
    const server = await start(root);
    const params = { uri: uriOf(join(root, 'Dockerfile')), baseline: { kind: 'saved-files' } };
    const source = new CancellationTokenSource();
    const first = server.request<ForecastView | null>(
      'layerForecast/forecast',
      params,
      source.token,
    );
    source.cancel();
    await first.catch(() => null);
    assert.equal(verdicts(await server.request('layerForecast/forecast', params)), ALL_HIT);
  });
});
