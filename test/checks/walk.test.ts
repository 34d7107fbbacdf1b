/** The commands of the walk through a rule in CONTRIBUTING.md, in copies of the project: they print what it says. */
import assert from 'node:assert/strict';
import { projectCopy, type ProjectCopy, type Ran } from '../support/project-copy.ts';
import { quotes, readWalk } from '../support/walk.ts';
import { textOf, trackedFiles } from '../support/tracked-files.ts';

/** In the order in which `npm test` runs them. */
const RULE_TESTS = ['test/core/lint/fixtures.test.ts', 'test/core/lint/registry.test.ts'];

describe('the walk through a rule', function () {
  this.timeout(5 * 60_000);

  const { commands } = readWalk();
  let copy: ProjectCopy;

  before(() => {
    copy = projectCopy('walk');
  });
  after(() => {
    copy.remove();
  });

  it('has a command for each part of the way', () => {
    const programs = commands.map(({ line }) => line.split(' ').slice(0, 4).join(' '));
    assert.deepEqual(programs, [
      'npm run new:rule --',
      'UPDATE_FIXTURES=1 npm test --',
      'npm test -- core',
      'npx tsx server/cli/main.ts check',
      'npx tsx server/cli/main.ts explain',
    ]);
  });

  for (const { line, printed } of commands)
    it(line, async () => {
      const ran = await run(line);
      // How long a test took is another thing each time.
      const output = ran.output.replace(/ \(\d+ms\)$/gm, '');
      assert.ok(quotes(printed, output), output);
    });

  it('writes no other expectations than those that are committed', () => {
    const fixtures = trackedFiles().filter((file) =>
      file.startsWith('test/fixtures/rules/stale-package-index/'),
    );
    assert.ok(fixtures.length > 20);
    for (const file of fixtures) assert.equal(copy.read(file), textOf(file), file);
  });

  async function run(line: string): Promise<Ran> {
    const words = line.split(' ');
    const last = words.at(-1) ?? '';
    if (line.startsWith('npm run new:rule -- ')) return generated(last);
    if (line.startsWith('npx tsx ')) return copy.tsx(...words.slice(2));
    const updates = line.startsWith('UPDATE_FIXTURES=1 ') ? '1' : '0';
    const ran = await copy.tests(RULE_TESTS, last, { UPDATE_FIXTURES: updates });
    assert.equal(ran.code, 0, ran.output);
    return ran;
  }
});

/** In a copy that does not have the rule yet, as far as the generator looks. */
async function generated(name: string): Promise<Ran> {
  const copy = projectCopy('walk-begins');
  try {
    copy.delete(`docs/rules/${name.split('/')[1] ?? ''}.md`);
    const ran = await copy.tsx('scripts/new-rule.ts', name);
    assert.equal(ran.code, 0, ran.output);
    return ran;
  } finally {
    copy.remove();
  }
}
