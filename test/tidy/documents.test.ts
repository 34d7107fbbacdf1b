/** What the documents say of files, settings, rules, commands and exit codes is true of the code. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import { EXIT } from '../../server/cli/io.ts';
import { RULES } from '../../server/core/lint/registry.ts';
import { projectRoot } from '../support/paths.ts';
import { assertNone, textOf, trackedFiles } from '../support/tracked-files.ts';

const documents = trackedFiles().filter(
  (file) => file.endsWith('.md') && !file.startsWith('test/fixtures/'),
);
const readme = textOf('README.md');

describe('a document', () => {
  for (const file of documents) {
    it(`${file} links only to what is there`, () => {
      assertNone(linksOf(file).filter((link) => !leadsSomewhere(file, link)));
    });
  }

  it('gives its pictures a text for those who do not see them', () => {
    assertNone(
      documents.flatMap((file) =>
        [...proseOf(file).matchAll(/!\[([^\]]*)\]/g)]
          .filter((match) => (match[1] ?? '').length < 20)
          .map((match) => `${file}: ${match[0]}`),
      ),
    );
  });

  it('names only scripts of npm that there are', () => {
    const scripts = new Set(Object.keys(manifest.scripts));
    assertNone(
      documents.flatMap((file) =>
        [...textOf(file).matchAll(/npm run ([a-z][\w:-]*)/g)]
          .filter((match) => !scripts.has(match[1] ?? ''))
          .map((match) => `${file}: ${match[0]}`),
      ),
    );
  });
});

describe('README.md', () => {
  it('has each setting, each rule and each exit code', () => {
    const names = [
      ...Object.keys(manifest.contributes.configuration.properties).map((name) => `| \`${name}\``),
      ...RULES.map(({ id }) => `| [\`${id}\`](docs/rules/${id}.md)`),
      ...Object.values(EXIT).map((code) => `\n| ${code} `),
    ];
    assertNone(names.filter((name) => !readme.includes(name)));
  });

  it('names the oldest editor and the file that npm run package makes', () => {
    assert.ok(readme.includes(manifest.engines.vscode.replace(/^\^(\d+\.\d+)\.0$/, ' $1 ')));
    assert.ok(readme.includes(`layer-forecast-${manifest.version}.vsix`));
  });
});

describe('CHANGELOG.md', () => {
  it('has a section for this version', () => {
    assert.ok(textOf('CHANGELOG.md').includes(`\n## [${manifest.version}]`));
  });
});

/** Code is no prose: what looks like a link there is none. */
function proseOf(file: string): string {
  return textOf(file)
    .replace(/^```[\s\S]*?^```$/gm, '')
    .replace(/`[^`\n]*`/g, '``');
}

function linksOf(file: string): readonly string[] {
  return [...proseOf(file).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');
}

function leadsSomewhere(file: string, link: string): boolean {
  if (/^https?:\/\//.test(link)) return true;
  const [target = '', anchor] = link.split('#');
  const linked = target === '' ? file : path.posix.join(path.posix.dirname(file), target);
  if (!existsSync(path.join(projectRoot, linked))) return false;
  return anchor === undefined || anchorsOf(linked).includes(anchor);
}

function anchorsOf(file: string): readonly string[] {
  const headings = [...textOf(file).matchAll(/^#+ (.+)$/gm)].map((match) => match[1] ?? '');
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
