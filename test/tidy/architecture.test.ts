/** ARCHITECTURE.md says what always holds, and which test sees to it. Here the list is held to that. */
import assert from 'node:assert/strict';
import { titlesIn } from '../support/titles.ts';
import { assertNone, textOf, trackedFiles } from '../support/tracked-files.ts';

const files = trackedFiles();
const lines = textOf('ARCHITECTURE.md').split('\n');
const invariants = section('Architecture Invariants').filter((line) => /^\d+\. /.test(line));

describe('an invariant of ARCHITECTURE.md', () => {
  it('is there, and numbered in order', () => {
    assert.ok(invariants.length >= 20);
    assert.deepEqual(
      invariants.map((line) => Number.parseInt(line)),
      invariants.map((_, index) => index + 1),
    );
  });

  for (const line of invariants) {
    it(`names the tests that hold it: ${line.slice(0, 60)}`, () => {
      const held = testsNamedIn(line);
      assert.notEqual(held.length, 0);
      assertNone(
        held.flatMap(({ file, title }) => {
          if (!files.includes(file)) return [`there is no ${file}`];
          if (titlesIn(file).some((one) => one.includes(title))) return [];
          return [`${file} has no test "${title}"`];
        }),
      );
    });
  }
});

describe('the code map of ARCHITECTURE.md', () => {
  const rows = section('Code map').filter((line) => line.startsWith('| `'));
  const places = rows.flatMap((row) =>
    [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? ''),
  );

  it('names what is there', () => {
    assert.notEqual(places.length, 0);
    // A file without a folder, such as `analyze.ts`, stands beside the folder named before it.
    assertNone(
      places.filter((place) =>
        place.includes('/')
          ? !files.some((file) => file.startsWith(place))
          : !files.some((file) => file.endsWith(`/${place}`)),
      ),
    );
  });

  it('leaves no folder of the sources out', () => {
    const sources = files.filter((file) => /^(server|client|webview|scripts)\/.*\.ts$/.test(file));
    assertNone(sources.filter((file) => !places.some((place) => file.includes(place))));
  });
});

function section(title: string): readonly string[] {
  const start = lines.indexOf(`## ${title}`);
  assert.notEqual(start, -1, `ARCHITECTURE.md has no section "${title}"`);
  const length = lines.slice(start + 1).findIndex((line) => line.startsWith('## '));
  return length === -1 ? lines.slice(start + 1) : lines.slice(start + 1, start + 1 + length);
}

/** Reads `test/core/x.test.ts`: "a title"; `test/core/y.test.ts`: "another". */
function testsNamedIn(line: string): readonly { readonly file: string; readonly title: string }[] {
  return [...line.matchAll(/`(test\/[^`]+\.test\.ts)`: "([^"]+)"/g)].map((match) => ({
    file: match[1] ?? '',
    title: match[2] ?? '',
  }));
}
