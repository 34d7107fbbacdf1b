/** What the client is told of the server's work, for its language status item. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { METHODS, type ServerActivity } from '../../server/protocol/requests.ts';
import {
  startServer,
  stopServers,
  uriOf,
  type TestServer,
} from '../support/server/language-server.ts';
import { folderWith, removeFolders } from '../node/support/folders.ts';

const told = (server: TestServer): readonly ServerActivity[] =>
  server.received(METHODS.activity) as readonly ServerActivity[];

describe('the activity of the server', () => {
  afterEach(async () => {
    await stopServers();
    removeFolders();
  });

  const files = { Dockerfile: 'FROM python:3.12\nCOPY a b ./\n', a: '1', b: '22', c: '4444' };

  it('says what the last forecast rests on, and why docker was not asked', async () => {
    const root = folderWith(files);
    const server = await startServer({ folders: [root] });
    await server.request(METHODS.forecast, { uri: uriOf(join(root, 'Dockerfile')) });
    await server.until('what was read', () => told(server).at(-1)?.known.length === 2);
    const last = told(server).at(-1);
    assert.equal(last?.doing, null);
    assert.equal(last.known[0], 'The last forecast rests on 3 bytes, 2 files.');
    assert.match(last.known[1] ?? '', /trust/);
  });

  it('says nothing twice', async () => {
    const root = folderWith(files);
    const server = await startServer({ folders: [root] });
    const uri = uriOf(join(root, 'Dockerfile'));
    for (let index = 0; index < 3; index++) {
      await server.request(METHODS.forecast, { uri });
      await server.until('what was read', () => told(server).at(-1)?.known.length === 2);
      await server.notify('workspace/didChangeWatchedFiles', {
        changes: [{ uri: uriOf(join(root, 'c')), type: 2 }],
      });
    }
    const texts = told(server).map((one) => JSON.stringify(one));
    for (const [index, text] of texts.entries()) assert.notEqual(text, texts[index - 1]);
  });

  it('is not told to a client that does not show it', async () => {
    const root = folderWith(files);
    const server = await startServer({
      folders: [root],
      initializationOptions: {},
    });
    const uri = uriOf(join(root, 'Dockerfile'));
    await server.request(METHODS.forecast, { uri });
    // Longer than the server waits with a word.
    await new Promise((done) => setTimeout(done, 400));
    assert.deepEqual(told(server), []);
  });
});
