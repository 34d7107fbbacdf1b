/** `check -`: the standard input, alone or as the text of a file. */
import assert from 'node:assert/strict';
import { cli, validJson } from '../support/cli/command-line.ts';
import { folderWith, removeFolders } from '../node/support/folders.ts';

const SLOW = 'FROM python:3.12-slim\nRUN pip install flask\n';
const MOUNT = '--mount=type=cache,target=/root/.cache/pip';
const INSTALL = `FROM python:3.12-slim\nWORKDIR /srv\nCOPY requirements.txt .\nRUN ${MOUNT} pip install -r requirements.txt\n`;

describe('the standard input of check', () => {
  afterEach(removeFolders);

  it('is a Dockerfile of the working directory, unless --as says otherwise', async () => {
    const cwd = folderWith({ 'requirements.txt': '-e\n' });
    const piped = async (stdin: string, ...args: readonly string[]) => {
      const ran = await cli(['check', '-', ...args, '--format', 'json'], { cwd, stdin });
      return validJson('check', ran).findings.map(({ file, rule }) => `${file} ${rule}`);
    };
    assert.deepEqual(await piped(SLOW), ['<stdin> missing-cache-mount']);
    assert.deepEqual(await piped('-e\n', '--as', 'requirements'), ['<stdin> syntax']);
    assert.deepEqual(await piped(INSTALL), ['requirements.txt syntax']);
    assert.deepEqual(await piped(SLOW, 'requirements.txt'), [
      '<stdin> missing-cache-mount',
      'requirements.txt syntax',
    ]);
    const text = await cli(['check', '-'], { cwd, stdin: SLOW });
    assert.match(text.out, /^<stdin>:2:5 warning missing-cache-mount\n/);
  });

  it('is the text of the file that --stdin-filename names, saved or not', async () => {
    const off = 'rules.missing-cache-mount = "off"\n';
    const cwd = folderWith({
      ...{ '.git/HEAD': 'ref: refs/heads/main\n', 'layer-forecast.toml': 'exclude = ["old"]\n' },
      ...{ 'app/Dockerfile': 'FROM scratch\n', 'app/requirements.txt': '-e\n' },
      'quiet/layer-forecast.toml': off,
      'compose.yaml': 'services:\n  a:\n    build: { context: app, dockerfile: image.txt }\n',
    });
    const piped = async (name: string, stdin: string, ...args: readonly string[]) => {
      const all = ['check', '-', '--stdin-filename', name, ...args, '--format', 'json'];
      const ran = await cli(all, { cwd, stdin });
      const { findings, problems } = validJson('check', ran);
      const found = findings.map(({ file, rule }) => `${file} ${rule}`);
      return [...found, ...problems.map(({ message }) => message)];
    };
    assert.deepEqual(await piped('app/Dockerfile', SLOW), ['app/Dockerfile missing-cache-mount']);
    assert.deepEqual(await piped('app/Dockerfile', SLOW, '.'), [
      'app/Dockerfile missing-cache-mount',
    ]);
    assert.deepEqual(await piped('app/Dockerfile', INSTALL), ['app/requirements.txt syntax']);
    assert.deepEqual(await piped('quiet/new.Dockerfile', SLOW), []);
    assert.deepEqual(await piped('old/Dockerfile', SLOW), [
      'old/Dockerfile is left out: layer-forecast.toml excludes it.',
    ]);
    assert.deepEqual(await piped('app/requirements.txt', '-r\n'), ['app/requirements.txt syntax']);
    assert.deepEqual(await piped('app/image.txt', SLOW), ['app/image.txt missing-cache-mount']);
    assert.deepEqual(await piped('app/any', SLOW), ['app/any missing-cache-mount']);
    assert.deepEqual(await piped('app/any', '-r\n', '--as', 'requirements'), ['app/any syntax']);
    assert.deepEqual(await piped('layer-forecast.toml', 'x = 1\n'), [
      'layer-forecast.toml configuration',
    ]);
    assert.match((await piped('compose.yaml', ''))[0] ?? '', /is a Compose file, which has no/i);
    for (const args of [
      ['--stdin-filename', 'a'],
      ['-', '--stdin-filename', 'a', '--since', 'b'],
    ])
      assert.equal((await cli(['check', ...args], { cwd, stdin: SLOW })).code, 2);
  });

  it('is without a name at no path that could be excluded', async () => {
    const cwd = folderWith({ '.git/': '', 'layer-forecast.toml': 'exclude = ["*"]\n' });
    const ran = await cli(['check', '-'], { cwd, stdin: SLOW });
    assert.match(ran.out, /^<stdin>:2:5 warning missing-cache-mount\n/);
  });
});
