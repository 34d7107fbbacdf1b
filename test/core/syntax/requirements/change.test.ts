/** A requirements file with a change that nobody has made yet. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  parseRequirements,
  requirementsDigestText,
  requirementText,
  withComment,
  withRequirement,
} from '../../../../server/core/syntax/requirements/index.ts';

function changed(text: string, requirement: string): string {
  const result = withRequirement(text, requirement);
  assert.ok(result.kind === 'changed');
  return result.text;
}

function requirementsOf(text: string): readonly string[] {
  return parseRequirements(text).value.lines.flatMap((line) =>
    line.kind === 'requirement' ? [requirementText(line)] : [],
  );
}

describe('requirements: another package', () => {
  const cases: readonly {
    readonly what: string;
    readonly text: string;
    readonly requirement: string;
    readonly gives: string;
  }[] = [
    {
      what: 'takes the place of the one of its name',
      text: 'flask==3.0\nrequests==2.31.0\nsix\n',
      requirement: 'requests==2.33.0',
      gives: 'flask==3.0\nrequests==2.33.0\nsix\n',
    },
    {
      what: 'is the same package in another spelling',
      text: 'Typing_Extensions>=4\n',
      requirement: 'typing.extensions==4.9',
      gives: 'typing.extensions==4.9\n',
    },
    {
      what: 'leaves comment and indentation alone',
      text: '  six==1.0  # why\n',
      requirement: 'six==2.0',
      gives: '  six==2.0  # why\n',
    },
    {
      what: 'takes hashes over several lines away with the old version',
      text: 'six==1.0 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\nflask\n',
      requirement: 'six==2.0',
      gives: 'six==2.0\nflask\n',
    },
    {
      what: 'takes away what pip passes over before a line that goes on',
      text: '\\six --hash=sha256:a\\\nb\nflask\n',
      requirement: 'six==2.0',
      gives: 'six==2.0\nflask\n',
    },
    {
      what: 'leaves the hashes where the version is the same',
      text: 'six==1.0 \\\n    --hash=sha256:aa\n',
      requirement: 'six==1.0',
      gives: 'six==1.0 \\\n    --hash=sha256:aa\n',
    },
    {
      what: 'comes behind the others where it is not there',
      text: 'flask==3.0\n',
      requirement: 'six',
      gives: 'flask==3.0\nsix\n',
    },
    {
      what: 'ends a last line without a line end',
      text: 'flask==3.0',
      requirement: 'six',
      gives: 'flask==3.0\nsix\n',
    },
    {
      what: 'ends a last line that goes on',
      text: 'flask==3.0 \\\n',
      requirement: 'six',
      gives: 'flask==3.0 \\\n\nsix\n',
    },
    {
      what: 'has the line ends of the file',
      text: 'flask==3.0\r\nidna\r\n',
      requirement: 'six',
      gives: 'flask==3.0\r\nidna\r\nsix\r\n',
    },
    { what: 'can be the first', text: '', requirement: 'six', gives: 'six\n' },
    {
      what: 'takes the place of the one with its marker',
      text: 'six==1 ; os_name == "nt"\nsix==2 ; os_name == "posix"\n',
      requirement: 'six==3 ; os_name == "posix"',
      gives: 'six==1 ; os_name == "nt"\nsix==3 ; os_name == "posix"\n',
    },
    {
      what: 'may stand in blanks and before a comment',
      text: 'six==1\n',
      requirement: '  six==2  # newer ',
      gives: 'six==2\n',
    },
    {
      what: 'may be a path, which has no name',
      text: 'six\n',
      requirement: './lib/six',
      gives: 'six\n./lib/six\n',
    },
    {
      what: 'takes the place of an editable one',
      text: '-e git+https://example.com/six.git#egg=six\n',
      requirement: 'six==2',
      gives: 'six==2\n',
    },
  ];
  for (const { what, text, requirement, gives } of cases) {
    it(what, () => assert.equal(changed(text, requirement), gives));
  }

  const problems: readonly (readonly [string, RegExp])[] = [
    ['', /^There is no requirement in ``\. Write one requirement/],
    ['# why', /^There is no requirement in `# why`/],
    ['six\nflask', /^`six flask` has several lines/],
    ['six=1.0', /^pip stops at `six=1\.0`: `=` is no operator; write `==`/],
    ['-r other.txt', /^`-r other\.txt` is an option of pip, not a package/],
    ['./six\\ ', /goes on/],
  ];
  for (const [requirement, message] of problems) {
    it(`says what is wrong with ${JSON.stringify(requirement)}`, () => {
      const result = withRequirement('six\n', requirement);
      assert.ok(result.kind === 'problem');
      assert.match(result.message, message);
      assert.match(result.message, /such as `requests==2\.31\.0`\.$/);
    });
  }

  const piece = fc.constantFrom(
    ...[
      'six',
      'Six==1.0',
      'a.b',
      'flask>=1,<2',
      '-r x.txt',
      '-e ./y',
      '#',
      ' # c',
      ' --hash=sha256:a',
    ],
    ...['\\', '\\\n', '\n', '\r\n', '\r', '\v', '\u2028', ' ', '\uFEFF', '${A}', '@', '"', '???'],
  );
  const someText = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(''));

  it('is there in whatever file, and everything else stays', () => {
    fc.assert(
      fc.property(
        someText,
        fc.constantFrom('six==9', 'A_B', 'idna ; os_name=="a"'),
        (text, what) => {
          const [before, after] = [requirementsOf(text), requirementsOf(changed(text, what))];
          const left = [...before];
          const missing = after.filter((one) => {
            const at = left.indexOf(one);
            if (at >= 0) left.splice(at, 1);
            return at < 0;
          });
          const nMore = after.length - before.length;
          assert.ok(after.includes(what));
          assert.ok(nMore === 0 || nMore === 1, `${nMore} more`);
          assert.ok(missing.length <= 1 && missing.every((one) => one === what), missing.join());
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(someText, (text) => {
        const once = changed(text, 'six==9');
        assert.equal(changed(once, 'six==9'), once);
      }),
    );
  });

  it('is not read by pip where it is a comment', () => {
    const digest = (text: string) => requirementsDigestText(parseRequirements(text).value);
    fc.assert(
      fc.property(someText, (text) => {
        const after = withComment(text);
        assert.notEqual(after, text);
        assert.equal(digest(after), digest(text));
      }),
      { numRuns: 2000 },
    );
  });
});
