/** How the bytes of Dockerfiles and requirements files are read: as BuildKit and pip read them. */
import assert from 'node:assert/strict';
import {
  composeKind,
  dockerfileKind,
  requirementsKind,
} from '../../../server/core/documents/index.ts';
import { encodeWide, utf8Bytes } from '../../../server/core/text/encodings.ts';

const latin1 = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));
const PINS = 'requests==2.32.4\r\nflask==3.0.0\r\n';

describe('requirements files', () => {
  for (const [what, bytes, text, encoding] of [
    ['UTF-8', utf8Bytes('six # é\n'), 'six # é\n', 'utf-8'],
    ['UTF-8 with its mark', utf8Bytes('\uFEFFsix\n'), '\uFEFFsix\n', 'utf-8'],
    ['UTF-16 as PowerShell writes it', encodeWide(PINS, 'utf-16le'), PINS, 'utf-16le'],
    ['UTF-16, high byte first', encodeWide(PINS, 'utf-16be'), PINS, 'utf-16be'],
    ['UTF-32', encodeWide(PINS, 'utf-32le'), PINS, 'utf-32le'],
    ['UTF-32, high byte first', encodeWide(PINS, 'utf-32be'), PINS, 'utf-32be'],
    ['nothing', new Uint8Array(), '', 'utf-8'],
    [
      'Latin-1 that says so',
      latin1('# -*- coding: latin-1 -*-\nsix # é\n'),
      '# -*- coding: latin-1 -*-\nsix # é\n',
      'latin-1',
    ],
    [
      'Latin-1 that says so in the second line',
      latin1('# ours\n# coding=iso-8859-1\nsix # é\n'),
      '# ours\n# coding=iso-8859-1\nsix # é\n',
      'latin-1',
    ],
    [
      'a code page',
      latin1('# coding: cp1251\n# \xe9\n'),
      '# coding: cp1251\n# й\n',
      'windows-1251',
    ],
    ['UTF-8 that says so', utf8Bytes('# coding: utf-8\n# é\n'), '# coding: utf-8\n# é\n', 'utf-8'],
  ] as const) {
    it(`are read in ${what}`, () => {
      assert.deepEqual(requirementsKind.decode(bytes), { text, encoding, problem: null });
    });
  }

  for (const [what, bytes, line, message] of [
    [
      'Latin-1',
      latin1('six\n# für uns\n'),
      2,
      'pip cannot decode line 2: the byte 0xfc is not UTF-8. Save the file as UTF-8, or name its encoding in the first line: `# -*- coding: latin-1 -*-`.',
    ],
    [
      'Latin-1 that names its encoding too late',
      latin1('six\n\n# coding: latin-1\n# é\n'),
      4,
      /^pip cannot decode line 4: the byte 0xe9 is not UTF-8\./,
    ],
    [
      'Latin-1 that names it behind a blank',
      latin1(' # coding: latin-1\n# é\n'),
      2,
      /^pip cannot decode line 2/,
    ],
    [
      'more than ASCII that says ASCII',
      latin1('# coding: ascii\n# é\n'),
      2,
      /^pip cannot decode line 2: the byte 0xe9 is not ASCII\./,
    ],
    [
      'UTF-16 that was cut short',
      encodeWide(PINS, 'utf-16le').subarray(0, 9),
      1,
      'pip cannot decode this file as UTF-16LE. Save it as UTF-8.',
    ],
    [
      'UTF-16 without a mark',
      encodeWide(PINS, 'utf-16le').subarray(2),
      1,
      'pip reads this file as UTF-8, because the UTF-16 in it begins without a byte order mark. Save the file as UTF-8.',
    ],
    [
      'an encoding of Emacs',
      utf8Bytes('# -*- coding: utf-8-unix -*-\nsix\n'),
      1,
      'pip stops here: Python has no encoding `utf-8-unix`. Write `# -*- coding: utf-8 -*-`, or remove the comment.',
    ],
  ] as const) {
    it(`have one problem in ${what}`, () => {
      const { text, problem } = requirementsKind.decode(bytes);
      assert.equal(problem?.severity, 'error');
      if (typeof message === 'string') assert.equal(problem.message, message);
      else assert.match(problem.message, message);
      assert.ok(problem.message.length <= 200);
      assert.equal(text.slice(0, problem.span.start).split('\n').length, line);
    });
  }

  it('mean the same in every encoding', () => {
    const meanings = [utf8Bytes(PINS), encodeWide(PINS, 'utf-16le'), encodeWide(PINS, 'utf-32be')]
      .map((bytes) => requirementsKind.decode(bytes).text)
      .map(requirementsKind.meaning);
    assert.equal(new Set(meanings).size, 1);
  });
});

describe('compose files', () => {
  const TEXT = 'services:\r\n  web:\r\n    build: .\r\n';

  for (const [what, bytes, encoding] of [
    ['UTF-8', utf8Bytes(TEXT), 'utf-8'],
    ['UTF-16', encodeWide(TEXT, 'utf-16le'), 'utf-16le'],
    ['UTF-16, high byte first', encodeWide(TEXT, 'utf-16be'), 'utf-16be'],
  ] as const) {
    it(`are read in ${what}`, () => {
      assert.deepEqual(composeKind.decode(bytes), { text: TEXT, encoding, problem: null });
    });
  }
});

describe('Dockerfiles', () => {
  const TEXT = 'FROM python:3.12\r\nRUN true\r\n';

  for (const [what, bytes, text] of [
    ['UTF-8', utf8Bytes('FROM x # é\n'), 'FROM x # é\n'],
    ['UTF-8 with its mark', utf8Bytes(`\uFEFF${TEXT}`), `\uFEFF${TEXT}`],
    ['bytes that are not UTF-8', latin1('FROM x\n# é\n'), 'FROM x\n# \uFFFD\n'],
    ['nothing', new Uint8Array(), ''],
  ] as const) {
    it(`are read in ${what}`, () => {
      assert.deepEqual(dockerfileKind.decode(bytes), { text, encoding: 'utf-8', problem: null });
    });
  }

  for (const [what, bytes, name] of [
    ['UTF-16', encodeWide(TEXT, 'utf-16le'), 'UTF-16'],
    ['UTF-16, high byte first', encodeWide(TEXT, 'utf-16be'), 'UTF-16'],
    ['UTF-16 without a mark', encodeWide(TEXT, 'utf-16le').subarray(2), 'UTF-16'],
    ['UTF-32', encodeWide(TEXT, 'utf-32le'), 'UTF-32'],
  ] as const) {
    it(`cannot be built in ${what}`, () => {
      const { text, problem } = dockerfileKind.decode(bytes);
      assert.equal(text, TEXT);
      assert.deepEqual(problem, {
        code: 'encoding',
        severity: 'error',
        message: `BuildKit cannot read a Dockerfile in ${name}. Save the file as UTF-8.`,
        span: { start: 0, end: 'FROM python:3.12'.length },
      });
    });
  }
});
