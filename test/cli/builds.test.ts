/** `builds`: every way in which the Dockerfiles here are built, for people and as JSON. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { BuildsReport } from '../../server/protocol/report.ts';
import { cli, validJson } from '../support/cli/command-line.ts';
import { folderWith, removeFolders } from '../node/support/folders.ts';

const FILES = {
  '.git/HEAD': 'ref: refs/heads/main\n',
  'compose.yaml': `services:
  web:
    build:
      context: .
      dockerfile: docker/Dockerfile
      target: web
      args: { PYTHON: "3.12", API_TOKEN: hunter2, SHA: null }
      platforms: [linux/amd64, linux/arm64]
`,
  Makefile: 'image:\n\tdocker build -f docker/Dockerfile .\n',
  'docker/Dockerfile': 'FROM python:3.12 AS web\nCOPY app /app\n',
  'app/Dockerfile': 'FROM scratch\nCOPY main.py /\n',
  'app/main.py': '',
};

describe('builds', () => {
  afterEach(removeFolders);

  const report = async (cwd: string, ...args: readonly string[]): Promise<BuildsReport> => {
    const ran = await cli(['builds', ...args, '--format', 'json'], { cwd });
    assert.deepEqual([ran.code, ran.err], [0, '']);
    return validJson('builds', ran);
  };
  const ids = async (cwd: string, ...args: readonly string[]) =>
    (await report(cwd, ...args)).builds.map(({ id }) => id).sort();

  it('lists them for people', async () => {
    const { out, code, err } = await cli(['builds'], { cwd: folderWith(FILES) });
    assert.deepEqual([code, err], [0, '']);
    assert.equal(
      out,
      `app/Dockerfile@app
  app/Dockerfile, context app
  from main.py exists in app/

compose.yaml:web
  docker/Dockerfile, context ., target web
  arguments PYTHON=3.12, API_TOKEN=****, SHA (no value)
  platforms linux/amd64, linux/arm64
  from service web of compose.yaml

Makefile:2
  docker/Dockerfile, context .
  from line 2 of Makefile

3 builds.
`,
    );
  });

  it('lists them for programs, without secrets', async () => {
    const { version, builds } = await report(folderWith(FILES));
    assert.equal(version, 1);
    assert.deepEqual(builds[1], {
      id: 'compose.yaml:web',
      dockerfile: 'docker/Dockerfile',
      context: '.',
      target: 'web',
      args: { PYTHON: '3.12', API_TOKEN: '****', SHA: null },
      platforms: ['linux/amd64', 'linux/arm64'],
      source: { file: 'compose.yaml', line: 2, name: 'web' },
      evidence: 'service web of compose.yaml',
    });
  });

  it('lists those of a folder, of a Dockerfile and of a file that describes builds', async () => {
    const cwd = folderWith(FILES);
    assert.deepEqual(await ids(cwd, 'app'), ['app/Dockerfile@app']);
    assert.deepEqual(await ids(cwd, 'docker/Dockerfile'), ['Makefile:2', 'compose.yaml:web']);
    assert.deepEqual(await ids(cwd, 'compose.yaml'), ['compose.yaml:web']);
    assert.deepEqual(await ids(cwd, 'Makefile', 'compose.yaml', 'Makefile'), [
      'Makefile:2',
      'compose.yaml:web',
    ]);
    assert.deepEqual(await ids(join(cwd, 'docker')), ['Makefile:2', 'compose.yaml:web']);
    assert.deepEqual(
      (await report(join(cwd, 'docker'))).builds.map(({ dockerfile, context }) => [
        dockerfile,
        context,
      ]),
      [
        ['Dockerfile', '..'],
        ['Dockerfile', '..'],
      ],
    );
  });

  it('says so where there are none', async () => {
    const { out, code } = await cli(['builds'], { cwd: folderWith({ 'a.txt': '' }) });
    assert.deepEqual([code, out], [0, 'No builds found: there is no Dockerfile here.\n']);
    const missing = await cli(['builds', 'nosuch'], { cwd: folderWith() });
    assert.deepEqual(
      [missing.code, missing.out, missing.err],
      [2, '', 'layer-forecast builds: There is no file or folder "nosuch". Check the path.\n'],
    );
  });

  it('goes on past a file that cannot be read, and says so', async () => {
    const cwd = folderWith({ ...FILES, 'sub/compose.yaml': 'services:\n  web:\n    build: [\n' });
    const { out, err, code } = await cli(['builds'], { cwd });
    assert.equal(code, 0);
    assert.match(err, /^layer-forecast builds: sub\/compose\.yaml: line \d+: /);
    assert.match(out, /\n3 builds\.\n$/);
  });
});
