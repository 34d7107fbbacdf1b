/** Findings, related places and edits in other files, rules of other subjects, and options: with throw-away rules. */
import assert from 'node:assert/strict';
import { fixAll, fixAllOfDocument } from '../../../server/core/lint/fix-all.ts';
import { lintDocument } from '../../../server/core/lint/lint-document.ts';
import { withDefaults } from '../../../server/core/lint/options.ts';
import { findingReport } from '../../../server/core/report/finding-report.ts';
import { reportedOnce } from '../../../server/core/report/reported-once.ts';
import { lineIndex } from '../../../server/core/text/lines.ts';
import type { Finding } from '../../../server/protocol/report.ts';
import { analyze } from '../../support/analyze.ts';
import { longName, oldImage, RULES, unpinned } from '../../support/rules/across-files.ts';

const file = '/p/Dockerfile';
const OLD = 'FROM old\nRUN true\n';

describe('a fix of several files', () => {
  it('is left out where nobody says that other files may be edited', () => {
    const fixed = fixAll(OLD, { file, rules: [oldImage] });
    assert.deepEqual([fixed.text, fixed.others, fixed.isSettled], [OLD, [], true]);
  });

  it('is applied as a whole', () => {
    const fixed = fixAll(OLD, { file, rules: [oldImage], mayEdit: () => true });
    assert.equal(fixed.text, 'FROM new\nRUN true\n');
    assert.deepEqual(fixed.others, [
      { file: '/p/notes.txt', span: { start: 0, end: 0 }, newText: 'The image is new.\n' },
      { file: '/p/made.txt', create: 'made\n' },
    ]);
  });

  it('is left out as a whole where one of the files may not be edited', () => {
    const mayEdit = ({ file: other }: { file: string }) => other !== '/p/made.txt';
    const fixed = fixAll(OLD, { file, rules: [oldImage], mayEdit });
    assert.deepEqual([fixed.text, fixed.others], [OLD, []]);
  });

  it('is not applied again where its rule still sees the other files as they were', () => {
    const only = (text: string) => ({ file: '/p/notes.txt', span: { start: 0, end: 0 }, text });
    const stubborn = {
      ...oldImage,
      check: () => [
        {
          ...{ span: { start: 0, end: 4 }, message: 'Again.', related: [] },
          fixes: [
            {
              ...{ id: 'note', title: 'Note it', safety: 'safe' as const },
              edits: [{ ...only('x'), newText: 'x' }],
            },
          ],
        },
      ],
    };
    const fixed = fixAll(OLD, { file, rules: [stubborn], mayEdit: () => true });
    assert.deepEqual([fixed.applied, fixed.isSettled], [['Note it'], true]);
  });
});

describe('a finding in another file', () => {
  const text = 'FROM a\n# pinned\nRUN true\n';
  const files = (other?: string) =>
    other === undefined
      ? { shown: 'Dockerfile', index: lineIndex(text) }
      : { shown: other.slice(3), index: lineIndex('flask\n') };

  it('is reported there', () => {
    const [found] = analyze({ text, file, rules: [unpinned] }).findings;
    assert.ok(found);
    const report = findingReport(files, found);
    assert.equal(report.file, 'requirements.txt');
    assert.deepEqual(report.range.end, { line: 1, column: 6 });
    assert.deepEqual(
      report.related.map((one) => [one.file, one.range.start.line]),
      [['Dockerfile', 2]],
    );
  });

  it('is allowed where its end in the Dockerfile is, and for all of the file', () => {
    const rules = (allow: string) =>
      analyze({ text: text.replace('# pinned\n', allow), file, rules: [unpinned] }).findings.length;
    assert.equal(rules('# layer-forecast: allow-file unpinned\n# pinned\n'), 0);
    assert.equal(rules('# layer-forecast: allow unpinned\nRUN true \\\n  # pinned\n  true\n'), 0);
    assert.equal(rules('# layer-forecast: allow unpinned\nRUN true\n# pinned\n'), 1);
  });

  it('stands at the first line of a file that is gone, without fixes of it', () => {
    const [found] = analyze({ text: OLD, file, rules: [oldImage] }).findings;
    assert.ok(found);
    const gone = (other?: string) => ({
      ...{ shown: other ?? 'Dockerfile', index: other === undefined ? lineIndex(OLD) : null },
    });
    const report = findingReport(gone, found);
    assert.deepEqual(report.related[0]?.range.start, { line: 1, column: 1 });
    assert.deepEqual(report.fixes, []);
  });
});

describe('a finding with two ends', () => {
  const at = (name: string, line: number) => ({
    file: name,
    range: { start: { line, column: 1 }, end: { line, column: 2 } },
  });
  const between = (own: ReturnType<typeof at>, other: ReturnType<typeof at>, isEnd = true) =>
    ({
      ...{ rule: 'r', severity: 'warning', message: 'm', docs: '', fixes: [], ...own },
      related: [{ ...other, message: 'm', ...(isEnd ? { isOtherEnd: true } : {}) }],
    }) as unknown as Finding;
  const [a, b, c] = [at('a', 1), at('b', 2), at('c', 3)];

  it('is reported once', () => {
    const findings = [between(a, b), between(b, a), between(c, a)];
    assert.deepEqual(
      reportedOnce(findings).map((one) => one.file),
      ['a', 'c'],
    );
  });

  it('is reported by each file where the places are only related', () => {
    assert.equal(reportedOnce([between(a, b, false), between(b, a, false)]).length, 2);
  });
});

describe('rules of other documents', () => {
  it('run on their kind and on no other', () => {
    const text = 'tensorflow==2\nsix\n';
    const names = (kind: 'requirements' | 'ignore-file', of: string) =>
      lintDocument(kind, of, { rules: RULES }).findings.map(({ rule }) => rule);
    assert.deepEqual(names('requirements', text), ['long-name']);
    assert.deepEqual(names('ignore-file', '*\n!a\n'), ['everything-ignored']);
    assert.deepEqual(analyze({ text: 'FROM tensorflow\n', rules: RULES }).findings, []);
  });

  it('are fixed, and tell what the parser found', () => {
    const fixed = fixAllOfDocument('requirements', 'tensorflow==2\n', { rules: [longName] });
    assert.equal(fixed.text, 'tenso==2\n');
    const { findings } = lintDocument('requirements', '-e\n', { rules: [longName] });
    assert.deepEqual(
      findings.map(({ rule }) => rule),
      ['syntax'],
    );
  });
});

describe('options of a rule', () => {
  const found = (options: Readonly<Record<string, never>> | object): number =>
    lintDocument('requirements', 'django\nflask\n', {
      rules: [longName],
      ruleOptions: { 'long-name': { ...options } },
    }).findings.length;

  it('have defaults, and values', () => {
    assert.equal(found({}), 1);
    assert.equal(found({ 'max-length': 4 }), 2);
    assert.equal(found({ 'max-length': 4, 'skip-names': ['django'] }), 1);
  });

  it('of the wrong type, or out of range, are not set', () => {
    for (const value of ['4', 4.5, 0, -1, true, null, []])
      assert.equal(found({ 'max-length': value }), 1, String(value));
    assert.deepEqual(withDefaults(longName.options, { 'no-such': 1 }), {
      ...{ 'max-length': 5, 'skip-names': [] },
    });
  });
});
