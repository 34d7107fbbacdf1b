/** A map with changes laid over it is the map that a copy with the changes would be. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { layersOf, patchedMap } from '../../../server/core/forecast/index.ts';

const key: fc.Arbitrary<string> = fc.constantFrom('a', 'b', 'c', 'd', 'e', '', '__proto__');
const values = fc.array(fc.tuple(key, fc.nat(3)));
const changes = fc.array(fc.tuple(key, fc.option(fc.nat(3))));

describe('a patched map', () => {
  it('is what a changed copy is, however often it is changed', () => {
    fc.assert(
      fc.property(values, fc.array(changes), (start, rounds) => {
        const base = new Map(start);
        const copy = new Map(base);
        let map: ReadonlyMap<string, number> = base;
        for (const round of rounds) {
          map = patchedMap(map, new Map(round));
          for (const [name, value] of new Map(round)) {
            if (value === null) copy.delete(name);
            else copy.set(name, value);
          }
          assert.equal(map.size, copy.size);
          assert.deepEqual(new Map(map), copy);
          assert.deepEqual([...map.keys()].sort(), [...copy.keys()].sort());
          assert.deepEqual([...map.values()].sort(), [...copy.values()].sort());
          for (const name of ['a', 'b', '', '__proto__', 'x']) {
            assert.equal(map.get(name), copy.get(name));
            assert.equal(map.has(name), copy.has(name));
          }
          assert.equal(layersOf(map).base, base);
        }
        assert.deepEqual(base, new Map(start));
      }),
    );
  });

  it('is the base itself again where the changes were taken back', () => {
    const base = new Map([['a', 1]]);
    const changed = patchedMap(base, new Map([['a', 2]]));
    assert.deepEqual([...layersOf(changed).patch], [['a', 2]]);
    assert.equal(patchedMap(changed, new Map([['a', 1]])), base);
    const grown = patchedMap(base, new Map([['b', 1]]));
    assert.equal(patchedMap(grown, new Map([['b', null]])), base);
  });

  it('is a map of its own where most of it changed', () => {
    const base = new Map([['a', 1]]);
    const many = new Map(Array.from({ length: 2_000 }, (_, n) => [`b${n}`, n]));
    const map = patchedMap(base, many);
    assert.equal(layersOf(map).base, map);
    assert.equal(map.size, 2_001);
  });
});
