/** `npm run new:rule`, in a copy of the project: what it writes, and what is to be done until the rule counts. */
import assert from 'node:assert/strict';
import manifest from '../../package.json' with { type: 'json' };
import { projectCopy, type ProjectCopy, type Ran } from '../support/project-copy.ts';

/** What they are does not matter here. */
const WORDS = 'A secret is printed.';

describe('npm run new:rule', function () {
  this.timeout(5 * 60_000);

  let copy: ProjectCopy;
  const rulesTested = (updateFixtures = '0'): Promise<Ran> =>
    copy.tests(
      ['test/core/lint/registry.test.ts', 'test/core/lint/fixtures.test.ts'],
      'rules|rule echo-of-a-secret',
      { UPDATE_FIXTURES: updateFixtures },
    );

  before(() => {
    copy = projectCopy('new-rule');
  });
  after(() => {
    copy.remove();
  });

  it('refuses names that do not name a pattern', async () => {
    for (const name of ['', 'echo', 'findings/Echo', 'findings/use-echo', 'x/unused-allow']) {
      const ran = await copy.tsx('scripts/new-rule.ts', name);
      assert.equal(ran.code, 2, ran.output);
    }
  });

  it('writes four files', async () => {
    const ran = await copy.tsx('scripts/new-rule.ts', 'secrets/echo-of-a-secret');
    assert.equal(ran.code, 0, ran.output);
    const released = manifest.version.replace(/\./g, '\\.');
    assert.doesNotMatch(
      copy.read('server/core/lint/rules/secrets/echo-of-a-secret.ts'),
      new RegExp(`since: '${released}'`),
      'it comes with the next release',
    );
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
    copy.fill('server/core/lint/rules/secrets/echo-of-a-secret.ts', WORDS, (text) =>
      text
        .replace("text.includes('TODO')", "text.includes('echo $TOKEN')")
        .replace('changes: []', "changes: ['text']")
        .replace(
          'fixes: []',
          `fixes: [{ id: 'no-echo', title: 'Say nothing', safety: 'safe', edits: [{ span: instruction.span, newText: 'RUN true' }] }]`,
        ),
    );
    copy.fill('docs/rules/echo-of-a-secret.md', WORDS, (text) =>
      text.replace('FROM python:3.12', 'FROM python:3.12\nRUN echo $TOKEN'),
    );
    const fixture = 'test/fixtures/rules/echo-of-a-secret/a-case-in-words/Dockerfile';
    copy.fill(fixture, WORDS, (text) => text.replace('# TODO', 'RUN echo $TOKEN'));
    await rulesTested('1');
    const tested = await rulesTested();
    assert.equal(tested.code, 0, tested.output);

    copy.write('app/Dockerfile', 'FROM python:3.12\nRUN echo $TOKEN\n');
    const cli = (...args: readonly string[]): Promise<Ran> =>
      copy.tsx('server/cli/main.ts', ...args);
    const checked = await cli('check', 'app');
    assert.equal(checked.code, 1, checked.output);
    assert.match(checked.output, /app\/Dockerfile:2:1 warning echo-of-a-secret/);
    const explained = await cli('explain', 'echo-of-a-secret');
    assert.match(explained.output, /^# echo-of-a-secret\n/);
    assert.equal((await cli('fix', 'app')).code, 0);
    assert.equal(copy.read('app/Dockerfile'), 'FROM python:3.12\nRUN true\n');
    const generated = await copy.tsx('scripts/generate.ts');
    assert.equal(generated.code, 0, generated.output);
    assert.match(
      copy.read('README.md'),
      /\[`echo-of-a-secret`\]\(docs\/rules\/echo-of-a-secret\.md\)/,
    );
  });
});
