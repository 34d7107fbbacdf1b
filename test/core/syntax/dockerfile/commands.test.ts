/** What instructions mean, where it stands, and how mistakes are explained. */
import assert from 'node:assert/strict';
import { parseDockerfile, readCommand } from '../../../../server/core/syntax/dockerfile/index.ts';
import type { Command } from '../../../../server/core/syntax/dockerfile/model.ts';
import type { Parsed, Span } from '../../../../server/core/text/span.ts';

function commandOf(text: string): Parsed<Command> {
  const { value } = parseDockerfile(text);
  return readCommand(value.instructions[0]!, value);
}

/** `severity code "part of the text"` for each problem. */
function problemsOf(text: string): readonly string[] {
  return commandOf(text).problems.map(
    (one) => `${one.severity} ${one.code} ${text.slice(one.span.start, one.span.end)}`,
  );
}

describe('places inside commands', () => {
  const parts: readonly (readonly [
    string,
    (command: Command) => readonly (Span | null)[],
    string[],
  ])[] = [
    [
      'FROM --platform=$P a:1 AS b',
      (one) => (one.kind === 'from' ? [one.image.span, one.platform!.span, one.name!.span] : []),
      ['a:1', '$P', 'b'],
    ],
    [
      'COPY --from=x --chown=1 a \\\n b /c/',
      (one) =>
        one.kind === 'copy'
          ? [...one.sources.map((word) => word.span), one.destination.span, one.from!.span]
          : [],
      ['a', 'b', '/c/', 'x'],
    ],
    [
      'COPY ["a \\u0041", "/b"]',
      (one) => (one.kind === 'copy' ? [one.sources[0]!.span, one.destination.span] : []),
      ['"a \\u0041"', '"/b"'],
    ],
    [
      'ENV A="b c" D=',
      (one) =>
        one.kind === 'env' ? one.pairs.flatMap((pair) => [pair.key.span, pair.value!.span]) : [],
      ['A', '"b c"', 'D', ''],
    ],
    [
      'ENV A  b c',
      (one) =>
        one.kind === 'env' ? one.pairs.flatMap((pair) => [pair.key.span, pair.value!.span]) : [],
      ['A', 'b c'],
    ],
    [
      `RUN --mount='type=cache,"target=/a,b",sharing=locked' c`,
      (one) => (one.kind === 'run' ? Object.values(one.mounts[0]!.spans) : []),
      ['type=cache', '"target=/a,b"', 'sharing=locked'],
    ],
    ['WORKDIR  /a b ', (one) => (one.kind === 'workdir' ? [one.value.span] : []), ['/a b']],
  ];
  for (const [text, spans, expected] of parts) {
    it(text, () => {
      const found = spans(commandOf(text).value);
      assert.deepEqual(
        found.map((span) => text.slice(span!.start, span!.end)),
        expected,
      );
    });
  }
});

describe('mounts', () => {
  const options: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    ['type=cache,dst=/a', { type: 'cache', target: '/a' }],
    [
      'Type=CACHE,Destination=/a,Sharing=LOCKED',
      { type: 'CACHE', target: '/a', sharing: 'LOCKED' },
    ],
    ['src=a,target=/b,rw', { source: 'a', target: '/b', readonly: 'false' }],
    ['target=/b,rw=false', { target: '/b', readonly: 'true' }],
    ['target=/b,ro,rw', { target: '/b', readonly: 'false' }],
    ['target=/b,rw=$X', { target: '/b', readwrite: '$X' }],
    ['type=secret,id=a,required', { type: 'secret', id: 'a', required: 'true' }],
    ['type=cache,target=/a,target=/b', { type: 'cache', target: '/b' }],
    ['type=cache,target=${A:-/b},uid=$U', { type: 'cache', target: '${A:-/b}', uid: '$U' }],
  ];
  for (const [text, expected] of options) {
    it(text, () => {
      const { value, problems } = commandOf(`RUN --mount=${text} x`);
      assert.deepEqual(value.kind === 'run' && value.mounts[0]!.options, expected);
      assert.deepEqual(problems, []);
    });
  }

  it('good mounts stay when another one is wrong', () => {
    const { value, problems } = commandOf(
      'RUN --mount=type=cash,target=/a --mount=type=cache,target=/b c',
    );
    assert.deepEqual(value.kind === 'run' && value.mounts.map((mount) => mount.options['target']), [
      '/a',
      '/b',
    ]);
    assert.equal(problems.length, 1);
    assert.match(problems[0]!.message, /Did you mean `cache`\?/);
  });
});

