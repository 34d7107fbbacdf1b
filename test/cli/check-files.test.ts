/** `check`: which files it takes for what, how it decodes them, and what it does with those that it cannot read. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { encodeWide } from '../../server/core/text/encodings.ts';
import type { CheckReport } from '../../server/protocol/report.ts';
import { cli, cliProcess, validJson } from '../support/cli/command-line.ts';
import { folderWith, removeFolders } from '../node/support/folders.ts';

const SLOW = 'FROM python:3.12-slim\nRUN pip install flask\n';
const MOUNT = '--mount=type=cache,target=/root/.cache/pip';
const INSTALL = `FROM python:3.12-slim\nWORKDIR /srv\nCOPY requirements.txt .\nRUN ${MOUNT} pip install -r requirements.txt\n`;

interface Checked extends CheckReport {
  readonly code: number | null;
  readonly err: string;
  /** `file:line rule` of each finding. */
  readonly found: readonly string[];
}

async function checked(cwd: string, ...args: readonly string[]): Promise<Checked> {
  const ran = await cli(['check', ...args, '--format', 'json'], { cwd });
  const report = validJson('check', ran);
  const found = report.findings.map(
    ({ file, range, rule }) => `${file}:${String(range.start.line)} ${rule}`,
  );
  return { ...report, code: ran.code, err: ran.err, found };
}

describe('check, of names,', () => {
  afterEach(removeFolders);

  it('finds Dockerfiles by all the names that people use', async () => {
    const taken = [
      ...['Containerfile', 'Containerfile.dev', 'Dockerfile', 'Dockerfile-prod', 'Dockerfile.dev'],
      ...['Dockerfile_test', 'app.dockerfile', 'dev.Containerfile', 'prod.Dockerfile'],
      ...['sub/.hidden/Dockerfile', 'sub/Dockerfile'],
    ];
    const left = {
      'Dockerfile.md': '# How the image is made\n\nThe image is made.\n',
      'Dockerfile.j2': 'FROM python:3.12\n{% if dev %}\n{% endif %}\n',
      'Dockerfile.orig': SLOW,
      'Dockerfile.bak': SLOW,
      'Dockerfile.swp': SLOW,
      'dockerfile.yaml': 'on: push\njobs:\n  build:\n    runs-on: x\n',
      'dockerfile.go': 'package dockerfile\n',
      'Dockerfile.dockerignore': '*\n',
      '.venv/x/Dockerfile': SLOW,
    };
    const cwd = folderWith({ ...Object.fromEntries(taken.map((name) => [name, SLOW])), ...left });
    const { found, problems, code } = await checked(cwd, '.');
    assert.deepEqual(
      [...found].sort(),
      taken.map((name) => `${name}:2 missing-cache-mount`).sort(),
    );
    assert.deepEqual([problems, code], [[], 1]);
  });

  for (const name of ['image.build', 'Dockerfile.md', 'Dockerfile.j2', 'notes.txt', 'go.yaml']) {
    it(`does not guess what ${name} is`, async () => {
      const cwd = folderWith({ [name]: SLOW, Dockerfile: SLOW });
      const { found, code, err, problems } = await checked(cwd, name, 'Dockerfile');
      const message = `"${name}" is not the name of a Dockerfile or a requirements file. Say what it is: --as dockerfile or --as requirements.`;
      assert.equal(code, 2);
      assert.equal(err, `layer-forecast check: ${message}\n`);
      assert.deepEqual(problems, [{ file: name, message }]);
      assert.deepEqual(found, ['Dockerfile:2 missing-cache-mount']);
      assert.deepEqual((await checked(cwd, name, '--as', 'dockerfile')).found, [
        `${name}:2 missing-cache-mount`,
      ]);
    });
  }

  it('does not take a program for a Dockerfile', async () => {
    const cwd = folderWith({ 'dockerfile.go': 'package dockerfile\n', 'Dockerfile.js': SLOW });
    const { found, code, err } = await checked(cwd, 'dockerfile.go', 'Dockerfile.js');
    assert.deepEqual([found, code], [['Dockerfile.js:2 missing-cache-mount'], 2]);
    assert.match(
      err,
      /"dockerfile\.go" has the extension of another language and does not begin with FROM or ARG\. Say/,
    );
  });

  it('reads an ignore file as one, and refuses what has no rules', async () => {
    const cwd = folderWith({
      'Dockerfile.dockerignore': '*\n[a\n',
      'compose.yaml': 'services: {}\n',
    });
    assert.deepEqual((await checked(cwd, 'Dockerfile.dockerignore')).found, [
      'Dockerfile.dockerignore:2 syntax',
    ]);
    const { code, err } = await checked(cwd, 'compose.yaml');
    assert.equal(code, 2);
    assert.match(
      err,
      /"compose\.yaml" is a compose file, which has no rules\. Name its Dockerfiles\./,
    );
  });

  it('takes a file that a Dockerfile nearby installs for a requirements file', async () => {
    const dockerfile = `FROM python:3.12\nCOPY deps /deps\nRUN ${MOUNT} pip install -r /deps/base.pip\n`;
    const cwd = folderWith({
      '.git/HEAD': 'ref: refs/heads/main\n',
      'a/Dockerfile': dockerfile,
      'a/deps/base.pip': '-e\n',
      'a/deps/other.pip': '-e\n',
    });
    assert.deepEqual((await checked(join(cwd, 'a/deps'), 'base.pip')).found, ['base.pip:1 syntax']);
    assert.equal((await checked(join(cwd, 'a/deps'), 'other.pip')).code, 2);
    const asked = await checked(cwd, 'a/deps/other.pip', '--as', 'requirements');
    assert.deepEqual(asked.found, ['a/deps/other.pip:1 syntax']);
    // It is found with its Dockerfile too, whatever its name.
    assert.deepEqual((await checked(cwd)).found, ['a/deps/base.pip:1 syntax']);
  });

  it('says of a template that it is one, and does not fail', async () => {
    const cwd = folderWith({
      Dockerfile: 'FROM a\n{% if dev %}\nRUN pip install x\n{% endif %}\n',
    });
    const { findings, found, code } = await checked(cwd);
    assert.deepEqual([found, code], [['Dockerfile:2 syntax'], 0]);
    assert.deepEqual([findings[0]?.severity], ['info']);
    assert.match(findings[0]?.message ?? '', /^This is a template, not a Dockerfile/);
  });

  it('knows which kinds there are', async () => {
    const ran = await cli(['check', '-', '--as', 'poem'], { cwd: folderWith() });
    assert.equal(ran.code, 2);
    assert.match(ran.err, /--as takes dockerfile, requirements; "poem" is none of them/);
  });
});

