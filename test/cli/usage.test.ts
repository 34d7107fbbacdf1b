/** What the command line says of a line that it does not understand: exit code 2, one message, and what to write. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { cli } from '../support/cli/command-line.ts';
import { folderWith, removeFolders } from '../node/support/folders.ts';
import { globMatcher } from '../../server/cli/glob.ts';

const DOCKERFILE = 'FROM python:3.12\nCOPY . .\n';

describe('the command line', () => {
  let cwd: string;
  beforeEach(() => {
    cwd = folderWith({
      Dockerfile: DOCKERFILE,
      'broken.Dockerfile': 'FROM python:3.12\nCOPY x\n',
      'notes.txt.log': 'no build\n',
      'empty/': '',
      'not-a-snapshot.json': '{"version":1}\n',
    });
  });
  afterEach(removeFolders);

  const misuses: readonly (readonly [line: string, says: RegExp])[] = [
    [
      '',
      /No verb was given\. The verbs are check, fix, snapshot, forecast, timings, build, builds, context, explain, explain-build, lsp; see/,
    ],
    ['nosuch', /There is no verb "nosuch"/],
    ['constructor', /There is no verb "constructor"/],
    ['check --nosuch', /Unknown option '--nosuch'\. See layer-forecast check --help\./],
    [
      'check --format xml',
      /--format takes text, json, sarif, github, gitlab, junit; "xml" is none of them/,
    ],
    ['fix --format sarif', /--format takes text, json; "sarif" is none of them/],
    ['check --format', /'--format <value>' argument missing/],
    ['check nosuch', /There is no file or folder "nosuch"\. Check the path\.\n$/],
    ['check empty', /There is no Dockerfile in "empty"/],
    ['fix nosuch', /There is no file or folder "nosuch"/],
    ['fix --rule nosuch', /There is no rule "nosuch"\. The rules are missing-cache-mount/],
    ['check --select nosuch', /There is no rule "nosuch"/],
    ['check --severity loud', /--severity takes error, warning, info, hint; "loud" is none/],
    ['check --statistics --format json', /--statistics counts for people/],
    ['explain', /explain takes one rule/],
    ['explain nosuch', /There is no rule "nosuch"\. The rules are missing-cache-mount/],
    ['fix --diff=yes', /'--diff' does not take an argument/],
    ['snapshot', /Say where to keep the snapshot: -o FILE/],
    ['snapshot -o', /'-o, --output <value>' argument missing/],
    ['snapshot -o s.json --format xml', /--format takes text, json/],
    ['snapshot -o nosuch/s.json', /Cannot write .*nosuch\/s\.json: it does not exist\./],
    ['snapshot -o empty', /Cannot write .*empty: it is not a regular file\./],
    ['snapshot -o s.json -f broken.Dockerfile', /cannot be built, line 2: /],
    ['forecast nosuch', /The context "nosuch" is not a folder/],
    ['forecast Dockerfile', /The context "Dockerfile" is not a folder/],
    ['forecast empty', /There is no Dockerfile at empty\/Dockerfile\. Name it with -f FILE/],
    ['forecast -f nosuch', /There is no Dockerfile at nosuch\. Name it with -f FILE/],
    ['forecast . .', /One context is enough; "\." is too much/],
    ['forecast -', /The context "-" is not a folder\. A forecast needs the files/],
    ['forecast https://git.example/x.git', /The context "https:.*" is not a folder/],
    ['forecast git@git.example:x', /The context "git@.*" is not a folder/],
    ['forecast -f broken.Dockerfile', /The Dockerfile cannot be built, line 2: /],
    ['forecast --target nosuch', /nosuch/],
    ['forecast --engine moby', /--engine takes containerd, graphdriver; "moby" is none/],
    ['forecast --buildkit new', /--buildkit takes a version such as 0\.25\.2; "new" is none/],
    ['forecast --build-arg =x', /--build-arg takes NAME=VALUE or NAME; "=x" has no name/],
    ['forecast --build-context x', /--build-context takes NAME=VALUE; "x" is not of that form/],
    ['forecast --since git:', /--since git: needs a revision, such as git:HEAD/],
    ['forecast --since git:HEAD', /is not in a git repository/],
    ['forecast --since nosuch.json', /Cannot read the snapshot nosuch\.json: it does not exist/],
    ['forecast --since empty', /Cannot read the snapshot empty: it is a folder/],
    ['forecast --since not-a-snapshot.json', /is not a snapshot of this release/],
    ['forecast --since Dockerfile', /Dockerfile is not a snapshot of this release/],
    ['forecast --since last-build', /No build from here yet/],
    ['context -', /from the standard input, which is sent as it is\. Give a folder/],
    [
      'context https://git.example/x.git',
      /"https:.*" itself, so nothing is sent from here\. Give a folder/,
    ],
    ['context nosuch', /The context "nosuch" is not a folder/],
    ['context --all=yes', /'--all' does not take an argument/],
    ['context --format xml', /--format takes text, json/],
    ['context -f broken.Dockerfile', /The Dockerfile cannot be built, line 2: /],
    ['context --target nosuch', /nosuch/],
    ['timings', /Give one build log: a file, or - for the standard input/],
    ['timings a b', /Give one build log/],
    ['timings nosuch', /Cannot read nosuch: it does not exist\.\n$/],
    ['timings empty', /Cannot read empty: it is a folder/],
    ['timings notes.txt.log', /notes\.txt\.log holds no build that can be read/],
    ['timings -', /The standard input holds no build that can be read/],
    ['build -f broken.Dockerfile', /docker/],
    ['build nosuch', /The context "nosuch" is not a folder/],
    ['build -- --target', /--target behind -- needs a value/],
    ['build', /LAYER_FORECAST_DOCKER|layerForecast\.dockerPath names \/nowhere\/docker/],
  ];
  for (const [line, says] of misuses) {
    it(`refuses: layer-forecast ${line}`, async () => {
      const ran = await cli(
        line.split(' ').filter((word) => word !== ''),
        { cwd },
      );
      assert.equal(ran.out, '');
      assert.match(ran.err, says);
      assert.match(ran.err, /^layer-forecast[^\n]*\n$/, 'one line, and no stack');
      assert.equal(ran.code, 2);
    });
  }

  it('shows its version and its help', async () => {
    assert.match((await cli(['--version'], { cwd })).out, /^layer-forecast \d+\.\d+\.\d+/);
    const overview = await cli(['--help'], { cwd });
    assert.equal(overview.code, 0);
    for (const verb of [
      'check',
      'fix',
      'snapshot',
      'forecast',
      'timings',
      'build',
      'context',
      'explain-build',
    ]) {
      assert.ok(overview.out.includes(`layer-forecast ${verb}`));
      const help = await cli([verb, '--help'], { cwd });
      assert.equal(help.code, 0);
      assert.ok(help.out.startsWith(`layer-forecast ${verb} `));
      assert.equal((await cli(['help', verb], { cwd })).out, help.out);
    }
    assert.equal((await cli(['help', 'constructor'], { cwd })).out, overview.out);
  });

  it('ends with 130 where it is cancelled', async () => {
    const ran = await cli(['forecast', '--since', 'saved-files'], {
      cwd,
      signal: AbortSignal.abort(),
    });
    assert.deepEqual(ran, { code: 130, out: '', err: '' });
    const written = await cli(['snapshot', '-o', join(cwd, 's.json')], {
      cwd,
      signal: AbortSignal.abort(),
    });
    assert.equal(written.code, 130);
  });
});

describe('a glob over step names', () => {
  const cases: readonly (readonly [glob: string, name: string, matches: boolean])[] = [
    ['*pip install*', '[builder 2/5] RUN pip install -r x', true],
    ['*pip install', '[builder 2/5] RUN pip install -r x', false],
    ['[builder 2/5] *', '[builder 2/5] RUN x', true],
    ['[?uilder*', '[builder 2/5] RUN x', true],
    ['[builder 2/5] RUN x', '[builder 2/5] RUN x', true],
    ['RUN x', '[builder 2/5] RUN x', false],
    ['*', '', true],
    ['', 'x', false],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b*c', 'a-c-b', false],
    ['ab*ba', 'aba', false],
    ['*RUN*', 'one\ntwo RUN\nthree', true],
    ['a.c', 'abc', false],
  ];
  for (const [glob, name, matches] of cases) {
    it(`"${glob}" ${matches ? 'is' : 'is not'} ${JSON.stringify(name)}`, () => {
      assert.equal(globMatcher(glob)(name), matches);
    });
  }

  it('takes no time over many stars', () => {
    const started = performance.now();
    assert.equal(globMatcher('*a'.repeat(2_000) + 'b')('a'.repeat(20_000)), false);
    assert.ok(performance.now() - started < 2_000);
  });
});