describe('problems of commands point at the part that is wrong', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['RUN --mount=type=cache,target=/a,uid=app b', ['error mount-option-value uid=app']],
    ['RUN --mount=type=cache,targt=/a b', ['error mount-option-unknown targt=/a']],
    [
      'RUN --mount=type=bind,target=/a,sharing=locked b',
      ['error mount-option-misplaced sharing=locked'],
    ],
    [
      'RUN --mount=type=cache,target=/a,mode=1,required b',
      ['error mount-option-misplaced required'],
    ],
    ['RUN --mount=size=1m,type=tmpfs,target=/a b', ['error mount-option-misplaced size=1m']],
    ['RUN --mount=type=cache,from=$A,target=/a b', ['error mount-from-variable from=$A']],
    ['RUN --mount=type=$T,target=/a b', ['warning mount-type-variable type=$T']],
    ['RUN --mount=type=cache,target=/ b', ['error mount-target target=/']],
    ['RUN --mount=type=secret b', ['error mount-option-missing --mount=type=secret']],
    ['RUN --mount= b', ['error mount-syntax ']],
    ['RUN --mount=type=cache,target=${ b', ['error word-syntax target=${']],
    ['RUN --mout=type=cache b', ['error flag-unknown --mout=type=cache']],
    ['RUN --network=none --network=host b', ['error flag-repeated --network=host']],
    ['RUN --network=lan b', ['error flag-value-invalid lan']],
    ['COPY --from a b', ['error flag-value-missing --from']],
    ['COPY --link=maybe a b', ['error flag-value-invalid --link=maybe']],
    ['COPY --from=$A b c', ['error copy-from-variable $A']],
    ['COPY a', ['error arguments-missing a']],
    ['COPY', ['error arguments-missing COPY']],
    ['COPY a <<E\nE', ['error heredoc-destination <<E']],
    ['COPY "a b', ['error word-syntax "a']],
    ['COPY <<E /a\n${\nE', ['error word-syntax ${\n']],
    ['ENV A', ['error pair-without-value A']],
    ['ENV A=1 B', ['error pair-without-value B']],
    ['ENV A=1 =2', ['error pair-without-name =2']],
    ['ENV A="b', ['error word-syntax "b']],
    ['ENV', ['error arguments-missing ENV']],
    ['ARG', ['error arguments-missing ARG']],
    ['FROM', ['error arguments-missing FROM']],
    ['FROM a AS 1b', ['error stage-name-invalid 1b']],
    ['FROM a b c d', ['error from-form b c d']],
    ['USER', ['error arguments-missing USER']],
    ['EXPOSE', ['error arguments-missing EXPOSE']],
    ['VOLUME ["/a", ""]', ['error volume-empty ""']],
    ['SHELL sh -c', ['error shell-not-json sh -c']],
    ['SHELL []', ['error arguments-missing SHELL']],
    ['HEALTHCHECK curl a', ['error healthcheck-form curl']],
    ['HEALTHCHECK NONE a', ['error healthcheck-form a']],
    ['HEALTHCHECK CMD', ['error arguments-missing CMD']],
    ['HEALTHCHECK --interval=5 CMD a', ['error flag-value-invalid 5']],
    ['HEALTHCHECK --retries=-1 CMD a', ['error flag-value-invalid -1']],
    ['ONBUILD FROM a', ['error onbuild-trigger FROM']],
    ['ONBUILD ONBUILD RUN a', ['error onbuild-trigger ONBUILD']],
    ['ONBUILD COPY a', ['warning arguments-missing a']],
    ['ONBUILD ENV A', ['error pair-without-value A']],
  ];
  for (const [text, expected] of cases) {
    it(text.replace(/\n/g, '⏎'), () => assert.deepEqual(problemsOf(text), expected));
  }

  it('every message says what to do', () => {
    for (const [text] of cases) {
      for (const { message } of commandOf(text).problems) {
        assert.match(message, /^[A-Z`-].{20,}[.?]$/s, message);
      }
    }
  });
});

describe('commands', () => {
  it('a script of one here-document alone is known as such', () => {
    const only = commandOf('RUN <<E\na\nE').value;
    const more = commandOf('RUN <<E cat\na\nE').value;
    assert.equal(only.kind === 'run' && only.onlyHeredoc, true);
    assert.equal(more.kind === 'run' && more.onlyHeredoc, false);
    assert.equal(more.kind === 'run' && more.script.text, '<<E cat');
  });

  it('a here-document of COPY has its tabs removed, and keeps them in raw', () => {
    const { value } = commandOf('COPY <<-a b /c\n\t1\n\ta');
    assert.ok(value.kind === 'copy');
    assert.deepEqual(
      value.heredocs.map(({ name, content, raw }) => ({ name, content, raw })),
      [{ name: 'a', content: '1\n', raw: '\t1\n' }],
    );
    assert.deepEqual(
      value.sources.map((word) => word.raw),
      ['b'],
    );
  });

  it('an instruction that cannot be understood is of another kind', () => {
    assert.deepEqual(commandOf('COPY a').value.kind, 'other');
    assert.deepEqual(commandOf('FOO a').value, {
      kind: 'other',
      words: [{ raw: 'a', span: { start: 4, end: 5 } }],
    });
  });
});
