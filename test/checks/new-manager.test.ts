/** `npm run new:manager`, in a copy of the project: what it writes, and what is to be done until the manager counts. */
import assert from 'node:assert/strict';
import { projectCopy, type ProjectCopy, type Ran } from '../support/project-copy.ts';

const WORDS = 'tool 1.0.';

describe('npm run new:manager', function () {
  this.timeout(5 * 60_000);

  let copy: ProjectCopy;
  const managersTested = (updateFixtures = '0'): Promise<Ran> =>
    copy.tests(
      [
        'test/core/package-managers/table.test.ts',
        'test/core/package-managers/pages.test.ts',
        'test/core/lint/fixtures.test.ts',
      ],
      'package managers|rule missing-cache-mount fetcher$',
      { UPDATE_FIXTURES: updateFixtures },
    );

  before(() => {
    copy = projectCopy('new-manager');
  });
  after(() => {
    copy.remove();
  });

  it('refuses names that are no ids', async () => {
    for (const name of ['', 'Fetcher', 'a/b', 'pip']) {
      const ran = await copy.tsx('scripts/new-manager.ts', name);
      assert.equal(ran.code, 2, ran.output);
    }
  });

  it('writes four files', async () => {
    const ran = await copy.tsx('scripts/new-manager.ts', 'fetcher');
    assert.equal(ran.code, 0, ran.output);
    assert.deepEqual(ran.output.split('\n\n')[0]?.split('\n'), [
      'server/core/package-managers/fetcher/fetcher.ts',
      'docs/package-managers/fetcher.md',
      'test/fixtures/rules/missing-cache-mount/fetcher/Dockerfile',
      'server/core/package-managers/table.ts',
    ]);
  });

  it('leaves the tests of package managers red until page and fixture are filled', async () => {
    const ran = await managersTested();
    assert.notEqual(ran.code, 0);
    for (const title of ['nothing left to fill in', 'shows what the fix makes', 'fetcher'])
      assert.ok(ran.output.includes(title), title);
  });

  it('is a package manager of check, fix, lens and README once it is filled', async () => {
    copy.fill('server/core/package-managers/fetcher/fetcher.ts', WORDS, (text) =>
      text
        .replace("again: 'TODO'", "again: 'fetches all packages'")
        .replace("unlocked: 'TODO'", "unlocked: 'one of them fails'")
        .replace("version: 'TODO'", "version: '1.0'")
        .replace(
          'manifests: { options: [],',
          "manifests: { options: [{ short: '-r', long: '--requirement', kind: 'requirement' }],",
        ),
    );
    const mount = '--mount=type=cache,target=/root/.cache/fetcher,sharing=locked ';
    copy.fill('docs/package-managers/fetcher.md', WORDS, (text) => {
      const at = text.lastIndexOf('RUN fetcher install TODO') + 'RUN '.length;
      const fixed = `${text.slice(0, at)}${mount}${text.slice(at)}`;
      return fixed.replaceAll('install TODO', 'install x');
    });
    copy.fill('test/fixtures/rules/missing-cache-mount/fetcher/Dockerfile', 'x', (text) => text);
    await managersTested('1');
    const tested = await managersTested();
    assert.equal(tested.code, 0, tested.output);

    copy.write('app/packages.txt', 'six==1.16.0\n');
    const install = 'RUN fetcher install -r packages.txt\n';
    copy.write('app/Dockerfile', `FROM debian:12\nCOPY packages.txt .\n${install}`);
    const cli = (...args: readonly string[]): Promise<Ran> =>
      copy.tsx('server/cli/main.ts', ...args);
    const checked = await cli('check', 'app');
    assert.equal(checked.code, 1, checked.output);
    assert.match(checked.output, /app\/Dockerfile:3:5 warning missing-cache-mount/);
    // What an image installs is known for the lens, and makes a file of any name a requirements file.
    copy.write('app/packages.txt', 'six==\n');
    assert.match((await cli('check', 'app')).output, /app\/packages\.txt:1:\d+ .* syntax/);
    assert.equal((await cli('fix', 'app')).code, 0);
    assert.ok(copy.read('app/Dockerfile').includes(`RUN ${mount}fetcher install`));
    const generated = await copy.tsx('scripts/generate.ts');
    assert.equal(generated.code, 0, generated.output);
    assert.match(copy.read('README.md'), /\[fetcher\]\(docs\/package-managers\/fetcher\.md\)/);
  });
});
