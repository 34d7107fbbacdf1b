/** What is known of base images for rules: who is asked, how often, and what is remembered. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTar } from 'nanotar';
import type { BuildRecord } from '../../server/core/timing/index.ts';
import { createImageCache, findDocker, type DockerTool } from '../../server/node/docker/index.ts';
import { parseRegistryImage } from '../../server/node/docker/registry-image.ts';
import { createSeenImages } from '../../server/node/linting/seen-images.ts';
import { fakeDockerScript } from './support/fake-docker.ts';
import { removeFolders } from './support/folders.ts';

const CONTAINER = 'c'.repeat(64);
const REFERENCE = 'registry.example/team/base:1';
const LOCAL = {
  Id: `sha256:${'1'.repeat(64)}`,
  Os: 'linux',
  Architecture: 'arm64',
  Config: { User: 'app', Env: ['HOME=/home/app'] },
};
const PASSWD = 'app:x:7:8:Zo\u00eb:/home/app:/bin/sh\n';

interface Fake {
  readonly docker: DockerTool;
  readonly calls: () => readonly string[];
}

/** Shell lines of a `case`, before those of a docker that has the image. */
function fake(cases: readonly string[] = []): Fake {
  const lines = [
    'folder=$(dirname "$(dirname "$0")")',
    'echo "$*" >> "$folder/calls"',
    'case "$*" in',
    ...cases,
    `"image inspect"*${REFERENCE}) cat "$folder/image";;`,
    `create*) echo ${CONTAINER};;`,
    `"cp --follow-link ${CONTAINER}:/etc/passwd -") cat "$folder/passwd.tar";;`,
    `"cp "*) echo "Error response from daemon: Could not find the file x in container y" >&2; exit 1;;`,
    `rm*) ;;`,
    '*) echo "No such image" >&2; exit 1;;',
    'esac',
  ];
  const { root, executable, surroundings } = fakeDockerScript(lines.join('\n'));
  writeFileSync(join(root, 'image'), JSON.stringify(LOCAL));
  writeFileSync(join(root, 'passwd.tar'), createTar([{ name: 'passwd', data: PASSWD }]));
  const found = findDocker({ trusted: true, dockerPath: executable, surroundings });
  if (found.kind === 'problem') assert.fail(found.problem.message);
  return {
    docker: found.docker,
    calls: () => readFileSync(join(root, 'calls'), 'utf8').trim().split('\n'),
  };
}

function service(now: () => number = () => 0, records: readonly BuildRecord[] = []) {
  return createSeenImages({
    cache: createImageCache(now),
    records: () => Promise.resolve(records),
    now,
  });
}

/** As far as it counts here. */
function recordOf(id: string, user: string): BuildRecord {
  const image = { digest: null, env: [], workdir: '/', user, shell: null, onbuild: [] };
  return { id, images: { [REFERENCE]: { ...image, source: 'engine' } } } as unknown as BuildRecord;
}

