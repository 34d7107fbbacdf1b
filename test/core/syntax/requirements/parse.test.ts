import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  parseRequirements,
  type RequirementLine,
} from '../../../../server/core/syntax/requirements/index.ts';
import type { Span } from '../../../../server/core/text/span.ts';

function only(text: string): RequirementLine {
  const { value, problems } = parseRequirements(text);
  assert.deepEqual(problems, []);
  assert.equal(value.lines.length, 1);
  const [line] = value.lines;
  assert.ok(line?.kind === 'requirement');
  return line;
}

function cut(text: string, span: Span | null): string | null {
  return span === null ? null : text.slice(span.start, span.end);
}

describe('requirements: reading', () => {
  it('takes a requirement apart', () => {
    const text = 'idna\nZope.Interface_x [b, a] >= 1.0 , <2 ; python_version > "3" # why\n';
    const line = parseRequirements(text).value.lines[1] as RequirementLine;
    assert.deepEqual(
      {
        ...line,
        span: cut(text, line.span),
        nameSpan: cut(text, line.nameSpan),
        specifierSpan: cut(text, line.specifierSpan),
      },
      {
        kind: 'requirement',
        text: 'Zope.Interface_x [b, a] >= 1.0 , <2 ; python_version > "3"',
        span: 'Zope.Interface_x [b, a] >= 1.0 , <2 ; python_version > "3"',
        line: 2,
        editable: false,
        form: 'name',
        name: 'Zope.Interface_x',
        normalizedName: 'zope-interface-x',
        nameSpan: 'Zope.Interface_x',
        extras: ['b', 'a'],
        specifier: '>=1.0,<2',
        specifierSpan: '>= 1.0 , <2',
        url: null,
        path: null,
        marker: 'python_version > "3"',
        hashes: [],
        options: [],
      },
    );
  });

  it('keeps places over continuations', () => {
    const text = 'six \\\n  ==1.17.0 \\\n  --hash=sha256:aa \\\n  --hash="sha256:bb" # done\n';
    const line = only(text);
    assert.equal(line.text, 'six   ==1.17.0   --hash=sha256:aa   --hash="sha256:bb"');
    assert.equal(cut(text, line.nameSpan), 'six');
    assert.equal(cut(text, line.specifierSpan), '==1.17.0');
    assert.deepEqual(line.hashes, ['sha256:aa', 'sha256:bb']);
    assert.deepEqual(
      line.options.map(({ span }) => cut(text, span)),
      ['--hash=sha256:aa', '--hash="sha256:bb"'],
    );
    assert.deepEqual(
      line.options.map(({ valueSpan }) => cut(text, valueSpan)),
      ['sha256:aa', 'sha256:bb'],
    );
  });

  it('counts lines as an editor does, and splits them as Python does', () => {
    const text = '\uFEFFa\r\nb\rc\n\fd\u2028e\n\\\n\\\nf\n';
    const lines = parseRequirements(text).value.lines.map(
      ({ text: one, line }) => `${line} ${one}`,
    );
    assert.deepEqual(lines, ['1 a', '2 b', '3 c', '4 d', '4 e', '5 f']);
  });

  const targets: readonly (readonly [string, Partial<RequirementLine>])[] = [
    ['./pkg[dev]', { form: 'path', path: './pkg', extras: ['dev'], name: null }],
    ['mypkg/', { form: 'path', path: 'mypkg/' }],
    ['a.tar.gz', { form: 'path', path: 'a.tar.gz' }],
    ['./numpy-1.9.2-cp34-none-win32.whl', { form: 'path', name: 'numpy', specifier: '==1.9.2' }],
    ['https://x/y.zip#egg=b', { form: 'url', url: 'https://x/y.zip#egg=b', name: 'b' }],
    ['b @ git+https://a/b@v1', { form: 'url', url: 'git+https://a/b@v1', name: 'b' }],
    ['-e ../b[x]', { editable: true, form: 'path', path: '../b', extras: ['x'] }],
    ['-e .', { editable: true, form: 'path', path: '.' }],
    ['--editable=git+https://a/b#egg=c', { editable: true, form: 'url', name: 'c' }],
    ['foo==${VER}', { name: 'foo', normalizedName: 'foo', specifier: '==${VER}' }],
    ['${NAME}==1', { name: '${NAME}', normalizedName: null, specifier: '==1' }],
    ['foo ${SPEC}', { form: 'name', name: null }],
    ['foo (>=1, <2)', { name: 'foo', specifier: '>=1,<2' }],
  ];
  for (const [text, expected] of targets) {
    it(`reads ${text}`, () => {
      const line = only(text);
      for (const [key, value] of Object.entries(expected)) {
        assert.deepEqual(line[key as keyof RequirementLine], value, key);
      }
    });
  }

  it('knows where the values of options are', () => {
    const text =
      '-r base.txt\n--constraint="a b.txt"\n-rsub/dev.txt\n--pre --index-u https://${TOKEN}@a/simple\n';
    const options = parseRequirements(text).value.lines.flatMap((line) => line.options);
    assert.deepEqual(
      options.map(({ name, value, span, valueSpan }) => [
        name,
        value,
        cut(text, span),
        cut(text, valueSpan),
      ]),
      [
        ['requirement', 'base.txt', '-r base.txt', 'base.txt'],
        ['constraint', 'a b.txt', '--constraint="a b.txt"', 'a b.txt'],
        ['requirement', 'sub/dev.txt', '-rsub/dev.txt', 'sub/dev.txt'],
        ['pre', null, '--pre', null],
        [
          'index-url',
          'https://${TOKEN}@a/simple',
          '--index-u https://${TOKEN}@a/simple',
          'https://${TOKEN}@a/simple',
        ],
      ],
    );
  });

  const faults: readonly (readonly [string, string, string, RegExp])[] = [
    ['foo=1.0', 'requirements-invalid', '=1.0', /`=` is no operator/],
    ['foo==1.0#x', 'requirements-invalid', '#x', /expected a comma/],
    ['foo>=1.0.*', 'requirements-invalid', '.*', /only behind `==`/],
    ['???', 'requirements-invalid', '???', /name of a package/],
    ['foo ; os_name = "a"', 'requirements-invalid', '= "a"', /comparison/],
    ['-e six==1.0', 'requirements-invalid', 'six==1.0', /folder/],
    ['-e git+https://a/b#egg=c[d]', 'requirements-invalid', 'egg=c[d]', /`name\[extra\] @ URL`/],
    ['x.whl', 'requirements-invalid', 'x.whl', /valid name of a wheel/],
    ['--upgrade', 'requirements-option', '--upgrade', /knows no option `--upgrade`/],
    ['foo --global-option=x', 'requirements-option', '--global-option=x', /since version 25.3/],
    ['--req a.txt', 'requirements-option', '--req', /`--require-hashes`, `--requirement`/],
    ['foo --hash=md5:aa', 'requirements-option', 'md5:aa', /sha256/],
    ["-r 'a.txt", 'requirements-option', "'a.txt", /not closed/],
  ];
  for (const [line, code, where, message] of faults) {
    it(`goes on behind ${line}`, () => {
      const text = `six\n${line}\nidna\n`;
      const { value, problems } = parseRequirements(text);
      assert.deepEqual(
        value.lines.map((one) => one.text),
        ['six', 'idna'],
      );
      assert.equal(problems.length, 1);
      const [found] = problems;
      assert.equal(found!.code, code);
      assert.equal(found!.severity, 'error');
      assert.equal(cut(text, found!.span), where);
      assert.match(found!.message, message);
    });
  }

  const ignored: readonly (readonly [string, readonly string[]])[] = [
    ['six --pre -r base.txt', ['--pre', '-r base.txt']],
    ['-r a.txt -r b.txt --pre', ['-r b.txt', '--pre']],
    ['-c a.txt -r b.txt', ['-c a.txt']],
    ['-f a -f b', ['-f b']],
    ['--hash=sha256:aa', ['--hash=sha256:aa']],
    ['-e ./a -e ./b c', ['-e ./b', 'c']],
    ['--pre six', ['six']],
  ];
  for (const [text, dropped] of ignored) {
    it(`says what pip ignores in ${text}`, () => {
      const { problems } = parseRequirements(text);
      assert.ok(
        problems.every(
          ({ code, severity }) => code === 'requirements-ignored' && severity === 'warning',
        ),
      );
      assert.deepEqual(
        problems.map(({ span }) => cut(text, span)),
        dropped,
      );
    });
  }
});

