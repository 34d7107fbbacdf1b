/** A test is run or it is not there: one that is wrong today asserts what it gets today, and says why. */
import { assertNone, textOf, trackedFiles } from '../support/tracked-files.ts';

describe('a test', () => {
  it('is neither skipped nor the only one', () => {
    // `it.skip(`, `describe.only(`, `this.skip(`, `xit(`, and `it('…')` without a function is pending as well.
    const forms = [
      /\b(it|describe|test|suite|context|specify)\s*\.\s*(skip|only)\b/,
      /\bthis\s*\.\s*skip\b/,
      /\bx(it|describe|context|specify)\(/,
      /\bit\(\s*(['"`])[^'"`]*\1\s*\)/,
    ];
    const found = trackedFiles()
      .filter((file) => file.startsWith('test/') && file.endsWith('.ts'))
      .filter((file) => !file.endsWith('tidy/no-skips.test.ts'))
      .flatMap((file) =>
        textOf(file)
          .split('\n')
          .flatMap((line, index) =>
            forms.some((form) => form.test(line)) ? [`${file}:${index + 1}`] : [],
          ),
      );
    assertNone(found);
  });
});
