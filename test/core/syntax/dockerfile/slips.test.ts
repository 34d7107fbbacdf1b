/** Slips in flags and brackets: what is found of them, what is suggested, and that every place is in the text. */
import assert from 'node:assert/strict';
import { parseDockerfile, readCommand } from '../../../../server/core/syntax/dockerfile/index.ts';
import { nearestName } from '../../../../server/core/text/suggest.ts';
import type { Problem } from '../../../../server/core/text/span.ts';

function problemsOf(text: string): readonly Problem[] {
  const { value, problems } = parseDockerfile(`FROM a\n${text}`);
  return [
    ...problems,
    ...value.instructions.flatMap((instruction) => readCommand(instruction, value).problems),
  ];
}

describe('a suggestion', () => {
  const names = ['FROM', 'RUN', 'ro', 'rw', 'src', 'target', 'sharing'];
  const cases: readonly (readonly [string, string | null])[] = [
    ['', null],
    ['Z', null],
    ['r', null],
    ['xy', null],
    ['abc', null],
    ['FORM', 'FROM'],
    ['RNU', 'RUN'],
    ['RUNN', 'RUN'],
    ['tagret', 'target'],
    ['shairng', 'sharing'],
    ['trgt', null],
  ];
  for (const [written, expected] of cases) {
    it(`for ${JSON.stringify(written)} is ${expected ?? 'not made'}`, () =>
      assert.equal(nearestName(written, names), expected));
  }
});

describe('a slip in --mount gets a hint that fits', () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['--mount=type=cache, target=/a b', /empty option\. Remove the blank before `target=\/a`\.$/],
    ['--mount=type=cache,,target=/a b', /no option beside it.*Remove the comma\.$/],
    ['--mount=type=cache,target=/a, b', /Remove the comma\.$/],
    ['--mount type=cache,target=/a b', /Write `--mount=type=cache,target=\/a`\.$/],
    ['--mount = type=cache,target=/a b', /Write `--mount=type=cache,target=\/a`\.$/],
    ['--mount= type=cache,target=/a b', /Write `--mount=type=cache,target=\/a`\.$/],
    [
      '--mount=type=cache,target=/a,Z b',
      /`Z` is no option of --mount\. .*docker run.*Remove it\.$/,
    ],
    ['--mount=type=cache,target=/a,q b', /^`q` is no option of --mount\.$/],
    ['--mount=cache,target=/a b', /Write `type=cache`\.$/],
    ['--mount=type=cache,/a b', /Write `target=\/a`\.$/],
    ['--mount=type=cache,target:/a b', /Write `target=\/a`\.$/],
    ['--mount=type=cache;target=/a b', /Separate the options with commas\.$/],
    ['-mount=type=cache,target=/a b', /two plain dashes: `--mount=type=cache,target=\/a`\.$/],
    ['—mount=type=cache,target=/a b', /two plain dashes: `--mount=type=cache,target=\/a`\.$/],
  ];
  for (const [text, message] of cases) {
    it(text, () => {
      const messages = problemsOf(`RUN ${text}\n`).map((problem) => problem.message);
      assert.equal(messages.length, 1, messages.join('\n'));
      assert.match(messages[0] ?? '', message);
      assert.ok((messages[0] ?? '').length <= 200);
    });
  }
});

describe('a shell test is no array', () => {
  const tests = [
    'RUN [ "$(id -u)" = "0" ]',
    'RUN [ "$A" == \'b c\' ]',
    'RUN [ "$A" != "b" -a "$C" -eq "3" ]',
    'RUN [ ! "$A" ]',
    'RUN [ "$A" -nt "$(ls -t a b | head -1)" ]',
    'RUN [ "$A" = "1" ] || [ "$B" ]',
    'RUN [ "$A" ] && echo "[b]"; [ "$C" ]',
    'RUN [ \'-n\' "$A" ] && [ \'x\' = "x" ]',
    'RUN [ "$A" \\\n  = "1" ]',
    'CMD [ "$A" = "1" ]',
    'HEALTHCHECK CMD [ "$(cat /tmp/state)" = "up" ]',
    'ONBUILD RUN [ "$(id -u)" = "0" ]',
  ];
  for (const text of tests) {
    it(text.replace(/\n/g, '⏎'), () => assert.deepEqual(problemsOf(`${text}\n`), []));
  }

  const arrays = [
    "CMD ['a', 'b']",
    "CMD [ 'a', 'b' ]",
    'CMD ["a", "b",]',
    'CMD [ "a" "b" ]',
    'CMD [ "a" "-b" "c" ]',
    "RUN ['pip', 'install', \"flask\"]",
    "RUN [ 'a' ]",
    'ENTRYPOINT [ "sh", "-c", "a && b" "c" ]',
    'RUN ["$A" = "1"]',
  ];
  for (const text of arrays) {
    it(`${text} is a mistaken array`, () =>
      assert.deepEqual(
        problemsOf(`${text}\n`).map(({ code }) => code),
        ['json-broken'],
      ));
  }

  it('is told in a time that grows with the text', () => {
    const started = performance.now();
    problemsOf(`RUN [ ${'"$(a \'"'.repeat(100_000)} ]\n`);
    assert.ok(performance.now() - started < 3000);
  });
});

describe('letters beyond ASCII in a flag', () => {
  const letters = ['Ô', 'é', 'à', '\u0085', '\u00a0', '€', 'ſ', '😀', '\ud800', '\udc00', 'Ω'];
  const flags = [
    (letter: string) => `--mount=type=cache${letter}`,
    (letter: string) => `--mount=type=cache,target=/a,${letter}`,
    (letter: string) => `--mount=type=cache,target=/a,id${letter}`,
    (letter: string) => `--mount=type=cache,uid=${letter}`,
    (letter: string) => `--mount=type=cache,"uid=${letter}"`,
    (letter: string) => `--mount=type=${letter}${letter},mode=${letter}`,
    (letter: string) => `--network=${letter}`,
    (letter: string) => `--mount=${letter}`,
  ];
  for (const letter of letters) {
    it(`U+${(letter.codePointAt(0) ?? 0).toString(16)} has its place in the text`, () => {
      for (const flag of flags)
        for (const ending of ['', ' b', '\n']) {
          const text = `RUN ${flag(letter)}${ending}`;
          const whole = `FROM a\n${text}`;
          for (const { span, message } of problemsOf(text)) {
            assert.ok(0 <= span.start && span.start <= span.end, message);
            assert.ok(span.end <= whole.length, `${message} ends after the text`);
            assert.ok(!whole.slice(span.start, span.end).endsWith('\n'), message);
          }
        }
    });
  }

  it('are covered as a whole', () => {
    for (const letter of ['Ô', '€', '😀']) {
      const found = problemsOf(`RUN --mount=type=cache${letter}`).find(
        ({ code }) => code === 'mount-type',
      );
      const text = `FROM a\nRUN --mount=type=cache${letter}`;
      assert.ok(found !== undefined);
      assert.equal(text.slice(found.span.start, found.span.end), `type=cache${letter}`);
    }
  });
});
