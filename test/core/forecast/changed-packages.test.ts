/** Which packages are others than before, by the texts that ask for them. */
import assert from 'node:assert/strict';
import { changedPackages } from '../../../server/core/forecast/index.ts';
import type { SnapshotFile } from '../../../server/core/forecast/model.ts';
import { packageTexts, parseRequirements } from '../../../server/core/syntax/requirements/index.ts';

function fileOf(text: string): SnapshotFile {
  const packages = Object.fromEntries(packageTexts(parseRequirements(text).value));
  return { record: text, mode: 0o644, size: text.length, meaning: text, packages };
}

describe('changed packages', () => {
  const before = fileOf('Flask==3.0\nuwsgi==2.0.24\nsix ; os_name == "nt"\n./lib\n');
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ['another version', 'flask==3.1\nuwsgi==2.0.24\n', ['flask']],
    ['a package that is new', 'flask==3.0\nidna==3\n', ['idna']],
    ['a package that is gone', 'flask==3.0\n', []],
    ['another spelling, extras, a marker, a hash', 'FLASK[async]==3.0 --hash=sha256:aa\nsix\n', []],
    ['an address', 'flask @ https://index.example/flask.tar.gz\n', ['flask']],
    ['versions in another order', 'flask<4,>3\n', ['flask']],
  ];
  for (const [what, text, names] of cases) {
    it(what, () => assert.deepEqual(changedPackages(before, fileOf(text)), names));
  }

  it('the order of versions does not count', () => {
    assert.deepEqual(changedPackages(fileOf('a>1,<2\n'), fileOf('a<2,>1\n')), []);
  });

  it('are all of them where nobody wrote down what was there before', () => {
    const { packages, ...old } = before;
    assert.deepEqual(changedPackages(old, fileOf('a==1\nb==2\n')), ['a', 'b']);
    assert.deepEqual(changedPackages(undefined, fileOf('a==1\n')), ['a']);
    assert.ok(packages);
  });

  it('are none where another file asked for the same', () => {
    const moved = fileOf('numpy==1\nscipy==2\n');
    const wasAsked = (name: string) => name === 'numpy';
    assert.deepEqual(changedPackages(fileOf('a==1\n'), moved, wasAsked), ['scipy']);
  });

  it('are none where pip reads the same', () => {
    assert.deepEqual(changedPackages(before, { ...before, record: 'other' }), []);
  });
});
