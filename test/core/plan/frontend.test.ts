/** Which frontend reads a Dockerfile, and what follows from it. */
import assert from 'node:assert/strict';
import { frontendOf } from '../../../server/core/plan/frontend.ts';
import { planBuild } from '../../../server/core/plan/index.ts';
import { parseDockerfile } from '../../../server/core/syntax/dockerfile/index.ts';

function frontend(text: string, buildkit: string, buildArgs = {}): readonly [string, boolean] {
  const { buildkit: version, assumed } = frontendOf(
    parseDockerfile(text).value,
    buildArgs,
    buildkit,
  );
  return [version, assumed !== null];
}

describe('the frontend of a Dockerfile', () => {
  for (const [title, text, buildkit, version, isAssumed] of [
    ['is that of BuildKit without a syntax line', '', '0.25.2', '0.25.2', false],
    [
      'is of the release that a version names',
      '# syntax=docker/dockerfile:1.7',
      '0.25.2',
      '0.13',
      false,
    ],
    [
      'may be a patch release',
      '# syntax=docker.io/docker/dockerfile:1.2.1',
      '0.34.2',
      '0.8',
      false,
    ],
    ['may be of the labs channel', '# syntax=docker/dockerfile:1.14-labs', '0.34.2', '0.20', false],
    [
      'may be pinned by digest, too',
      `# syntax=docker/dockerfile:1.20@sha256:${'a'.repeat(64)}`,
      '0.25.2',
      '0.26',
      false,
    ],
    ['is the newest where the tag moves', '# syntax=docker/dockerfile:1', '0.25.2', '0.34', true],
    ['is the newest without a tag', '# syntax=docker/dockerfile', '0.25.2', '0.34', true],
    [
      'is no question where BuildKit has the same',
      '# syntax=docker/dockerfile:1',
      '0.34.2',
      '0.34',
      false,
    ],
    [
      'is taken for that of BuildKit where nobody knows it',
      '# syntax=example/frontend:2',
      '0.25.2',
      '0.25.2',
      true,
    ],
  ] as const) {
    it(title, () => {
      assert.deepEqual(frontend(`${text}\nFROM scratch\n`, buildkit), [version, isAssumed]);
    });
  }

  it('is the one of the build argument before the one of the file', () => {
    const args = { BUILDKIT_SYNTAX: 'docker/dockerfile:1.5' };
    assert.deepEqual(frontend('# syntax=docker/dockerfile:1.7\nFROM scratch\n', '0.25.2', args), [
      '0.11',
      false,
    ]);
  });

  it('decides on names and arguments, whatever BuildKit runs it', () => {
    const names = (syntax: string, buildkit: string): readonly string[] => {
      const text = `${syntax}FROM busybox\nARG TARGETSTAGE\nRUN echo \\$V\n`;
      const engine = { store: 'containerd', buildkit } as const;
      const options = { buildArgs: {}, buildContexts: {} };
      const { steps } = planBuild(parseDockerfile(text).value, options, engine, () => null);
      const parts = steps[1]!.parts.filter(({ name }) => name === 'TARGETSTAGE');
      return [steps[1]!.name, ...parts.map(({ value }) => value)];
    };
    assert.deepEqual(names('', '0.12.5'), ['[2/2] RUN echo $V']);
    assert.deepEqual(names('# syntax=docker/dockerfile:1\n', '0.12.5'), [
      '[2/2] RUN echo \\$V',
      'default',
    ]);
    assert.deepEqual(names('# syntax=docker/dockerfile:1.11\n', '0.34.2'), [
      '[2/2] RUN echo $V',
      'default',
    ]);
  });
});
