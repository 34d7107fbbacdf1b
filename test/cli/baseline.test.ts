/** Writing a baseline: what it may overwrite, and what it keeps of the one before. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
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

  /** `app/Dockerfile missing-cache-mount 1`. */
  const known = (): readonly string[] => {
    const { findings } = JSON.parse(textOf('known.json')) as {
      readonly findings: readonly Readonly<Record<string, unknown>>[];
    };
    return findings.map(({ file, rule, count }) => [file, rule, count].join(' '));
  };
  const RULE = 'missing-cache-mount';
  const BOTH = [`app/Dockerfile ${RULE} 1`, `web/Dockerfile ${RULE} 1`];

  it('keeps what a run about some rules or files does not look for', async () => {
    await write();
    assert.deepEqual(known(), BOTH);
    for (const args of [
      ['--select', 'missing-source'],
      ['--ignore', RULE],
      ['app'],
      ['web/Dockerfile'],
    ]) {
      await write(...args);
      assert.deepEqual(known(), BOTH);
    }
    addFiles(cwd, {
      'layer-forecast.toml': 'contexts."app/Dockerfile" = "app"\n',
      'app/Dockerfile': 'FROM scratch\nCOPY a.txt /\n',
      'app/other.txt': '',
      'web/Dockerfile': 'FROM scratch\n',
    });
    await write('--select', 'missing-source');
    assert.deepEqual(known(), [BOTH[0], 'app/Dockerfile missing-source 1', BOTH[1]]);
    await write('app/Dockerfile');
    assert.deepEqual(known(), ['app/Dockerfile missing-source 1', BOTH[1]]);
    rmSync(join(cwd, 'web'), { recursive: true });
    await write('app');
    assert.deepEqual(known(), ['app/Dockerfile missing-source 1']);
  });

  it('keeps the findings of files that could not be read', async () => {
    await write();
    rmSync(join(cwd, 'web/Dockerfile'));
    symlinkSync('Dockerfile', join(cwd, 'web/Dockerfile'));
    await write();
    assert.deepEqual(known(), BOTH);
  });

  it('has no mistakes of a configuration, and hides none', async () => {
    addFiles(cwd, { 'layer-forecast.toml': 'nosuch = 1\n' });
    const ran = await write();
    assert.equal(ran.code, 1);
    assert.match(ran.out, /^layer-forecast\.toml:1:1 warning configuration/);
    assert.deepEqual(known(), BOTH);
  });

  it('is not written about changed lines only', async () => {
    const ran = await write('--since', 'HEAD');
    assert.equal(ran.code, 2);
    assert.match(ran.err, /--since leaves some out: give one/);
  });
});
