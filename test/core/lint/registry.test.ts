/** What every rule must have, and what its page promises. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { analyze } from '../../support/analyze.ts';
import { RULES, rulePage } from '../../../server/core/lint/registry.ts';

const ROOT = new URL('../../../', import.meta.url);
const SECTIONS = ['What it does', 'Why is this bad?', 'Examples', 'Fix safety', 'Sources'];
/** A rule names the pattern that it finds, so that "allow <rule>" reads well. */
const BANNED = /^(avoid|do-not|use|prefer|consider|no)-/;

describe('rules', () => {
  it('are filled in', () => {
    for (const { id, summary } of RULES) {
      assert.doesNotMatch(summary, /TODO/, id);
      assert.doesNotMatch(readFileSync(new URL(rulePage(id), ROOT), 'utf8'), /TODO/, id);
    }
  });

  it('came with a release', () => {
    for (const { id, since } of RULES) assert.match(since, /^\d+\.\d+\.\d+$/, id);
  });

  it('are named in kebab-case, each once', () => {
    for (const { id } of RULES) {
      assert.match(id, /^[a-z]+(-[a-z]+)*$/);
      assert.doesNotMatch(id, BANNED);
    }
    assert.equal(new Set(RULES.map(({ id }) => id)).size, RULES.length);
  });

  it('have a file, a page and a fixture folder of their own name, and nothing is left over', () => {
    const ids = RULES.map(({ id }) => id).sort();
    for (const { id, family } of RULES)
      assert.ok(existsSync(new URL(`server/core/lint/rules/${family}/${id}.ts`, ROOT)), id);
    const pages = readdirSync(new URL('docs/rules/', ROOT)).filter((name) => name.endsWith('.md'));
    assert.deepEqual(
      pages.sort(),
      ids.map((id) => `${id}.md`),
    );
    assert.deepEqual(readdirSync(new URL('test/fixtures/rules/', ROOT)).sort(), ids);
  });

  for (const rule of RULES) {
    const page = readFileSync(new URL(rulePage(rule.id), ROOT), 'utf8');

    describe(rulePage(rule.id), () => {
      it('has the sections of a rule page in order', () => {
        assert.equal(page.split('\n', 1)[0], `# ${rule.id}`);
        const titles = [...page.matchAll(/^## (.+)$/gm)].map((match) => match[1]);
        assert.deepEqual(titles, SECTIONS);
      });

      const examples = readExamples(page);
      it('shows both sides', () => {
        assert.ok(examples.some((one) => one.mark === '❌'));
        assert.ok(examples.some((one) => one.mark === '✅'));
      });
      for (const { caption, mark, text } of examples)
        it(`${mark} ${caption}`, () => {
          const { findings, failures } = analyze({
            ...{ text, rules: rule.readsFindings === true ? RULES : [rule] },
          });
          assert.deepEqual(failures, []);
          const rules = findings.map((finding) => finding.rule);
          if (mark === '✅') assert.deepEqual(rules, []);
          else assert.ok(rules.length > 0 && rules.every((id) => id === rule.id));
        });
    });
  }
});

interface Example {
  readonly caption: string;
  readonly mark: string;
  readonly text: string;
}

/** A caption that ends in a mark, and the block of code below it. */
function readExamples(page: string): readonly Example[] {
  const blocks = page.matchAll(/^(.*) (❌|✅)\n\n```dockerfile\n([\s\S]*?)^```$/gm);
  return [...blocks].map(([, caption = '', mark = '', text = '']) => ({ caption, mark, text }));
}
