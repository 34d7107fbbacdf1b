/** Which version of the Dockerfile syntax a file needs, and which one a `# syntax` line names. */
import assert from 'node:assert/strict';
import {
  builtInFrontend,
  namedFrontend,
  newerSyntax,
  parseDockerfile,
  readCommand,
} from '../../../../server/core/syntax/dockerfile/index.ts';

const NEWEST = Number.POSITIVE_INFINITY;

/** Image → minor version, `labs` behind it for that channel; null where nobody can tell. */
const FRONTENDS: readonly (readonly [string, string | null])[] = [
  ['docker/dockerfile', 'Infinity'],
  ['docker/dockerfile:latest', 'Infinity'],
  ['docker/dockerfile:1', 'Infinity'],
  ['docker/dockerfile:1@sha256:0123', 'Infinity'],
  ['docker/dockerfile:labs', 'Infinity labs'],
  ['docker/dockerfile:1-labs', 'Infinity labs'],
  ['docker/dockerfile-upstream:master', 'Infinity'],
  ['docker/dockerfile-upstream:master-labs', 'Infinity labs'],
  ['docker/dockerfile:1.2', '2'],
  ['docker/dockerfile:1.4.3', '4'],
  ['docker.io/docker/dockerfile:1.7-labs', '7 labs'],
  ['docker/dockerfile:1.2@sha256:0123', '2'],
  ['docker/dockerfile:1.2 --option', '2'],
  ['docker/dockerfile@sha256:0123', null],
  ['docker/dockerfile:1.1-experimental', null],
  ['docker/dockerfile:experimental', null],
  ['docker/dockerfile:2.0', null],
  ['registry.example/docker/dockerfile:1.2', null],
  ['someone/frontend:1', null],
];

/** Instruction, the frontend that first has it, and the first labs release. */
const FEATURES: readonly (readonly [string, number, number | null])[] = [
  ['RUN --mount=type=cache,target=/c true', 2, null],
  ['RUN --network=none true', 3, 2],
  ['RUN --security=sandbox true', 20, 2],
  ['RUN --device=a true', 27, 14],
  ['RUN --mount=type=secret,id=a,env=A true', 10, null],
  ['RUN <<E\ntrue\nE', 4, 3],
  ['COPY <<E /x\ntrue\nE', 4, 3],
  ['COPY --chmod=644 a /x', 2, null],
  ['COPY --chmod=$MODE a /x', 10, null],
  ['COPY --chmod=u+x a /x', 14, 11],
  ['COPY --link a /x', 4, null],
  ['COPY --exclude=*.md a /x', 19, 7],
  ['COPY --parents a /x', 20, 7],
  ['ADD --checksum=sha256:0 https://a.example/b /x', 6, 5],
  ['ADD --keep-git-dir=true https://a.example/b.git /x', 6, 5],
  ['ADD --unpack=true a /x', 17, null],
  ['HEALTHCHECK --start-interval=1s CMD true', 6, null],
];

describe('the frontend of a # syntax line', () => {
  for (const [image, expected] of FRONTENDS)
    it(`${image}: ${expected ?? 'not known'}`, () => {
      const { directives } = parseDockerfile(`# syntax=${image}\nFROM a\n`).value;
      const frontend = namedFrontend(directives)?.frontend ?? null;
      const text = frontend && `${String(frontend.minor)}${frontend.isLabs ? ' labs' : ''}`;
      assert.equal(text, expected);
    });

  it('gives way to the build argument', () => {
    const { directives } = parseDockerfile('# syntax=docker/dockerfile:1\nFROM a\n').value;
    const named = namedFrontend(directives, { BUILDKIT_SYNTAX: 'docker/dockerfile:1.3' });
    assert.equal(named?.frontend?.minor, 3);
  });

  it('is none where the file has no such line', () => {
    assert.equal(namedFrontend([]), null);
  });
});

describe('the frontend inside BuildKit', () => {
  for (const [buildkit, minor] of [
    ['0.8.3', 2],
    ['0.13.2', 7],
    ['0.25.2', 19],
    ['v0.34.2', 28],
  ] as const)
    it(`${buildkit}: 1.${String(minor)}`, () => {
      assert.equal(builtInFrontend(buildkit)?.minor, minor);
    });

  it('is not known of other versions', () => {
    assert.deepEqual(['', 'x', '0.7.2', '1.0.0'].map(builtInFrontend), [null, null, null, null]);
  });
});

describe('syntax that a frontend does not know yet', () => {
  for (const [text, since, labsSince] of FEATURES)
    it(text.split('\n')[0] ?? '', () => {
      const first = (isLabs: boolean): number =>
        [...Array(40).keys()].find((minor) => whatOf(text, minor, isLabs).length === 0) ?? NEWEST;
      assert.equal(first(false), since);
      assert.equal(first(true), labsSince ?? since);
    });

  it('is shown where it is written', () => {
    const text = 'FROM a\nRUN true && \\\n  cat <<EOF\nx\nEOF\nCOPY --link \\\n --parents a /x\n';
    assert.deepEqual(whatOf(text, 3, false), [
      ['<<EOF', 'a here-document for `RUN`', 'file'],
      ['--link', '`COPY --link`', 'file'],
      ['--parents', '`COPY --parents`', 'file'],
    ]);
  });

  it('is refused only where its stage is built, once the word is read', () => {
    assert.deepEqual(whatOf('RUN --device=a true', 13, false)[0]?.[2], 'file');
    assert.deepEqual(whatOf('RUN --device=a true', 14, false)[0]?.[2], 'stage');
  });
});

function whatOf(
  text: string,
  minor: number,
  isLabs: boolean,
): readonly (readonly [string, string, string])[] {
  const file = text.startsWith('FROM') ? text : `FROM a\n${text}\n`;
  const dockerfile = parseDockerfile(file).value;
  const commands = dockerfile.instructions.map((one) => readCommand(one, dockerfile).value);
  return newerSyntax(dockerfile.instructions, commands, { minor, isLabs }).map(
    ({ span, what, refuses }) => [file.slice(span.start, span.end), what, refuses] as const,
  );
}
