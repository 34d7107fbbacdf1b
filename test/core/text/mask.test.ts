/** Secrets leave a text, everything else stays. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  isSecretName,
  maskCredentials,
  maskSecrets,
  secretValues,
} from '../../../server/core/text/mask.ts';

describe('masking secrets', () => {
  for (const [text, secrets, expected] of [
    ['a hunter2 b', ['hunter2'], 'a **** b'],
    ['hunter2hunter2', ['hunter2'], '********'],
    ['p@ss/word and p%40ss%2Fword', ['p@ss/word'], '**** and ****'],
    ['{"v":"a\\"bc"}', ['a"bc'], '{"v":"****"}'],
    ['abcdef abcd', ['abcd', 'abcdef'], '**** ****'],
    ['a.c+d*e', ['a.c+d*e'], '****'],
    ['abc', ['abc', ''], 'abc'],
    ['nothing', [], 'nothing'],
  ] as const) {
    it(`makes ${expected} of ${text}`, () => {
      assert.equal(maskSecrets(text, secrets), expected);
    });
  }

  it('leaves no secret of four letters or more', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.string({ minLength: 4 }),
        fc.string(),
        (before, secret, after) => {
          fc.pre(!'****'.includes(secret) && !/^\*+$/.test(secret));
          const masked = maskSecrets(`${before}|${secret}|${after}`, [secret]);
          assert.equal(masked.includes(`|${secret}|`), false);
        },
      ),
    );
  });
});

describe('masking credentials in URLs', () => {
  for (const [text, expected] of [
    ['https://user:pw@index.example/simple', 'https://****@index.example/simple'],
    ['--extra-index-url=https://tok@index.example', '--extra-index-url=https://****@index.example'],
    ['git+https://x:y@git.example/a.git@v1', 'git+https://****@git.example/a.git@v1'],
    ['https://u:p@ss@index.example/a', 'https://****@index.example/a'],
    ['https://${USER}:${TOKEN}@index.example', 'https://${USER}:${TOKEN}@index.example'],
    ['https://$TOKEN@index.example', 'https://$TOKEN@index.example'],
    ['ssh://git@git.example/a', 'ssh://git@git.example/a'],
    ['git+ssh://git:pw@git.example/a', 'git+ssh://****@git.example/a'],
    ['https://index.example/a@1', 'https://index.example/a@1'],
    ['https://index.example/?a=1&token=abc&b=2', 'https://index.example/?a=1&token=****&b=2'],
    ['pip install a @ https://index.example/a.whl', 'pip install a @ https://index.example/a.whl'],
    ['someone@mail.example', 'someone@mail.example'],
    [
      `docker-image://python@sha256:${'a'.repeat(64)}`,
      `docker-image://python@sha256:${'a'.repeat(64)}`,
    ],
    [`oci://me:pw@host/x@sha256:${'a'.repeat(64)}`, `oci://****@host/x@sha256:${'a'.repeat(64)}`],
  ] as const) {
    it(text, () => {
      assert.equal(maskCredentials(text), expected);
    });
  }

  it('takes no longer than the text for what looks like many URLs', () => {
    const text = 'a://'.repeat(50_000);
    const started = performance.now();
    assert.equal(maskCredentials(text), text);
    assert.ok(performance.now() - started < 1500);
  });
});

describe('names that say a value is secret', () => {
  for (const [name, expected] of [
    ['PIP_TOKEN', true],
    ['db-password', true],
    ['AWS_SECRET_ACCESS_KEY', true],
    ['apiKey', true],
    ['BASIC_AUTH', true],
    ['AUTHOR', false],
    ['PYTHON_VERSION', false],
    ['KEYBOARD', false],
  ] as const) {
    it(`${name}: ${expected ? 'yes' : 'no'}`, () => {
      assert.equal(isSecretName(name), expected);
    });
  }

  it('give the values to mask', () => {
    assert.deepEqual(secretValues({ A_TOKEN: 'x', VERSION: 'y' }), ['x']);
  });
});
