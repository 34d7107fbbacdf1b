/**
 * The names of documents are one list: what the command line takes is what the editor opens, what pre-commit hands to the
 * hooks, and what the README says.
 */
import assert from 'node:assert/strict';
import manifest from '../../package.json' with { type: 'json' };
import { KINDS, kindOfPath, matchName, dockerfileKind } from '../../server/core/documents/index.ts';
import { hooksWithNames, manifestWithNames, namesTable, readmeHook } from '../../scripts/names.ts';
import { textOf } from '../support/tracked-files.ts';

/** What VS Code's own extension for Docker gives the language, as of 1.91 and 1.139. */
const OF_VSCODE = ['Dockerfile', 'Containerfile', '*.dockerfile', '*.containerfile'].concat([
  'Dockerfile.*',
  'Containerfile.*',
]);

const NAMES = [
  ...['Dockerfile', 'Containerfile', 'Dockerfile.dev', 'Dockerfile-prod', 'Dockerfile_test'],
  ...['dockerfile-prod', 'DOCKERFILE_TEST', 'Containerfile-prod', 'Containerfile_test'],
  ...['Containerfile.dev', 'dev.Dockerfile', 'dev.Containerfile', 'app.dockerfile'],
  ...['Dockerfile-3.12', 'Dockerfile_py3.12-slim', 'Dockerfile-a', `Dockerfile-${'a'.repeat(31)}`],
];

const OTHERS = [
  ...[
    'Dockerfile.md',
    'Dockerfile.j2',
    'Dockerfile.orig',
    'Dockerfile.dockerignore',
    'Dockerfile~',
  ],
  ...['dockerfile.yaml', 'dockerfile_parser.py', 'DockerfileParser.java', 'Dockerfiles', 'app.py'],
];

const languages: readonly {
  readonly id: string;
  readonly filenamePatterns?: readonly string[];
}[] = manifest.contributes.languages;

describe('the names of documents', () => {
  it('are those of the manifest, the hooks and the README (npm run generate)', () => {
    assert.deepEqual(JSON.parse(manifestWithNames(JSON.stringify(manifest))), manifest);
    const hooks = textOf('.pre-commit-hooks.yaml');
    assert.equal(hooksWithNames(hooks), hooks);
    const readme = textOf('README.md');
    assert.ok(readme.includes(readmeHook()));
    const cells = (text: string) => text.replaceAll(/ *\\| */g, '|');
    for (const row of namesTable().split('\n').slice(2)) {
      assert.ok(cells(readme).includes(cells(row)), row);
    }
  });

  it('wake the extension for its own languages and its configuration only', () => {
    assert.deepEqual(manifest.activationEvents, [
      'onLanguage:dockerfile',
      'onLanguage:pip-requirements',
      'workspaceContains:layer-forecast.toml',
    ]);
    for (const { language } of KINDS) {
      assert.ok(language === null || languages.some(({ id }) => id === language));
    }
  });

  for (const name of NAMES) {
    it(`have ${name} in the command line, the editor and the hooks`, () => {
      assert.equal(kindOfPath(name)?.id, 'dockerfile');
      assert.ok([...OF_VSCODE, ...patternsOf('dockerfile')].some((glob) => fits(glob, name)));
      for (const takes of hooks()) assert.ok(takes(`a/b/${name}`));
    });
  }

  for (const name of OTHERS) {
    it(`have no ${name} in the command line and the hooks`, () => {
      assert.notEqual(matchName(dockerfileKind, name), 'yes');
      for (const takes of hooks()) assert.ok(!takes(`a/b/${name}`));
    });
  }

  it('have configurations in the hooks that check, and not in the one that fixes', () => {
    for (const name of ['layer-forecast.toml', 'a/b/layer-forecast.toml', 'pyproject.toml'])
      assert.deepEqual(
        hooks().map((takes) => takes(name)),
        [true, false, true],
        name,
      );
    for (const name of ['my-layer-forecast.toml', 'Cargo.toml', 'Dockerfile.toml'])
      for (const takes of hooks()) assert.ok(!takes(name), name);
  });

  it('take no file from another language in the editor', () => {
    for (const name of ['dockerfile_parser.py', 'dockerfile-lint.sh', 'Dockerfiles', 'app.py'])
      assert.ok(!patternsOf('dockerfile').some((glob) => fits(glob, name)));
  });

  for (const [name, expected] of [
    ['requirements.txt', true],
    ['a/dev-requirements.in', true],
    ['constraints.txt', true],
    ['requirements/base.txt', true],
    ['a/requirements/base.in', true],
    ['a/base.txt', false],
    ['requirements.md', false],
  ] as const) {
    it(`have ${expected ? '' : 'no '}requirements in ${name}, in the editor too`, () => {
      assert.equal(kindOfPath(name)?.id === 'requirements', expected);
      assert.equal(
        patternsOf('pip-requirements').some((glob) => fits(glob, name)),
        expected,
      );
    });
  }
});

function patternsOf(language: string): readonly string[] {
  return languages.find(({ id }) => id === language)?.filenamePatterns ?? [];
}

/** The hooks of the repository and the recipe of the README: whether they take a path. */
function hooks(): readonly ((path: string) => boolean)[] {
  const text = `${textOf('.pre-commit-hooks.yaml')}${textOf('README.md')}`;
  const files = [...text.matchAll(/^ +files: (.*)$/gm)].map((match) => match[1] ?? '');
  const excludes = [...text.matchAll(/^ +exclude: (.*)$/gm)].map((match) => match[1] ?? '');
  assert.deepEqual([files.length, excludes.length], [3, 3]);
  return files.map((source, index) => {
    const exclude = excludes[index] ?? '';
    return (path) => asInPython(source).test(path) && !asInPython(exclude).test(path);
  });
}

/** `(?i)` at the front is a flag of its own in JavaScript. */
function asInPython(source: string): RegExp {
  assert.ok(source.startsWith('(?i)'));
  return new RegExp(source.slice(4), 'i');
}

/** A glob as VS Code reads it for file names: choices, ranges, `*` within a part, `**` over parts; no case. */
function fits(glob: string, path: string): boolean {
  const name = glob.includes('/') ? path : path.slice(path.lastIndexOf('/') + 1);
  return new RegExp(`^${sourceOf(glob)}$`, 'i').test(name);
}

function sourceOf(glob: string): string {
  // Matches a folder prefix, a choice, a range, a star, or one other character.
  return [...glob.matchAll(/\*\*\/|\{([^}]*)\}|\[(!?)([^\]]*)\]|\*|./g)]
    .map(([token, choices, negation, range]) => {
      if (token === '**/') return '(?:.*/)?';
      if (choices !== undefined) return `(?:${choices.split(',').map(sourceOf).join('|')})`;
      if (range !== undefined) return `[${negation === '!' ? '^' : ''}${range}]`;
      return token === '*' ? '[^/]*' : token.replace(/[.+^$()|]/, '\\$&');
    })
    .join('');
}
