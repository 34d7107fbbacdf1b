/** Progress names, letter for letter. All of them were read off a real engine's output first. */
import assert from 'node:assert/strict';
import { stepNameMatches } from '../../../server/core/plan/index.ts';
import { names } from './support.ts';

/** The name of the last step of a stage that has one image below it. */
function lastName(instructions: string): string {
  const all = names(`FROM busybox\nENV P=pval\n${instructions}`);
  return (all.at(-1) ?? '').replace(/^\[[^\]]*\] /, '');
}

describe('names of steps', () => {
  const texts: readonly (readonly [string, string])[] = [
    ['COPY ["zz", "/a b/"]', 'COPY [zz, /a b/]'],
    [`COPY "zz" '/c/'`, 'COPY zz /c/'],
    ['COPY   zz    b    /$P/', 'COPY   zz    b    /pval/'],
    ['WORKDIR "/w x"', 'WORKDIR /w x'],
    ['RUN echo "$P" \'$P\' $UNSET \\$P ${P:-d}', 'RUN echo "pval" \'$P\' $UNSET $P pval'],
    ['RUN ["echo", "$P", "x y"]', 'RUN ["echo", "pval", "x y"]'],
    [
      'run   --mount=type=cache,target=/c   echo a && \\\n  # comment\n  echo   b',
      'RUN   --mount=type=cache,target=/c   echo a &&   echo   b',
    ],
    ['RUN <<EOF\necho hi\nEOF', 'RUN <<EOF (echo hi)'],
    ["RUN <<-'Q'\n\techo hi\n\techo two\nQ", "RUN <<-'Q' (echo hi...)"],
    ['RUN cat <<A <<B\n1\nA\n2\nB', 'RUN cat <<A <<B'],
    ["RUN sh <<-'Q'\n\techo\nQ", "RUN sh <<-'Q'"],
    ['COPY <<F /f\nhello $P\nF', 'COPY <<F /f'],
    ['COPY <<"X" <<Y /f/\n$P\nX\n$P\nY', 'COPY <<X <<Y /f/'],
    [
      'RUN --mount=type=secret,id=s,env=TOK echo $TOK ${P}',
      'RUN --mount=type=secret,id=s,env=TOK echo **** pval',
    ],
    ['RUN echo ${P:+yes} ${P#p} ${NONE-d} ${P/v/x}', 'RUN echo yes val ${NONE-d} pxal'],
    ["RUN echo $'x' $$ $1 $@ ${#P}", "RUN echo $'x' $$ $1 $@ ${#P}"],
    ['RUN echo "a\\"$P" a\\ b \\\n    # c\n    c   ', 'RUN echo "a"pval" a b     c'],
    ['RUN echo a\tb', 'RUN echo a\tb'],
    ['RUN\techo tab', 'RUN\tECHO tab'],
    ['WORKDIR ../x', 'WORKDIR ../x'],
    ['ADD --chown=1:1 zz /z', 'ADD --chown=1:1 zz /z'],
    ['COPY --from=python:3.9 /etc/hostname /h', 'COPY --from=python:3.9 /etc/hostname /h'],
  ];
  for (const [written, shown] of texts) {
    it(`${JSON.stringify(written)} is shown as ${shown}`, () => {
      assert.equal(lastName(written), shown);
    });
  }

  it('leaves a RUN as it is where a quote is never closed', () => {
    assert.equal(lastName('RUN echo $P "x'), 'RUN echo $P "x');
  });

  it('has no stage name where the file has one stage', () => {
    assert.deepEqual(names('FROM busybox AS only\nRUN true\nCOPY a /'), [
      '[1/3] FROM docker.io/library/busybox:latest',
      '[2/3] RUN true',
      '[3/3] COPY a /',
    ]);
  });

  it('names unnamed stages by number and named ones in lower case', () => {
    const text = 'FROM busybox AS Builder\nRUN a\nFROM busybox:1\nCOPY --from=builder /x /x';
    assert.deepEqual(names(text), [
      '[builder 1/2] FROM docker.io/library/busybox:latest',
      '[builder 2/2] RUN a',
      '[stage-1 1/2] FROM docker.io/library/busybox:1',
      '[stage-1 2/2] COPY --from=builder /x /x',
    ]);
  });

  it('says stage-0 of a one-stage file that has a mount, since a mount brings a stage along', () => {
    const text = 'FROM busybox\nRUN --mount=type=cache,target=/c a';
    assert.equal(names(text)[1], '[stage-0 2/2] RUN --mount=type=cache,target=/c a');
  });

  it('aligns positions to the width of their total', () => {
    const all = names(`FROM busybox\n${'RUN a\n'.repeat(9)}`);
    assert.equal(all[1], '[ 2/10] RUN a');
    assert.equal(all[9], '[10/10] RUN a');
  });

  it('counts WORKDIR / but gives it no number', () => {
    assert.deepEqual(names('FROM busybox\nWORKDIR /\nRUN a'), [
      '[1/3] FROM docker.io/library/busybox:latest',
      '[2/3] RUN a',
    ]);
  });

  it('has no prefix for an image that only --from names', () => {
    assert.deepEqual(names('FROM scratch\nCOPY --from=python:3.9 /a /a'), [
      'FROM docker.io/library/python:3.9',
      '[stage-0 1/1] COPY --from=python:3.9 /a /a',
    ]);
  });

  it('says ONBUILD of triggers, and counts every one of them', () => {
    const text =
      'FROM busybox AS p\nONBUILD ENV A=1\nONBUILD RUN echo $A\nRUN x\nFROM p AS c\nRUN y';
    assert.deepEqual(names(text), [
      '[p 1/2] FROM docker.io/library/busybox:latest',
      '[p 2/2] RUN x',
      '[c 1/3] ONBUILD RUN echo 1',
      '[c 2/3] RUN y',
    ]);
  });

  it('shows the two halves of a linked copy under one number', () => {
    assert.deepEqual(names('FROM busybox\nCOPY --link a /b').slice(1), [
      '[2/2] COPY --link a /b',
      '[2/2] LINK COPY --link a /b',
    ]);
  });

  it('names what is the same in two stages like the last of them', () => {
    const text =
      'FROM busybox AS a\nRUN same\nFROM busybox AS b\nRUN same\nRUN b\nFROM busybox AS c\nCOPY --from=a / /a\nCOPY --from=b / /b';
    assert.deepEqual(
      [...new Set(names(text))].filter((name) => /FROM docker|same/.test(name)),
      ['[b 1/3] FROM docker.io/library/busybox:latest', '[b 2/3] RUN same'],
    );
  });

  it('says the platform where several are built, and the one that is built for', () => {
    const text =
      'FROM --platform=$BUILDPLATFORM busybox AS b\nARG TARGETARCH\nRUN a\nFROM scratch\nCOPY --from=b /a /a';
    const options = { platform: 'linux/amd64,linux/arm64' };
    assert.deepEqual(names(text, { options }), [
      '[linux/amd64 b 1/2] FROM docker.io/library/busybox:latest',
      '[linux/amd64 b 2/2] RUN a',
      '[linux/amd64 b 1/2] FROM docker.io/library/busybox:latest',
      '[linux/amd64->arm64 b 2/2] RUN a',
      '[linux/amd64 stage-1 1/1] COPY --from=b /a /a',
      '[linux/arm64 stage-1 1/1] COPY --from=b /a /a',
    ]);
  });

  it('names an image that a build context stands in for by that context', () => {
    const options = { buildContexts: { 'busybox:1': 'docker-image://alpine' } };
    assert.deepEqual(names('FROM busybox:1\nRUN a', { options }), [
      '[context busybox:1] alpine',
      '[1/2] RUN a',
    ]);
  });

  it('writes the digest where it is known', () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    const images = { 'docker.io/library/busybox:latest': { digest } };
    assert.equal(
      names('FROM busybox', { images })[0],
      `[1/1] FROM docker.io/library/busybox:latest@${digest}`,
    );
  });
});