describe('base images that somebody saw', function () {
  this.timeout(20_000);
  afterEach(removeFolders);

  it('are looked into, and the container goes again', async () => {
    const { docker, calls } = fake();
    const seen = service();
    assert.equal(await seen.ask({ docker, who: 'engine', references: [REFERENCE] }), true);
    const image = seen.current().images(REFERENCE, 'linux/amd64');
    assert.equal(image?.image.user, 'app');
    assert.deepEqual([...(image.files ?? [])], [['/etc/passwd', PASSWD]]);
    assert.equal(calls().at(-1), `rm --force --volumes ${CONTAINER}`);
    assert.ok(calls().some((call) => call.includes(':/home/app/.config/pip/pip.conf')));
    assert.ok(calls().every((call) => !call.startsWith('start') && !call.startsWith('run')));
  });

  it('are asked about once a minute, and looked into once', async () => {
    const { docker, calls } = fake();
    let now = 0;
    const seen = service(() => now);
    const ask = () => seen.ask({ docker, who: 'engine', references: [REFERENCE, REFERENCE] });
    await ask();
    const { key } = seen.current();
    const nCalls = calls().length;
    assert.equal(await ask(), false);
    assert.equal(calls().length, nCalls);
    now = 61_000;
    assert.equal(await ask(), false, 'the same image is nothing new');
    assert.equal(calls().length, nCalls + 1);
    assert.equal(seen.current().key, key);
  });

  it('stay known by their configuration where they cannot be looked into', async () => {
    for (const broken of [
      'create*) echo "no space left on device" >&2; exit 1;;',
      `"cp "*) echo "Error response from daemon: something else" >&2; exit 1;;`,
      'create*) echo "not an id";;',
      `"cp "*passwd*) echo "no tar";;`,
    ]) {
      const { docker } = fake([broken]);
      const seen = service();
      await seen.ask({ docker, who: 'engine', references: [REFERENCE] });
      const image = seen.current().images(REFERENCE, '');
      assert.equal(image?.image.user, 'app', broken);
      assert.equal(image.files, null, broken);
    }
  });

  it('are asked of the registry only where that is wished for', async () => {
    const answer = JSON.stringify({ config: { User: '1001' }, os: 'linux' });
    const other = 'registry.example/team/other:2';
    const cases = [`"buildx imagetools inspect "*${other}) printf '%s' '${answer}';;`];
    const { docker, calls } = fake(cases);
    const seen = service();
    assert.equal(await seen.ask({ docker, who: 'engine', references: [other] }), false);
    assert.equal(seen.current().images(other, ''), null);
    assert.equal(await seen.ask({ docker, who: 'registry', references: [other] }), true);
    const { image, files } = seen.current().images(other, '') ?? assert.fail();
    assert.deepEqual([image.user, files], ['1001', null]);
    assert.equal(calls().filter((call) => call.startsWith('buildx')).length, 1);
  });

  it('are never asked about by what is no reference', async () => {
    const { docker, calls } = fake();
    const references = ['--help', 'a b', '', '-v', '$(id)'];
    await service().ask({ docker, who: 'registry', references });
    assert.throws(calls);
  });

  it('are known from the last recorded build, until docker says more', async () => {
    const seen = service(() => 0, [recordOf('1', 'old'), recordOf('2', 'new')]);
    assert.equal(seen.current().images(REFERENCE, ''), null);
    await seen.remember();
    const { images, key } = seen.current();
    assert.equal(images(REFERENCE, '')?.image.user, 'new');
    assert.equal(images(REFERENCE, '')?.files, null);
    await seen.remember();
    assert.equal(seen.current().key, key);
    await seen.ask({ docker: fake().docker, who: 'engine', references: [REFERENCE] });
    assert.equal(seen.current().images(REFERENCE, '')?.image.user, 'app');
    assert.notEqual(seen.current().key, key);
  });

  it('are asked about again where nobody waited for the answer', async () => {
    const { docker } = fake();
    const seen = service();
    const aborted = AbortSignal.abort();
    const references = [REFERENCE];
    assert.equal(await seen.ask({ docker, who: 'engine', references, signal: aborted }), false);
    assert.equal(await seen.ask({ docker, who: 'engine', references }), true);
  });
});

describe('what a registry says of an image', () => {
  const config = { User: 'app', Env: ['A=1'], WorkingDir: '/w' };
  const table: readonly (readonly [string, unknown, string | null])[] = [
    ['one image', { os: 'linux', architecture: 'arm64', config }, 'app'],
    ['several platforms', { 'linux/arm64': { config: {} }, 'linux/amd64': { config } }, 'app'],
    ['other platforms', { 'windows/amd64': {}, 'linux/s390x': { config } }, 'app'],
    ['Windows alone', { 'windows/amd64': { os: 'windows', config } }, null],
    ['an image of Windows', { os: 'windows', config }, null],
    ['no image', {}, null],
    ['another shape', [1, null], null],
    ['nothing', null, null],
  ];
  for (const [name, value, user] of table)
    it(name, () => {
      assert.equal(parseRegistryImage(JSON.stringify(value))?.user ?? null, user);
    });

  it('may be no JSON', () => assert.equal(parseRegistryImage('ERROR: no'), null));
});
