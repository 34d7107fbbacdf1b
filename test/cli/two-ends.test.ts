/** A finding that concerns two files: reported once by `check`, in every format with the other file beside it. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cli, validJson } from '../support/cli/command-line.ts';
import { folderWith, removeFolders } from '../node/support/folders.ts';

const MOUNT = '--mount=type=cache,target=/root/.cache/pip';
const FILES = {
  'job/Dockerfile': `FROM python:3.12-alpine\nRUN ${MOUNT} pip install six\n`,
  'web/Dockerfile': `FROM python:3.12-slim\n\nRUN ${MOUNT} pip install six\n`,
};

describe('a conflict of two Dockerfiles', () => {
  let cwd: string;
  beforeEach(() => {
    cwd = folderWith(FILES);
  });
  afterEach(removeFolders);

  const out = async (...args: readonly string[]): Promise<string> =>
    (await cli(['check', ...args], { cwd })).out;

  it('is reported once, with its other end', async () => {
    const { findings } = validJson('check', await cli(['check', '--format', 'json'], { cwd }));
    assert.deepEqual(
      findings.map(({ rule, file, range }) => [rule, file, range.start.line]),
      [['shared-wheel-cache', 'job/Dockerfile', 2]],
    );
    const place = { start: { line: 3, column: 5 }, end: { line: 3, column: 47 } };
    assert.deepEqual(findings[0]?.related, [
      {
        ...{ file: 'web/Dockerfile', range: place, isOtherEnd: true },
        message: 'Uses the same cache on glibc.',
      },
    ]);
  });

  it('is reported of the file that is checked', async () => {
    for (const file of ['job/Dockerfile', 'web/Dockerfile']) {
      const { findings } = validJson(
        ...(['check', await cli(['check', '--format', 'json', file], { cwd })] as const),
      );
      assert.deepEqual(
        findings.map((one) => one.file),
        [file],
      );
    }
  });

  it('names the other file in every format', async () => {
    const place = 'web/Dockerfile:3:5: Uses the same cache on glibc.';
    assert.ok((await out()).includes(`\n  ${place}\n`));
    assert.ok((await out('--format', 'github')).includes(`%0A${place}\n`));
    assert.ok((await out('--format', 'junit')).includes(`&#10;${place}`));
    const gitlab = JSON.parse(await out('--format', 'gitlab')) as readonly object[];
    assert.deepEqual(
      gitlab.map((issue) => 'other_locations' in issue && issue.other_locations),
      [[{ path: 'web/Dockerfile', lines: { begin: 3, end: 3 } }]],
    );
    const sarif = await out('--format', 'sarif');
    assert.match(
      sarif,
      /"relatedLocations": \[\s+\{\s+"physicalLocation": \{\s+"artifactLocation": \{\s+"uri": "web\/Dockerfile"/,
    );
  });

  it('counts as new where either file changed since a revision', async () => {
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@index.example', ...args], {
        cwd,
      });
    git('init', '-q');
    git('add', '.');
    git('commit', '-qm', 'First');
    assert.equal((await cli(['check', '--since', 'HEAD'], { cwd })).code, 0);
    writeFileSync(join(cwd, 'web/Dockerfile'), FILES['web/Dockerfile'].replace('six', 'idna'));
    const ran = await cli(['check', '--since', 'HEAD', '--format', 'json'], { cwd });
    assert.deepEqual(
      validJson('check', ran).findings.map(({ file }) => file),
      ['job/Dockerfile'],
    );
  });

  it('is fixed in both files', async () => {
    const ran = validJson('fix', await cli(['fix', '--format', 'json'], { cwd }));
    assert.deepEqual(
      ran.files.map(({ file, applied }) => [file, applied]),
      [
        ['job/Dockerfile', ['Give the cache mount the id pip-musl']],
        ['web/Dockerfile', ['Give the cache mount the id pip-glibc']],
      ],
    );
    assert.deepEqual(ran.remaining, []);
  });
});
