/** `check` for CI: which rules and severities count, and the formats that CI systems read. */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { cli, validJson } from '../support/cli/command-line.ts';
import { folderWith, removeFolders } from '../node/support/folders.ts';

const FILES = {
  'a/Dockerfile': 'FROM python:3.12\nRUN pip install six\nRUN true \\\n\n  && true\n',
  'b/Dockerfile': 'FROM python:3.12\nRUN true\nRUN pip install "<&>\u0001"\n',
  'c/Dockerfile': 'FROM python:3.12\nRUN true\n',
  'd/Dockerfile': 'FROM python:3.12\n# layer-forecast: allow nosuch\nRUN true\n',
};

describe('check for CI', () => {
  let cwd: string;
  beforeEach(() => {
    cwd = folderWith(FILES);
  });
  afterEach(removeFolders);

  async function rules(...args: readonly string[]): Promise<readonly string[]> {
    const ran = await cli(['check', '--format', 'json', ...args], { cwd });
    assert.equal(ran.err, '');
    return [...new Set(validJson('check', ran).findings.map(({ rule }) => rule))].sort();
  }

  async function codeOf(...args: readonly string[]): Promise<number | null> {
    return (await cli(['check', ...args], { cwd })).code;
  }

  it('selects and ignores rules, and what the parser finds', async () => {
    assert.deepEqual(await rules(), ['missing-cache-mount', 'syntax', 'unused-allow']);
    assert.deepEqual(await rules('--select', 'missing-cache-mount'), ['missing-cache-mount']);
    assert.deepEqual(await rules('--select', 'syntax,unused-allow'), ['syntax', 'unused-allow']);
    assert.deepEqual(await rules('--ignore', 'syntax', '--ignore', 'unused-allow'), [
      'missing-cache-mount',
    ]);
    const both = ['--select', 'syntax,unused-allow', '--ignore', 'syntax'];
    assert.deepEqual(await rules(...both), ['unused-allow']);
  });

  it('does not call a comment unused whose rule is ignored', async () => {
    const text = 'FROM python:3.12\n# layer-forecast: allow missing-cache-mount\nRUN true\n';
    cwd = folderWith({ Dockerfile: text });
    assert.deepEqual(await rules(), ['unused-allow']);
    assert.deepEqual(await rules('--ignore', 'missing-cache-mount'), []);
  });

  it('refuses rules that do not exist, and names the one that was meant', async () => {
    const ran = await cli(['check', '--select', 'missing-cache-mounts'], { cwd });
    assert.equal(ran.code, 2);
    assert.match(ran.err, /no rule "missing-cache-mounts"\. Did you mean `missing-cache-mount`\?/);
    assert.equal((await cli(['fix', '--ignore', 'nosuch'], { cwd })).code, 2);
  });

  it('shows from a severity on, and fails from one on', async () => {
    assert.deepEqual(await rules('--severity', 'error'), []);
    assert.equal(await codeOf('--severity', 'error'), 1);
    assert.equal(await codeOf('--fail-on', 'error'), 0);
    assert.equal(await codeOf('--fail-on', 'warning'), 1);
    assert.equal(await codeOf('c', '--fail-on', 'hint'), 0);
    assert.equal(await codeOf('--fail-on', 'never'), 2);
  });

  it('counts', async () => {
    const { out } = await cli(['check', '--statistics'], { cwd });
    assert.equal(
      out,
      [
        '2  missing-cache-mount  in 2 files, 2 fixable',
        '1  syntax  in 1 file',
        '1  unused-allow  in 1 file',
        '',
        '4 findings in 3 of 4 files.',
        '',
      ].join('\n'),
    );
    assert.equal(await codeOf('--statistics', '--format', 'json'), 2);
  });

  it('writes the report into a file, whole or not at all', async () => {
    const ran = await cli(['check', '--output-file', 'report.json', '--format', 'json'], { cwd });
    assert.deepEqual([ran.code, ran.out, ran.err], [1, '', '']);
    const out = readFileSync(join(cwd, 'report.json'), 'utf8');
    assert.equal(validJson('check', { ...ran, out }).findings.length, 4);
    const lost = await cli(['check', '--output-file', 'nowhere/report.txt'], { cwd });
    assert.equal(lost.code, 2);
    assert.match(lost.err, /nowhere/);
    assert.deepEqual(readdirSync(cwd).sort(), ['a', 'b', 'c', 'd', 'report.json']);
  });

  it('says it as JUnit XML, a suite for each file', async () => {
    const { out } = await cli(['check', '--format', 'junit'], { cwd });
    assert.equal(XMLValidator.validate(out), true);
    // The parser's own type is `any`.
    const { testsuites } = new XMLParser({
      ignoreAttributes: false,
      attributeNamePrefix: '',
      isArray: (name) => name === 'testsuite' || name === 'testcase',
      htmlEntities: true,
    }).parse(out) as {
      testsuites: { tests: string; failures: string; testsuite: readonly JunitSuite[] };
    };
    assert.deepEqual([testsuites.tests, testsuites.failures], ['5', '4']);
    const shown = testsuites.testsuite.map(({ name, testcase }) => [
      name,
      ...testcase.map((one) => `${one.name}: ${one.failure?.type ?? 'passed'}`),
    ]);
    assert.deepEqual(shown, [
      [
        'a/Dockerfile',
        'missing-cache-mount line 2: warning missing-cache-mount',
        'syntax line 4: warning syntax',
      ],
      ['b/Dockerfile', 'missing-cache-mount line 3: warning missing-cache-mount'],
      ['c/Dockerfile', 'no findings: passed'],
      ['d/Dockerfile', 'unused-allow line 2: warning unused-allow'],
    ]);
  });

  it('has a passed test in JUnit XML for what is no reason to fail', async () => {
    const ran = await cli(['check', '--format', 'junit', '--fail-on', 'error'], { cwd });
    assert.equal(ran.code, 0);
    assert.equal(XMLValidator.validate(ran.out), true);
    assert.match(ran.out, /<testsuites name="layer-forecast" tests="5" failures="0">/);
    assert.match(ran.out, /<system-out>a\/Dockerfile:2:5: /);
  });

  it('leaves findings of other rules out of fix, too', async () => {
    const ran = await cli(['fix', '--ignore', 'missing-cache-mount', 'b'], { cwd });
    assert.deepEqual([ran.code, ran.err], [0, '']);
    assert.equal((await cli(['fix', '--select', 'unused-allow', 'a'], { cwd })).code, 0);
  });

  it('says it as a Code Quality report, with fingerprints that outlive lines above', async () => {
    const issues = async (): Promise<readonly GitlabIssue[]> => {
      const { out } = await cli(['check', '--format', 'gitlab'], { cwd });
      return JSON.parse(out) as readonly GitlabIssue[];
    };
    const before = await issues();
    assert.deepEqual(
      before.map(({ check_name, severity, location }) => [
        ...[check_name, severity, location.path, location.lines.begin],
      ]),
      [
        ['missing-cache-mount', 'major', 'a/Dockerfile', 2],
        ['syntax', 'major', 'a/Dockerfile', 4],
        ['missing-cache-mount', 'major', 'b/Dockerfile', 3],
        ['unused-allow', 'major', 'd/Dockerfile', 2],
      ],
    );
    assert.equal(new Set(before.map(({ fingerprint }) => fingerprint)).size, 4);
    const { 'a/Dockerfile': text } = FILES;
    cwd = folderWith({ ...FILES, 'a/Dockerfile': text.replace('RUN', 'WORKDIR /a\nRUN') });
    assert.deepEqual(
      (await issues()).map(({ fingerprint }) => fingerprint),
      before.map(({ fingerprint }) => fingerprint),
    );
  });
});

interface JunitSuite {
  readonly name: string;
  readonly testcase: readonly { readonly name: string; readonly failure?: { type: string } }[];
}

interface GitlabIssue {
  readonly check_name: string;
  readonly severity: string;
  readonly fingerprint: string;
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}
