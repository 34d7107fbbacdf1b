/** The newest BuildKit is said in several places, and all say the same. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { NEWEST_FRONTEND } from '../../server/core/plan/frontend.ts';
import { NEWEST_BUILDKIT } from '../../server/node/docker/versions.ts';
import { projectRoot } from '../support/paths.ts';

describe('the newest BuildKit', () => {
  for (const module of [
    'test/support/harness/buildkitd',
    'test/support/oracles/dockerfile',
    'test/support/oracles/plan',
  ]) {
    it(`is that of ${module}`, () => {
      const text = readFileSync(path.join(projectRoot, module, 'go.mod'), 'utf8');
      assert.equal(/github\.com\/moby\/buildkit v([\d.]+)/.exec(text)?.[1], NEWEST_BUILDKIT);
    });
  }

  it('has the newest frontend', () => {
    const minor = Number(NEWEST_BUILDKIT.split('.')[1]);
    assert.equal(NEWEST_FRONTEND, minor - 6);
  });
});