describe('check, of encodings,', () => {
  afterEach(removeFolders);

  const latin1 = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));
  for (const [what, bytes, expected] of [
    [
      'UTF-16 as PowerShell writes it',
      encodeWide('requests==2.32.4\r\nflask==3.0.0\r\n', 'utf-16le'),
      [],
    ],
    ['UTF-16, high byte first', encodeWide('flask==3.0.0\n', 'utf-16be'), []],
    ['UTF-32', encodeWide('flask==3.0.0\n', 'utf-32le'), []],
    ['UTF-8 with its mark', Buffer.from('\uFEFFflask==3.0.0\r\n'), []],
    ['UTF-16 with a mistake', encodeWide('flask==3.0.0\r\n-e\r\n', 'utf-16le'), [2]],
    ['Latin-1 that says so', latin1('# coding: latin-1\n# für uns\nflask\n'), []],
    ['Latin-1', latin1('flask\n# für uns\n-e\n'), [2]],
    ['line ends of Windows', 'flask\r\n-e\r\nsix \\\r\n  ==1.0\r\n', [2]],
  ] as const) {
    it(`reads requirements in ${what} as pip does`, async () => {
      const cwd = folderWith({ Dockerfile: INSTALL, 'requirements.txt': bytes });
      const { found } = await checked(cwd, '.');
      assert.deepEqual(
        found,
        expected.map((line) => `requirements.txt:${String(line)} syntax`),
      );
    });
  }

  for (const encoding of ['utf-16le', 'utf-16be', 'utf-32le'] as const) {
    it(`has one error for a Dockerfile in ${encoding}`, async () => {
      const text = `${SLOW.replaceAll('\n', '\r\n')}COPY x\r\n`;
      const cwd = folderWith({ Dockerfile: encodeWide(text, encoding) });
      const { findings, found } = await checked(cwd);
      assert.deepEqual(found, ['Dockerfile:1 syntax']);
      assert.match(
        findings[0]?.message ?? '',
        /^BuildKit cannot read a Dockerfile in UTF-\d\d\. Save/,
      );
    });
  }
});

