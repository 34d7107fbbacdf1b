/** `layer-forecast context`: what a build sends, what makes it large, and which line asks for it. */
import assert from 'node:assert/strict';
import { cli, validJson } from '../support/cli/command-line.ts';
import { folderWith, removeFolders } from '../node/support/folders.ts';

afterEach(removeFolders);

const FILES = {
  Dockerfile: 'FROM python:3.12\nCOPY requirements.txt .\nRUN true\nCOPY . .\n',
  'requirements.txt': 'six\n',
  '.git/objects/pack/one.pack': 'x'.repeat(3_000_000),
  'src/app.py': 'x'.repeat(20_000),
  'src/__pycache__/app.pyc': 'x'.repeat(1_000),
  'data/model.bin': 'x'.repeat(1_100_000),
};

describe('layer-forecast context', () => {
  it('says what is sent, and what makes it large', async () => {
    const ran = await cli(['context', '.'], { cwd: folderWith(FILES) });
    assert.equal(ran.err, '');
    assert.equal(ran.code, 0);
    assert.equal(
      ran.out,
      `4.1 MB, 6 files; .git 3.0 MB, data/model.bin 1.1 MB
This is what a first build sends. Later builds from the same folder send only files that changed.

Dockerfile, context ., no .dockerignore
       size  files  path              asked for by
     3.0 MB      1  .git/             line 4 COPY . .
     1.1 MB      1  data/model.bin    line 4 COPY . .
      21 kB      2  src/              line 4 COPY . .
   59 bytes      1  Dockerfile        line 4 COPY . .
    4 bytes      1  requirements.txt  line 2 COPY requirements.txt . and 1 more
hint: .git (the history of git, 3.0 MB) is sent. If the build does not read it, add \`.git\` at the end of .dockerignore.
hint: **/__pycache__ (compiled Python files, 1 kB) is sent. If the build does not read it, add \`**/__pycache__\` at the end of .dockerignore.
`,
    );
  });

  it('lists every file with --all', async () => {
    const ran = await cli(['context', '.', '--all'], { cwd: folderWith(FILES) });
    const paths = ran.out.split('\n').flatMap((line) => /(\S+)\s+line \d/.exec(line)?.[1] ?? []);
    assert.deepEqual(paths, [
      '.git/objects/pack/one.pack',
      'data/model.bin',
      'src/app.py',
      'src/__pycache__/app.pyc',
      'Dockerfile',
      'requirements.txt',
    ]);
  });

  it('says what no instruction asks for, and nothing of what is ignored', async () => {
    const cwd = folderWith({
      ...FILES,
      Dockerfile: 'FROM python:3.12\nCOPY src/*.py .\n',
      '.dockerignore': '.git\n',
    });
    const ran = await cli(['context', '.'], { cwd });
    assert.match(ran.out, /^20 kB, 1 file\n/);
    assert.match(ran.out, /^Dockerfile, context \., \.dockerignore$/m);
    assert.match(ran.out, /src\/app\.py +line 2 COPY src\/\*\.py \.$/m);
    assert.match(ran.out, /Not sent, because no instruction asks for it: 1\.1 MB, 5 files\./);
    assert.doesNotMatch(ran.out, /hint/);
  });

  it('says why nothing is sent', async () => {
    const none = folderWith({ Dockerfile: 'FROM python:3.12\nRUN true\n', a: 'x' });
    assert.match(
      (await cli(['context', '.'], { cwd: none })).out,
      /^Nothing is sent: no COPY, ADD or bind mount of this build reads a build context\.\n/,
    );
    const missing = folderWith({ Dockerfile: 'FROM python:3.12\nCOPY nosuch .\n', a: 'x' });
    assert.match(
      (await cli(['context', '.'], { cwd: missing })).out,
      /^Nothing is sent: the build context has no file that COPY in line 2 asks for\.\n/,
    );
  });

  it('is JSON by its schema', async () => {
    const ran = await cli(['context', '.', '--format', 'json'], { cwd: folderWith(FILES) });
    const report = validJson('context', ran);
    const [context] = report.contexts;
    assert.deepEqual(report.sent, { files: 6, bytes: 4_121_063 });
    assert.equal(context?.ignoreFile, null);
    assert.deepEqual(context.total, report.sent);
    assert.deepEqual(context.rest, { files: 0, bytes: 0 });
    assert.deepEqual(
      context.largest.map(({ path, kind, bytes }) => [path, kind, bytes]),
      [
        ['.git', 'folder', 3_000_000],
        ['data/model.bin', 'file', 1_100_000],
        ['src', 'folder', 21_000],
        ['Dockerfile', 'file', 59],
        ['requirements.txt', 'file', 4],
      ],
    );
    assert.deepEqual(context.largest.at(-1)?.askedBy, [
      { line: 2, instruction: 'COPY', text: 'COPY requirements.txt .' },
      { line: 4, instruction: 'COPY', text: 'COPY . .' },
    ]);
    assert.equal(context.files, undefined);
    const all = await cli(['context', '.', '--all', '--format', 'json'], {
      cwd: folderWith(FILES),
    });
    assert.equal(validJson('context', all).contexts[0]?.files?.length, 6);
  });

  it('counts further contexts, and those that are no folders', async () => {
    const cwd = folderWith({
      'app/Dockerfile':
        'FROM python:3.12\nCOPY --from=shared lib /lib\nCOPY --from=tools /bin/x /x\nCOPY main.py .\n',
      'app/main.py': '12345',
      'shared/lib/a.py': '123',
      'shared/lib/b.log': '12',
      'shared/.dockerignore': '**/*.log\n',
      'shared/other': '1',
    });
    const line =
      'context app --build-context shared=shared --build-context tools=docker-image://alpine';
    const ran = await cli(line.split(' '), { cwd });
    assert.match(
      ran.out,
      /^8 bytes, 2 files; main\.py 5 bytes, lib\/a\.py 3 bytes\n {2}context: 5 bytes, 1 file\n {2}shared: 3 bytes, 1 file\n/,
    );
    assert.match(ran.out, /^context shared: shared, shared\/\.dockerignore$/m);
    assert.match(ran.out, /^tools is docker-image:\/\/alpine: the builder gets it itself/m);
    const report = validJson(
      'context',
      await cli([...line.split(' '), '--format', 'json'], { cwd }),
    );
    assert.deepEqual(
      report.contexts.map(({ name }) => name),
      ['context', 'shared'],
    );
    assert.deepEqual(report.elsewhere, [{ name: 'tools', source: 'docker-image://alpine' }]);
  });

  it('takes the build that a compose file describes, and its target', async () => {
    const cwd = folderWith({
      'compose.yaml': 'services:\n  web:\n    build:\n      context: app\n      target: one\n',
      'app/Dockerfile': 'FROM python:3.12 AS one\nCOPY a .\nFROM one\nCOPY b .\n',
      'app/a': '1',
      'app/b': '22',
    });
    assert.match((await cli(['context', '--invocation', 'web'], { cwd })).out, /^1 byte, 1 file\n/);
    assert.match((await cli(['context', 'app'], { cwd })).out, /^3 bytes, 2 files/);
  });

  it('names what keeps it from being whole', async () => {
    const cwd = folderWith({ ...FILES, '.dockerignore': '[\n' });
    const ran = await cli(['context', '.'], { cwd });
    assert.equal(ran.code, 0);
    assert.match(ran.err, /^layer-forecast context: `\[` is not a valid pattern/);
  });

  it('ends when it is cancelled', async () => {
    const ran = await cli(['context', '.'], {
      cwd: folderWith(FILES),
      signal: AbortSignal.abort(),
    });
    assert.deepEqual(ran, { code: 130, out: '', err: '' });
  });
});
