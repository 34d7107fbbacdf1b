/** `npm run new:rule`, in a copy of the project: what it writes, and what is to be done until the rule counts. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectRoot } from '../support/paths.ts';
import { trackedFiles } from '../support/tracked-files.ts';

interface Ran {
  readonly code: number;
  readonly output: string;
}

/** What is not needed to run the rules, and large. */
const LEFT_OUT = /^(?:test\/fixtures\/(?!rules\/)|docs\/images\/|images\/|scripts\/editor\/)/;

describe('npm run new:rule', function () {
  this.timeout(5 * 60_000);

  let root: string;
  const at = (file: string): string => path.join(root, file);
  const read = (file: string): string => readFileSync(at(file), 'utf8');
  const tsx = (...args: readonly string[]): Promise<Ran> => run(root, ['--import', 'tsx', ...args]);
  const rulesTested = (updateFixtures = '0'): Promise<Ran> => {
    const tests = ['test/core/lint/registry.test.ts', 'test/core/lint/fixtures.test.ts'];
    const mocha = ['node_modules/mocha/bin/mocha.js', '--node-option', 'import=tsx', ...tests];
    const args = ['--import', 'tsx', ...mocha, '--grep', 'rules|rule echo-of-a-secret'];
    return run(root, args, { UPDATE_FIXTURES: updateFixtures });
  };

  before(() => {
    root = mkdtempSync(path.join(tmpdir(), 'new-rule-'));
    for (const file of trackedFiles().filter((one) => !LEFT_OUT.test(one))) {
      mkdirSync(path.dirname(at(file)), { recursive: true });
      cpSync(path.join(projectRoot, file), at(file));
    }
    symlinkSync(path.join(projectRoot, 'node_modules'), at('node_modules'));
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  it('refuses names that do not name a pattern', async () => {
    for (const name of ['', 'echo', 'findings/Echo', 'findings/use-echo', 'x/unused-allow']) {
      const ran = await tsx('scripts/new-rule.ts', name);
      assert.equal(ran.code, 2, ran.output);
    }
  });

  it('writes four files', async () => {
    const ran = await tsx('scripts/new-rule.ts', 'secrets/echo-of-a-secret');
    assert.equal(ran.code, 0, ran.output);
    assert.deepEqual(ran.output.split('\n\n')[0]?.split('\n'), [
      'server/core/lint/rules/secrets/echo-of-a-secret.ts',
      'docs/rules/echo-of-a-secret.md',
      'test/fixtures/rules/echo-of-a-secret/a-case-in-words/Dockerfile',
      'server/core/lint/registry.ts',
    ]);
  });

  it('leaves the tests of the rules red until page and fixture are filled', async () => {
    const ran = await rulesTested();
    assert.notEqual(ran.code, 0);
    for (const title of ['are filled in', 'TODO', 'a-case-in-words'])
      assert.ok(ran.output.includes(title), title);
  });

  it('is a rule of check, fix, README and pages once it is filled', async () => {
    fill('server/core/lint/rules/secrets/echo-of-a-secret.ts', (text) =>
      text
        .replace("text.includes('TODO')", "text.includes('echo $TOKEN')")
        .replace('changes: []', "changes: ['text']")
        .replace(
          'fixes: []',
          `fixes: [{ id: 'no-echo', title: 'Say nothing', safety: 'safe', edits: [{ span: instruction.span, newText: 'RUN true' }] }]`,
        ),
    );
    fill('docs/rules/echo-of-a-secret.md', (text) =>
      text.replace('FROM python:3.12', 'FROM python:3.12\nRUN echo $TOKEN'),
    );
    const fixture = 'test/fixtures/rules/echo-of-a-secret/a-case-in-words/Dockerfile';
    fill(fixture, (text) => text.replace('# TODO', 'RUN echo $TOKEN'));
    await rulesTested('1');
    const tested = await rulesTested();
    assert.equal(tested.code, 0, tested.output);

    mkdirSync(at('app'));
    writeFileSync(at('app/Dockerfile'), 'FROM python:3.12\nRUN echo $TOKEN\n');
    const cli = (...args: readonly string[]): Promise<Ran> => tsx('server/cli/main.ts', ...args);
    const checked = await cli('check', 'app');
    assert.equal(checked.code, 1, checked.output);
    assert.match(checked.output, /app\/Dockerfile:2:1 warning echo-of-a-secret/);
    assert.equal((await cli('fix', 'app')).code, 0);
    assert.equal(read('app/Dockerfile'), 'FROM python:3.12\nRUN true\n');
    const generated = await tsx('scripts/generate.ts');
    assert.equal(generated.code, 0, generated.output);
    assert.match(read('README.md'), /\[`echo-of-a-secret`\]\(docs\/rules\/echo-of-a-secret\.md\)/);
  });

  /** TODO stands for words; what they are does not matter here. */
  function fill(file: string, change: (text: string) => string): void {
    writeFileSync(at(file), change(read(file)).replaceAll('TODO', 'A secret is printed.'));
  }
});

function run(
  cwd: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const env = { ...process.env, ...variables };
  return new Promise((done) => {
    execFile(process.execPath, [...args], { cwd, env }, (error, stdout, stderr) => {
      const code = typeof error?.code === 'number' ? error.code : error ? 1 : 0;
      done({ code, output: `${stdout}${stderr}` });
    });
  });
}
