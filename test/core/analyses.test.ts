/** Whoever asks about the same text gets the same analysis. */
import assert from 'node:assert/strict';
import { createAnalyses } from '../../server/core/analyses.ts';
import { analyze, fixAll } from '../../server/core/analyze.ts';

const text = 'FROM python:3.12\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n';

describe('analyses that are kept', () => {
  it('are those that would be made, and made once', () => {
    const analyses = createAnalyses();
    const first = analyses({ text });
    assert.deepEqual(first, analyze({ text }));
    assert.equal(analyses({ text, ruleSettings: {} }), first);
    const edited = analyses({ text: `${text}RUN true\n` });
    assert.notEqual(edited, first);
    assert.equal(analyses({ text }), first);
  });

  it('tell settings apart', () => {
    const analyses = createAnalyses();
    const ruleSettings = { 'missing-cache-mount': 'off' } as const;
    assert.notEqual(analyses({ text, ruleSettings }), analyses({ text }));
    assert.deepEqual(analyses({ text, ruleSettings }), analyze({ text, ruleSettings }));
  });

  it('are the last few', () => {
    const analyses = createAnalyses(2);
    const first = analyses({ text });
    analyses({ text: 'FROM a\n' });
    assert.equal(analyses({ text }), first);
    analyses({ text: 'FROM b\n' });
    analyses({ text: 'FROM c\n' });
    assert.notEqual(analyses({ text }), first);
  });

  it('save a fix the first look', () => {
    assert.deepEqual(fixAll(text, { first: analyze({ text }) }), fixAll(text));
  });
});
