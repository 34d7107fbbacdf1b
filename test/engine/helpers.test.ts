/** The helpers that other tests build with tell apart what an engine does, and reach the package index. */
import assert from 'node:assert/strict';
import { build, docker, removeContexts, requiredEngine, uniqueContext } from '../support/engine.ts';

after(removeContexts);

describe('a build of a test', () => {
  it('says of each step whether it ran or was cached', async () => {
    const { folder } = uniqueContext({
      Dockerfile: 'FROM busybox\nWORKDIR /app\nCOPY a.txt .\nRUN echo @nonce@ && cat a.txt\n',
      'a.txt': '@nonce@',
    });
    const first = await build(folder);
    assert.equal(first.exitCode, 0, first.log);
    const run = [...first.steps.keys()].find((name) => name.startsWith('[4/4] RUN'));
    assert.ok(run, [...first.steps.keys()].join('\n'));
    assert.equal(first.steps.get(run), 'done');
    const second = await build(folder);
    assert.equal(second.steps.get(run), 'cached');
  });

  it('that fails says which step did', async () => {
    const { folder, nonce } = uniqueContext({
      Dockerfile: 'FROM busybox\nRUN echo "this is @nonce@" && exit 3\n',
    });
    const { exitCode, steps, output } = await build(folder);
    assert.notEqual(exitCode, 0);
    assert.ok([...steps.values()].includes('failed'));
    assert.match(output, new RegExp(`this is ${nonce}`));
  });

  it('installs packages from the index', async () => {
    const env = await requiredEngine();
    assert.ok(env['LAYER_FORECAST_INDEX'], 'no package index is up: test/support/harness/up.sh');
    const { folder } = uniqueContext({
      Dockerfile:
        'FROM python:3.11-slim\nRUN echo @nonce@ && pip install --no-deps sqlparse==0.3.0\n',
    });
    const { exitCode, output, log } = await build(folder, ['--network=host']);
    assert.equal(exitCode, 0, log);
    assert.match(output, /Successfully installed sqlparse-0\.3\.0/);
  }).timeout(60_000);

  it('has the images that it starts from', async () => {
    const images = await docker(['images', '--format', '{{.Repository}}:{{.Tag}}']);
    for (const image of ['busybox:latest', 'python:3.8', 'python:3.12-slim']) {
      assert.ok(images.split('\n').includes(image), image);
    }
  });
});
