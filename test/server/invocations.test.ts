/** Several builds of one Dockerfile, and requirements files that others name: lenses, choices, hovers and builds. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CodeLens, Hover } from 'vscode-languageserver-protocol/node';
import type {
  BuildResult,
  ForecastView,
  InvocationChoices,
} from '../../server/protocol/requests.ts';
import { fakeBuilder } from '../support/server/fake-builder.ts';
import {
  startServer,
  stopServers,
  uriOf,
  type ServerOptions,
  type TestServer,
} from '../support/server/language-server.ts';
import { recordBuild } from '../support/server/records.ts';
import { folderWith, removeFolders } from '../node/support/folders.ts';

const DOCKERFILE = `FROM python:3.12 AS base
WORKDIR /app
COPY requirements requirements
RUN pip install -r requirements/prod.txt
FROM base AS web
ARG PYTHON_FLAGS
COPY web.py .
FROM base AS worker
COPY worker.py .
`;
const COMPOSE = `services:
  web:
    build:
      context: .
      dockerfile: docker/Dockerfile
      target: web
      args: { PYTHON_FLAGS: -O }
  worker:
    build: { context: ., dockerfile: docker/Dockerfile, target: worker }
`;
const FILES = {
  '.git/HEAD': 'ref: refs/heads/main\n',
  'compose.yaml': COMPOSE,
  'docker/Dockerfile': DOCKERFILE,
  'requirements/prod.txt': '-r base.txt\ngunicorn==23.0\n',
  'requirements/base.txt': 'flask==3.0\n',
  'web.py': '',
  'worker.py': '',
};
const ONE_BUILD = { ...FILES, 'compose.yaml': 'services: {}\n' };

interface Opened {
  readonly server: TestServer;
  readonly root: string;
  readonly lenses: (file: string) => Promise<readonly CodeLens[]>;
  readonly titles: (file: string) => Promise<readonly string[]>;
}

async function opened(
  files: Readonly<Record<string, string>>,
  options: Partial<ServerOptions> = {},
): Promise<Opened> {
  const root = folderWith(files);
  const server = await startServer({ folders: [root], ...options });
  await server.until('settings', () => server.received('layerForecast/forecastChanged').length > 0);
  const lenses = (file: string) =>
    server.request<readonly CodeLens[]>('textDocument/codeLens', {
      textDocument: { uri: uriOf(join(root, file)) },
    });
  return {
    server,
    root,
    lenses,
    titles: async (file) => (await lenses(file)).map(({ command }) => command?.title ?? ''),
  };
}

describe('a Dockerfile that is built in two ways', () => {
  afterEach(async () => {
    await stopServers();
    removeFolders();
  });

  it('has a lens for each, which names it', async () => {
    const { server, root, lenses } = await opened(FILES);
    const dockerfile = join(root, 'docker/Dockerfile');
    await server.open(dockerfile, DOCKERFILE);
    const uri = uriOf(dockerfile);
    const found = await lenses('docker/Dockerfile');
    assert.deepEqual(
      found.map(({ command }) => [command?.command, command?.arguments]),
      ['web', 'worker'].flatMap((name) => {
        const target = [uri, `compose.yaml:${name}`];
        return [
          ['layerForecast.showForecast', target],
          ['layerForecast.buildImage', target],
        ];
      }),
    );
    for (const [index, title] of [
      /^\$\(layers\) web\b.*: /,
      /^\$\(play\) Build web\b/,
      /^\$\(layers\) worker\b.*: /,
      /^\$\(play\) Build worker\b/,
    ].entries())
      assert.match(found[index]?.command?.title ?? '', title);
    assert.match(
      found[0]?.command?.tooltip ?? '',
      /^docker\/Dockerfile: web \(compose\.yaml\), context \., target web, with PYTHON_FLAGS \(service web of compose\.yaml\)$/,
    );
  });

  it('is asked about, until one is chosen', async () => {
    const { server, root, titles } = await opened(FILES);
    const dockerfile = join(root, 'docker/Dockerfile');
    const uri = uriOf(dockerfile);
    await server.open(dockerfile, DOCKERFILE);
    const choices = () => server.request<InvocationChoices>('layerForecast/invocations', { uri });
    const baseline = { kind: 'saved-files' };
    const forecast = () =>
      server.request<ForecastView>('layerForecast/forecast', { uri, baseline });
    assert.deepEqual(await choices(), {
      builds: [
        {
          id: 'compose.yaml:web',
          label: 'web (compose.yaml)',
          detail: 'context ., target web, with PYTHON_FLAGS',
          evidence: 'service web of compose.yaml',
          dockerfileUri: uri,
        },
        {
          id: 'compose.yaml:worker',
          label: 'worker (compose.yaml)',
          detail: 'context ., target worker',
          evidence: 'service worker of compose.yaml',
          dockerfileUri: uri,
        },
      ],
      open: true,
    });
    const { build, forecast: first } = await forecast();
    assert.deepEqual([build?.open, build?.choices.length, first.target], [true, 2, 'web']);
    const refreshes = server.received('workspace/codeLens/refresh').length;
    await server.notify('layerForecast/chosenInvocations', { [uri]: 'compose.yaml:worker' });
    await server.until('a word to draw lenses again', () => {
      return server.received('workspace/codeLens/refresh').length > refreshes;
    });
    const chosen = await forecast();
    assert.deepEqual(
      [chosen.build?.open, chosen.build?.invocation.id, chosen.forecast.target],
      [false, 'compose.yaml:worker', 'worker'],
    );
    assert.equal(chosen.build?.choices.length, 2);
    assert.equal((await choices()).open, false);
    // The lenses stay: the other build is one click away.
    assert.equal((await titles('docker/Dockerfile')).length, 4);
    // A choice that is no longer there does not count.
    await server.notify('layerForecast/chosenInvocations', { [uri]: 'compose.yaml:gone' });
    assert.equal((await choices()).open, true);
  });

  it('has one lens where both build the same', async () => {
    const same = `services:\n${['a', 'b']
      .map((name) => `  ${name}:\n    build: { context: ., dockerfile: docker/Dockerfile }\n`)
      .join('')}`;
    const { server, root, titles } = await opened({ ...FILES, 'compose.yaml': same });
    await server.open(join(root, 'docker/Dockerfile'), DOCKERFILE);
    assert.equal((await titles('docker/Dockerfile')).length, 2);
    await server.open(join(root, 'requirements/prod.txt'), FILES['requirements/prod.txt']);
    assert.equal((await titles('requirements/prod.txt')).length, 1);
  });

  it('has last builds of its own for each', async () => {
    const { server, root, titles } = await opened(FILES);
    const dockerfile = join(root, 'docker/Dockerfile');
    await recordBuild(server.state, {
      place: { dockerfile, context: root },
      options: { target: 'worker' },
      rest: { invocation: 'compose.yaml:worker' },
    });
    await server.open(dockerfile, DOCKERFILE);
    const [web, , worker] = await titles('docker/Dockerfile');
    assert.match(worker ?? '', /\bworker\b.*: .*\bcache/);
    assert.doesNotMatch(web ?? '', /\bcache/);
  });

  it('is built as the lens says, with what the file says', async () => {
    const docker = fakeBuilder();
    const { server, root } = await opened(FILES, {
      trusted: true,
      settings: { dockerPath: docker.executable },
    });
    const uri = uriOf(join(root, 'docker/Dockerfile'));
    const calls = () =>
      readFileSync(docker.calls, 'utf8')
        .split('\n')
        .filter((line) => line.startsWith('buildx build'));
    const build = (params: object) =>
      server.request<BuildResult>('layerForecast/build', { uri, buildId: 'b', ...params });
    const { problem } = await build({ invocation: 'compose.yaml:web', options: {} });
    assert.equal(problem, null);
    assert.equal(
      calls()[0],
      `buildx build --progress=rawjson --file=${root}/docker/Dockerfile --target=web --build-arg=PYTHON_FLAGS=-O -- ${root}`,
    );
    // A view refers to its forecast: values of arguments stay in the server.
    const view = await server.request<ForecastView>('layerForecast/forecast', {
      uri,
      invocation: 'compose.yaml:web',
      options: { buildArgs: { PYTHON_FLAGS: 'hunter2' } },
    });
    assert.ok(!JSON.stringify(view).includes('hunter2'));
    const { report } = await build({ invocation: 'compose.yaml:web', forecast: view.id });
    assert.equal(report.exitCode, 0);
    assert.match(calls()[1] ?? '', /--target=web --build-arg=PYTHON_FLAGS=hunter2 -- /);
    const worker = await server.request<ForecastView>('layerForecast/forecast', {
      uri,
      invocation: 'compose.yaml:worker',
    });
    await build({ invocation: 'compose.yaml:worker', forecast: worker.id });
    assert.match(calls()[2] ?? '', /--target=worker -- /);
  });
});

describe('a requirements file that another one names', () => {
  afterEach(async () => {
    await stopServers();
    removeFolders();
  });

  it('has the lens of the image that installs it, while it is typed', async () => {
    const { server, root, titles } = await opened(ONE_BUILD);
    const file = join(root, 'requirements/base.txt');
    const place = { dockerfile: join(root, 'docker/Dockerfile'), context: root };
    await recordBuild(server.state, { place });
    await server.open(file, FILES['requirements/base.txt']);
    const [before] = await titles('requirements/base.txt');
    assert.match(before ?? '', /docker\/Dockerfile.*\bvia prod\.txt: .*\bcache/);
    await server.change(file, { text: 'flask==3.1\n' });
    const [after] = await titles('requirements/base.txt');
    assert.match(after ?? '', /docker\/Dockerfile.*\bvia prod\.txt: .*\b3 of 5\b.*6\.0 s/);
    const view = await server.request<ForecastView>('layerForecast/forecast', { uri: uriOf(file) });
    assert.equal(view.dockerfile, 'docker/Dockerfile');
    assert.equal(view.forecast.steps[2]?.reasons[0]?.file, 'requirements/base.txt');
    assert.match(view.change, /unsaved edit of requirements\/base\.txt/);
    // prod.txt lets it go, saved or not.
    await server.open(join(root, 'requirements/prod.txt'), 'gunicorn==23.0\n');
    assert.deepEqual(await titles('requirements/base.txt'), []);
  });

  it('has a lens for each build that counts, and for no other', async () => {
    const { server, root, titles } = await opened({
      ...FILES,
      '.github/workflows/ci.yml':
        'on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: docker build -f docker/Dockerfile --target base .\n',
    });
    await server.open(join(root, 'requirements/base.txt'), FILES['requirements/base.txt']);
    assert.deepEqual(
      (await titles('requirements/base.txt')).map(
        (title) => /\b(?:web|worker|ci)\b/.exec(title)?.[0],
      ),
      ['web', 'worker'],
    );
  });

  it('says in a hover which image installs the package', async () => {
    const { server, root } = await opened(ONE_BUILD);
    const file = join(root, 'requirements/base.txt');
    await server.open(file, FILES['requirements/base.txt']);
    const hover = await server.request<Hover | null>('textDocument/hover', {
      textDocument: { uri: uriOf(file) },
      position: { line: 0, character: 2 },
    });
    assert.match(JSON.stringify(hover?.contents), /flask.*docker\/Dockerfile/);
  });

  it('is built with that image', async () => {
    const docker = fakeBuilder();
    const { server, root } = await opened(ONE_BUILD, {
      trusted: true,
      settings: { dockerPath: docker.executable },
    });
    const uri = uriOf(join(root, 'requirements/base.txt'));
    const { problem } = await server.request<BuildResult>('layerForecast/build', {
      uri,
      options: {},
      buildId: 'b',
    });
    assert.equal(problem, null);
    assert.match(
      readFileSync(docker.calls, 'utf8'),
      new RegExp(`buildx build .*--file=${root}/docker/Dockerfile .*-- ${root}\n`),
    );
  });
});

describe('the builds of a workspace', () => {
  afterEach(async () => {
    await stopServers();
    removeFolders();
  });

  it('follow the files that describe them, on the disk too', async () => {
    const { server, root, titles } = await opened(ONE_BUILD);
    await server.open(join(root, 'docker/Dockerfile'), DOCKERFILE);
    assert.equal((await titles('docker/Dockerfile')).length, 2);
    const compose = join(root, 'compose.yaml');
    writeFileSync(compose, COMPOSE);
    const event = { changes: [{ uri: uriOf(compose), type: 2 }] };
    await server.notify('workspace/didChangeWatchedFiles', event);
    assert.equal((await titles('docker/Dockerfile')).length, 4);
  });

  it('follow the setting of a context', async () => {
    const { server, root } = await opened(ONE_BUILD);
    const uri = uriOf(join(root, 'docker/Dockerfile'));
    const baseline = { kind: 'saved-files' };
    const context = async () => {
      const asked = { uri, baseline };
      const view = await server.request<ForecastView>('layerForecast/forecast', asked);
      return view.forecast.context;
    };
    assert.equal(await context(), '.');
    await server.setSettings({ context: { 'docker/Dockerfile': 'docker' } });
    for (let asked = 0; asked < 100; asked++) if ((await context()) === 'docker') return;
    assert.fail('the setting never came to count');
  });
});
