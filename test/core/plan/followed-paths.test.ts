/** Which paths of its contexts a build asks for. */
import assert from 'node:assert/strict';
import { followedPaths, planBuild } from '../../../server/core/plan/index.ts';
import { parseDockerfile } from '../../../server/core/syntax/dockerfile/index.ts';

/** `context: 0 src`, a line for each path that a step asks for. */
function followed(text: string, options: Partial<Parameters<typeof planBuild>[1]> = {}) {
  const plan = planBuild(
    parseDockerfile(text).value,
    { buildArgs: {}, buildContexts: {}, ...options },
    { store: 'containerd', buildkit: '0.34.2' },
    () => null,
  );
  return [...followedPaths(plan)].flatMap(([name, paths]) =>
    paths.map(({ path, step }) => `${name}: line ${String(plan.steps[step]?.line)} ${path}`),
  );
}

describe('the paths that a build asks for', () => {
  const examples: readonly (readonly [
    what: string,
    text: string,
    paths: readonly string[],
    options?: Parameters<typeof followed>[1],
  ])[] = [
    ['nothing', 'FROM alpine\nRUN true\n', []],
    ['all', 'FROM alpine\nCOPY . /app\n', ['context: line 2 ']],
    [
      'sources of COPY and ADD',
      'FROM alpine\nCOPY a b/ /d/\nADD c.tar /\n',
      ['context: line 2 a', 'context: line 2 b', 'context: line 3 c.tar'],
    ],
    ['wildcards as they are', 'FROM alpine\nCOPY src/*.py /d/\n', ['context: line 2 src/*.py']],
    [
      'bind mounts',
      'FROM alpine\nRUN --mount=type=bind,source=req,target=/r true\n',
      ['context: line 2 req'],
    ],
    [
      'with --parents what is written',
      'FROM alpine\nCOPY --parents a/./b/*.txt /d/\n',
      ['context: line 2 a/b/*.txt'],
    ],
    [
      'not what is excluded alone',
      'FROM alpine\nCOPY --exclude=*.md docs /d/\n',
      ['context: line 2 docs'],
    ],
    [
      'no addresses, heredocs or stages',
      'FROM alpine AS a\nADD https://files.example/x /\nCOPY <<EOF /y\ntext\nEOF\nFROM alpine\nCOPY --from=a /y /\n',
      [],
    ],
    [
      'stages that the target needs',
      'FROM alpine AS a\nCOPY a /\nFROM alpine AS b\nCOPY b /\n',
      ['context: line 2 a'],
      { target: 'a' },
    ],
    [
      'values of arguments',
      'FROM alpine\nARG D=x\nCOPY $D/a /\n',
      ['context: line 3 y/a'],
      { buildArgs: { D: 'y' } },
    ],
    [
      'further contexts',
      'FROM alpine\nCOPY --from=shared lib /\n',
      ['shared: line 2 lib'],
      { buildContexts: { shared: '../shared' } },
    ],
    [
      'a context that a stage starts from',
      'FROM root\nRUN true\n',
      ['root: line 2 '],
      { buildContexts: { root: './root' } },
    ],
    [
      'no images in the place of a context',
      'FROM alpine\nCOPY --from=shared lib /\n',
      [],
      { buildContexts: { shared: 'docker-image://alpine' } },
    ],
  ];
  for (const [what, text, paths, options] of examples) {
    it(`are ${what}`, () => assert.deepEqual(followed(text, options), paths));
  }
});
