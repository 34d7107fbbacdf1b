/** Words of a command that builds an image. */
import assert from 'node:assert/strict';
import { readBuildCommand } from '../../../server/core/documents/builds/build-command.ts';
import { openPart } from '../../../server/core/documents/builds/open-text.ts';

const commands: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ['docker build .', { context: '.', file: null }],
  ['docker build -f docker/Dockerfile docker', { context: 'docker', file: 'docker/Dockerfile' }],
  ['docker build --file=Dockerfile.dev .', { file: 'Dockerfile.dev' }],
  ['docker build -fDockerfile.dev .', { file: 'Dockerfile.dev', context: '.' }],
  ['docker build -f=Dockerfile.dev .', { file: 'Dockerfile.dev' }],
  ['docker build . -t app:1', { context: '.' }],
  ['docker build -qt app .', { context: '.' }],
  ['docker build -t app --rm --force-rm --pull .', { context: '.' }],
  ['docker build -', { context: '-' }],
  ['docker build -f - .', { context: '.', file: '-' }],
  ['docker build -- -odd', { context: '-odd' }],
  ['docker build', { context: null }],
  [
    'docker build https://example.com/app.git#main',
    { context: 'https://example.com/app.git#main' },
  ],
  ['docker build --target dev --target prod .', { target: 'prod' }],
  [
    'docker build --build-arg A=1 --build-arg=B=x=y --build-arg C .',
    {
      args: [
        ['A', '1'],
        ['B', 'x=y'],
        ['C', null],
      ],
    },
  ],
  [
    'docker build --build-context base=../base --build-context=x=docker-image://alpine .',
    {
      namedContexts: [
        ['base', '../base'],
        ['x', 'docker-image://alpine'],
      ],
    },
  ],
  [
    'docker buildx build --platform linux/amd64,linux/arm64 .',
    { platforms: ['linux/amd64', 'linux/arm64'] },
  ],
  [
    'docker buildx build --cache-from type=gha --cache-to type=gha,mode=max .',
    { cacheFrom: ['type=gha'] },
  ],
  ['docker buildx b --network host --no-cache .', { network: 'host', noCache: true }],
  ['docker build --no-cache=false .', { noCache: false }],
  [
    'docker build --secret id=a,src=b --ssh default --label a=b -o out --iidfile id .',
    { context: '.' },
  ],
  [
    'docker build -m 2g --cpuset-cpus 0 --ulimit nofile=1 --shm-size 1g --add-host a:1 .',
    { context: '.' },
  ],
  [
    'docker --context remote -H tcp://x buildx --builder b build --progress plain .',
    { context: '.' },
  ],
  ['docker image build app', { context: 'app' }],
  ['docker builder build app', { context: 'app' }],
  ['/usr/bin/docker build app', { context: 'app' }],
  ['podman build -v /a:/b --format docker --layers app', { context: 'app' }],
  [
    'buildah bud --isolation chroot -f Containerfile app',
    { context: 'app', file: 'Containerfile' },
  ],
  ['nerdctl --namespace k8s.io build app', { context: 'app' }],
  ['depot build app', { context: 'app' }],
  [
    '/kaniko/executor --context dir:///w --dockerfile a/Dockerfile --destination x',
    { context: '/w', file: 'a/Dockerfile' },
  ],
];

const others = [
  'docker run app build .',
  'docker push build',
  'docker compose build',
  'docker-compose build web',
  'docker buildx bake build',
  'docker buildx create --name build',
  'docker bud .',
  'docker b .',
  'docker',
  'make build',
  '',
];

describe('a command that builds an image', () => {
  for (const [command, expected] of commands)
    it(command, () => {
      const request = readBuildCommand(command.split(' '));
      assert.notEqual(request, null);
      const seen = Object.fromEntries(
        Object.entries(request ?? {}).filter(([key]) => Object.hasOwn(expected, key)),
      );
      assert.deepEqual(seen, expected);
    });

  for (const command of others)
    it(`is not: ${command}`, () => {
      assert.equal(readBuildCommand(command.split(' ')), null);
    });

  it('takes a variable beside the context for options', () => {
    const options = openPart('OPTIONS');
    assert.equal(readBuildCommand(['docker', 'build', options, 'app'])?.context, 'app');
    assert.equal(readBuildCommand(['docker', 'build', 'app', options])?.context, 'app');
    assert.equal(readBuildCommand(['docker', 'build', options])?.context, options);
  });

  it('knows a variable that holds the program by its name', () => {
    assert.equal(readBuildCommand([openPart('CONTAINER_TOOL'), 'build', 'app'])?.context, 'app');
    assert.equal(
      readBuildCommand([openPart('DOCKER_CMD'), 'buildx', 'build', 'app'])?.context,
      'app',
    );
    assert.equal(readBuildCommand([openPart('NPM'), 'build', 'app']), null);
  });
});
