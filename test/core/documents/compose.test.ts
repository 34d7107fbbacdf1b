import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  answersOf,
  caseIn,
  composeFixtures,
  readCase,
  type Expected,
} from '../../support/compose/cases.ts';

describe('compose: agreement with `docker compose config`', () => {
  const names = readdirSync(composeFixtures);

  it('is held for at least 60 projects', () => assert.ok(names.length >= 60));

  for (const name of names) {
    it(name, () => {
      const folder = path.join(composeFixtures, name);
      // The regenerator writes this shape.
      const expected = JSON.parse(
        readFileSync(path.join(folder, 'expected.json'), 'utf8'),
      ) as Expected;
      const ours = readCase(folder, caseIn(folder));
      if ('refused' in expected) {
        assert.notEqual(ours.problems.length, 0);
        return;
      }
      assert.deepEqual(answersOf(ours), expected.builds);
      assert.deepEqual(ours.problems, []);
    });
  }
});
