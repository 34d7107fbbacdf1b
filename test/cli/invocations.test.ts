/** Which build a forecast is of: the files of the project say it, or the command line does. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Forecast } from '../../server/protocol/report.ts';
import { cli, freshState, validJson } from '../support/cli/command-line.ts';
import { recordBuild } from '../support/server/records.ts';
import { addFiles, folderWith, removeFolders } from '../node/support/folders.ts';
import { masked } from '../support/masked.ts';

const GIT = { '.git/HEAD': 'ref: refs/heads/main\n' };
const DOCKERFILE = `FROM python:3.12 AS base
COPY requirements.txt .
RUN pip install -r requirements.txt
FROM base AS web
COPY web.py .
FROM base AS worker
COPY worker.py .
`;
const WITHOUT_COMPOSE = {
  ...GIT,
  'docker/Dockerfile': DOCKERFILE,
  'requirements.txt': 'flask\n',
  'web.py': '',
  'worker.py': '',
};
const TWO = {
  ...WITHOUT_COMPOSE,
  'compose.yaml': `services:
  web:
    build: { context: ., dockerfile: docker/Dockerfile, target: web }
  worker:
    build: { context: ., dockerfile: docker/Dockerfile, target: worker }
`,
};

async function forecast(cwd: string, ...args: readonly string[]): Promise<Forecast> {
  const all = ['forecast', '--since', 'saved-files', '--format', 'json', ...args];
  const ran = await cli(all, { cwd });
  assert.equal(ran.err, '');
  assert.equal(ran.code, 0);
  return validJson('forecast', ran);
}

async function refused(cwd: string, ...args: readonly string[]): Promise<string> {
  const ran = await cli(['forecast', '--since', 'saved-files', ...args], { cwd });
  assert.deepEqual([ran.code, ran.out], [2, '']);
  return ran.err;
}

describe('the build that a forecast is of', () => {
  beforeEach(() => void freshState());
  afterEach(removeFolders);

  it('is asked for where files leave it open', async () => {
    const cwd = folderWith(TWO);
    assert.equal(
      await refused(cwd, '-f', 'docker/Dockerfile'),
      `layer-forecast forecast: docker/Dockerfile is built in 2 ways. Choose one with --invocation ID, or give a context:
  compose.yaml:web  docker/Dockerfile, context ., target web
  compose.yaml:worker  docker/Dockerfile, context ., target worker
`,
    );
  });

  for (const [what, args, target, context] of [
    ['the id', ['--invocation', 'compose.yaml:worker'], 'worker', '.'],
    ['the short name', ['--invocation', 'web'], 'web', '.'],
    ['the target', ['-f', 'docker/Dockerfile', '--target', 'worker'], 'worker', '.'],
    ['a context', ['docker', '-f', 'docker/Dockerfile'], 'worker', 'docker'],
    ['a context beside an id', ['docker', '--invocation', 'web'], 'web', 'docker'],
    ['a target over an id', ['--invocation', 'web', '--target', 'base'], 'base', '.'],
  ] as const) {
    it(`is the one with ${what}: ${args.join(' ')}`, async () => {
      const report = await forecast(folderWith(TWO), ...args);
      assert.deepEqual(
        [report.dockerfile, report.target, report.context],
        ['docker/Dockerfile', target, context],
      );
    });
  }

  it('is the one that the id names from any folder', async () => {
    const cwd = join(folderWith(TWO), 'docker');
    const report = await forecast(cwd, '--invocation', 'compose.yaml:web');
    assert.deepEqual([report.dockerfile, report.context], ['Dockerfile', '..']);
    assert.deepEqual(report.invocation, {
      id: 'compose.yaml:web',
      source: '../compose.yaml',
      line: 2,
      evidence: 'service web of compose.yaml',
    });
  });

  it('is named in the text', async () => {
    const { out } = await cli(['forecast', '--since', 'saved-files', '--invocation', 'web'], {
      cwd: folderWith(TWO),
    });
    assert.match(out, /compose\.yaml:web/);
  });

  it('is listed where the id is unknown or not one alone', async () => {
    const cwd = folderWith({
      ...TWO,
      'sub/compose.yaml': 'services:\n  web:\n    build: { context: . }\n',
      'sub/Dockerfile': 'FROM scratch\n',
    });
    assert.match(
      await refused(cwd, '--invocation', 'nosuch'),
      /^layer-forecast forecast: There is no build "nosuch"\. The builds are:\n {2}compose\.yaml:web {2}docker\/Dockerfile, .*\n(?: {2}.*\n){2}$/,
    );
    assert.match(
      await refused(cwd, '--invocation', 'web'),
      /^layer-forecast forecast: "web" is not one build alone\. Choose one:\n {2}\S*compose\.yaml:web .*\n {2}\S*compose\.yaml:web .*\n$/,
    );
    const named = await forecast(cwd, '--invocation', 'web', '-f', 'sub/Dockerfile');
    assert.equal(named.dockerfile, 'sub/Dockerfile');
  });

  it('is the only one below a folder without a Dockerfile', async () => {
    const cwd = folderWith({
      ...WITHOUT_COMPOSE,
      'docker/Dockerfile': 'FROM scratch\nCOPY web.py /\n',
    });
    const report = await forecast(cwd);
    assert.deepEqual([report.dockerfile, report.context], ['docker/Dockerfile', '.']);
    addFiles(cwd, { 'other/Dockerfile': 'FROM scratch\n' });
    assert.match(
      await refused(cwd),
      /There is no Dockerfile in this folder, and 2 builds below it\. Choose one with --invocation ID, or name its Dockerfile with -f FILE:\n/,
    );
    assert.match(await refused(folderWith()), /There is no Dockerfile here\. Name it with -f FILE/);
  });

  it('of a Dockerfile in a folder of its own has the root for its context', async () => {
    const report = await forecast(
      folderWith(WITHOUT_COMPOSE),
      '-f',
      'docker/Dockerfile',
      '--target',
      'web',
    );
    assert.deepEqual([report.context, report.warnings], ['.', []]);
    assert.equal(
      report.invocation.evidence,
      'requirements.txt, web.py and worker.py exist in the root of the project',
    );
  });

  it('has its context from the Dockerfile where a script does not tell it', async () => {
    const cwd = folderWith({
      ...GIT,
      Makefile: 'image:\n\tdocker build -f docker/Dockerfile $(CONTEXT)\n',
      'docker/Dockerfile': 'FROM scratch\nCOPY app.py /\n',
      'app.py': '',
    });
    const report = await forecast(cwd, '-f', 'docker/Dockerfile');
    assert.equal(report.context, '.');
  });
});

describe('what a file says of a build', () => {
  beforeEach(() => void freshState());
  afterEach(removeFolders);

  const compose = (build: string) => ({
    ...GIT,
    'compose.yaml': `services:\n  web:\n    build:\n      context: .\n${build.replace(/^/gm, '      ')}\n`,
  });

  it('is what the forecast is made with', async () => {
    const cwd = folderWith({
      ...compose(
        'target: web\nnetwork: host\nplatforms: [linux/arm64]\nargs: { PYTHON: "3.11", NAME: app }\nadditional_contexts: { lib: ./lib }',
      ),
      Dockerfile:
        'ARG PYTHON\nFROM python:${PYTHON}-slim AS web\nARG NAME\nCOPY --from=lib a.py /$NAME/\nRUN true\nFROM web\n',
      'lib/a.py': '1\n',
    });
    const report = await forecast(cwd);
    assert.equal(report.target, 'web');
    assert.deepEqual(
      report.steps.map(({ name }) => name.replace(/^\[.*?\] /, '')),
      ['FROM docker.io/library/python:3.11-slim', 'COPY --from=lib a.py /app/', 'RUN true'],
    );
    assert.deepEqual(report.warnings, []);
    // The platform and the network decide on keys.
    await cli(['snapshot', '-o', 's.json'], { cwd });
    const letters = async (...args: readonly string[]) => {
      const ran = await cli(['forecast', '--since', 's.json', '--format', 'json', ...args], {
        cwd,
      });
      return validJson('forecast', ran)
        .steps.map(({ verdict }) => verdict[0])
        .join('');
    };
    assert.equal(await letters(), 'hhh');
    assert.equal(await letters('--network', 'none'), 'hhm');
    assert.equal(await letters('--build-arg', 'NAME=other'), 'hmm');
    assert.match(await letters('--platform', 'linux/amd64'), /^m/);
    addFiles(cwd, { 'lib/a.py': '2\n' });
    assert.equal(await letters(), 'hmm');
  });

  it('leaves the command line the last word', async () => {
    const cwd = folderWith({
      ...compose('args: { PYTHON: "3.11" }'),
      Dockerfile: 'ARG PYTHON\nFROM python:${PYTHON}-slim\n',
    });
    const [step] = (await forecast(cwd, '--build-arg', 'PYTHON=3.13')).steps;
    assert.match(step?.name ?? '', /python:3\.13-slim/);
  });

  it('names the argument that nobody gives', async () => {
    const files = { ...GIT, Dockerfile: 'ARG PYTHON\nFROM python:${PYTHON}-slim\n' };
    assert.match(
      await refused(folderWith(files)),
      /needs a value for PYTHON: give --build-arg PYTHON=…/,
    );
    const cwd = folderWith({
      ...compose('args: [SHA]'),
      Dockerfile: 'FROM scratch\nARG SHA\nRUN echo $SHA\n',
    });
    assert.match(
      (await forecast(cwd)).assumed.join('\n'),
      /Nobody gives a value for SHA.*--build-arg SHA=…/,
    );
    assert.doesNotMatch((await forecast(cwd, '--build-arg', 'SHA=1')).assumed.join('\n'), /SHA/);
    const variable = folderWith({
      ...compose('args: { SHA: "${COMMIT}" }'),
      Dockerfile: 'FROM scratch\nARG SHA\nRUN echo $SHA\n',
    });
    assert.match(
      (await forecast(variable)).assumed.join('\n'),
      /COMMIT of the compose file is not set and counts as empty/,
    );
    assert.doesNotMatch((await forecast(variable)).assumed.join('\n'), /--build-arg COMMIT/);
  });

  it('takes values of the environment and of .env', async () => {
    const cwd = folderWith({
      ...compose('args: { PYTHON: "${PYTHON}" }'),
      '.env': 'PYTHON=3.10\n',
      Dockerfile: 'ARG PYTHON\nFROM python:${PYTHON}-slim\n',
    });
    const image = async (env: Record<string, string>) => {
      const args = ['forecast', '--since', 'saved-files', '--format', 'json'];
      return validJson('forecast', await cli(args, { cwd, env })).steps[0]?.name;
    };
    assert.match((await image({})) ?? '', /python:3\.10-slim/);
    assert.match((await image({ PYTHON: '3.9' })) ?? '', /python:3\.9-slim/);
  });

  it('assumes nothing of the caches that a build asks', async () => {
    const cwd = folderWith({
      ...compose('cache_from: [me/app:cache]'),
      Dockerfile: 'FROM scratch\n',
    });
    assert.ok(
      (await forecast(cwd)).assumed.includes(
        masked(
          'The content of the cache source me/app:cache is not known: steps that are cached there do not run again.',
        ),
      ),
    );
  });

  it('holds for a Dockerfile inside a compose file', async () => {
    const cwd = folderWith({
      ...compose('dockerfile_inline: |\n  FROM python:3.12\n  COPY a.py /\n'),
      'a.py': '',
    });
    const report = await forecast(cwd, '--invocation', 'web');
    assert.deepEqual([report.steps.length, report.steps[1]?.name], [2, '[2/2] COPY a.py /']);
  });
});

describe('the last build', () => {
  beforeEach(() => void freshState());
  afterEach(removeFolders);

  it('and its seconds are those of the invocation', async () => {
    const cwd = folderWith(TWO);
    const state = freshState();
    const place = { dockerfile: join(cwd, 'docker/Dockerfile'), context: cwd };
    for (const [name, seconds] of [
      ['web', 3],
      ['worker', 5],
    ] as const)
      await recordBuild(state, {
        place,
        options: { target: name },
        seconds,
        rest: { invocation: `compose.yaml:${name}` },
      });
    addFiles(cwd, { 'requirements.txt': 'flask==3\n' });
    const of = async (...args: readonly string[]) => {
      const all = ['forecast', '--since', 'last-build', '--format', 'json', ...args];
      return cli(all, { cwd });
    };
    for (const [name, seconds] of [
      ['web', 9],
      ['worker', 15],
    ] as const) {
      const report = validJson('forecast', await of('--invocation', name));
      assert.equal(report.totals.seconds?.median, seconds);
    }
    // The same Dockerfile, context and target without the file that describes the build was never built.
    assert.equal((await of('.', '-f', 'docker/Dockerfile', '--target', 'web')).code, 2);
  });

  it('without a file goes by Dockerfile, context and target', async () => {
    const cwd = folderWith(WITHOUT_COMPOSE);
    const state = freshState();
    const place = { dockerfile: join(cwd, 'docker/Dockerfile'), context: join(cwd, 'docker') };
    addFiles(cwd, { 'docker/requirements.txt': '', 'docker/web.py': '', 'docker/worker.py': '' });
    await recordBuild(state, { place, options: { target: 'web' } });
    const report = await forecast(cwd, '-f', 'docker/Dockerfile');
    assert.deepEqual([report.context, report.target], ['docker', 'web']);
    assert.equal(report.invocation.evidence, 'the last recorded build');
  });
});

describe('nested requirements files', () => {
  beforeEach(() => void freshState());
  afterEach(removeFolders);

  const FILES = {
    ...GIT,
    Dockerfile:
      'FROM python:3.12\nWORKDIR /app\nCOPY requirements requirements\nRUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements/prod.txt\n',
    'requirements/prod.txt': '-r base.txt\n-c pins.txt\ngunicorn==23.0\n',
    'requirements/base.txt': 'flask==3.0\n',
    'requirements/pins.txt': 'six==1.16\n',
    'requirements/dev.txt': 'flask==2.0\n',
  };

  for (const [requirement, file] of [
    ['flask==3.1', 'requirements/base.txt'],
    ['Flask==3.1', 'requirements/base.txt'],
    ['gunicorn==24.0', 'requirements/prod.txt'],
    ['pytest==8.0', 'requirements/prod.txt'],
  ] as const) {
    it(`suppose ${requirement} in ${file}`, async () => {
      const report = await forecast(folderWith(FILES), '--if-required', requirement);
      const copy = report.steps.find(({ instruction }) => instruction === 'COPY');
      assert.equal(copy?.reasons[0]?.file, file);
    });
  }

  it('are checked with the Dockerfile that installs them', async () => {
    const cwd = folderWith({
      ...FILES,
      'requirements/base.txt': 'flask==3.0\n-e\n',
      'requirements/pins.txt': '-e\n',
      'requirements/dev.txt': '-e\n',
    });
    for (const args of [['check'], ['check', 'Dockerfile']]) {
      const found = validJson('check', await cli([...args, '--format', 'json'], { cwd }));
      assert.deepEqual(
        found.findings.map(({ file, range }) => `${file}:${String(range.start.line)}`).sort(),
        ['requirements/base.txt:2', 'requirements/pins.txt:1'],
      );
    }
  });
});
