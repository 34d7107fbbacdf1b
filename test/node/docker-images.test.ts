/** Base images and builders, as docker names them. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import {
  createImageCache,
  findDocker,
  listBuilders,
  readImages,
} from '../../server/node/docker/index.ts';
import { fakeDocker, putProgram, type FakeDocker } from './support/fake-docker.ts';
import { removeFolders } from './support/folders.ts';

afterEach(removeFolders);

describe('base images', function () {
  // Processes and disks of a busy machine take their time.
  this.timeout(20_000);

  const image = {
    Id: 'sha256:id',
    RepoDigests: ['other@sha256:other', 'python@sha256:manifest'],
    Os: 'linux',
    Architecture: 'arm64',
    Variant: 'v8',
    Config: { Env: ['PATH=/bin', 'A=1'], User: 'app', WorkingDir: '/w', OnBuild: null },
  };
  const inspect = 'image inspect --format={{json .}} --';

  function toolOf(fake: FakeDocker) {
    const { surroundings } = fake;
    const found = findDocker({ trusted: true, dockerPath: fake.executable, surroundings });
    if (found.kind === 'problem') assert.fail(found.problem.message);
    return found.docker;
  }

  it('come with what enters cache keys, for their own platform', async () => {
    const docker = toolOf(
      fakeDocker({
        [`${inspect} python:3.12`]: { out: JSON.stringify(image) },
        [`${inspect} built-here`]: {
          out: JSON.stringify({ Id: 'sha256:own', Os: 'linux', Architecture: 'amd64' }),
        },
      }),
    );
    const references = ['python:3.12', 'built-here', 'missing', '--help', 'a b'];
    const lookup = await readImages({ docker, references });
    const expected = {
      digest: 'sha256:manifest',
      env: ['PATH=/bin', 'A=1'],
      workdir: '/w',
      user: 'app',
      shell: null,
      onbuild: [],
      source: 'engine',
    };
    assert.deepEqual(lookup('python:3.12', 'linux/arm64'), expected);
    assert.deepEqual(lookup('python:3.12', 'linux/arm64/v8'), expected);
    assert.equal(lookup('python:3.12', 'linux/amd64'), null);
    assert.equal(lookup('built-here', 'linux/amd64')?.digest, 'sha256:own');
    assert.equal(lookup('missing', 'linux/amd64'), null);
  });

  it('are asked for once in a while', async () => {
    const fake = fakeDocker({ [`${inspect} python`]: { out: JSON.stringify(image) } });
    const docker = toolOf(fake);
    let now = 0;
    const cache = createImageCache(() => now);
    const ask = async () =>
      (await readImages({ docker, references: ['python'], cache }))('python', 'linux/arm64');
    assert.equal((await ask())?.user, 'app');
    putProgram(join(fake.root, 'bin'), 'exit 1');
    assert.equal((await ask())?.user, 'app');
    now = 60_000;
    assert.equal(await ask(), null);
  });
});

describe('the builders of a machine', function () {
  // Processes and disks of a busy machine take their time.
  this.timeout(20_000);

  it('are read from the list, without their nodes', async () => {
    const table = [
      'NAME/NODE       DRIVER/ENDPOINT   STATUS    BUILDKIT   PLATFORMS',
      'mine*           docker-container                       ',
      ' \\_ mine0       \\_ unix:///x      running   v0.32.2    linux/amd64',
      'default         docker                                 ',
      ' \\_ default     \\_ default        running   v0.25.2    linux/amd64',
      'broken          error                                  ',
      '',
      'Cannot load builder broken: no such file',
    ].join('\n');
    const fake = fakeDocker({ 'buildx ls': { out: table } });
    const found = findDocker({
      trusted: true,
      dockerPath: fake.executable,
      surroundings: fake.surroundings,
    });
    if (found.kind === 'problem') assert.fail(found.problem.message);
    assert.deepEqual(await listBuilders(found.docker), ['mine', 'default', 'broken']);
  });
});
