/** What holds for the readers of all files that name builds, whatever the text. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BUILD_FILE_KINDS, buildFileKind } from '../../../server/core/documents/declared-builds.ts';
import { readBuilds } from './support.ts';

const FILES: readonly string[] = [
  ...['docker-bake.json', 'docker-bake.hcl', 'Makefile', 'a/docker.mk', 'justfile', 'Taskfile.yml'],
  ...['build.sh', 'build.ps1', 'build.bat', 'package.json', '.vscode/tasks.json'],
  ...['.devcontainer/devcontainer.json', 'skaffold.yaml', '.github/workflows/ci.yml'],
  ...['.gitlab-ci.yml', 'azure-pipelines.yml', '.circleci/config.yml', 'cloudbuild.yaml'],
  ...['Jenkinsfile', 'bitbucket-pipelines.yml', '.travis.yml', '.drone.yml'],
];

const PIECES: readonly string[] = [
  ...[
    'docker build ',
    'buildx ',
    '. ',
    '-f ',
    '--target=',
    '$',
    '$(',
    '${',
    ')',
    '}',
    '{',
    '{{',
    '}}',
    '${{ ',
  ],
  ...[
    '"',
    "'",
    '\\',
    '\n',
    '\n\t',
    ': ',
    '- ',
    'run: |\n  ',
    'jobs:\n  a:\n    steps:\n',
    '#',
    ',',
    '[',
    ']',
  ],
  ...[
    'cd ',
    'A',
    '=',
    ':=',
    'define ',
    'endef',
    'include ',
    'sh ',
    'dir(',
    '`',
    '^',
    '%',
    '@"',
    '<<EOF',
    'call ',
  ],
  ...[
    'matrix: ',
    '*a ',
    '&a ',
    '$(dirname ',
    '"$0"',
    '\uE000',
    '\uE001',
    'target "a" {',
    '/*',
    '<#',
  ],
];

/** What a search that starts again at each place would be slow at. */
const REPEATED: readonly string[] = [
  ...['$(', '`', '"$(', '${', '$(A ', '$(dirname ', '{{', '${{ ', '{', '[', '"', '\\\n', '\n\t'],
  ...['- ', '/*', '@"\n', '%', ' ', 'define x\n', 'docker build . ', '(cd a; '],
];

describe('every reader of a file that names builds', () => {
  it('is tried here', () => {
    const tried = new Set(FILES.map((file) => buildFileKind(`/repo/${file}`)?.kind));
    assert.deepEqual(
      BUILD_FILE_KINDS.map(({ kind }) => kind).filter((kind) => !tried.has(kind)),
      [],
    );
  });

  for (const file of FILES) {
    it(`never throws: ${file}`, () => {
      fc.assert(
        fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }), (pieces) => {
          const { builds } = readBuilds(file, `docker build\n${pieces.join('')}`);
          for (const { dockerfile, context, source } of builds) {
            assert.equal(/[\uE000\uE001]/.test(`${dockerfile ?? ''}${context ?? ''}`), false);
            assert.equal((source.line ?? 1) >= 1, true);
          }
        }),
        { numRuns: 80 },
      );
    });

    it(`takes time in proportion to the text: ${file}`, () => {
      for (const piece of REPEATED) {
        const small = milliseconds(file, piece, 2000);
        const large = milliseconds(file, piece, 16_000);
        // Eight times the size. The second is granted to the noise of a busy machine.
        const times = `${small.toFixed(0)} ms for 2 KB, ${large.toFixed(0)} ms for 16 KB`;
        assert.ok(large < small * 30 + 1000, `${JSON.stringify(piece)}: ${times}`);
      }
    }).timeout(60_000);
  }

  it('leaves other files alone', () => {
    for (const name of ['Dockerfile', 'README.md', 'compose.yaml', 'src/build.ts', 'config.yml'])
      assert.equal(buildFileKind(`/repo/${name}`), null);
  });
});

function milliseconds(file: string, piece: string, size: number): number {
  const text = `docker build .\n\tdocker build ${piece.repeat(size / piece.length)}`;
  const started = performance.now();
  readBuilds(file, text);
  return performance.now() - started;
}
