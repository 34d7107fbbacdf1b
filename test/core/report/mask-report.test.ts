/** Secrets go out of the words of a report; what something is looked up by stays. */
import assert from 'node:assert/strict';
import { maskReport } from '../../../server/core/report/mask-report.ts';

const mask = (text: string) => text.replaceAll('secret', '****');

describe('a masked report', () => {
  it('has no secret in names, texts, labels and errors, however deep', () => {
    const report = {
      name: 'a secret',
      steps: [
        {
          name: 'RUN secret',
          error: 'no secret',
          reasons: [{ text: 'secret', because: { text: 'secret' } }],
        },
      ],
      packages: [{ requiredBy: ['secret', 'b'], phases: [{ label: 'get secret' }] }],
      assumed: ['secret'],
      warnings: ['secret'],
    };
    assert.ok(!JSON.stringify(maskReport(report, mask)).includes('secret'));
  });

  it('keeps its shape, its paths and its kinds', () => {
    const report = {
      file: 'secret/Dockerfile',
      kind: 'secret',
      line: 3,
      seconds: null,
      name: 'x',
      list: [1, true, 'secret'],
    };
    assert.deepEqual(maskReport(report, mask), report);
    assert.equal(maskReport(null, mask), null);
  });
});
