/** What is asked of docker, asked of a real one: see test/support/harness for how to have one. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import {
  buildArguments,
  listBuilders,
  probeDocker,
  readImages,
  runBuild,
  type ProbeResult,
} from '../../server/node/docker/index.ts';
import { folderWith, removeFolders } from '../node/support/folders.ts';

afterEach(removeFolders);

async function usable(): Promise<Extract<ProbeResult, { kind: 'usable' }>> {
  const result = await probeDocker({ trusted: true, dockerPath: '', builder: '' });
  if (result.kind === 'problem') assert.fail(result.problem.message);
  return result;
}

async function build(dockerfile: string, signal?: AbortSignal, onOutput?: (text: string) => void) {
  const { docker } = await usable();
  const context = folderWith({ Dockerfile: dockerfile, 'a.txt': 'a' });
  let output = '';
  const result = await runBuild({
    docker,
    args: buildArguments({
      dockerfile: `${context}/Dockerfile`,
      context,
      options: { buildArgs: { GREETING: 'hello there' } },
    }),
    cwd: context,
    ...(signal === undefined ? {} : { signal }),
    onOutput: (chunk) => {
      output += chunk;
      onOutput?.(output);
    },
  });
  return { result, output };
}

describe('a real engine', function () {
  this.timeout(60_000);

  it('says who builds', async () => {
    const { docker, builder } = await usable();
    assert.match(builder.buildkit.version, /^0\.\d+\.\d+$/);
    assert.notEqual(builder.buildkit.source, 'assumed');
    assert.match(builder.platform, /^linux\/\w+/);
    assert.ok((await listBuilders(docker)).includes(builder.name));
  });

  it('knows its images', async () => {
    const { docker, builder } = await usable();
    const references = ['busybox', 'python:3.12-slim', 'layer-forecast-no-such-image'];
    const lookup = await readImages({ docker, references });
    assert.match(lookup('busybox', builder.platform)?.digest ?? '', /^sha256:[0-9a-f]{64}$/);
    const env = lookup('python:3.12-slim', builder.platform)?.env ?? [];
    assert.ok(env.some((entry) => entry.startsWith('PATH=')));
    assert.equal(lookup('layer-forecast-no-such-image', builder.platform), null);
  });

  it('builds, and its progress is lines of JSON', async () => {
    const { result, output } = await build(
      `FROM busybox\nARG GREETING\nCOPY a.txt /\nRUN echo "$GREETING" # ${randomUUID()}\n`,
    );
    assert.deepEqual(result, { exitCode: 0, cancelled: false, error: null, problem: null });
    const lines = output.trim().split('\n');
    assert.ok(lines.length > 5);
    for (const line of lines) assert.doesNotThrow(() => JSON.parse(line), line);
    assert.ok(output.includes(Buffer.from('hello there\n').toString('base64')));
  });

  it('says why a step failed', async () => {
    const { result } = await build(`FROM busybox\nRUN exit 7 # ${randomUUID()}\n`);
    assert.equal(result.exitCode, 1);
    assert.match(result.error?.message ?? '', /did not complete successfully: exit code: 7$/);
  });

  it('stops a step when the build is cancelled', async () => {
    const controller = new AbortController();
    const started = performance.now();
    const { result, output } = await build(
      `FROM busybox\nRUN echo running && sleep 50 # ${randomUUID()}\n`,
      controller.signal,
      (text) => {
        if (text.includes(Buffer.from('running\n').toString('base64'))) controller.abort();
      },
    );
    assert.equal(result.cancelled, true);
    assert.equal(result.exitCode, 130);
    assert.ok(performance.now() - started < 30_000);
    assert.match(output, /context canceled/);
  });
});
