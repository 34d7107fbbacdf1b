/** A long chain of reasons is told by its ends. */
import assert from 'node:assert/strict';
import type { ForecastReason } from '../../../server/core/forecast/model.ts';
import { reasonChain } from '../../../server/core/report/reason-chain.ts';
import type { Reason } from '../../../server/protocol/shapes.ts';
import { masked } from '../../support/masked.ts';

/** Links by number, the last one is the user's change. */
function chain(length: number, at = 0): ForecastReason {
  const because = at + 1 < length ? { because: chain(length, at + 1) } : {};
  return { kind: 'step-above', text: String(at), file: 'dockerfile:', line: at + 1, ...because };
}

function texts(reason: Reason): readonly string[] {
  return [reason.text, ...(reason.because ? texts(reason.because) : [])];
}

describe('a chain of reasons', () => {
  const read = (length: number): Reason =>
    reasonChain(chain(length), { fileOf: (role) => `<${role}>`, mask: masked });

  it('keeps every link of a chain that can be read', () => {
    for (const length of [1, 2, 7, 8])
      assert.deepEqual(texts(read(length)), [...Array(length).keys()].map(String));
  });

  it('tells of a long one where it begins and what the user did', () => {
    const told = ['0', '1', '2', '3', '23 more steps in between', '27', '28', '29'];
    assert.deepEqual(texts(read(30)), told);
  });

  it('names files by their paths, and none for what it leaves out', () => {
    const places: unknown[] = [];
    for (let link: Reason | undefined = read(30); link; link = link.because)
      places.push([link.file, link.line]);
    const at = (line: number): unknown => ['<dockerfile:>', line];
    const told = [at(1), at(2), at(3), at(4), [undefined, undefined], at(28), at(29), at(30)];
    assert.deepEqual(places, told);
  });
});
