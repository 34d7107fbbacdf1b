import assert from 'node:assert/strict';
import {
  parseRequirements,
  requirementsDigestText,
  requirementsOrderedText,
} from '../../../../server/core/syntax/requirements/index.ts';

function digestText(text: string): string {
  return requirementsDigestText(parseRequirements(text).value);
}

describe('requirements: what pip reads', () => {
  const base =
    'Six>=1,<2\nidna[b,a] ; os_name == "a"\nfoo==1 --hash=sha256:a --hash=sha256:b\n-r base.txt\n-e ./x\n';
  const same: readonly (readonly [string, string])[] = [
    ['a comment', `# new\n${base}`],
    ['a comment at the end of a line', base.replace('\n', ' # why\n')],
    ['a blank line', base.replace('\n', '\n\n')],
    ['white space', base.replace('>=1,<2', ' >= 1 , < 2  ')],
    ['a continuation', base.replace(' --hash', ' \\\n    --hash')],
    ['line ends', base.replaceAll('\n', '\r\n')],
    ['the spelling of a name', base.replace('Six', 'six')],
    ['the order of lines', base.split('\n').reverse().join('\n')],
    ['the order of versions', base.replace('>=1,<2', '<2,>=1')],
    ['the order of extras', base.replace('b,a', 'a,b')],
    ['the order of hashes', base.replace('a --hash=sha256:b', 'b --hash=sha256:a')],
    ['a value in quotes', base.replace('base.txt', '"base.txt"')],
  ];
  for (const [what, text] of same) {
    it(`does not change with ${what}`, () => assert.equal(digestText(text), digestText(base)));
  }

  const different: readonly (readonly [string, string])[] = [
    ['a version', base.replace('<2', '<3')],
    ['an extra', base.replace('b,a', 'b')],
    ['a marker', base.replace('"a"', '"b"')],
    ['a hash', base.replace('sha256:b', 'sha256:c')],
    ['a new package', `${base}bar\n`],
    ['an option', `--pre\n${base}`],
    ['another nested file', base.replace('base.txt', 'dev.txt')],
    ['a path', base.replace('./x', './y')],
    ['a line that pip refuses', `${base}???\n`],
    ['a variable', base.replace('Six', '${SIX}')],
  ];
  for (const [what, text] of different) {
    it(`changes with ${what}`, () => assert.notEqual(digestText(text), digestText(base)));
  }

  it('keeps options in order, as the last one may win', () => {
    const text = '-i https://a\n-i https://b\n';
    assert.notEqual(digestText(text), digestText(text.split('\n').reverse().join('\n')));
  });

  it('tells a changed order where that is asked for', () => {
    const [one, other] = ['a\nb # c\n', 'b\na\n'].map((text) =>
      requirementsOrderedText(parseRequirements(text).value),
    );
    assert.equal(one, 'a\nb');
    assert.equal(other, 'b\na');
  });
});
