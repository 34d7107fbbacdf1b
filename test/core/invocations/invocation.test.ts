/** An invocation from what its source describes: identity, title, and what the source leaves open. */
import assert from 'node:assert/strict';
import {
  idOfSource,
  invocationOf,
  plainId,
  plainInvocation,
  titleOf,
  type DeclaredBuild,
} from '../../../server/core/invocations/index.ts';

const BUILD: DeclaredBuild = {
  source: { kind: 'compose', file: '/repo/compose.yaml', line: 3, name: 'web' },
  dockerfile: '/repo/docker/Dockerfile',
  inline: null,
  context: '/repo',
  target: 'web',
  args: {},
  platforms: [],
  namedContexts: {},
  network: null,
  cacheFrom: [],
  noCache: false,
  unset: [],
};

const PLACE = {
  root: '/repo',
  dockerfile: '/repo/docker/Dockerfile',
  inferred: () => ({ context: '/repo/docker', evidence: 'app exists in docker/' }),
};

describe('the identity of an invocation', () => {
  const ids: readonly (readonly [file: string, rest: object, id: string])[] = [
    ['compose.yaml', { name: 'web', line: 3 }, 'compose.yaml:web'],
    ['deploy/docker-bake.hcl', { name: 'web' }, 'deploy/docker-bake.hcl:web'],
    ['Makefile', { line: 12 }, 'Makefile:12'],
    ['Dockerfile', {}, 'Dockerfile'],
    ['../other/Makefile', { line: 1 }, '../other/Makefile:1'],
  ];
  for (const [file, rest, id] of ids) {
    it(`is ${id}`, () => {
      const path = file.startsWith('../') ? `/${file.slice(3)}` : `/repo/${file}`;
      assert.equal(idOfSource({ kind: 'script', file: path, ...rest }, '/repo'), id);
    });
  }

  const plain: readonly (readonly [string, string, string | null, string])[] = [
    ['/repo/docker/Dockerfile', '/repo', 'builder', 'docker/Dockerfile@.:builder'],
    ['/repo/docker/Dockerfile', '/repo', null, 'docker/Dockerfile@.'],
    ['/repo/Dockerfile', '/repo/sub', null, 'Dockerfile@sub'],
    ['/repo/Dockerfile', '/', null, 'Dockerfile@..'],
  ];
  for (const [dockerfile, context, target, id] of plain) {
    it(`without a file is ${id}`, () => {
      assert.equal(plainId('/repo', { dockerfile, context, target }), id);
    });
  }

  it('has no part in arguments, nor in the folder of the repository', () => {
    const withArgs = invocationOf({ ...BUILD, args: { A: '1' } }, PLACE);
    const elsewhere = invocationOf(
      {
        ...BUILD,
        source: { ...BUILD.source, file: 'D:/code/compose.yaml' },
        context: 'D:/code',
      },
      { ...PLACE, root: 'D:/code', dockerfile: 'D:/code/docker/Dockerfile' },
    );
    assert.deepEqual([withArgs?.id, elsewhere?.id], ['compose.yaml:web', 'compose.yaml:web']);
  });
});

describe('an invocation', () => {
  it('is what its source says', () => {
    const found = invocationOf(
      { ...BUILD, args: { A: '1', B: null }, unset: ['C', 'B'], network: 'host' },
      PLACE,
    );
    assert.deepEqual(found, {
      id: 'compose.yaml:web',
      dockerfile: '/repo/docker/Dockerfile',
      inline: null,
      context: '/repo',
      target: 'web',
      args: { A: '1' },
      unset: ['B'],
      emptyVariables: ['C'],
      platforms: [],
      namedContexts: {},
      network: 'host',
      cacheFrom: [],
      noCache: false,
      source: BUILD.source,
      evidence: 'service web of compose.yaml',
    });
  });

  it('takes the evidence where its source names no context', () => {
    const source = { kind: 'script', file: '/repo/Makefile', line: 12 } as const;
    const found = invocationOf({ ...BUILD, source, context: null }, PLACE);
    assert.equal(found?.context, '/repo/docker');
    assert.equal(found.evidence, 'line 12 of Makefile names no context; app exists in docker/');
  });

  it('is none where the context is on the web', () => {
    for (const context of ['https://example.org/a.git', 'git@example.org:a.git'])
      assert.equal(invocationOf({ ...BUILD, context }, PLACE), null);
  });

  it('without a file has the Dockerfile for its source', () => {
    const { dockerfile } = PLACE;
    const found = plainInvocation({
      ...PLACE,
      context: '/repo',
      target: null,
      kind: 'evidence',
      evidence: 'x',
    });
    assert.deepEqual(
      [found.id, found.source, found.evidence],
      ['docker/Dockerfile@.', { kind: 'evidence', file: dockerfile }, 'x'],
    );
  });

  const file = '/repo/compose.yaml';
  for (const [title, source, target] of [
    ['web (compose.yaml)', { kind: 'compose', file, name: 'web', line: 3 }, 'x'],
    ['Makefile line 12', { kind: 'script', file: '/repo/Makefile', line: 12 }, 'x'],
    ['target x', { kind: 'evidence', file: '/repo/Dockerfile' }, 'x'],
    ['last stage', { kind: 'evidence', file: '/repo/Dockerfile' }, null],
    ['as on the command line', { kind: 'command-line', file: '/repo/Dockerfile' }, null],
  ] as const) {
    it(`is called ${title}`, () => assert.equal(titleOf({ source, target }), title));
  }
});