describe('check, of files that it cannot read,', function () {
  this.timeout(20_000);
  afterEach(removeFolders);

  it('goes on to the others', async () => {
    const cwd = folderWith({ 'z/Dockerfile': SLOW, 'folder/x': '' });
    symlinkSync('nowhere', join(cwd, 'Dockerfile.dead'));
    symlinkSync('Dockerfile.loop', join(cwd, 'Dockerfile.loop'));
    symlinkSync('..', join(cwd, 'folder', 'Dockerfile'));
    symlinkSync('/dev/zero', join(cwd, 'Dockerfile.device'));
    mkdirSync(join(cwd, 'a/Dockerfile'), { recursive: true });
    execFileSync('mkfifo', [join(cwd, 'Dockerfile.pipe')]);
    writeFileSync(join(cwd, 'Dockerfile.huge'), '');
    truncateSync(join(cwd, 'Dockerfile.huge'), 64 * 1024 * 1024);
    const { found, problems, code, err } = await checked(cwd);
    assert.deepEqual(found, ['z/Dockerfile:2 missing-cache-mount']);
    assert.equal(code, 1);
    const messages = [
      'Cannot read Dockerfile.dead: it is a link to a file that does not exist.',
      'Cannot read Dockerfile.device: it is not a regular file.',
      'Cannot read Dockerfile.loop: its links go in a circle.',
      'Cannot read Dockerfile.pipe: it is not a regular file.',
      'Cannot read Dockerfile.huge: it is larger than 16 MB.',
    ];
    assert.deepEqual(
      problems,
      messages.map((message) => {
        return { file: /Dockerfile\.\w+/.exec(message)?.[0], message };
      }),
    );
    assert.equal(err, messages.map((message) => `layer-forecast check: ${message}\n`).join(''));
  });

  it('names them in SARIF too', async () => {
    const cwd = folderWith({ Dockerfile: SLOW });
    symlinkSync('nowhere', join(cwd, 'Dockerfile.dead'));
    const { out } = await cli(['check', '--format', 'sarif'], { cwd });
    assert.match(
      out,
      /"text": "Cannot read Dockerfile\.dead: it is a link to a file that does not/,
    );
  });

  it('does not fail where nothing else is to be said', async () => {
    const cwd = folderWith({ Dockerfile: INSTALL });
    symlinkSync('nowhere', join(cwd, 'Dockerfile.dead'));
    const ran = await cli(['check'], { cwd });
    assert.deepEqual([ran.code, ran.out], [0, 'No findings in 1 file.\n']);
  });

  it('fails where the file was named, and has the findings of the others', async () => {
    const cwd = folderWith({ Dockerfile: SLOW });
    symlinkSync('nowhere', join(cwd, 'Dockerfile.dead'));
    const { found, code, err } = await checked(cwd, 'Dockerfile.dead', 'nosuch', 'Dockerfile');
    assert.deepEqual([found, code], [['Dockerfile:2 missing-cache-mount'], 2]);
    assert.equal(
      err,
      'layer-forecast check: Cannot read Dockerfile.dead: it is a link to a file that does not exist.\n' +
        'layer-forecast check: There is no file or folder "nosuch". Check the path.\n',
    );
    const alone = await cli(['check', 'Dockerfile.dead'], { cwd });
    assert.deepEqual([alone.out, alone.code], ['', 2]);
  });

  it('says why a file that is named alone cannot be looked at', async () => {
    const cwd = folderWith({});
    symlinkSync('Dockerfile', join(cwd, 'Dockerfile'));
    const long = 'x'.repeat(300);
    for (const verb of ['check', 'fix'])
      for (const [name, why] of [
        ['Dockerfile', 'its links go in a circle'],
        [long, 'its name is too long'],
      ] as const) {
        const { code, err } = await cli([verb, name], { cwd });
        assert.deepEqual(
          [code, err],
          [2, `layer-forecast ${verb}: Cannot read ${name}: ${why}.\n`],
        );
      }
  });

  it('takes a file that is copied over another one for a file', async () => {
    const copies = 'COPY requirements-a.txt ./\nCOPY requirements-b.txt ./\n';
    const cwd = folderWith({
      Dockerfile: `FROM python:3.12\n${copies}RUN ${MOUNT} pip install -r requirements.txt\n`,
      'requirements-a.txt': 'flask\n',
      'requirements-b.txt': 'six\n',
      'b/Dockerfile': SLOW,
    });
    const { found, problems } = await checked(cwd);
    assert.deepEqual([found, problems], [['b/Dockerfile:2 missing-cache-mount'], []]);
  });

  it('goes on where an installed file is no file', async () => {
    const cwd = folderWith({ Dockerfile: INSTALL, 'b/Dockerfile': SLOW });
    execFileSync('mkfifo', [join(cwd, 'requirements.txt')]);
    assert.deepEqual((await checked(cwd)).found, ['b/Dockerfile:2 missing-cache-mount']);
  });

  it('does not wait for pipes with the names of settings and ignore files', async () => {
    const cwd = folderWith({ Dockerfile: SLOW, 'requirements.txt': 'six\n', '.vscode/x': '' });
    execFileSync('mkfifo', [join(cwd, '.vscode/settings.json'), join(cwd, '.dockerignore')]);
    assert.deepEqual((await checked(cwd)).found, ['Dockerfile:2 missing-cache-mount']);
    assert.equal((await cli(['snapshot', '-o', 's.json'], { cwd })).code, 0);
  });

  it('looks into folders that link to one another once', async () => {
    const cwd = folderWith({ 'a/Dockerfile': SLOW });
    symlinkSync('..', join(cwd, 'a/up'));
    symlinkSync('a', join(cwd, 'again'));
    assert.deepEqual((await checked(cwd)).found, ['a/Dockerfile:2 missing-cache-mount']);
  });
});

