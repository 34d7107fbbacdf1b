/** Commands that the server runs for editors that have none of the extension's. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TextEdit } from 'vscode-languageserver-protocol/node';
import { fakeBuilder, progressOf, type FakeBuilder } from '../support/server/fake-builder.ts';
import { startServer, uriOf, stopServers } from '../support/server/language-server.ts';
import {
  ABLE,
  FIXED,
  applied,
  lastShown,
  lenses,
  messages,
  opened,
  record,
  run,
  start,
  titles,
  untilTrue,
  type Started,
} from '../support/server/plain-client.ts';
import { removeFolders } from '../node/support/folders.ts';

afterEach(async () => {
  await stopServers();
  removeFolders();
});

describe('commands of a plain client', () => {
  it('are declared to it, and not to the extension, which has its own', async () => {
    const { server } = await start();
    const { commands } = server.capabilities['executeCommandProvider'] as {
      readonly commands: readonly string[];
    };
    assert.deepEqual(commands, [
      'layerForecast.showForecast',
      'layerForecast.showTimings',
      'layerForecast.buildImage',
      'layerForecast.cancelBuilds',
      'layerForecast.fixAll',
      'layerForecast.openRule',
    ]);
    const extension = await startServer({ folders: [] });
    assert.equal(extension.capabilities['executeCommandProvider'], undefined);
  });

  it('show the forecast of a lens as a text that only the user can read', async () => {
    const started = await opened({ capabilities: ABLE });
    const { server, root, dockerfile } = started;
    await record(started);
    await server.open(join(root, 'requirements.txt'), 'flask==3.1\n', 'text');
    const [lens] = await lenses(server, dockerfile);
    const { command = '', arguments: args = [] } = lens?.command ?? {};
    assert.equal(await run(server, command, ...(args as readonly unknown[])), null);
    const file = lastShown(server);
    const text = readFileSync(file, 'utf8');
    assert.match(text, /^This edit runs 3 of 4 steps again: about 6\.0 s\.\n/);
    assert.match(text, /requirements\.txt line 1 changed: flask/);
    assert.deepEqual(messages(server), []);
    await stopServers();
    assert.ok(!existsSync(file));
  });

  it('say the headline where the editor opens no documents, or does not want to', async () => {
    const headline = '3 The next build runs nothing again: all 4 steps come from the cache.';
    for (const rest of [
      {},
      { capabilities: ABLE, answers: { 'window/showDocument': () => ({ success: false }) } },
    ]) {
      const started = await opened(rest);
      await record(started);
      await run(started.server, 'layerForecast.showForecast', uriOf(started.dockerfile));
      assert.deepEqual(messages(started.server), [headline]);
    }
  });

  it('show the timings of the last build', async () => {
    const started = await opened({ capabilities: ABLE });
    const { server, dockerfile } = started;
    await run(server, 'layerForecast.showTimings', uriOf(dockerfile));
    assert.deepEqual(messages(server), ['3 No build of Dockerfile is recorded yet.']);
    await record(started);
    await run(server, 'layerForecast.showTimings', uriOf(dockerfile));
    assert.match(readFileSync(lastShown(server), 'utf8'), /^build: 2\.0 s$/m);
  });

  it('apply all fixes, and open the page of a rule', async () => {
    const { server, dockerfile } = await opened({ capabilities: ABLE });
    await run(server, 'layerForecast.fixAll', uriOf(dockerfile));
    const [params] = server.received('workspace/applyEdit') as readonly {
      readonly edit: { readonly changes: Readonly<Record<string, readonly TextEdit[]>> };
    }[];
    assert.equal(applied(params?.edit.changes[uriOf(dockerfile)]), FIXED);
    await run(server, 'layerForecast.openRule', 'missing-cache-mount');
    assert.match(lastShown(server), /docs\/rules\/missing-cache-mount\.md$/);
  });

  it('say what is wrong with what they are given', async () => {
    const { server, root } = await opened();
    await run(server, 'layerForecast.showForecast');
    await run(server, 'layerForecast.showForecast', uriOf(join(root, 'notes.txt')));
    await run(server, 'layerForecast.openRule', '../../etc/passwd');
    await run(server, 'layerForecast.nosuch');
    assert.deepEqual(
      messages(server).map((one) => one.split(/[.:]/)[0]),
      [
        '1 Give the URI of a Dockerfile or of a requirements file as the first argument of the command',
        '2 No Dockerfile of this workspace installs this file',
        '1 Give the id of a rule',
        '1 There is no command "layerForecast',
      ],
    );
  });
});

describe('a build for a plain client', () => {
  const STEPS = progressOf([{ name: '[1/3] COPY requirements.txt .' }, { name: '[2/3] RUN pip' }]);

  async function withDocker(
    build: string,
    trusted: boolean,
  ): Promise<Started & { readonly docker: FakeBuilder }> {
    const docker = fakeBuilder({ build });
    const settings = { dockerPath: docker.executable, askImages: 'engine' };
    const options = { trusted, settings };
    const started = await opened({ capabilities: ABLE, initializationOptions: options });
    return { ...started, docker };
  }

  function calls(docker: FakeBuilder): string {
    return readFileSync(docker.calls, 'utf8');
  }

  it('starts no process where the editor does not say that the workspace is trusted', async () => {
    const { server, dockerfile, docker } = await withDocker(STEPS, false);
    assert.deepEqual(await titles(server, dockerfile), ['Show Layer Forecast']);
    await run(server, 'layerForecast.buildImage', uriOf(dockerfile));
    await server.until('the answer', () => messages(server).length > 0);
    assert.match(messages(server)[0] ?? '', /^1 .*Set initializationOptions\.trusted to true/);
    assert.equal(calls(docker), '');
  });

  it('runs in a trusted one, shows the steps, and says how it ended', async () => {
    const { server, dockerfile, docker } = await withDocker(STEPS, true);
    assert.equal((await titles(server, dockerfile))[1], 'Build image');
    await run(server, 'layerForecast.buildImage', uriOf(dockerfile));
    await server.until('the end', () => messages(server).length > 0);
    assert.match(messages(server)[0] ?? '', /^3 Built in /);
    assert.match(calls(docker), /^buildx build /m);
    const progress = JSON.stringify(server.received('$/progress'));
    assert.match(progress, /"kind":"begin".*"kind":"end"/);
    await untilTrue(async () => {
      return ((await titles(server, dockerfile))[0] ?? '').includes('runs nothing again');
    });
  });

  it('says which step failed', async () => {
    const error = 'process "/bin/sh -c pip" did not complete successfully: exit code: 7';
    const failing = progressOf([{ name: '[2/3] RUN pip', error }]);
    const { server, dockerfile } = await withDocker(`${failing}\nexit 1`, true);
    await run(server, 'layerForecast.buildImage', uriOf(dockerfile));
    await server.until('the end', () => messages(server).length > 0);
    assert.match(messages(server)[0] ?? '', /^1 .*RUN pip/);
    await run(server, 'layerForecast.showTimings', uriOf(dockerfile));
    assert.match(readFileSync(lastShown(server), 'utf8'), /RUN pip.*\n[^]*failed {2}/);
  });

  it('waits for unsaved files', async () => {
    const { server, dockerfile, docker } = await withDocker(STEPS, true);
    await server.change(dockerfile, { text: FIXED });
    await run(server, 'layerForecast.buildImage', uriOf(dockerfile));
    assert.deepEqual(messages(server), [
      '1 Save Dockerfile first: docker reads the files on disk.',
    ]);
    assert.doesNotMatch(calls(docker), /^buildx build /m);
  });

  it('is cancelled by a command', async () => {
    const { server, dockerfile, docker } = await withDocker('sleep 60', true);
    await run(server, 'layerForecast.buildImage', uriOf(dockerfile));
    await server.until('the build', () => /^buildx build /m.test(calls(docker)));
    await run(server, 'layerForecast.cancelBuilds');
    await server.until('the end', () => messages(server).length > 1);
    assert.equal(messages(server)[1], '3 The build was cancelled.');
  });

  it('ends with the server when the editor ends', async () => {
    const { server, dockerfile, docker } = await withDocker(
      'echo $$ > "$folder/pid"; sleep 60',
      true,
    );
    await run(server, 'layerForecast.buildImage', uriOf(dockerfile));
    const file = join(docker.root, 'pid');
    await server.until('the build', () => existsSync(file) && readFileSync(file, 'utf8') !== '');
    const ended = once(server.child, 'exit');
    server.child.stdin?.end();
    assert.deepEqual(await ended, [1, null]);
    const pid = Number(readFileSync(file, 'utf8'));
    await untilTrue(() => Promise.resolve(!isRunning(pid)));
  });
});

/** A process that ended and was not waited for yet counts as ended. */
function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
