/** Each kind of change that a person can make, and what the chains of the steps below it end in, with the place. */
import assert from 'node:assert/strict';
import type { ForecastReason } from '../../../server/core/forecast/index.ts';
import { CURRENT, forecastOf, type Given } from '../../support/forecast/forecasting.ts';

interface Case {
  readonly title: string;
  readonly before: Given;
  readonly after: Given;
  /** Of the last step, an end for each chain: `dockerfile:2 the text`. */
  readonly ends: readonly string[];
}

/** The same build from another Dockerfile. */
function edited(before: string, after: string, rest: Omit<Given, 'dockerfile'> = {}) {
  return { before: { dockerfile: before, ...rest }, after: { dockerfile: after, ...rest } };
}

/** The same Dockerfile built otherwise. */
function rebuilt(
  dockerfile: string,
  before: Omit<Given, 'dockerfile'>,
  after: Omit<Given, 'dockerfile'>,
) {
  return { before: { dockerfile, ...before }, after: { dockerfile, ...after } };
}

const given = (buildArgs: Readonly<Record<string, string>>) => ({ options: { buildArgs } });
const image = (facts: NonNullable<Given['images']>[string]) => ({ images: { a: facts } });
const COPY_ALL = 'FROM a\nCOPY . /d\n';

const CASES: readonly Case[] = [
  {
    title: 'a line of a requirements file',
    ...rebuilt(
      'FROM a\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n',
      { files: { 'requirements.txt': 'a==1\nb==1\n' } },
      { files: { 'requirements.txt': 'a==1\nb==2\n' } },
    ),
    ends: ['context:context:requirements.txt:2 requirements.txt line 2 changed'],
  },
  {
    title: 'an ENV',
    ...edited('FROM a\nENV A=1\nRUN x\nRUN y\n', 'FROM a\nENV A=2\nRUN x\nRUN y\n'),
    ends: [
      'dockerfile:2 The value of `ENV A` changed, and every later RUN of the stage sees it',
      'dockerfile:2 The value of `ENV A` changed, and every later RUN of the stage sees it',
    ],
  },
  {
    title: 'an ARG that a destination names',
    ...edited('FROM a\nARG D=/x\nCOPY f $D\n', 'FROM a\nARG D=/y\nCOPY f $D\n', {
      files: { f: '' },
    }),
    ends: ['dockerfile:2 The value of `ARG D` changed'],
  },
  {
    title: 'a build argument that a destination names by way of a variable',
    ...rebuilt(
      'FROM a\nARG D=/x\nENV E=$D/e\nCOPY f $E\n',
      { files: { f: '' } },
      {
        files: { f: '' },
        ...given({ D: '/y' }),
      },
    ),
    ends: ['dockerfile:2 The value of `ARG D` changed'],
  },
  {
    title: 'an ARG that a folder names',
    ...edited('FROM a\nARG D=/x\nWORKDIR $D\n', 'FROM a\nARG D=/y\nWORKDIR $D\n'),
    ends: ['dockerfile:2 The value of `ARG D` changed'],
  },
  {
    title: 'an ARG that the text of a heredoc names',
    ...edited('FROM a\nARG D=1\nCOPY <<E /f\n$D\nE\n', 'FROM a\nARG D=2\nCOPY <<E /f\n$D\nE\n'),
    ends: ['dockerfile:2 The value of `ARG D` changed'],
  },
  {
    title: 'an ARG above the first FROM, which names it',
    ...edited('ARG V=1\nFROM a:$V\nRUN x\n', 'ARG V=2\nFROM a:$V\nRUN x\n'),
    ends: ['dockerfile:1 The value of `ARG V` changed'],
  },
  {
    title: 'a build argument that FROM names',
    ...rebuilt('ARG V=1\nARG I=a:$V\nFROM $I\nRUN x\n', {}, given({ V: '2' })),
    ends: ['dockerfile:1 The value of `ARG V` changed'],
  },
  {
    title: 'an ARG above the first FROM that a stage declares',
    ...edited('ARG V=1\nFROM a\nARG V\nRUN $V\n', 'ARG V=2\nFROM a\nARG V\nRUN $V\n'),
    ends: ['dockerfile:1 The value of `ARG V` changed'],
  },
  {
    title: 'another tag in FROM',
    ...edited('FROM a:1\nRUN x\n', 'FROM a:2\nRUN x\n'),
    ends: ['dockerfile:1 The base image changed'],
  },
  {
    title: 'a tag that moved',
    ...rebuilt('FROM a\nRUN x\n', image({ digest: 'sha256:1' }), image({ digest: 'sha256:2' })),
    ends: ['dockerfile:1 The image name now refers to a different image'],
  },
  {
    title: 'a tag that moved to an image with the same layers and another variable',
    ...rebuilt(
      'FROM a AS b\nRUN x\nFROM b\nRUN y\n',
      image({ digest: 'sha256:1', layers: 'l', env: ['A=1'], user: 'app' }),
      image({ digest: 'sha256:2', layers: 'l', env: ['A=2'], user: 'app' }),
    ),
    ends: [
      'dockerfile:1 The value of `ENV A` of the base image changed, and every RUN on that image sees it',
      'dockerfile:1 The value of `ENV A` of the base image changed, and every RUN on that image sees it',
    ],
  },
  {
    title: 'a tag that moved to an image with the same layers, another user and another folder',
    ...rebuilt(
      'FROM a\nRUN x\n',
      image({ digest: 'sha256:1', layers: 'l', user: 'app', workdir: '/v' }),
      image({ digest: 'sha256:2', layers: 'l', user: 'other', workdir: '/w' }),
    ),
    ends: [
      'dockerfile:1 The working directory of the base image changed',
      'dockerfile:1 The user of the base image changed',
      'dockerfile:1 The image was pushed again with the same layers, but since BuildKit 0.33.1 only its digest counts',
    ],
  },
  {
    title: 'a pattern in an ignore file that takes a file out',
    ...rebuilt(
      COPY_ALL,
      { files: { 'a.log': '', f: '', '.dockerignore': '.dockerignore\n' } },
      { files: { 'a.log': '', f: '', '.dockerignore': '.dockerignore\n*.md\n*.log\n' } },
    ),
    ends: ['ignore:context:3 .dockerignore now excludes a.log'],
  },
  {
    title: 'an exception in an ignore file that takes a file back',
    ...rebuilt(
      COPY_ALL,
      { files: { 'd/f': '', '.dockerignore': '.dockerignore\nd\n' } },
      { files: { 'd/f': '', '.dockerignore': '.dockerignore\nd\n!d/f\n' } },
    ),
    ends: ['ignore:context:3 .dockerignore no longer excludes d/f'],
  },
  {
    title: 'a mode',
    ...rebuilt(COPY_ALL, { files: { f: 'x' } }, { files: { f: { text: 'x', mode: '755' } } }),
    ends: ['context:context:f The mode of f changed from 644 to 755'],
  },
  {
    title: 'a symbolic link',
    ...rebuilt(
      COPY_ALL,
      { files: { f: '', g: '', l: { link: 'f' } } },
      { files: { f: '', g: '', l: { link: 'g' } } },
    ),
    ends: ['context:context:l The target of the link l changed'],
  },
  {
    title: 'a file that became a link',
    ...rebuilt(COPY_ALL, { files: { f: '', l: '' } }, { files: { f: '', l: { link: 'f' } } }),
    ends: ['context:context:l l is now a link'],
  },
  {
    title: 'an extended attribute',
    ...rebuilt(
      COPY_ALL,
      { files: { f: { text: 'x', xattrs: { 'user.a': '1' } } } },
      { files: { f: { text: 'x', xattrs: { 'user.a': '2' } } } },
    ),
    ends: ['context:context:f An extended attribute of f changed'],
  },
  {
    title: 'a file more under a wildcard',
    ...rebuilt(
      'FROM a\nCOPY *.txt /d/\nRUN x\n',
      { files: { 'a.txt': '' } },
      { files: { 'a.txt': '', 'b.txt': '' } },
    ),
    ends: ['context:context:b.txt b.txt was added'],
  },
  {
    title: 'no cache for a stage that another one reads from',
    ...rebuilt(
      'FROM a AS b\nRUN x\nFROM a\nRUN own\nCOPY --from=b /o /o\nRUN y\n',
      {},
      { options: { noCacheFilter: ['b'] } },
    ),
    ends: ['dockerfile:2 `--no-cache` or `--no-cache-filter` turns the cache off for this step'],
  },
  {
    title: 'a builder for another platform',
    ...rebuilt(
      'FROM a\nCOPY f /f\n',
      { files: { f: '' }, engine: { ...CURRENT, platform: 'linux/amd64' } },
      { files: { f: '' }, engine: { ...CURRENT, platform: 'linux/arm64' } },
    ),
    ends: ['dockerfile:1 The platform changed'],
  },
  {
    title: 'another target',
    ...rebuilt(
      'FROM a AS b\nRUN x\nFROM a AS c\nRUN y\n',
      { options: { target: 'c' } },
      { options: { target: 'b' } },
    ),
    ends: ['dockerfile:1 The previous build did not include the stage b'],
  },
  {
    title: 'a trigger of another stage',
    ...edited(
      'FROM a AS p\nONBUILD RUN one\nFROM p\nRUN x\n',
      'FROM a AS p\nONBUILD RUN two\nFROM p\nRUN x\n',
    ),
    ends: ['dockerfile:2 The instruction changed'],
  },
  {
    title: 'another ref of a repository',
    ...edited(
      'FROM a\nADD https://h.example/r.git#v1 /r\n',
      'FROM a\nADD https://h.example/r.git#v2 /r\n',
    ),
    ends: ['dockerfile:2 The address changed'],
  },
  {
    title: 'two steps that were swapped, seen from the first',
    ...edited('FROM a\nRUN x\nRUN y\nRUN z\n', 'FROM a\nRUN y\nRUN z\nRUN x\n'),
    ends: ['dockerfile:4 This step moved', 'dockerfile:2 The order of the steps above changed'],
  },
];

