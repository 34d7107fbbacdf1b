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
        { numRuns: 150 },
      );
    });

    it(`takes time in proportion to the text: ${file}`, () => {
      for (const piece of PIECES) {
        const started = performance.now();
        readBuilds(file, `docker build .\n\tdocker build ${piece.repeat(20_000 / piece.length)}`);
        const ms = performance.now() - started;
        assert.ok(ms < 3000, `${JSON.stringify(piece)} took ${ms.toFixed(0)} ms`);
      }
    }).timeout(60_000);
  }

  it('leaves other files alone', () => {
    for (const name of ['Dockerfile', 'README.md', 'compose.yaml', 'src/build.ts', 'config.yml'])
      assert.equal(buildFileKind(`/repo/${name}`), null);
  });
});
