/** Builds that will fail, as `forecast` and `check` tell of them. */
import assert from 'node:assert/strict';
import type { CheckReport, Forecast } from '../../server/protocol/report.ts';
import { cli, freshState, validJson } from '../support/cli/command-line.ts';
import { folderWith, removeFolders } from '../node/support/folders.ts';

/** Dockerfiles whose COPY takes words for files that are not there, and one where all are there. */
const FILES = {
  Dockerfile: `FROM python:3.12-slim
WORKDIR /srv
COPY requirements.txt . # only this
RUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt
`,
  'Dockerfile.plain': 'FROM python:3.12-slim\nCOPY app/settings.py /srv/\n',
  'Dockerfile.two': 'FROM python:3.12-slim\nWORKDIR /srv\nCOPY requirements.txt main.py /srv\n',
  'Dockerfile.three': `FROM python:3.12-slim
WORKDIR /srv
COPY requirements.txt missing.txt ./
COPY other.txt ./
RUN true
`,
  'Dockerfile.under': 'FROM python:3.12-slim\nCOPY app app/settings.py /srv/\n',
  'Dockerfile.parents': 'FROM python:3.12-slim\nCOPY --parents app /srv/\n',
  'Dockerfile.heredoc': `# syntax=docker/dockerfile:1.2
FROM python:3.12-slim
RUN <<EOF
pip install six
EOF
`,
  'app/a.py': '1\n',
  'main.py': '\n',
  'requirements.txt': 'requests==2.32.3\n',
};

/** Line of each failure, and the verdicts since a snapshot of the same state. */
const CASES: readonly (readonly [string, readonly number[], string])[] = [
  ['Dockerfile', [3], 'hhmm'],
  ['Dockerfile.plain', [2], 'hm'],
  ['Dockerfile.two', [], 'hhh'],
  ['Dockerfile.three', [3, 4], 'hhmmm'],
  ['Dockerfile.under', [2], 'hm'],
  ['Dockerfile.heredoc', [3], 'mm'],
];

describe('forecasts of builds that will fail', () => {
  beforeEach(() => void freshState());
  afterEach(removeFolders);

  for (const [file, lines, letters] of CASES)
    it(file, async () => {
      const cwd = folderWith(FILES);
      const since = await sinceItself(cwd, file);
      const ran = await cli([...since, '--format', 'json'], { cwd });
      assert.equal(ran.code, 0);
      const report: Forecast = validJson('forecast', ran);
      assert.deepEqual(
        report.fails.map(({ line }) => line),
        lines,
      );
      assert.equal(report.steps.map(({ verdict }) => verdict[0]).join(''), letters);
      assert.equal(report.totals.seconds, null);
    });

  it('say it first, and step by step', async () => {
    const cwd = folderWith(FILES);
    const { out } = await cli(await sinceItself(cwd, 'Dockerfile.three'), { cwd });
    assert.match(
      out,
      /^This build fails at line 3: `COPY` names `missing\.txt`, which does not exist in the build context\. And 1 more\.\nfails line 3: .*\nfails line 4: /,
    );
    assert.match(out, /^ {2}fails {4}\[3\/5\] COPY requirements\.txt missing\.txt \.\/$/m);
    assert.match(out, /^ {2}- {8}\[5\/5\] RUN true$/m);
  });

  it('end with exit code 1 where --fail-on-failure asks for it, and only then', async () => {
    const cwd = folderWith(FILES);
    const failing = await cli(
      [...(await sinceItself(cwd, 'Dockerfile.under')), '--fail-on-failure'],
      { cwd },
    );
    assert.equal(failing.code, 1);
    assert.match(failing.err, /^layer-forecast forecast: Dockerfile\.under:2: `COPY` names/);
    const fine = await cli([...(await sinceItself(cwd, 'Dockerfile.two')), '--fail-on-failure'], {
      cwd,
    });
    assert.deepEqual([fine.code, fine.err], [0, '']);
  });

  it('know the flags of the engine that is named, and only warn of one that is assumed', async () => {
    const cwd = folderWith(FILES);
    const since = await sinceItself(cwd, 'Dockerfile.parents');
    const read = async (...more: readonly string[]): Promise<Forecast> =>
      validJson('forecast', await cli([...since, '--format', 'json', ...more], { cwd }));
    assert.deepEqual((await read('--buildkit', '0.25.2')).fails[0]?.line, 2);
    assert.deepEqual((await read('--buildkit', '0.26.0')).fails, []);
  });
});

