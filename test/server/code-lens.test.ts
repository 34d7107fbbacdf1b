/** What stands above a Dockerfile and a requirements file. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CodeLens } from 'vscode-languageserver-protocol/node';
import {
  startServer,
  stopServers,
  uriOf,
  type TestServer,
} from '../support/server/language-server.ts';
import { recordBuild } from '../support/server/records.ts';
import { folderWith, removeFolders } from '../node/support/folders.ts';

const DOCKERFILE = `FROM python:3.12
WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt
COPY . .
`;
const FILES = { Dockerfile: DOCKERFILE, 'requirements.txt': 'flask==3.0\n', 'app.py': '1\n' };

function start(root: string): Promise<TestServer> {
  return startServer({ folders: [root] });
}

describe('code lenses', () => {
  afterEach(async () => {
    await stopServers();
    removeFolders();
  });

  async function lenses(server: TestServer, file: string): Promise<readonly string[]> {
    const found = await server.request<readonly CodeLens[]>('textDocument/codeLens', {
      textDocument: { uri: uriOf(file) },
    });
    return found.map((one) => `${one.range.start.line} ${one.command?.title}`);
  }

  it('say above a Dockerfile what the next build runs again', async () => {
    const root = folderWith({ ...FILES, Dockerfile: `# comment\n${DOCKERFILE}` });
    const server = await start(root);
    const place = { dockerfile: join(root, 'Dockerfile'), context: root };
    await recordBuild(server.state, { place });
    await server.open(place.dockerfile, `# comment\n${DOCKERFILE}`);
    assert.deepEqual(await lenses(server, place.dockerfile), [
      '1 $(layers) The next build runs nothing again: all 5 steps come from the cache.',
      '1 $(play) Build image',
    ]);
  });

  it('are short where several services build the Dockerfile, since they share a row', async () => {
    const service = (name: string): string =>
      `  ${name}:\n    build: { context: ., target: ${name} }\n`;
    const root = folderWith({
      ...FILES,
      Dockerfile: 'FROM python:3.12 AS base\nFROM base AS web\nFROM base AS worker\n',
      'compose.yaml': `services:\n${service('web')}${service('worker')}`,
    });
    const server = await start(root);
    const dockerfile = join(root, 'Dockerfile');
    await server.open(dockerfile, readFileSync(dockerfile, 'utf8'));
    assert.deepEqual(await lenses(server, dockerfile), [
      '0 $(layers) web: not built yet',
      '0 $(play) Build web',
      '0 $(layers) worker: not built yet',
      '0 $(play) Build worker',
    ]);
  });

  it('say above a requirements file what an edit costs, while it is typed', async () => {
    const root = folderWith(FILES);
    const server = await start(root);
    const file = join(root, 'requirements.txt');
    await recordBuild(server.state, {
      place: { dockerfile: join(root, 'Dockerfile'), context: root },
    });
    await server.open(file, FILES['requirements.txt']);
    assert.deepEqual(await lenses(server, file), [
      '0 $(layers) Dockerfile: The next build runs nothing again: all 5 steps come from the cache.',
    ]);
    const refreshes = server.received('workspace/codeLens/refresh').length;
    await server.change(file, { text: 'flask==3.1\n' });
    const [lens] = await lenses(server, file);
    assert.equal(lens, '0 $(layers) Dockerfile: This edit runs 3 of 5 steps again: about 6.0 s.');
    await server.until('a word to draw lenses again', () => {
      return server.received('workspace/codeLens/refresh').length > refreshes;
    });
  });

  it('say above a file that another one names which builds install it', async () => {
    const service = (name: string): string =>
      `  ${name}:\n    build: { context: ., dockerfile: docker/Dockerfile, target: ${name} }\n`;
    const root = folderWith({
      'docker/Dockerfile':
        'FROM python:3.12 AS base\nCOPY requirements requirements\nRUN pip install -r requirements/prod.txt\nFROM base AS web\nFROM base AS worker\n',
      'compose.yaml': `services:\n${service('web')}${service('worker')}`,
      'requirements/prod.txt': '-r base.txt\n',
      'requirements/base.txt': 'six\n',
    });
    const server = await start(root);
    const file = join(root, 'requirements/base.txt');
    await server.open(file, 'six\n');
    assert.deepEqual(await lenses(server, file), [
      '0 $(layers) docker/Dockerfile, web (compose.yaml) via prod.txt: not built yet',
      '0 $(layers) docker/Dockerfile, worker (compose.yaml) via prod.txt: not built yet',
    ]);
  });

  it('are few where many images install the file', async () => {
    const dockerfile =
      'FROM python:3.12\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n';
    const root = folderWith({ 'requirements.txt': '' });
    for (const name of ['a', 'b', 'c', 'd', 'e'])
      writeFileSync(join(root, `${name}.Dockerfile`), dockerfile);
    const server = await start(root);
    await server.open(join(root, 'requirements.txt'), '');
    const found = await lenses(server, join(root, 'requirements.txt'));
    assert.equal(found.length, 4);
    assert.equal(found[3], '0 and 2 more images');
  });

  it('are none where no image installs the file, or the setting says so', async () => {
    const root = folderWith({ ...FILES, 'other.txt': '' });
    const server = await start(root);
    await server.open(join(root, 'other.txt'), '');
    await server.open(join(root, 'Dockerfile'), DOCKERFILE);
    assert.deepEqual(await lenses(server, join(root, 'other.txt')), []);
    assert.equal((await lenses(server, join(root, 'Dockerfile'))).length, 2);
    await server.setSettings({ codeLens: false });
    // Settings are on their way while other changes are told of.
    for (let asked = 0; asked < 100; asked++)
      if ((await lenses(server, join(root, 'Dockerfile'))).length === 0) return;
    assert.fail('the setting never came to count');
  });
});
