/** Examples: what an image gives to the keys of steps. */
import assert from 'node:assert/strict';
import { operations, type PlanInput } from './support.ts';

describe('operations of images', () => {
  const digest = (letter: string): string => `sha256:${letter.repeat(64)}`;
  const image = (one: string): PlanInput => ({
    images: { 'docker.io/library/python:3': { digest: digest(one) } },
  });

  it('are the same for another tag of the same image', () => {
    const images = {
      'docker.io/library/python:3': { digest: digest('a') },
      'docker.io/library/python:3.8': { digest: digest('a') },
    };
    assert.deepEqual(
      operations('FROM python:3', { images }),
      operations('FROM python:3.8', { images }),
    );
  });

  it('differ where the tag has moved', () => {
    assert.notDeepEqual(
      operations('FROM python:3', image('a')),
      operations('FROM python:3', image('b')),
    );
  });

  it('go by a digest that the Dockerfile names', () => {
    const pinned = `FROM python:3@${digest('a')}`;
    assert.deepEqual(operations(pinned), operations('FROM python:3', image('a')));
  });

  it('give a RUN their environment, user, folder and shell, and COPY none of them', () => {
    const text = 'FROM python:3\nCOPY a /a\nRUN a';
    const plain = operations(text, image('a'));
    const images = {
      'docker.io/library/python:3': { digest: digest('a'), env: ['A=1'], workdir: '/w' },
    };
    const [, copy, run] = operations(text, { images });
    assert.equal(copy, plain[1]);
    assert.notEqual(run, plain[2]);
  });
});
