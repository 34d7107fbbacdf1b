/** The page of each package manager: its sections, and examples that the rules find and do not find. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { analyze } from '../../support/analyze.ts';
import { fixAll } from '../../../server/core/lint/fix-all.ts';
import { PACKAGE_MANAGERS } from '../../../server/core/package-managers/index.ts';

const ROOT = new URL('../../../', import.meta.url);
const SECTIONS = [
  'What it keeps',
  'Where',
  'What is in the way of a cache mount',
  'Example',
  'Sources',
];

describe('package managers', () => {
  it('have a folder, a page and a fixture of their own name', () => {
    const ids = PACKAGE_MANAGERS.map(({ id }) => id).sort();
    const pages = readdirSync(new URL('docs/package-managers/', ROOT)).sort();
    assert.deepEqual(
      pages,
      ids.map((id) => `${id}.md`),
    );
    for (const id of ids) {
      assert.ok(existsSync(new URL(`server/core/package-managers/${id}/${id}.ts`, ROOT)), id);
      const fixture = `test/fixtures/rules/missing-cache-mount/${id}/Dockerfile`;
      assert.ok(existsSync(new URL(fixture, ROOT)), fixture);
    }
  });

  for (const { id, name } of PACKAGE_MANAGERS)
    describe(`docs/package-managers/${id}.md`, () => {
      const page = readFileSync(new URL(`docs/package-managers/${id}.md`, ROOT), 'utf8');

      it('has its sections in order, and nothing left to fill in', () => {
        assert.equal(page.split('\n', 1)[0], `# ${name}`);
        const titles = [...page.matchAll(/^## (.+)$/gm)].map((match) => match[1]);
        assert.deepEqual(titles, SECTIONS);
        assert.doesNotMatch(page, /TODO/);
      });

      it('shows what the fix makes of an install', () => {
        const [before = '', after = ''] = [...page.matchAll(/^```dockerfile\n(.*?)^```$/gms)].map(
          (match) => match[1] ?? '',
        );
        const found = analyze({ text: before }).findings;
        assert.ok(found.some(({ rule }) => rule === 'missing-cache-mount'));
        assert.equal(fixAll(before).text, after);
        assert.deepEqual(analyze({ text: after }).findings, []);
      });
    });
});
