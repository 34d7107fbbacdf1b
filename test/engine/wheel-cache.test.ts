/**
 * What pip's cache of compiled wheels knows of a system, asked of a real pip: the ground of the rule shared-wheel-cache. A pip
 * that kept the C libraries apart would make the rule wrong, and this test fail.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { requiredEngine } from '../support/engine.ts';
import { projectRoot } from '../support/paths.ts';

const SCRIPT = path.join(projectRoot, 'test/support/oracles/wheel-cache/facts.py');
/** The oldest with today's cache, and the newest that was looked at. */
const PIPS = ['23.2.1', '26.2'];

interface Answer {
  readonly pip: string;
  readonly facts: readonly { readonly fact: string; readonly holds: boolean }[];
}

describe("pip's cache of compiled wheels", function () {
  this.timeout(180_000);
  let folder = '';
  let env: NodeJS.ProcessEnv = {};

  before(async () => {
    // The harness has the index, through which pip comes here.
    env = await requiredEngine();
    folder = mkdtempSync(path.join(os.tmpdir(), 'pip-'));
    execFileSync('python3', ['-m', 'venv', folder], { env });
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const version of PIPS)
    it(`of version ${version} knows interpreter and architecture, and no C library`, () => {
      const python = path.join(folder, 'bin/python');
      execFileSync(python, ['-m', 'pip', 'install', '--quiet', `pip==${version}`], { env });
      const { stdout, stderr, status } = spawnSync(python, [SCRIPT], { env, encoding: 'utf8' });
      assert.notEqual(stdout, '', stderr);
      const { pip, facts } = JSON.parse(stdout) as Answer;
      assert.equal(pip, version);
      assert.deepEqual(
        facts.filter(({ holds }) => !holds),
        [],
      );
      assert.ok(facts.length >= 11);
      assert.equal(status, 0);
    });
});
