/** Which build is meant where nobody says, and which one a name means. */
import assert from 'node:assert/strict';
import {
  chooseInvocation,
  distinct,
  findInvocation,
  type BuildSource,
  type Invocation,
} from '../../../server/core/invocations/index.ts';

const ONE: Invocation = {
  id: '',
  dockerfile: '/repo/Dockerfile',
  inline: null,
  context: '/repo',
  target: null,
  args: {},
  unset: [],
  emptyVariables: [],
  platforms: [],
  namedContexts: {},
  network: null,
  cacheFrom: [],
  noCache: false,
  source: { kind: 'evidence', file: '/repo/Dockerfile' },
  evidence: '',
};

/** Each with a target of its own, so that no two build the same. */
function from(kind: BuildSource['kind'], file: string, more: Partial<Invocation> = {}): Invocation {
  return { ...ONE, id: file, target: file, source: { kind, file: `/repo/${file}` }, ...more };
}

const COMPOSE = from('compose', 'compose.yaml');
const PROD = from('compose', 'docker-compose.prod.yml');
const BAKE = from('bake', 'docker-bake.json');
const SCRIPT = from('script', 'Makefile');
const CI = from('ci', '.github/workflows/ci.yml');
const RECORDED = from('recorded', 'Dockerfile');
const EVIDENCE = from('evidence', 'Dockerfile', { id: 'evidence' });
const SETTING = from('setting', 'Dockerfile', { id: 'setting', context: '/repo/sub' });

describe('the build that is meant', () => {
  const order = [COMPOSE, PROD, BAKE, SCRIPT, CI, RECORDED, EVIDENCE];
  for (const [index, first] of order.entries()) {
    it(`is that of ${first.id} before those of ${
      order
        .slice(index + 1)
        .map(({ id }) => id)
        .join(', ') || 'nothing'
    }`, () => {
      const chosen = chooseInvocation(order.slice(index).reverse());
      assert.deepEqual([chosen?.invocation, chosen?.candidates], [first, [first]]);
    });
  }

  it('is none where there is none', () => {
    assert.equal(chooseInvocation([]), null);
  });

  it('is one where two files describe the same', () => {
    const other = { ...COMPOSE, id: 'docker-compose.yml', evidence: 'service web' };
    assert.deepEqual(chooseInvocation([COMPOSE, other]), {
      invocation: COMPOSE,
      candidates: [COMPOSE],
    });
  });

  for (const [what, more] of [
    ['target', { target: 'worker' }],
    ['arguments', { args: { A: '1' } }],
    ['platforms', { platforms: ['linux/arm64'] }],
    ['context', { context: '/repo/sub' }],
    ['named contexts', { namedContexts: { lib: '/repo/lib' } }],
    ['network', { network: 'host' }],
    ['argument that has no value', { unset: ['A'] }],
  ] as const) {
    it(`stays open where another ${what} is built`, () => {
      const other = { ...COMPOSE, id: 'other', ...more };
      assert.deepEqual(chooseInvocation([COMPOSE, other]), {
        invocation: null,
        candidates: [COMPOSE, other],
      });
    });
  }

  it('does not depend on tags, caches and the order of arguments', () => {
    const a = { ...COMPOSE, args: { A: '1', B: '2' }, cacheFrom: ['me/app'] };
    const b = { ...COMPOSE, id: 'b', args: { B: '2', A: '1' } };
    assert.equal(distinct([a, b]).length, 1);
  });

  const [web, worker] = ['web', 'worker'].map((target) => ({ ...COMPOSE, id: target, target }));
  assert.ok(web && worker);

  it('is the one with the target that the user gives', () => {
    assert.equal(chooseInvocation([web, worker], { target: 'worker' })?.invocation, worker);
    assert.equal(chooseInvocation([web, worker], { target: 'tools' })?.invocation, null);
    // A script that names the target says more than a compose file that does not.
    const tools = { ...SCRIPT, target: 'tools' };
    assert.equal(chooseInvocation([web, worker, tools], { target: 'tools' })?.invocation, tools);
  });

  it('is the one in the context of the setting', () => {
    assert.equal(
      chooseInvocation([COMPOSE, CI, SETTING], { context: '/repo/sub' })?.invocation,
      SETTING,
    );
    const sub = { ...CI, context: '/repo/sub' };
    assert.equal(chooseInvocation([COMPOSE, sub], { context: '/repo/sub' })?.invocation, sub);
    assert.equal(chooseInvocation([COMPOSE], { context: '/elsewhere' })?.invocation, COMPOSE);
  });

  it('is the one that the user chose, of whatever kind, as long as it exists', () => {
    const all = [web, worker, CI];
    assert.deepEqual(chooseInvocation(all, { preferred: CI.id }), {
      invocation: CI,
      candidates: [web, worker],
    });
    assert.equal(chooseInvocation(all, { preferred: 'worker' })?.invocation, worker);
    assert.equal(chooseInvocation(all, { preferred: 'gone' })?.invocation, null);
  });
});

describe('a build by its name', () => {
  const named = (file: string, name: string, more: Partial<Invocation> = {}): Invocation => ({
    ...ONE,
    id: `${file}:${name}`,
    target: name,
    source: { kind: 'compose', file: `/repo/${file}`, name },
    ...more,
  });
  const web = named('compose.yaml', 'web');
  const other = named('sub/compose.yaml', 'web', { context: '/repo/sub' });
  const worker = named('compose.yaml', 'worker');
  const line: Invocation = {
    ...ONE,
    id: 'tools/Makefile:12',
    source: { kind: 'script', file: '/repo/tools/Makefile', line: 12 },
  };
  const plain: Invocation = { ...ONE, id: 'docker/Dockerfile@.:builder' };
  const all = [web, other, worker, line, plain];
  const cases: readonly (readonly [name: string, found: readonly Invocation[]])[] = [
    ['compose.yaml:web', [web]],
    ['sub/compose.yaml:web', [other]],
    ['worker', [worker]],
    ['web', [web, other]],
    ['Makefile:12', [line]],
    ['tools/Makefile:12', [line]],
    ['12', [line]],
    ['docker/Dockerfile@.:builder', [plain]],
    ['builder', [plain]],
    ['nosuch', []],
    ['', []],
    ['rker', []],
  ];
  for (const [name, expected] of cases) {
    it(`is "${name}": ${expected.map(({ id }) => id).join(' or ') || 'none'}`, () => {
      const found = findInvocation(all, name);
      assert.deepEqual('id' in found ? [found] : found, expected);
    });
  }

  it('is open where one line builds several', () => {
    const second = { ...line, dockerfile: '/repo/Dockerfile.dev' };
    assert.deepEqual(findInvocation([line, second], 'tools/Makefile:12'), [line, second]);
    assert.equal(findInvocation([line, { ...line }], 'tools/Makefile:12'), line);
  });
});