describe('chains end in the change', () => {
  for (const { title, before, after, ends } of CASES) {
    it(title, () => {
      const { steps } = forecastOf([before], after);
      assert.deepEqual(steps.at(-1)?.reasons.map(endOf), ends);
    });
  }
});

function endOf(reason: ForecastReason): string {
  if (reason.because !== undefined) return endOf(reason.because);
  const { file = '', line, text } = reason;
  const place = file.endsWith(':') || line === undefined ? file : `${file}:`;
  return `${place}${line ?? ''} ${text}`;
}

describe('the hint to move an ARG down', () => {
  const HINT = /stays cached if line/;

  function textOf(before: string, after: string): string {
    const { steps } = forecastOf([{ dockerfile: before }], { dockerfile: after });
    return steps.at(-1)?.reasons[0]?.text ?? '';
  }

  it('is given where that would have kept the step', () => {
    const one = ['1', '2'].map((v) => `FROM a\nARG V=${v}\nRUN x\nLABEL v=$V\n`);
    assert.match(textOf(one[0]!, one[1]!), HINT);
    const both = ['1', '2'].map((v) => `FROM a\nARG V=${v}\nARG W=${v}\nRUN x\nLABEL v=$V w=$W\n`);
    assert.match(textOf(both[0]!, both[1]!), HINT);
  });

  it('is not given where a line in between needs the argument', () => {
    for (const line of ['ENV W=$V', 'COPY f /d-${V}', 'RUN make $V'])
      assert.doesNotMatch(
        textOf(
          `FROM a\nARG V=1\n${line}\nRUN x\nLABEL v=$V\n`,
          `FROM a\nARG V=2\n${line}\nRUN x\nLABEL v=$V\n`,
        ),
        HINT,
        line,
      );
  });

  it('is not given where no line names the argument: a program may read it', () => {
    assert.doesNotMatch(textOf('FROM a\nARG V=1\nRUN x\n', 'FROM a\nARG V=2\nRUN x\n'), HINT);
  });

  it('is not given where something else changed as well', () => {
    assert.doesNotMatch(textOf('FROM a\nARG V=1\nRUN x\n', 'FROM a\nARG V=2\nRUN y\n'), HINT);
    assert.doesNotMatch(
      textOf('FROM a\nRUN b\nARG V=1\nRUN x\n', 'FROM a\nRUN c\nARG V=2\nRUN x\n'),
      HINT,
    );
  });
});
