/** Numbers, times and instruction texts as the views show them. */
import assert from 'node:assert/strict';
import {
  count,
  formatDay,
  formatWithRange,
  listInWords,
  shortened,
} from '../../webview/src/shared/format.ts';
import {
  comparableText,
  displayText,
  readStepName,
  shortText,
  withShortMounts,
} from '../../webview/src/shared/instruction.ts';
import { masked } from '../support/masked.ts';

describe('format', () => {
  it('leaves a range out that says no more than the median', () => {
    const basis = '1 build';
    assert.equal(formatWithRange({ low: 2, median: 2, high: 2, basis: masked(basis) }), '2.0 s');
    assert.equal(
      formatWithRange({ low: 1, median: 2, high: 3, basis: masked(basis) }),
      '2.0 s (1.0 to 3.0 s)',
    );
  });

  const now = new Date(2024, 10, 24, 14, 8);
  for (const [time, text] of [
    [new Date(2024, 10, 24, 9, 5), 'today 09:05'],
    [new Date(2024, 10, 23, 23, 59), 'yesterday 23:59'],
    [new Date(2024, 10, 3, 14, 7), '3 Nov 14:07'],
    [new Date(2023, 10, 3, 14, 7), '3 Nov 2023 14:07'],
  ] as const) {
    it(`a build of ${text}`, () => assert.equal(formatDay(time.toISOString(), now), text));
  }

  it('says nothing of a time that is none', () => assert.equal(formatDay('soon', now), ''));

  it('counts and lists in words', () => {
    assert.equal(count(1, 'step'), '1 step');
    assert.equal(count(3, 'step'), '3 steps');
    assert.equal(listInWords([]), '');
    assert.equal(listInWords(['a']), 'a');
    assert.equal(listInWords(['a', 'b', 'c']), 'a, b and c');
    assert.equal(listInWords(['a', 'b', 'c', 'd'], 2), 'a, b and 2 more');
  });
});

describe('instruction texts', () => {
  it('splits the progress prefix off', () => {
    assert.deepEqual(readStepName('[builder 2/5] COPY a b'), {
      prefix: 'builder 2/5',
      text: 'COPY a b',
    });
    assert.deepEqual(readStepName('exporting to image'), {
      prefix: '',
      text: 'exporting to image',
    });
    assert.deepEqual(readStepName('[unclosed'), { prefix: '', text: '[unclosed' });
  });

  for (const [one, other] of [
    ['[2/4] RUN pip install x', '[stage-0 3/5] RUN --mount=type=cache,target=/c pip install x'],
    ['[1/4] FROM docker.io/library/python:3.8@sha256:aa', '[1/4] FROM python:3.8@sha256:bb'],
    ['[2/4] RUN   a  b', '[2/4] RUN a b'],
  ] as const) {
    it(`${one} is the step ${other}`, () => {
      assert.equal(comparableText(one), comparableText(other));
    });
  }

  it('shows an image without what BuildKit adds', () => {
    assert.equal(
      displayText('[1/4] FROM docker.io/library/python:3.8@sha256:aa'),
      'FROM python:3.8',
    );
    assert.equal(displayText('[1/4] FROM docker.io/me/app:1'), 'FROM me/app:1');
    assert.equal(displayText('[2/4] RUN a@b'), 'RUN a@b');
  });

  it('shortens for headings and lines', () => {
    const run = 'RUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt';
    assert.equal(shortText(run), 'RUN pip install');
    assert.equal(shortText('COPY --from=builder /a /b'), 'COPY /a');
    assert.equal(withShortMounts(run), 'RUN --mount=… pip install -r requirements.txt');
  });

  for (const [text, most, expected] of [
    ['service web of compose.yaml', 40, 'service web of compose.yaml'],
    ['line 12 of Makefile names no context', 30, 'line 12 of Makefile names no…'],
    ['the nearest folder, with requirements.txt', 21, 'the nearest folder…'],
    ['a/very/long/path/without/a/blank', 12, 'a/very/long…'],
  ] as const) {
    it(`cuts "${text}" to ${String(most)} characters`, () => {
      assert.equal(shortened(text, most), expected);
    });
  }
});
