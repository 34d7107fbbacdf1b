/**
 * Plans of many odd builds against what BuildKit itself made of them (`support/oracles/plan`): the same vertices in the
 * same order with the same names and dependencies, and the same operations told apart.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { oracleGraph, plannedGraph, type OracleGraph } from '../../support/oracles/plan/graphs.ts';
import { randomImages, type OracleBuild } from '../../support/oracles/plan/random-builds.ts';
import { projectRoot } from '../../support/paths.ts';

interface Case {
  readonly build: Omit<OracleBuild, 'images'>;
  readonly graph: OracleGraph;
}

const file = path.join(projectRoot, 'test/fixtures/plan/graphs.json');
// Written by the oracle's own script.
const cases = JSON.parse(readFileSync(file, 'utf8')) as readonly Case[];

describe('graphs of BuildKit', () => {
  for (const [at, { build, graph }] of cases.entries()) {
    it(`are the planned ones: build ${at + 1}`, () => {
      const planned = plannedGraph({ ...build, images: randomImages });
      const wanted = oracleGraph(graph);
      assert.deepEqual(
        { refused: planned.refused, vertices: planned.vertices },
        { refused: wanted.refused, vertices: wanted.vertices },
        build.dockerfile,
      );
    });
  }

  it('have one key for each of ours, and the other way round', () => {
    const pairs = new Map<string, string>();
    const back = new Map<string, string>();
    for (const { build, graph } of cases) {
      const theirs = oracleGraph(graph).keys;
      for (const [at, ours] of plannedGraph({ ...build, images: randomImages }).keys.entries()) {
        const key = theirs[at] ?? '';
        assert.equal(pairs.get(ours) ?? key, key, `one key of ours: ${ours}`);
        assert.equal(back.get(key) ?? ours, ours, `one key of BuildKit: ${key}`);
        pairs.set(ours, key);
        back.set(key, ours);
      }
    }
    assert.ok(pairs.size > 100, `only ${pairs.size} keys`);
  });
});
