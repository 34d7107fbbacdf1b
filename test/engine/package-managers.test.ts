/**
 * Every package manager of the table by real builds, as root and as a user with a number: with our fixes a changed manifest
 * makes it fetch and compile nothing that it has in its cache, without their mounts it does, and the image stays the same.
 * `npm run proofs` has more users, and caches elsewhere.
 */
import assert from 'node:assert/strict';
import { PACKAGE_MANAGERS } from '../../server/core/package-managers/index.ts';
import { removeContexts, requiredEngine } from '../support/engine.ts';
import type { ManagerProof } from '../support/manager-proofs/model.ts';
import { managerProofs } from '../support/manager-proofs/proofs.ts';
import { prove } from '../support/manager-proofs/prove.ts';
import { NUMBERED, ROOT } from '../support/manager-proofs/users.ts';

const proofs = await managerProofs();

after(removeContexts);

describe('a package manager on a real engine', function () {
  this.timeout(600_000);

  before(async () => {
    const env = await requiredEngine();
    assert.ok(env['LAYER_FORECAST_INDEX'], 'no package index is up: test/support/harness/up.sh');
  });

  it('has a proof', () => {
    assert.deepEqual(
      proofs.map(({ id }) => id).sort(),
      PACKAGE_MANAGERS.map(({ id }) => id).sort(),
    );
  });

  for (const proof of proofs)
    for (const user of [ROOT, NUMBERED])
      it(`finds in its cache what it had: ${proof.id} as ${user.name}`, () =>
        prove({ proof, user }));
});

/** A manager of two lines of shell: what it fetches is kept in `/cache`. */
const TOY: ManagerProof = {
  id: 'toy',
  image: 'busybox:latest',
  files: { 'list.txt': 'one\n' },
  install: () => [
    'COPY list.txt ./',
    'RUN mkdir -p /cache && { [ -f /cache/kept ] || { echo fetched; echo kept > /cache/kept; }; } && cp /cache/kept /work/kept && mkdir -p /state && echo kept > /state/kept',
  ],
  change: { file: 'list.txt', from: 'one', to: 'two' },
  work: /^fetched$/,
  noise: [],
  moved: [],
};

describe('a proof', function () {
  this.timeout(60_000);

  const withMounts = (...targets: readonly string[]) => ({
    proof: TOY,
    user: ROOT,
    fix: (text: string) => ({
      text: text.replace(
        'RUN mkdir',
        `RUN ${targets.map((target) => `--mount=type=cache,target=${target} `).join('')}mkdir`,
      ),
      applied: ['Add a cache mount at /cache'],
    }),
  });

  it('holds for a mount where the cache is', () => prove(withMounts('/cache')));

  it('fails where the mount is elsewhere', () =>
    assert.rejects(prove(withMounts('/other')), /nothing again/));

  it('fails where the image loses files that the fix does not name', () =>
    assert.rejects(prove(withMounts('/cache', '/state')), /the image is the same but for \/cache/));

  it('fails where the image gets another owner', async () => {
    const { fix, ...rest } = withMounts('/cache');
    const chown = (text: string) => ({
      ...fix(text),
      text: fix(text).text.replace('> /state/kept', '> /state/kept && chown 7:7 /state/kept'),
    });
    await assert.rejects(prove({ ...rest, fix: chown }), /the image is the same but for \/cache/);
  });

  it('fails where the manager does no more without the mount', () => {
    const once: ManagerProof = {
      ...TOY,
      install: () => [
        'COPY list.txt ./',
        'RUN mkdir -p /cache && if grep -q one list.txt; then echo fetched; fi',
      ],
    };
    return assert.rejects(prove({ ...withMounts('/cache'), proof: once }), /without the mounts/);
  });

  it('fails where nothing is fixed', () =>
    assert.rejects(
      prove({ ...withMounts(), fix: (text) => ({ text, applied: [] }) }),
      /nothing was fixed/,
    ));
});