describe('names in the older image store', () => {
  const digest = `sha256:${'a'.repeat(64)}`;
  const engine = { store: 'graphdriver' } as const;

  it('have no digest of an image that the engine has, but one of an image that it had to fetch', () => {
    const shown = (source: 'engine' | 'last-build'): readonly string[] =>
      names('FROM busybox', {
        engine,
        images: { 'docker.io/library/busybox:latest': { digest, source } },
      });
    assert.deepEqual(shown('engine'), ['[1/1] FROM docker.io/library/busybox:latest']);
    assert.deepEqual(shown('last-build'), [
      `[1/1] FROM docker.io/library/busybox:latest@${digest}`,
    ]);
  });

  it('know no LINK', () => {
    assert.deepEqual(names('FROM busybox\nCOPY --link a /b', { engine }).slice(1), [
      '[2/2] COPY --link a /b',
    ]);
  });
});

describe('stepNameMatches', () => {
  const digest = `sha256:${'0'.repeat(64)}`;
  const busybox = 'FROM docker.io/library/busybox:1';
  const cases: readonly (readonly [string, string, boolean])[] = [
    ['[2/2] RUN a', '[2/2] RUN a', true],
    ['[2/2] RUN a', '[2/2] RUN b', false],
    [`[1/2] ${busybox}`, `[1/2] ${busybox}@${digest}`, true],
    [`[1/2] ${busybox}@${digest}`, `[1/2] ${busybox}`, true],
    [`[1/2] ${busybox}@${digest}`, `[1/2] ${busybox}@sha256:${'1'.repeat(64)}`, false],
    [`[1/2] ${busybox}`, `[1/2] FROM docker.io/library/busybox:2@${digest}`, false],
    [`[1/2] ${busybox}`, `[other 1/7] ${busybox}@${digest}`, true],
    [`[linux/amd64 a 1/2] ${busybox}`, `[linux/arm64 a 1/2] ${busybox}`, false],
    [busybox, `${busybox}@${digest}`, true],
    ['[2/2] RUN echo x', `[2/2] RUN echo x@${digest}`, false],
  ];
  for (const [planned, observed, expected] of cases) {
    it(`${planned} ${expected ? 'is' : 'is not'} ${observed.slice(0, 48)}`, () => {
      assert.equal(stepNameMatches(planned, observed), expected);
    });
  }
});
