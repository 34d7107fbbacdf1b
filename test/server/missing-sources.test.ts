/** Findings that rest on the files of the build context: they follow the disk. */
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startServer, stopServers, uriOf } from '../support/server/language-server.ts';
import { folderWith, removeFolders } from '../node/support/folders.ts';

const DOCKERFILE = 'FROM python:3.12-slim\nCOPY main.py settings.py /srv/\n';

describe('findings about sources that do not exist', function () {
  this.timeout(30_000);
  afterEach(async () => {
    await stopServers();
    removeFolders();
  });

  it('go when the file appears, and come back when it is gone or another one is named', async () => {
    const root = folderWith({ Dockerfile: DOCKERFILE, 'main.py': '1\n' });
    const [dockerfile, settings] = [join(root, 'Dockerfile'), join(root, 'settings.py')];
    const server = await startServer({ folders: [root] });
    const until = async (expected: readonly string[]): Promise<void> => {
      let names: readonly string[] = [];
      for (let left = 200; left > 0; left--) {
        const messages = (await server.diagnostics(dockerfile)).map(({ message }) =>
          typeof message === 'string' ? message : '',
        );
        names = messages.map((text) => /names `([^`]*)`/.exec(text)?.[1] ?? text);
        if (names.join() === expected.join()) return;
        await new Promise((done) => setTimeout(done, 50));
      }
      assert.deepEqual(names, expected);
    };
    const told = (type: number): Promise<void> =>
      server.notify('workspace/didChangeWatchedFiles', {
        changes: [{ uri: uriOf(settings), type }],
      });
    await server.open(dockerfile, DOCKERFILE);
    await until(['settings.py']);
    writeFileSync(settings, '1\n');
    await told(1);
    await until([]);
    await server.change(dockerfile, { text: DOCKERFILE.replace('settings.py', 'other.py') });
    await until(['other.py']);
    await server.change(dockerfile, { text: DOCKERFILE });
    await until([]);
    rmSync(settings);
    await told(3);
    await until(['settings.py']);
  });
});