describe('requirements: any input', function () {
  this.timeout(60_000);
  const piece = fc.constantFrom(
    'six',
    '==',
    '>=1',
    ',',
    ';',
    ' ',
    '\t',
    '\\\n',
    '\\',
    '\n',
    '\r',
    '\f',
    '#',
    '[a]',
    '[',
    ']',
    '(',
    ')',
    "'",
    '"',
    '-',
    '-e ',
    '-r ',
    '--hash=',
    'sha256:a',
    '@',
    'https://x/',
    '.whl',
    './',
    '${A}',
    'and ',
    'os_name',
    'not ',
    '😀',
    '\uFEFF',
    '%2',
  );

  it('never throws, and keeps spans inside the text', () => {
    fc.assert(
      fc.property(
        fc.array(piece).map((pieces) => pieces.join('')),
        (text) => {
          const { value, problems } = parseRequirements(text);
          const spans = value.lines.flatMap((line) => [
            line.span,
            ...line.options.flatMap(({ span, valueSpan }) => [span, valueSpan]),
            ...(line.kind === 'requirement' ? [line.nameSpan, line.specifierSpan] : []),
          ]);
          for (const span of [...spans, ...problems.map((found) => found.span)]) {
            if (span === null) continue;
            assert.ok(span.start >= 0 && span.start <= span.end && span.end <= text.length);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('finds the name where it says', () => {
    fc.assert(
      fc.property(
        fc.array(piece).map((pieces) => pieces.join('')),
        (text) => {
          for (const line of parseRequirements(text).value.lines) {
            if (line.kind !== 'requirement' || line.nameSpan === null) continue;
            const written = text.slice(line.nameSpan.start, line.nameSpan.end);
            // A name may be broken by a continuation or by quotes, but begins and ends where it is said to.
            assert.equal(written[0], line.name![0]);
            assert.equal(written.at(-1), line.name!.at(-1));
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  const pieces = [
    'six==1.0\n',
    '\\\n',
    'six \\\n',
    ' ',
    '\t#',
    '#',
    'a',
    'a.',
    '(',
    'six;(',
    'a[',
    '[a,',
    '-r ',
    "-r 'a",
    '--',
    '${A}',
    '=',
    '==1,',
    '\u0085',
    'a;os_name=="a" and ',
    '@',
    '/',
    './',
    'https://',
    '%20',
    '.tar',
    '-e ',
    '"',
    '\\',
    ' -',
    '1.',
    '&egg=',
  ];
  for (const one of pieces) {
    it(`takes time in proportion to the length of ${JSON.stringify(one)} repeated`, () => {
      for (const start of ['', 'six==1', 'six ; ', 'six --hash=', 'https://a/', './', '-e ']) {
        const text = start + one.repeat(Math.ceil(150_000 / one.length));
        const started = performance.now();
        parseRequirements(text);
        assert.ok(performance.now() - started < 4000, start);
      }
    });
  }

  it('reads a megabyte', () => {
    const text = 'six[a]==1.0 ; os_name == "a" \\\n  --hash=sha256:aa # why\n'.repeat(20_000);
    assert.ok(text.length > 1_000_000);
    const started = performance.now();
    assert.equal(parseRequirements(text).value.lines.length, 20_000);
    assert.ok(performance.now() - started < 8000);
  });
});