describe('check and fix', function () {
  this.timeout(30_000);
  afterEach(removeFolders);

  it('start no process, and say the same where docker and git can be found', async () => {
    const mark = join(folderWith(), 'started');
    const programs = folderWith(
      Object.fromEntries(
        ['docker', 'git', 'pip', 'uv'].map((name) => [name, `#!/bin/sh\necho $0 >> ${mark}\n`]),
      ),
    );
    for (const name of ['docker', 'git', 'pip', 'uv']) chmodSync(join(programs, name), 0o755);
    // The mark is made where one is started.
    execFileSync(join(programs, 'docker'));
    execFileSync('rm', [mark]);
    const files = { Dockerfile: `${INSTALL}RUN pip install flask\n`, 'requirements.txt': '-e\n' };
    const with_ = folderWith({ ...files, '.git/HEAD': 'ref: refs/heads/main\n' });
    const without = folderWith({ ...files, '.git/HEAD': 'ref: refs/heads/main\n' });
    for (const args of [
      ['check'],
      ['check', '.', '--format', 'json'],
      ['fix', '--diff'],
      ['fix'],
    ]) {
      const here = await cliProcess(args, {
        cwd: with_,
        env: {
          PATH: [programs, process.env['PATH'] ?? ''].join(delimiter),
          LAYER_FORECAST_DOCKER: join(programs, 'docker'),
        },
      });
      const there = await cliProcess(args, { cwd: without, env: { PATH: '' } });
      assert.deepEqual(here, there);
      assert.notEqual(here.out, '');
    }
    assert.throws(() => execFileSync('cat', [mark], { stdio: 'ignore' }));
  });

  it('ask about base images where that is wished for, and say what nobody knows', async () => {
    const inspected = JSON.stringify({
      Id: 'sha256:1',
      Os: 'linux',
      Architecture: 'amd64',
      Config: { User: '1000' },
    });
    const answer = `printf '%s' '${inspected}'; exit 0`;
    const script = `#!/bin/sh\ncase "$*" in "image inspect"*team/base:1) ${answer};; esac\nexit 1\n`;
    const programs = folderWith({ docker: script });
    chmodSync(join(programs, 'docker'), 0o755);
    const text = 'FROM registry.example/team/base:1\nENV HOME=/home/app\nRUN pip install six\n';
    const cwd = folderWith({
      Dockerfile: text,
      'other/Dockerfile': text.replace('base:1', 'base:2'),
      'more/Dockerfile': text.replace('base:1', 'base:2'),
    });
    const env = { LAYER_FORECAST_DOCKER: join(programs, 'docker') };
    const { out, err, code } = await cliProcess(['check', '--ask-images'], { cwd, env });
    assert.match(out, /target=\/home\/app\/\.cache\/pip,uid=1000`/);
    assert.equal(
      err,
      'layer-forecast check: Neither docker nor a registry tells what registry.example/team/base:2 is: check its name, or pull it.\n',
    );
    assert.equal(code, 1);

    const diff = await cliProcess(['fix', '--unsafe', '--diff', '--ask-images'], { cwd, env });
    assert.match(diff.out, /\+RUN --mount=type=cache,target=\/home\/app\/\.cache\/pip,uid=1000 /);

    const nowhere = { LAYER_FORECAST_DOCKER: join(programs, 'nothing') };
    const without = await cliProcess(['check', '--ask-images'], { cwd, env: nowhere });
    assert.match(without.err, /^layer-forecast check: No image was asked about: .*nothing/);
    assert.equal(without.code, 1);
  });
});
