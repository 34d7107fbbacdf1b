/** Editors that do not tell of changes on disk get forecasts of the files as they are, all the same. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Hover } from 'vscode-languageserver-protocol/node';
import { uriOf, stopServers, type TestServer } from '../support/server/language-server.ts';
import {
  ABLE,
  DOCKERFILE,
  FILES,
  opened,
  record,
  start,
  titles,
  untilTrue,
} from '../support/server/plain-client.ts';
import { removeFolders } from '../node/support/folders.ts';

afterEach(async () => {
  await stopServers();
  removeFolders();
});

describe('a forecast without word of changes on disk', () => {
  it('sees a changed file, and tells the editor to ask for lenses again', async () => {
    const started = await opened({ capabilities: ABLE });
    const { server, root, dockerfile } = started;
    await record(started);
    assert.match((await titles(server, dockerfile))[0] ?? '', /runs nothing again/);
    const refreshes = server.received('workspace/codeLens/refresh').length;
    writeFileSync(join(root, 'app.py'), '22\n');
    await untilHover(server, dockerfile, /^\*\*Runs again\*\*/);
    await server.until('a word to draw lenses again', () => {
      return server.received('workspace/codeLens/refresh').length > refreshes;
    });
    assert.match((await titles(server, dockerfile))[0] ?? '', /^The next build runs 1 of 4/);
  });

  it('sees a new Dockerfile', async () => {
    const { server, root } = await start();
    const file = join(root, 'requirements.txt');
    await server.open(file, FILES['requirements.txt'], 'text');
    assert.equal((await titles(server, file)).length, 1);
    writeFileSync(join(root, 'dev.Dockerfile'), DOCKERFILE);
    await untilTrue(async () => (await titles(server, file)).length === 2);
  });

  it('asks an editor that can watch files to do so', async () => {
    const { server } = await start({
      capabilities: { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } },
      answers: { 'client/registerCapability': () => null },
    });
    await server.until('the registration', () => server.received(REGISTER).length > 0);
    const text = JSON.stringify(server.received(REGISTER));
    assert.match(text, /"workspace\/didChangeWatchedFiles".*"globPattern":"\*\*\/\*"/);
  });
});

const REGISTER = 'client/registerCapability';

async function untilHover(server: TestServer, file: string, expected: RegExp): Promise<void> {
  await untilTrue(async () => {
    const hover = await server.request<Hover>('textDocument/hover', {
      textDocument: { uri: uriOf(file) },
      position: { line: 3, character: 1 },
    });
    return expected.test((hover.contents as { readonly value: string }).value);
  });
}
