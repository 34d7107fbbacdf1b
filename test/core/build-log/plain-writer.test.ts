/** The log of a build in the form of `--progress=plain`, made of the builder's own events. */
import assert from 'node:assert/strict';
import { createBuildLogReader, createPlainLog } from '../../../server/core/build-log/index.ts';
import { maskOf } from '../../../server/core/text/mask.ts';
import { textOf } from '../../support/tracked-files.ts';

function written(log: string, secrets: readonly string[] = []): string {
  const plain = createPlainLog(maskOf(secrets));
  const reader = createBuildLogReader({ onEvent: plain.push });
  reader.push(log);
  reader.end();
  return plain.text();
}

const BLOG = 'test/fixtures/build-logs/rawjson/blog-cold.log';

describe('the plain log', () => {
  it('reads back as the same steps, with the same ends', () => {
    const steps = (log: string): readonly string[] => {
      const reader = createBuildLogReader();
      reader.push(log);
      reader.end();
      const [build] = reader.builds();
      return (build?.steps ?? [])
        .filter(({ stage }) => stage !== '')
        .map(({ name, cached, error, packages }) =>
          [name, cached, error ?? '', packages.map((one) => one.name).join(' ')].join('|'),
        )
        .sort();
    };
    const raw = textOf(BLOG);
    assert.ok(steps(raw).length > 3);
    assert.deepEqual(steps(written(raw)), steps(raw));
  });

  it('holds no secret', () => {
    const raw = textOf(BLOG);
    assert.ok(written(raw).includes('requirements.txt'));
    assert.ok(!written(raw, ['requirements.txt']).includes('requirements.txt'));
  });

  it('leaves out the middle of a very long log, and says how many lines', () => {
    const plain = createPlainLog(maskOf([]));
    plain.push({ kind: 'step', id: 'a', name: '[1/1] RUN yes', started: 0 });
    for (let index = 0; index < 100_000; index++)
      plain.push({ kind: 'line', id: 'a', time: 1, text: `${String(index)} ${'y'.repeat(100)}` });
    const text = plain.text();
    assert.ok(text.length < 8_000_000, String(text.length));
    assert.match(text, /^#1 \[1\/1\] RUN yes\n#1 1\.000 0 y/);
    assert.match(text, /\n… \d+ lines are left out …\n/);
    assert.match(text, /\n#1 1\.000 99999 y+\n$/);
  });
});

describe('the output of a failed step', () => {
  const event = (value: object): string => `${JSON.stringify(value)}\n`;
  const time = (seconds: number): string => `2026-01-02T03:04:0${String(seconds)}Z`;
  const log = (data: string, error?: string): string =>
    event({ vertexes: [{ digest: 'sha256:a', name: '[1/1] RUN x', started: time(1) }] }) +
    event({
      logs: [
        {
          vertex: 'sha256:a',
          stream: 2,
          data: Buffer.from(data).toString('base64'),
          timestamp: time(2),
        },
      ],
    }) +
    event({
      vertexes: [
        { digest: 'sha256:a', name: '[1/1] RUN x', started: time(1), completed: time(3), error },
      ],
    });
  const outputOf = (text: string): readonly string[] | undefined => {
    const reader = createBuildLogReader();
    reader.push(text);
    reader.end();
    return reader.builds()[0]?.steps[0]?.output;
  };

  it('has its last lines, as a terminal leaves them, also one that does not end', () => {
    const printed = '\n\u001b[31mred\u001b[0m\n10 %\r100 %\n\nlast words';
    assert.deepEqual(outputOf(log(printed, 'exit code: 1')), ['red', '100 %', '', 'last words']);
  });

  it('is not that of a step that ended well, or that was stopped', () => {
    assert.equal(outputOf(log('fine\n')), undefined);
    assert.equal(outputOf(log('on the way\n', 'context canceled')), undefined);
  });

  it('has at most 200 lines, and of a very long line its beginning', () => {
    const lines = Array.from({ length: 1000 }, (_, index) => `line ${String(index)}`);
    const output = outputOf(log(`${lines.join('\n')}\n${'x'.repeat(10_000)}\n`, 'exit code: 1'));
    assert.equal(output?.length, 200);
    assert.equal(output.at(-2), 'line 999');
    assert.equal(output.at(-1)?.length, 4001);
  });
});
