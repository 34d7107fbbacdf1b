/** Writing a baseline: what it may overwrite, and what it keeps of the one before. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cli } from '../support/cli/command-line.ts';
import { addFiles, folderWith, removeFolders } from '../node/support/folders.ts';

const INSTALL = 'FROM python:3.12\nRUN pip install six\n';

describe('a baseline that is written', () => {
  let cwd: string;
  beforeEach(() => {
    cwd = folderWith({
      '.git/HEAD': 'ref: refs/heads/main\n',
      'app/Dockerfile': INSTALL,
      'web/Dockerfile': INSTALL,
    });
  });
  afterEach(removeFolders);

  const write = (...args: readonly string[]) =>
    cli(['check', '--write-baseline', 'known.json', ...args], { cwd });
  const textOf = (file: string): string => readFileSync(join(cwd, file), 'utf8');

  it('overwrites baselines and empty files only', async () => {
    const refusal =
      /^layer-forecast check: app\/Dockerfile is no baseline and stays as it is\. Name another file/;
    const ran = await cli(['check', '--write-baseline', 'app/Dockerfile'], { cwd });
    assert.equal(ran.code, 2);
    assert.match(ran.err, refusal);
    assert.equal(textOf('app/Dockerfile'), INSTALL);
    addFiles(cwd, { 'known.json': '\n' });
    assert.equal((await write()).code, 0);
    const written = textOf('known.json');
    assert.match(written, /missing-cache-mount/);
    assert.equal((await write()).code, 0);
    assert.equal(textOf('known.json'), written);
  });

  it('is not written over a report, nor at a folder', async () => {
    const args = ['check', '--format', 'json', '--output-file', 'report.json'];
    await cli(args, { cwd });
    const report = textOf('report.json');
    mkdirSync(join(cwd, 'folder'));
    for (const name of ['report.json', 'folder'])
      assert.equal((await cli(['check', '--write-baseline', name], { cwd })).code, 2);
    assert.equal(textOf('report.json'), report);
  });

  it('is a file of its own', async () => {
    for (const ran of [
      await cli(['check', '--write-baseline', '-'], { cwd }),
      await write('--output-file', './known.json'),
    ])
      assert.equal(ran.code, 2);
    assert.deepEqual(
      ['-', 'known.json'].map((name) => existsSync(join(cwd, name))),
      [false, false],
    );
  });
});
