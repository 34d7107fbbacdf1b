import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  ignoreMatcher,
  parseIgnoreFile,
} from '../../../../server/core/syntax/dockerignore/index.ts';

describe('dockerignore: reading', function () {
  this.timeout(60_000);
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ['one pattern a line', 'a\nb\n', ['1 a', '2 b']],
    ['cleaned paths', './a//b/\n/c\nd/../e\n', ['1 a/b', '2 c', '3 e']],
    ['negation', '!a\n! b\n!/c\n', ['1 !a', '2 !b', '3 !c']],
    ['blank lines', '\n  \n\ta\t\n', ['3 a']],
    ['comments in the first column only', '#a\n #b\n', ['2 #b']],
    ['CRLF', 'a\r\nb\r\n', ['1 a', '2 b']],
    ['a CR alone ends no line, but editors count it', 'a\rb\nc\n', ['1 a\rb', '3 c']],
    ['a byte order mark', '\uFEFFa\n', ['1 a']],
    ['a comment behind a byte order mark', '\uFEFF#a\nb', ['2 b']],
    ['other white space', '\u00A0a\u3000\u0085\n', ['1 a']],
    ['a negation that only cleaning brings out', '/!a\n', ['1 !a']],
  ];
  for (const [name, text, expected] of cases) {
    it(`takes ${name}`, () => {
      const { value, problems } = parseIgnoreFile(text);
      assert.deepEqual(problems, []);
      const patterns = value.patterns.map(
        ({ pattern, negated, line }) => `${line} ${negated ? '!' : ''}${pattern}`,
      );
      assert.deepEqual(patterns, expected);
    });
  }

  it('points at what is written, without the white space around it', () => {
    const text = '\uFEFF  a/ \r\n! b\n';
    const spans = parseIgnoreFile(text).value.patterns.map(({ span }) =>
      text.slice(span.start, span.end),
    );
    assert.deepEqual(spans, ['a/', '! b']);
  });

  it('reports what makes the build stop, and goes on', () => {
    const text = `a\n!\n[\n!/\nb\n${'c'.repeat(65536)}\n`;
    const { value, problems } = parseIgnoreFile(text);
    assert.deepEqual(
      problems.map(({ code, severity, span }) => `${code} ${severity} ${span.start}`),
      [
        'ignore-lone-negation error 2',
        'ignore-malformed error 4',
        'ignore-lone-negation error 6',
        'ignore-line-too-long error 11',
      ],
    );
    assert.deepEqual(
      value.patterns.map(({ pattern }) => pattern),
      ['a', 'b'],
    );
  });

  it('never throws, and keeps spans inside the text', () => {
    const piece = fc.constantFrom(
      'a',
      '*',
      '**',
      '!',
      '[',
      ']',
      '\\',
      '/',
      '\r',
      '\n',
      '#',
      ' ',
      '\uFEFF',
      '😀',
    );
    fc.assert(
      fc.property(
        fc.array(piece).map((pieces) => pieces.join('')),
        (text) => {
          const { value, problems } = parseIgnoreFile(text);
          ignoreMatcher(value).excludes('a/b');
          for (const { span } of [...value.patterns, ...problems]) {
            assert.ok(span.start >= 0 && span.start < span.end && span.end <= text.length);
          }
        },
      ),
    );
  });

  it('reads a megabyte at once', () => {
    const started = performance.now();
    for (const piece of ['a/*.py\n', '!', '[', '**/', '\n', '#', 'a\r', '../', ' ', 'é']) {
      parseIgnoreFile(piece.repeat(1_000_000 / piece.length));
    }
    assert.ok(performance.now() - started < 10_000);
  });
});

describe('dockerignore: skipping folders', function () {
  this.timeout(60_000);
  const cases: readonly (readonly [string, string, string, boolean])[] = [
    ['an excluded folder', 'docs', 'docs', true],
    ['a folder in it', 'docs', 'docs/a', true],
    ['a folder that is not excluded', 'docs', 'src', false],
    ['a folder from which a file was taken back', 'docs\n!docs/a/b', 'docs', false],
    ['the folder above that file', 'docs\n!docs/a/b', 'docs/a', false],
    ['the folder beside it', 'docs\n!docs/a/b', 'docs/c', true],
    ['a folder with its contents taken back', '*\n!docs/**', 'docs', false],
    ['another one then', '*\n!docs/*', 'src', true],
    ['any folder, when a wildcard may reach into it', '*\n!docs/*.md', 'src', false],
    ['a folder that stars in the middle take something back of', 'a\n!a/*/**', 'a/b', true],
    ['a folder excluded again', '*\n!docs\ndocs/gen', 'docs/gen', true],
  ];
  for (const [name, text, path, expected] of cases) {
    it(`${expected ? 'skips' : 'enters'} ${name}`, () =>
      assert.equal(ignoreMatcher(parseIgnoreFile(text).value).canSkipFolder(path), expected));
  }

  it('sends nothing of a folder that is skipped', () => {
    const matcher = ignoreMatcher(parseIgnoreFile('a\n!a/*/**').value);
    assert.equal(matcher.excludes('a/b/c'), true);
  });

  it('never skips a folder with something to send in it', () => {
    const part = fc.constantFrom('a', 'b', '*', '**', 'a*');
    const pattern = fc
      .tuple(fc.constantFrom('', '!'), fc.array(part, { minLength: 1, maxLength: 4 }))
      .map(([sign, parts]) => sign + parts.join('/'));
    const path = fc.array(fc.constantFrom('a', 'b', 'ab'), { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(pattern), path, (lines, parts) => {
        const matcher = ignoreMatcher(parseIgnoreFile(lines.join('\n')).value);
        if (matcher.excludes(parts.join('/'))) return;
        for (let length = 1; length < parts.length; length++) {
          assert.equal(matcher.canSkipFolder(parts.slice(0, length).join('/')), false);
        }
      }),
      { numRuns: 20_000 },
    );
  });

  it('is quick for a hundred thousand paths', () => {
    const text = [
      '*',
      '!src',
      '**/*.pyc',
      '**/node_modules',
      '**/__pycache__',
      '!src/**/keep?.py',
      'src/gen[0-9]*',
    ];
    const matcher = ignoreMatcher(parseIgnoreFile([...text, ...text, ...text].join('\n')).value);
    const started = performance.now();
    let sent = 0;
    for (let index = 0; index < 100_000; index++) {
      if (!matcher.excludes(`src/pkg${index % 500}/sub${index % 7}/module_${index}.py`)) sent++;
    }
    assert.equal(sent, 100_000);
    assert.ok(performance.now() - started < 5000);
  });
});
