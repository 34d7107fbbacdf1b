/** What is easily forgotten in a file: its size, its name, its first paragraph, and where it came from. */
import assert from 'node:assert/strict';
import { assertNone, textOf, trackedFiles } from '../support/tracked-files.ts';

const maxLines = 400;

/** Files that may be longer, each with its reason. */
const longerFiles: Readonly<Record<string, string>> = {};

/** Put together, so that these lines are not found by themselves. */
const hostNames = [
  ['registry', 'npmjs', 'org'],
  ['registry', 'yarnpkg', 'com'],
  ['pypi', 'org'],
  ['files', 'pythonhosted', 'org'],
  ['deb', 'debian', 'org'],
  ['proxy', 'golang', 'org'],
].map((parts) => parts.join('.'));
const machinePaths = ['main', 'shared', '.library'].map((name) => ['', 'work', name].join('/'));

const files = trackedFiles();
const code = files.filter((file) => /\.(ts|css|mjs|sh)$/.test(file) && !isFixture(file));
const shipped = code.filter((file) =>
  /^(server\/(protocol|core|node|lsp|cli)|client|webview)\/.*\.ts$/.test(file),
);

describe('a source file', () => {
  it(`has at most ${maxLines} lines`, () => {
    const long = code
      .filter((file) => /\.(ts|css)$/.test(file) && !(file in longerFiles))
      .filter((file) => linesOf(file) > maxLines)
      .map((file) => `${file} has ${linesOf(file)}`);
    assertNone(long);
  });

  it('is an exception only as long as it needs to be', () => {
    const stale = Object.keys(longerFiles).filter(
      (file) => !files.includes(file) || linesOf(file) <= maxLines,
    );
    assertNone(stale);
  });

  it('has a name in kebab case', () => {
    // Such as `copy-before-install.ts` and `pip.engine.test.ts`.
    const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;
    const wrong = code.filter((file) => !file.split('/').every((name) => kebab.test(name)));
    assertNone(wrong);
  });

  it('begins with a paragraph that says what it is for', () => {
    // A block comment of at least three words; one line will do.
    const paragraph = /^\/\*\*\s[^]*?(\w+\W+){3}[^]*?\*\//;
    assertNone(shipped.filter((file) => !paragraph.test(textOf(file))));
  });
});

describe('a tracked file', () => {
  it('names no package registry and no path of one machine', () => {
    const found = files
      .filter((file) => !/\.(png|gif|vsix|gz|tgz|woff2?)$/.test(file))
      .flatMap((file) => {
        const text = textOf(file);
        return [...hostNames, ...machinePaths]
          .filter((name) => text.includes(name))
          .map((name) => `${file}: ${name}`);
      });
    assertNone(found);
  });

  it('that is a lock file names versions and digests, not addresses', () => {
    const locks = files.filter((file) => file.endsWith('package-lock.json'));
    assert.notDeepEqual(locks, []);
    assertNone(locks.filter((file) => textOf(file).includes('"resolved"')));
  });
});

function isFixture(file: string): boolean {
  return file.startsWith('test/fixtures/') || file.startsWith('examples/');
}

function linesOf(file: string): number {
  return textOf(file).trimEnd().split('\n').length;
}
