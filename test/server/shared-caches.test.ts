/** Findings that rest on the other Dockerfiles of the project: they follow edits of those. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { startServer, stopServers } from '../support/server/language-server.ts';
import { folderWith, removeFolders } from '../node/support/folders.ts';

const MOUNT = '--mount=type=cache,target=/root/.cache/pip';
const SLIM = `FROM python:3.12-slim\nRUN ${MOUNT} pip install six\n`;
const ALPINE = `FROM python:3.12-alpine\nRUN ${MOUNT} pip install six\n`;

describe('findings about a cache that another Dockerfile shares', function () {
  this.timeout(30_000);
  afterEach(async () => {
    await stopServers();
    removeFolders();
  });

  it('come, and go when the other one is edited', async () => {
    const root = folderWith({ 'web/Dockerfile': SLIM, 'job/Dockerfile': ALPINE });
    const [web, job] = [join(root, 'web/Dockerfile'), join(root, 'job/Dockerfile')];
    const server = await startServer({ folders: [root] });
    const until = async (holds: (messages: readonly string[]) => boolean): Promise<void> => {
      let messages: readonly string[] = [];
      for (let left = 200; left > 0; left--) {
        messages = (await server.diagnostics(web)).map(({ message }) => JSON.stringify(message));
        if (holds(messages)) return;
        await new Promise((done) => setTimeout(done, 50));
      }
      assert.fail(JSON.stringify(messages));
    };
    await server.open(web, SLIM);
    await until(([first]) => first?.includes('job/Dockerfile (line 2) on musl') === true);
    await server.open(job, ALPINE);
    await server.change(job, { text: ALPINE.replace('pip ', 'pip,id=pip-musl ') });
    await until((messages) => messages.length === 0);
    await server.change(job, { text: ALPINE });
    await until((messages) => messages.length === 1);
  });
});
