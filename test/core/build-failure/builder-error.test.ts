/** What buildx prints last of a failed build. */
import assert from 'node:assert/strict';
import { processError, readBuilderError } from '../../../server/core/build-failure/index.ts';

const PROCESS = 'process "/bin/sh -c pip install x" did not complete successfully: exit code: 1';

const FAILED = `------
 > [2/2] RUN pip install x:
0.5 ERROR: no x
------
Dockerfile:2
--------------------
   1 |     FROM python:3.11
   2 | >>> RUN pip install \\
   3 | >>>   x
   4 |${' '.repeat(5)}
--------------------
ERROR: failed to build: failed to solve: ${PROCESS}
`;

describe('the last words of the builder', () => {
  it('have the message without what every failure begins with, and the lines of the Dockerfile', () => {
    const { message, source } = readBuilderError(FAILED);
    assert.equal(message, PROCESS);
    assert.deepEqual(source, [
      { line: 1, text: 'FROM python:3.11', failed: false },
      { line: 2, text: 'RUN pip install \\', failed: true },
      { line: 3, text: '  x', failed: true },
      { line: 4, text: '', failed: false },
    ]);
  });

  it('may be of a target of a bake, with Windows line ends', () => {
    const text = FAILED.replace('failed to build: ', 'target app: ').replaceAll('\n', '\r\n');
    assert.equal(readBuilderError(text).message, PROCESS);
    assert.equal(readBuilderError(text).source.length, 4);
  });

  it('may name no line, or be no error of buildx at all', () => {
    assert.deepEqual(readBuilderError('ERROR: failed to solve: no builder "x" found\n'), {
      message: 'no builder "x" found',
      source: [],
    });
    assert.deepEqual(readBuilderError('panic: oops\ngoroutine 1\n'), {
      message: 'panic: oops\ngoroutine 1',
      source: [],
    });
    assert.deepEqual(readBuilderError(''), { message: '', source: [] });
  });

  it('tell a process that failed from a builder that failed', () => {
    assert.deepEqual(processError(PROCESS), { exitCode: 1, text: '' });
    const killed = PROCESS.replace('exit code: 1', 'context canceled');
    assert.deepEqual(processError(killed), { exitCode: null, text: 'context canceled' });
    assert.equal(processError('"/x": not found'), null);
  });
});
