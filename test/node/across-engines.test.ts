/** A baseline of another engine says so. */
import assert from 'node:assert/strict';
import type { Engine } from '../../server/core/plan/model.ts';
import { acrossEngines } from '../../server/node/forecasting/across-engines.ts';
import type { EngineSource } from '../../server/node/forecasting/snapshot-file.ts';
import { snapshotOf } from '../support/forecast/forecasting.ts';

const NOW: Engine = { store: 'containerd', buildkit: '0.25.2' };

interface Case {
  readonly title: string;
  readonly engine: Engine;
  readonly engineFrom?: EngineSource;
  readonly said: readonly string[];
}

const CASES: readonly Case[] = [
  { title: 'the same engine', engine: NOW, engineFrom: 'asked', said: [] },
  { title: 'a file of an older release', engine: NOW, said: [] },
  {
    title: 'a release of BuildKit with the same keys',
    engine: { ...NOW, buildkit: '0.24.0' },
    said: [],
  },
  {
    title: 'the other store',
    engine: { ...NOW, store: 'graphdriver' },
    engineFrom: 'asked',
    said: [
      'The snapshot s.json was made for the graphdriver store; this forecast compares it with the containerd store.',
    ],
  },
  {
    title: 'a BuildKit with other keys',
    engine: { ...NOW, buildkit: '0.12.5' },
    said: [
      'The snapshot s.json was made for BuildKit 0.12.5; this forecast compares it with BuildKit 0.25.2.',
    ],
  },
  {
    title: 'no engine at all',
    engine: NOW,
    engineFrom: 'assumed',
    said: [
      'The snapshot s.json was made without an engine, by the rules of BuildKit 0.25.2 with the containerd store.',
    ],
  },
];

describe('a baseline', () => {
  for (const { title, engine, engineFrom, said } of CASES) {
    it(`says for which engine it was made: ${title}`, () => {
      const plain = snapshotOf({ dockerfile: 'FROM a\n', engine });
      const pair = { plain, fixed: null, ...(engineFrom && { engineFrom }) };
      const since = { kind: 'snapshot', id: 's.json' } as const;
      assert.deepEqual(acrossEngines([{ pair, since }], NOW), said);
    });
  }

  it('is named where it is the last build', () => {
    const plain = snapshotOf({ dockerfile: 'FROM a\n', engine: { ...NOW, store: 'graphdriver' } });
    const since = { kind: 'last-build', id: '1' } as const;
    assert.deepEqual(acrossEngines([{ pair: { plain, fixed: null }, since }], NOW), [
      'The last build was made for the graphdriver store; this forecast compares it with the containerd store.',
    ]);
  });
});
