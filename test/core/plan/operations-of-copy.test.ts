/** Examples: which changes of a copy change its key. How to read them is said in `compare-operations.ts`. */
import { compareOperations, type Comparison } from './compare-operations.ts';

const comparisons: readonly Comparison[] = [
  {
    title: 'a source of the same name elsewhere',
    before: 'COPY a/x /d/x',
    after: 'COPY b/x /d/x',
    expected: '=',
  },
  {
    title: 'a source of another name',
    before: 'COPY a/x /d/x',
    after: 'COPY a/y /d/x',
    expected: 'x',
  },
  {
    title: 'other ways to write a source',
    before: 'COPY a/x /d/x',
    after: 'COPY ["./a/./x", "/d/x"]',
    expected: '=',
  },
  { title: 'an absolute source', before: 'COPY a/x /d/x', after: 'COPY /a/x /d/x', expected: '=' },
  {
    title: 'a relative destination',
    before: 'WORKDIR /d\nCOPY a/x /d/x',
    after: 'WORKDIR /d\nCOPY a/x x',
    expected: '==',
  },
  {
    title: 'a folder as the destination',
    before: 'COPY a/x /d',
    after: 'COPY a/x /d/',
    expected: 'x',
  },
  {
    title: 'the root as a relative destination',
    before: 'COPY a ./',
    after: 'COPY a /',
    expected: '=',
  },
  { title: 'ADD in place of COPY', before: 'COPY a /d', after: 'ADD a /d', expected: 'x' },
  {
    title: 'an ADD that unpacks nothing',
    before: 'COPY a /d',
    after: 'ADD --unpack=false a /d',
    expected: '=',
  },
  {
    title: 'a folder with and without slashes',
    before: 'COPY src /d\nCOPY src /e',
    after: 'COPY src/ /d\nCOPY src/. /e',
    expected: '==',
  },
  {
    title: 'a pattern for a name',
    before: 'COPY a.txt /d/',
    after: 'COPY *.txt /d/',
    expected: 'x',
  },
  { title: 'another pattern', before: 'COPY *.txt /d/', after: 'COPY ?.txt /d/', expected: 'x' },
  {
    title: 'the same pattern elsewhere',
    before: 'COPY a/*.txt /d/',
    after: 'COPY b/*.txt /d/',
    expected: '=',
  },
  { title: 'a mode', before: 'COPY a /a', after: 'COPY --chmod=644 a /a', expected: 'x' },
  {
    title: 'a mode with a zero in front',
    before: 'COPY --chmod=644 a /a',
    after: 'COPY --chmod=0644 a /a',
    expected: '=',
  },
  {
    title: 'root by number',
    before: 'COPY --chown=root:root a /a',
    after: 'COPY --chown=0:0 a /a',
    expected: '=',
  },
  {
    title: 'an owner by number',
    before: 'COPY --chown=app a /a',
    after: 'COPY --chown=1000 a /a',
    expected: 'x',
  },
  {
    title: 'an owner with a group',
    before: 'COPY --chown=1 a /a',
    after: 'COPY --chown=1:1 a /a',
    expected: 'x',
  },
  {
    title: 'sources in another order',
    before: 'COPY a b /d/',
    after: 'COPY b a /d/',
    expected: 'x',
  },
  {
    title: 'sources in two steps',
    before: 'COPY a b /d/',
    after: 'COPY a /d/\nCOPY b /d/',
    expected: 'xx',
  },
  {
    title: 'an exclusion',
    before: 'COPY --exclude=*.md a /a',
    after: 'COPY --exclude=*.txt a /a',
    expected: 'x',
  },
  {
    title: 'a path by way of a variable',
    before: 'ENV P=a\nCOPY a /d',
    after: 'ENV P=a\nCOPY $P /d',
    expected: '=',
  },
  {
    title: 'a heredoc that comes to the same',
    before: 'ENV V=1\nCOPY <<EOF /f\n$V\nEOF',
    after: 'ENV V=1\nCOPY <<"EOF" /f\n1\nEOF',
    expected: '=',
  },
  {
    title: 'a heredoc of another name',
    before: 'COPY <<A /f\n1\nA',
    after: 'COPY <<B /f\n1\nB',
    expected: 'x',
  },
  {
    title: 'a linked copy with a mode is a plain one',
    before: 'COPY --chmod=644 a /a',
    after: 'COPY --link --chmod=644 a /a',
    expected: '=',
  },
  {
    title: 'a linked copy where the store has no layers to merge',
    before: 'COPY a /a',
    after: 'COPY --link a /a',
    engine: { store: 'graphdriver' },
    expected: '=',
  },
  {
    title: 'a linked copy stands on nothing',
    before: 'COPY a /a',
    after: 'COPY --link a /a',
    expected: 'xx',
  },
];

compareOperations('operations: COPY and ADD', comparisons);
