/** Finding docker and asking it what it can, against programs that answer like the ones a machine may have. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  assumedOfBuildkit,
  buildkitVersion,
  type BuildKitVersion,
  findDocker,
  NEWEST_BUILDKIT,
  probeDocker,
} from '../../server/node/docker/index.ts';
import type { Surroundings } from '../../server/node/process/index.ts';
import { parseBuilder } from '../../server/node/docker/builder.ts';
import { fakeDocker, putProgram, type FakeAnswer, type FakeDocker } from './support/fake-docker.ts';
import { addFiles, folderWith, removeFolders } from './support/folders.ts';

afterEach(removeFolders);

const INSPECTED = [
  'Name:          default',
  'Driver:        docker',
  'Last Activity: 2026-01-01 00:00:00 +0000 UTC',
  '',
  'Nodes:',
  'Name:             default',
  'Endpoint:         default',
  'Status:           running',
  'BuildKit version: v0.25.2',
  'Platforms:        linux/amd64, linux/amd64/v2, linux/386',
  'Labels:',
  ' org.mobyproject.buildkit.worker.executor: containerd',
  'GC Policy rule#0:',
  ' All:            false',
  '',
].join('\n');

const CONTAINERD = '[["driver-type","io.containerd.snapshotter.v1"]]';

const ENGINE: Readonly<Record<string, FakeAnswer>> = {
  '--version': { out: 'Docker version 28.5.2, build abc\n' },
  'buildx version': { out: 'github.com/docker/buildx v0.29.1 abc\n' },
  'buildx inspect': { out: INSPECTED },
  'version *': { out: '{"Version":"28.5.2","Components":[{"Name":"Engine"}]}' },
  'info *': { out: CONTAINERD },
};

function probe(fake: FakeDocker, rest: { builder?: string; trusted?: boolean } = {}) {
  return probeDocker({
    trusted: true,
    dockerPath: '',
    builder: '',
    surroundings: fake.surroundings,
    ...rest,
  });
}

async function builderOf(
  answers: Readonly<Record<string, FakeAnswer>>,
  rest: { builder?: string } = {},
) {
  const result = await probe(fakeDocker({ ...answers, ...ENGINE, ...answers }), rest);
  if (result.kind === 'problem') assert.fail(result.problem.message);
  return result.builder;
}

async function problemOf(
  answers: Readonly<Record<string, FakeAnswer>>,
  env: Readonly<Record<string, string>> = {},
  rest: { builder?: string } = {},
): Promise<readonly [string, string]> {
  const result = await probe(fakeDocker({ ...answers, ...ENGINE, ...answers }, env), rest);
  if (result.kind === 'usable') assert.fail('expected a problem');
  return [result.problem.code, result.problem.message];
}

describe('finding docker', function () {
  // Processes and disks of a busy machine take their time.
  this.timeout(20_000);

  const at = (platform: NodeJS.Platform, env: Surroundings['env'], home = '/nowhere') => ({
    platform,
    env,
    home,
  });

  it('takes the first on PATH', () => {
    const root = folderWith({ 'a/': '' });
    const program = putProgram(join(root, 'b'), 'exit 0');
    putProgram(join(root, 'c'), 'exit 0');
    const PATH = ['a', 'b', 'c'].map((folder) => join(root, folder)).join(':');
    const found = findDocker({
      trusted: true,
      dockerPath: '',
      surroundings: at('linux', { PATH }),
    });
    assert.equal(found.kind === 'found' && found.docker.executable, program);
  });

  it('looks at the usual places where PATH is short, and gives docker a PATH with helpers', () => {
    const home = folderWith();
    const program = putProgram(join(home, '.docker', 'bin'), 'exit 0');
    const surroundings = at('darwin', { PATH: join(home, 'empty') }, home);
    const found = findDocker({ trusted: true, dockerPath: '', surroundings });
    // A machine with its own docker in /usr/local/bin finds that one first.
    if (found.kind === 'problem') assert.fail(found.problem.message);
    const path = found.docker.env['PATH']!.split(':');
    assert.equal(path[0], join(home, 'empty'));
    assert.ok(path.includes(join(program, '..')) && path.includes('/usr/local/bin'));
  });

  it('never takes a program from a relative place', () => {
    const found = findDocker({
      trusted: true,
      dockerPath: 'docker',
      surroundings: at('linux', { PATH: '.:bin:' }),
    });
    assert.equal(found.kind === 'problem' && found.problem.code, 'no-docker');
  });

  it('obeys the setting, and says where it is wrong', () => {
    const fake = fakeDocker({});
    const other = putProgram(join(fake.root, 'other'), 'exit 0');
    const take = (dockerPath: string) =>
      findDocker({ trusted: true, dockerPath, surroundings: fake.surroundings });
    const found = take(other);
    assert.equal(found.kind === 'found' && found.docker.executable, other);
    addFiles(fake.root, { 'plain.txt': '' });
    for (const path of [join(fake.root, 'missing'), fake.root, join(fake.root, 'plain.txt')]) {
      const wrong = take(path);
      assert.match(wrong.kind === 'problem' ? wrong.problem.message : '', /dockerPath names/, path);
    }
  });

  it('finds docker.exe on Windows by the PATH of any spelling', () => {
    const found = findDocker({
      trusted: true,
      dockerPath: '',
      surroundings: at('win32', { Path: 'relative;C:\\nowhere' }, 'C:\\u'),
    });
    assert.equal(found.kind === 'problem' && found.problem.code, 'no-docker');
  });

  it('finds nothing in an untrusted workspace', () => {
    const fake = fakeDocker(ENGINE);
    const found = findDocker({
      trusted: false,
      dockerPath: fake.executable,
      surroundings: fake.surroundings,
    });
    assert.equal(found.kind === 'problem' && found.problem.code, 'untrusted');
  });
});

describe('a usable builder', function () {
  // Processes and disks of a busy machine take their time.
  this.timeout(20_000);

  it('is the current one with its version, store and platform', async () => {
    assert.deepEqual(await builderOf({}), {
      name: 'default',
      driver: 'docker',
      buildkit: { version: '0.25.2', source: 'reported' },
      store: 'containerd',
      platform: 'linux/amd64',
      assumed: [],
    });
  });

  it('has the older image store where no snapshotter is named', async () => {
    const builder = await builderOf({ 'info *': { out: '[["Backing Filesystem","extfs"]]' } });
    assert.equal(builder.store, 'graphdriver');
  });

  it('has the BuildKit of its engine where it reports none', async () => {
    const builder = await builderOf({
      'buildx inspect': { out: INSPECTED.replace('v0.25.2', 'v0.0.0+unknown') },
      'version *': { out: '{"Version":"28.4.0+dfsg4"}' },
    });
    assert.deepEqual(builder.buildkit, { version: '0.24.0', source: 'engine' });
  });

  it('of an unknown newer engine is taken for the newest known, and says so', async () => {
    const builder = await builderOf({
      'buildx inspect': { out: INSPECTED.replace('v0.25.2', 'v0.0.0+unknown') },
      'version *': { out: '{"Version":"31.0.0"}' },
    });
    assert.deepEqual(builder.buildkit, { version: NEWEST_BUILDKIT, source: 'assumed' });
    assert.match(builder.assumed[0]!, /Docker Engine 31\.0\.0 reports no BuildKit version/);
  });

  it('can be one in a container that has not started yet', async () => {
    const builder = await builderOf(
      {
        'buildx inspect --builder=mine': {
          out: 'Name:   mine\nDriver: docker-container\n\nNodes:\nName:      mine0\nStatus:    inactive\n',
        },
      },
      { builder: 'mine' },
    );
    assert.equal(builder.name, 'mine');
    assert.equal(builder.driver, 'docker-container');
    assert.equal(builder.store, 'containerd');
    assert.equal(builder.buildkit.source, 'assumed');
    assert.equal(builder.assumed.length, 2);
  });

  it('takes the version as older buildx prints it', () => {
    const old = INSPECTED.replace('BuildKit version:', 'Buildkit:');
    assert.equal(parseBuilder(old)?.buildkit, 'v0.25.2');
    assert.equal(parseBuilder('nonsense'), null);
  });
});

describe('a build that cannot be', function () {
  // Processes and disks of a busy machine take their time.
  this.timeout(20_000);

  it('has no docker', async () => {
    const result = await probeDocker({
      trusted: true,
      dockerPath: '/nowhere/docker',
      builder: '',
    });
    assert.equal(result.kind === 'problem' && result.problem.code, 'no-docker');
  });

  it('runs nothing in an untrusted workspace', async () => {
    const fake = fakeDocker(ENGINE);
    const marked = putProgram(join(fake.root, 'bin'), `touch ${fake.root}/ran`);
    const result = await probe({ ...fake, executable: marked }, { trusted: false });
    assert.equal(result.kind === 'problem' && result.problem.code, 'untrusted');
    assert.equal(existsSync(join(fake.root, 'ran')), false);
  });

  const noDaemon =
    'Cannot connect to the Docker daemon at unix:///nope. Is the docker daemon running?';

  for (const [name, answers, env, code, message] of [
    [
      'no buildx plugin',
      { 'buildx version': { err: 'docker: unknown command: docker buildx\n', code: 1 } },
      {},
      'no-buildx',
      /^Docker has no buildx plugin, only the classic builder, .* Install the buildx plugin/,
    ],
    [
      'an old buildx',
      { 'buildx version': { out: 'github.com/docker/buildx v0.12.1 abc\n' } },
      {},
      'no-buildx',
      /^buildx 0\.12 is too old: .* Update the buildx plugin to 0\.13 or newer\.$/,
    ],
    [
      'DOCKER_BUILDKIT=0',
      {},
      { DOCKER_BUILDKIT: '0' },
      'buildkit-disabled',
      /^DOCKER_BUILDKIT=0 in the environment .* Remove the variable/,
    ],
    [
      'Podman under the name of Docker',
      { '--version': { out: 'podman version 5.4.2\n', err: 'Emulate Docker CLI using podman.\n' } },
      {},
      'podman',
      /is Podman under the name of Docker/,
    ],
    [
      "Podman behind Docker's client",
      { 'version *': { out: '{"Version":"5.4.2","Components":[{"Name":"Podman Engine"}]}' } },
      {},
      'podman',
      /is Podman/,
    ],
    [
      'no daemon',
      {
        'buildx inspect': { out: `Name:   default\nDriver:\nError:  ${noDaemon}\n` },
        'version *': { out: 'null\n', err: `${noDaemon}\n`, code: 1 },
        'info *': { out: 'null\n', err: `${noDaemon}\n`, code: 1 },
      },
      {},
      'daemon-down',
      /^The Docker daemon does not answer: Cannot connect .* running\? Start Docker, or/,
    ],
    [
      'a docker that fails',
      { '--version': { err: 'exec format error\n', code: 126 } },
      {},
      'no-docker',
      /cannot be run: exec format error\. Repair/,
    ],
  ] as const) {
    it(`has ${name}`, async () => {
      const [found, text] = await problemOf(answers, env);
      assert.equal(found, code);
      assert.match(text, message);
    });
  }

  it('names the builder that is not there', async () => {
    const [code, message] = await problemOf(
      { 'buildx inspect --builder=gone': { err: 'ERROR: no builder "gone" found\n', code: 1 } },
      {},
      { builder: 'gone' },
    );
    assert.equal(code, 'other');
    assert.match(message, /^The builder gone cannot be used: no builder "gone" found\. Choose/);
  });

  it('names the remote builder that does not answer', async () => {
    const inspected =
      'Name:   far\nDriver: remote\n\nNodes:\nName:   far0\nStatus: error\nError:  connection refused\n';
    const [code, message] = await problemOf(
      { 'buildx inspect --builder=far': { out: inspected } },
      {},
      { builder: 'far' },
    );
    assert.equal(code, 'daemon-down');
    assert.match(message, /^The builder far does not answer: connection refused\. Start it/);
  });

  it('cannot turn a builder name into an option', async () => {
    const [code] = await problemOf(
      { 'buildx inspect --builder=--help': { err: 'ERROR: no builder\n', code: 1 } },
      {},
      { builder: '--help' },
    );
    assert.equal(code, 'other');
  });
});

describe('the BuildKit inside an engine', function () {
  // Processes and disks of a busy machine take their time.
  this.timeout(20_000);

  for (const [reported, engine, version, source] of [
    ['v0.32.2', '29.0.0', '0.32.2', 'reported'],
    ['v0.0.0+unknown', '28.5.2+dfsg4', '0.25.2', 'engine'],
    ['v0.0.0+unknown', '28.5.1', '0.25.1', 'engine'],
    ['v0.0.0+unknown', '29.0.4', '0.25.2', 'engine'],
    ['v0.0.0+unknown', '29.1.3', '0.26.2', 'engine'],
    ['v0.0.0+unknown', '29.1.4', '0.26.3', 'engine'],
    ['v0.0.0+unknown', '28.3.0', '0.23.1', 'engine'],
    ['v0.0.0+unknown', '29.2.0', '0.27.0', 'engine'],
    ['v0.0.0+unknown', '29.8.1', '0.33.0', 'engine'],
    ['v0.0.0+unknown', '29.8.2', '0.33.1', 'assumed'],
    ['v0.0.0+unknown', '29.9.0', '0.34.1', 'assumed'],
    ['v0.0.0+unknown', '29.10.0', NEWEST_BUILDKIT, 'assumed'],
    [null, '20.10.24', '0.8.3', 'engine'],
    [null, '19.03.1', NEWEST_BUILDKIT, 'assumed'],
    [null, null, NEWEST_BUILDKIT, 'assumed'],
    ['abc', null, NEWEST_BUILDKIT, 'assumed'],
  ] as const) {
    it(`reported ${reported ?? 'not'}, engine ${engine ?? 'unknown'}: ${version}`, () => {
      assert.deepEqual(buildkitVersion(reported, engine), { version, source });
    });
  }
});

describe('caching rules that are taken for granted', function () {
  // Processes and disks of a busy machine take their time.
  this.timeout(20_000);

  const about = (version: string, source: BuildKitVersion['source'], engine: string | null) =>
    assumedOfBuildkit({ builder: 'b', buildkit: { version, source }, engine, store: 'containerd' });

  it('are none of a release that is known', () => {
    assert.deepEqual(about('0.25.2', 'engine', '28.5.2'), []);
    assert.deepEqual(about(NEWEST_BUILDKIT, 'reported', null), []);
  });

  it('are those of the newest known release for a newer one', () => {
    assert.match(about('0.99.0', 'reported', null).join(), /BuildKit 0\.99\.0 is newer .*0\.34\.2/);
  });

  it('are said of what nobody reports', () => {
    assert.match(about('0.34.1', 'assumed', '29.9.0')[0] ?? '', /Engine 29\.9\.0 reports no/);
    assert.match(about('0.34.1', 'assumed', null).join(), /builder b reports no/);
  });

  it('are said of what has not been tried inside an engine', () => {
    assert.match(about('0.33.1', 'reported', '29.8.2').join(), /inside Docker Engine/);
    assert.deepEqual(about('0.33.0', 'reported', '29.8.0'), []);
  });
});
