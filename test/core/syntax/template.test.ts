/** Templates of Dockerfiles get one sentence; Dockerfiles that only hold braces keep their findings. */
import assert from 'node:assert/strict';
import { analyze } from '../../support/analyze.ts';
import { buildModel } from '../../../server/core/build-model/build-model.ts';

const FORMAT = "RUN docker ps --format '{{.ID}}'\n";

describe('a Dockerfile with braces', () => {
  for (const [what, text, expected] of [
    ['conditions of Jinja', 'FROM a\n{% if dev %}\nRUN pip install {{ pkgs }}\n{% endif %}\n', 2],
    ['an image that is filled in', 'FROM {{ image }}\nRUN pip install x\n', 1],
    ['a block of several lines', '{{\n  def x: 1;\n}}\nFROM a\n', 1],
    ['comments of Jinja', '{# c #}\nFROM {{ image }}\n', 2],
    ['an image that parses', 'FROM {{image}}\nCOPY x\n', 1],
    ['a broken step that is filled in', 'FROM a\nCOPY {{source}}\n', 2],
    [
      'a condition that BuildKit takes for a word',
      'FROM a\n{%- if x %}\nUSER b\n{%- endif %}\n',
      2,
    ],
    ['line ends of Windows', 'FROM a\r\n{% if x %}\r\n', 2],
  ] as const) {
    it(`is a template with ${what}`, () => {
      const { findings, model } = analyze({ text });
      const isTemplate = model.template !== null;
      assert.ok(isTemplate);
      assert.deepEqual(
        findings.map(({ rule, severity, message, fixes, span }) => [
          rule,
          severity,
          message,
          fixes,
          text.slice(0, span.start).split('\n').length,
        ]),
        [
          [
            'syntax',
            'info',
            'This is a template, not a Dockerfile: it has `{{` or `{%` and does not parse. Check the Dockerfile that is made from it.',
            [],
            expected,
          ],
        ],
      );
    });
  }

  for (const [what, text, expected] of [
    ['a format of docker, and no error', `FROM a\n${FORMAT}`, []],
    ['a format of docker, and an error elsewhere', `FROM a\n${FORMAT}COPY x\n`, ['error']],
    ['braces in a comment alone', 'FROM a\n# {{ x }}\nCOPY x\n', ['error']],
    ['a format in a health check', "FROM a\nHEALTHCHECK CMD x '{{.A}}'\nCOPY x\n", ['error']],
    ['no braces', 'FROM a\nCOPY x\n', ['error']],
    ['shell braces', 'FROM a\nRUN f() { { true; }; }\nCOPY x\n', ['error']],
  ] as const) {
    it(`is no template with ${what}`, () => {
      const { findings, model } = analyze({ text });
      const isTemplate = model.template !== null;
      assert.equal(isTemplate, false);
      assert.deepEqual(
        findings.map(({ severity }) => severity),
        expected,
      );
    });
  }

  it('is read in time that grows with the text', () => {
    const text = `FROM a\n${"RUN echo '{{x}}'\n# {{ y }}\nCOPY x\n".repeat(20_000)}`;
    const started = process.hrtime.bigint();
    assert.equal(buildModel({ text }).template, null);
    assert.ok(process.hrtime.bigint() - started < 20_000_000_000n);
  });
});
