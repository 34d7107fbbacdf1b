/** Content keys: two trees are equal to a copy exactly where they are equal to BuildKit. */
import assert from 'node:assert/strict';
import { contentTerm } from '../../../server/core/forecast/content-digest.ts';
import { createTermCache } from '../../../server/core/forecast/term.ts';
import { contextTree, createTreeCache } from '../../../server/core/forecast/tree.ts';
import type { ContentSelection } from '../../../server/core/plan/model.ts';
import { contextFiles, digest, type FileSpecs } from '../../support/forecast/scenarios.ts';

interface Query extends Partial<ContentSelection> {
  readonly path: string;
}

function key(files: FileSpecs, query: Query, hashesRelativePaths = true): string {
  const selection = { wildcard: false, followLinks: true, include: [], exclude: [], ...query };
  const tree = contextTree('context', contextFiles(files), createTreeCache());
  const found = contentTerm(
    tree,
    { selections: [selection] },
    { hashesRelativePaths },
    createTermCache(digest),
  );
  return found.kind === 'content' ? found.term.text : `missing ${found.paths.join(' ')}`;
}

interface Pair {
  readonly title: string;
  readonly one: readonly [FileSpecs, Query];
  readonly other: readonly [FileSpecs, Query];
  /** Absent where it is the same for all versions. */
  readonly relative?: boolean;
}

const F = { path: '/f' };
const D = { path: '/d' };
const ALL = { path: '/*', wildcard: true };

const EQUAL: readonly Pair[] = [
  { title: 'a file of another name', one: [{ f: 'x' }, F], other: [{ g: 'x' }, { path: '/g' }] },
  {
    title: 'a folder of another name',
    one: [{ 'd/f': 'x' }, D],
    other: [{ 'e/f': 'x' }, { path: '/e' }],
  },
  { title: 'a link to the file', one: [{ f: 'x' }, F], other: [{ f: { link: 'g' }, g: 'x' }, F] },
  { title: 'an absolute link', one: [{ f: 'x' }, F], other: [{ f: { link: '/g' }, g: 'x' }, F] },
  {
    title: 'a link on the way',
    one: [{ 'd/f': 'x' }, { path: '/d/f' }],
    other: [{ d: { link: 'e' }, 'e/f': 'x' }, { path: '/d/f' }],
  },
  {
    title: 'a link that leaves the context stays in it',
    one: [{ f: 'x' }, F],
    other: [{ f: { link: '../../g' }, g: 'x' }, F],
  },
  {
    title: 'a single match with the name of the pattern',
    one: [{ 'x/f': 'x' }, { path: '/*/f', wildcard: true }],
    other: [{ 'y/f': 'x' }, { path: '/*/f', wildcard: true }],
  },
  {
    title: 'files that do not match',
    one: [
      { f: 'x', g: 'y' },
      { path: '/f*', wildcard: true },
    ],
    other: [{ f: 'x' }, { path: '/f*', wildcard: true }],
  },
  {
    title: 'excluded files',
    one: [
      { 'd/f': 'x', 'd/r.md': 'y' },
      { ...D, exclude: ['*.md'] },
    ],
    other: [{ 'd/f': 'x' }, { ...D, exclude: ['*.md'] }],
  },
  {
    title: 'the folder of a wildcard',
    one: [{ 'a/1.txt': '1' }, { path: '/a/*.txt', wildcard: true }],
    other: [{ 'b/1.txt': '1' }, { path: '/b/*.txt', wildcard: true }],
  },
  {
    title: 'no match at all',
    one: [{ f: 'x' }, { path: '/q*', wildcard: true }],
    other: [{ f: 'y' }, { path: '/q*', wildcard: true }],
  },
  {
    title: 'matches in other folders, before 0.26',
    one: [
      { 'x/f': '1', 'y/f': '2' },
      { path: '/*/f', wildcard: true },
    ],
    other: [
      { 'w/f': '1', 'y/f': '2' },
      { path: '/*/f', wildcard: true },
    ],
    relative: false,
  },
];

const DIFFERENT: readonly Pair[] = [
  { title: 'bytes', one: [{ f: 'x' }, F], other: [{ f: 'y' }, F] },
  { title: 'a mode', one: [{ f: 'x' }, F], other: [{ f: { text: 'x', mode: '755' } }, F] },
  { title: 'a name in a folder', one: [{ 'd/f': 'x' }, D], other: [{ 'd/g': 'x' }, D] },
  { title: 'nesting', one: [{ 'd/a/f': 'x' }, D], other: [{ 'd/f': 'x', 'd/a/': {} }, D] },
  { title: 'an empty folder', one: [{ 'd/f': 'x' }, D], other: [{ 'd/f': 'x', 'd/e/': {} }, D] },
  {
    title: 'the mode of the folder itself',
    one: [{ 'd/f': 'x' }, D],
    other: [{ 'd/f': 'x', 'd/': { mode: '700' } }, D],
  },
  {
    title: 'the text of a link in a folder',
    one: [{ 'd/l': { link: 'a' } }, D],
    other: [{ 'd/l': { link: 'b' } }, D],
  },
  {
    title: 'a link and a file with its text',
    one: [{ 'd/l': { link: 'a' } }, D],
    other: [{ 'd/l': 'a' }, D],
  },
  {
    title: 'a wildcard and the same file by name',
    one: [{ 'a.txt': 'x' }, { path: '/*.txt', wildcard: true }],
    other: [{ 'a.txt': 'x' }, { path: '/a.txt' }],
  },
  {
    title: 'the name of a match',
    one: [{ a: '1', b: '2' }, ALL],
    other: [{ a: '1', c: '2' }, ALL],
  },
  {
    title: 'matches in other folders, since 0.26',
    one: [
      { 'x/f': '1', 'y/f': '2' },
      { path: '/*/f', wildcard: true },
    ],
    other: [
      { 'w/f': '1', 'y/f': '2' },
      { path: '/*/f', wildcard: true },
    ],
    relative: true,
  },
  {
    title: 'the mode of a matched folder',
    one: [{ 'd/f': 'x', e: '1' }, ALL],
    other: [{ 'd/f': 'x', 'd/': { mode: '700' }, e: '1' }, ALL],
  },
];

describe('content digests', () => {
  for (const relative of [true, false]) {
    for (const [pairs, isEqual] of [
      [EQUAL, true],
      [DIFFERENT, false],
    ] as const) {
      for (const { title, one, other, relative: only } of pairs) {
        if (only !== undefined && only !== relative) continue;
        const name = `${isEqual ? 'are equal for' : 'differ by'} ${title} (${relative ? '0.26' : '0.25'})`;
        it(name, () => {
          assert.equal(key(...one, relative) === key(...other, relative), isEqual);
          assert.equal(key(...one, relative), key(...one, relative));
        });
      }
    }
  }

  it('say what is missing', () => {
    assert.equal(key({}, F), 'missing /f');
    assert.equal(key({ f: { link: 'nowhere' } }, F), 'missing /f');
    assert.equal(key({ f: { link: 'f' } }, F), 'missing /f');
    assert.equal(key({ f: { link: 'nowhere' } }, ALL), 'missing /f');
    assert.equal(key({ f: 'x' }, { path: '/f/g' }), 'missing /f/g');
    assert.equal(
      key({ 'd/f': '' }, { path: '/', include: ['d/f', 'e'], required: ['/e'] }),
      'missing /e',
    );
  });

  it("do not count the mode of a context's root", () => {
    assert.equal(
      key({ f: 'x' }, { path: '/' }),
      key({ f: 'x', '/': { mode: '700' } }, { path: '/' }),
    );
  });
});
