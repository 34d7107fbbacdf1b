/** Baselines as an editor reads them: again and again, and parsed only where the text changed. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { createKnownFilter } from '../../server/node/linting/index.ts';

describe('a baseline that is read again', () => {
  const cwd = join(import.meta.dirname, 'nowhere');
  const baseline = join(cwd, 'known.json');
  const finding = { file: join(cwd, 'Dockerfile'), rule: 'x', digest: 'd' };

  function isKnown(text: string, times: number): readonly boolean[] {
    const project = { text: () => text, config: () => null };
    const filter = createKnownFilter({ project, named: baseline, cwd });
    return Array.from({ length: times }, () => filter.isKnown(() => finding, finding.file));
  }

  it('takes its findings each time, and those of a new text', () => {
    const text = (count: number): string =>
      JSON.stringify({ version: 1, findings: [{ ...finding, file: 'Dockerfile', count }] });
    for (let n = 0; n < 2; n++) assert.deepEqual(isKnown(text(1), 2), [true, false]);
    assert.deepEqual(isKnown(text(2), 3), [true, true, false]);
    assert.deepEqual(isKnown('[]', 1), [false]);
    assert.deepEqual(isKnown(text(1), 2), [true, false]);
  });

  it('is not parsed again where its text is the same', () => {
    const findings = Array.from({ length: 20_000 }, (_, at) => ({
      ...{ file: 'Dockerfile', rule: 'x', digest: String(at), count: 1 },
    }));
    const text = JSON.stringify({ version: 1, findings });
    const parse = (): number => {
      const start = performance.now();
      isKnown(text, 1);
      return performance.now() - start;
    };
    const first = parse();
    const again = Math.min(parse(), parse(), parse());
    assert.ok(again < first / 5, `${String(again)} ms after ${String(first)} ms`);
  });
});