/** Line and column of each finding. */
const FINDINGS: readonly (readonly [string, readonly string[]])[] = [
  ['Dockerfile', ['3:25 missing-source']],
  ['Dockerfile.plain', ['2:6 missing-source']],
  ['Dockerfile.two', []],
  ['Dockerfile.three', ['3:23 missing-source', '4:6 missing-source']],
  ['Dockerfile.under', ['2:10 missing-source']],
  ['Dockerfile.parents', []],
  ['Dockerfile.heredoc', ['3:5 frontend-too-old', '4:1 missing-cache-mount']],
];

describe('findings of builds that will fail', () => {
  beforeEach(() => void freshState());
  afterEach(removeFolders);

  for (const [file, expected] of FINDINGS)
    it(file, async () => {
      const cwd = folderWith(FILES);
      const { findings } = await checked(cwd, file);
      const shown = findings.map(({ rule, range: { start } }) => {
        return `${String(start.line)}:${String(start.column)} ${rule}`;
      });
      assert.deepEqual(shown, expected);
    });

  it('offer no other fix as long as the frontend refuses the file', async () => {
    const cwd = folderWith(FILES);
    const ran = await cli(['fix', 'Dockerfile.heredoc', '--diff'], { cwd });
    assert.equal(ran.out.includes('--mount'), false);
    const all = await cli(['fix', 'Dockerfile.heredoc', '--diff', '--unsafe'], { cwd });
    assert.match(all.out, /^\+# syntax=docker\/dockerfile:1$/m);
    assert.match(all.out, /^\+RUN --mount=type=cache/m);
  });

  it('say which ignore file leaves a source out', async () => {
    const cwd = folderWith({ ...FILES, '.dockerignore': 'main.py\n' });
    const { findings } = await checked(cwd, 'Dockerfile.two');
    assert.equal(
      findings[0]?.message,
      '`COPY` names `main.py`, which `.dockerignore` leaves out of the build context `.`; the build fails here.',
    );
  });

  for (const [title, files] of [
    ['that git ignores', { '.git/HEAD': '', '.gitignore': '/app/*.py\n!/app/a.py\n' }],
    ['in a template', { 'Dockerfile.plain': 'FROM {{ image }}\nCOPY app/settings.py /srv/\n' }],
    ['in a folder that does not exist', { 'Dockerfile.plain': 'FROM a\nCOPY dist/app.js /srv/\n' }],
    ['without an extension', { 'Dockerfile.plain': 'FROM a\nCOPY main.py manager /srv/\n' }],
    ['of an archive', { 'Dockerfile.plain': 'FROM a\nCOPY main.py app.tar.gz /srv/\n' }],
    [
      'in a context that is only a guess',
      { 'Dockerfile.plain': 'FROM a\nCOPY main.py b.py c.py d.py /srv/\n' },
    ],
    [
      'of a build argument that comes from outside',
      {
        'Dockerfile.plain': 'FROM a\nARG WHICH=b\nCOPY main.py $WHICH.py /srv/\n',
        'compose.yaml':
          'services:\n  web:\n    build:\n      context: .\n      dockerfile: Dockerfile.plain\n      args:\n        WHICH:\n',
      },
    ],
  ] as const)
    it(`are silent on a source ${title}`, async () => {
      const cwd = folderWith({ ...FILES, ...files });
      const { findings } = await checked(cwd, 'Dockerfile.plain');
      assert.deepEqual(
        findings.filter(({ rule }) => rule === 'missing-source'),
        [],
      );
    });
});

async function checked(cwd: string, file: string): Promise<CheckReport> {
  return validJson('check', await cli(['check', file, '--format', 'json'], { cwd }));
}

/** The words of a forecast since a snapshot of the same state. */
async function sinceItself(cwd: string, file: string): Promise<readonly string[]> {
  const { code } = await cli(['snapshot', '.', '-f', file, '-o', 's.json'], { cwd });
  assert.equal(code, 0);
  return ['forecast', '.', '-f', file, '--since', 's.json'];
}
