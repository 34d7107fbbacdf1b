/** A step in a sentence. */
import assert from 'node:assert/strict';
import { stepInWords } from '../../../server/protocol/step-text.ts';

describe('a step in a sentence', () => {
  for (const [name, line, words] of [
    ['[2/4] RUN pip install -r requirements.txt', 7, '`RUN pip install -r requirements.txt`'],
    [
      '[2/4] RUN --mount=type=cache,target=/c --network=host pip install x',
      7,
      '`RUN pip install x`',
    ],
    [
      '[builder 1/4] FROM docker.io/library/python:3.12@sha256:' + 'a'.repeat(64),
      1,
      '`FROM python:3.12`',
    ],
    [`[2/4] RUN ${'python -m pip install x '.repeat(4)}`, 7, '`RUN` in line 7'],
    ['[2/4] RUN <<EOF (set -e...)', 3, '`RUN` in line 3'],
    [`[2/4] RUN ${'echo '.repeat(40)}`, null, 'a long `RUN`'],
  ] as const) {
    it(`${name.slice(0, 40)} is ${words}`, () => assert.equal(stepInWords(name, line), words));
  }
});
