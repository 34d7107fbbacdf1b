/**
 * What people reported of tools of this kind, in small: an expectation a line. `safe` and `review` show the mount that the
 * fix writes, `found` has no fix, `error` is a mount or option that BuildKit refuses.
 */
import assert from 'node:assert/strict';
import { analyze } from '../../support/analyze.ts';
import type { LintFinding } from '../../../server/core/lint/run-rules.ts';
import { ownEdits } from '../../../server/core/lint/places.ts';
import { applyEdits } from '../../../server/core/text/edits.ts';

const M = '--mount=type=cache,target=/root/.cache/pip';

type Row = readonly [name: string, dockerfile: readonly string[], expected: readonly string[]];

/** moby/buildkit#2748: the user's number is a build argument. */
const NUMBER_FROM_AN_ARGUMENT: readonly Row[] = [
  [
    'in the mount already',
    [
      'ARG APP_UID=1234',
      'RUN useradd --create-home --uid ${APP_UID} worker',
      'USER worker',
      'RUN --mount=type=cache,target=/home/worker/.cache/pip,uid=${APP_UID},gid=${APP_UID} pip install --user x',
    ],
    [],
  ],
  [
    'and the user by name',
    ['ARG APP_UID=1234', 'RUN useradd -m -u ${APP_UID} worker', 'USER worker', 'RUN pip install x'],
    ['safe --mount=type=cache,target=/home/worker/.cache/pip,uid=${APP_UID}'],
  ],
  [
    'and the user by number',
    ['ARG APP_UID=1234', 'RUN useradd -m -u $APP_UID w', 'USER ${APP_UID}', 'RUN pip install x'],
    ['safe --mount=type=cache,target=/home/w/.cache/pip,uid=${APP_UID}'],
  ],
  [
    'and the group by another',
    [
      'ARG U=5',
      'ARG G=6',
      'RUN groupadd -g "${G}" g && useradd -m -u "${U}" -g g w',
      'USER w',
      'RUN pip install x',
    ],
    ['safe --mount=type=cache,target=/home/w/.cache/pip,uid=${U},gid=${G}'],
  ],
  [
    'that is only in an ENV by the time of the install',
    ['ARG U=5', 'ENV W=$U', 'RUN useradd -m -u $W w', 'USER w', 'RUN pip install x'],
    ['safe --mount=type=cache,target=/home/w/.cache/pip,uid=${W}'],
  ],
  [
    'that a text is made of',
    ['ARG U=5', 'RUN useradd -m -u 1$U w', 'USER w', 'RUN pip install x'],
    ['safe --mount=type=cache,target=/home/w/.cache/pip,uid=15'],
  ],
  [
    'without a value',
    ['ARG U', 'RUN useradd -m -u $U w', 'USER w', 'RUN pip install x'],
    ['found'],
  ],
];

/** hadolint#500: words that begin like pip. */
const NOT_PIP: readonly Row[] = [
  ['pipenv', ['RUN pipenv install --deploy --system'], []],
  ['poetry and pipx', ['RUN poetry install --no-root && pipx install black'], []],
  ['pip-sync and pip-compile', ['RUN pip-sync requirements.txt && pip-compile'], []],
  ['pip in the words of another command', ['RUN echo pip install x; apk add py3-pip'], []],
  [
    'pip for pipenv, and their caches removed together',
    [
      'RUN pip install --no-cache-dir pipenv && pipenv install x && rm -rf /root/.cache/pip /root/.cache/pipenv',
    ],
    [`safe ${M}`],
  ],
];

/** jupyter/docker-stacks#680, the Airflow documentation, pypa/pip#12278. */
const IMAGES_OF_SOMEBODY_ELSE: readonly Row[] = [
  ['official', ['RUN pip install x'], [`safe ${M}`]],
  [
    'jupyter',
    ['FROM quay.io/jupyter/scipy-notebook', 'RUN pip install --no-cache-dir x'],
    ['review --mount=type=cache,target=/home/jovyan/.cache/pip,uid=1000,gid=100'],
  ],
  [
    'airflow',
    ['FROM apache/airflow:2.9.3', 'USER root', 'RUN true', 'USER airflow', 'RUN pip install x'],
    ['review --mount=type=cache,target=/home/airflow/.cache/pip,uid=50000,gid=0'],
  ],
  ['micromamba', ['FROM mambaorg/micromamba:1.5', 'RUN pip install x'], ['found']],
  [
    'bitnami',
    ['FROM bitnami/python:3.11', 'RUN pip install x'],
    ['review --mount=type=cache,target=/var/cache/pip,uid=1001'],
  ],
  ['nvidia', ['FROM nvcr.io/nvidia/pytorch:24.05-py3', 'RUN pip install x'], [`review ${M}`]],
  [
    'a private one',
    ['FROM registry.example/base', 'USER root', 'RUN pip install x'],
    [`review ${M}`],
  ],
  ['one by an argument', ['ARG BASE', 'FROM ${BASE}', 'RUN pip install x'], [`review ${M}`]],
  [
    'one below a stage',
    ['FROM registry.example/base AS a', 'FROM a', 'RUN pip install x'],
    [`review ${M}`],
  ],
  [
    'one that is named like an official one',
    ['FROM example/python', 'RUN pip install x'],
    [`review ${M}`],
  ],
];

/** moby#32507, hadolint#1101, cachito#742. */
const SLIPS: readonly Row[] = [
  ['a blank for the equals sign', [`RUN ${M.replace('=', ' ')} pip install x`], ['error']],
  ['another type', [`RUN ${M.replace('cache', '-cache')} pip install x`], ['error']],
  ['a blank behind the comma', [`RUN ${M.replace(',', ', ')} pip install x`], ['error']],
  ['a label of SELinux', [`RUN ${M},Z pip install x`], ['error']],
  ['an option with a letter less', [`RUN ${M},sharin=locked pip install x`], ['error']],
  ['an option without its name', [`RUN ${M},=locked pip install x`], ['error']],
  ['the suffix of a volume', [`RUN ${M}:rw pip install x`], [`safe ${M}`]],
  ['among the arguments of pip', [`RUN pip install ${M} x`], [`safe ${M}`]],
  [
    'quotes around all of it',
    [`RUN --mount="type=cache,target=/root/.cache/pip" pip install x`],
    [],
  ],
];

/** moby/buildkit#1927. */
const NO_TARGET: readonly Row[] = [
  ['at the root', ['RUN --mount=type=cache pip install x'], ['error']],
  ['on the root', ['RUN --mount=type=cache,target=/ pip install x'], ['error']],
  ['on a path that leads there', ['RUN --mount=type=cache,target=/a/.. pip install x'], ['error']],
  ['in a folder', ['WORKDIR /srv', 'RUN --mount=type=cache pip install x'], ['found']],
  [
    'a blank for the comma',
    ['WORKDIR /srv', 'RUN --mount=type=cache target=/root/.cache/pip pip install x'],
    ['found'],
  ],
  [
    'on the folder itself',
    ['WORKDIR /srv', 'RUN --mount=type=cache,dst=. pip install x'],
    ['found'],
  ],
  ['a tmpfs at the root', ['RUN --mount=type=tmpfs pip install x'], ['error']],
];

/** moby/buildkit#724 and images with users of their own. */
const USERS_OF_THE_IMAGE: readonly Row[] = [
  [
    'nobody of Debian',
    ['USER nobody', 'RUN pip install -t /tmp/x x'],
    ['safe --mount=type=cache,target=/nonexistent/.cache/pip,uid=65534,gid=65534'],
  ],
  [
    'www-data of Debian',
    ['USER www-data:www-data', 'RUN pip install -t /tmp/x x'],
    ['safe --mount=type=cache,target=/var/www/.cache/pip,uid=33,gid=33'],
  ],
  [
    'node',
    ['FROM node:22', 'USER node', 'RUN pip install x'],
    ['safe --mount=type=cache,target=/home/node/.cache/pip,uid=1000,gid=1000'],
  ],
  [
    'ubuntu, since 23.04',
    ['FROM ubuntu:24.04', 'USER ubuntu', 'RUN pip install x'],
    ['safe --mount=type=cache,target=/home/ubuntu/.cache/pip,uid=1000,gid=1000'],
  ],
  ['ubuntu, before', ['FROM ubuntu:22.04', 'USER ubuntu', 'RUN pip install x'], ['found']],
  [
    'made on Alpine without a number',
    ['FROM python:3.12-alpine', 'RUN adduser -S -D app', 'USER app', 'RUN pip install x'],
    ['found'],
  ],
  [
    'made on Debian without a number',
    ['RUN useradd -m app', 'USER app', 'RUN pip install x'],
    ['found'],
  ],
  ['of nobody, in a variable', ['USER ${NOBODY}', 'RUN pip install x'], ['found']],
];

/** The Dockerfile reference on `ro`, and mounts beside the cache. */
const LOOK_RIGHT: readonly Row[] = [
  ['below the cache', [`RUN ${M}/wheels pip install x`], [`safe ${M}`]],
  [
    'a bind mount that can be written',
    [`RUN ${M.replace('cache,', 'bind,source=c,')},rw pip install x`],
    [],
  ],
  ['with a slash more', [`RUN ${M}/ pip install x`], []],
  ['twice', [`RUN ${M} ${M}/http pip install x`], []],
  ['read-only', [`RUN ${M},ro pip install x`], [`safe ${M}`]],
  ['with the cache switched off', [`RUN ${M} pip install --no-cache-dir x`], [`safe ${M}`]],
  ['of another user', [`RUN ${M},uid=1000,gid=1000 pip install x`], [`safe ${M}`]],
  ["of another manager's cache", [`RUN ${M.replace('pip', 'uv')} pip install x`], [`safe ${M}`]],
  [
    'at another folder',
    ['ENV PIP_CACHE_DIR=/pip', `RUN ${M} pip install x`],
    ['safe --mount=type=cache,target=/pip'],
  ],
  [
    'for one of two installs',
    ['RUN --mount=type=cache,target=/pip pip install --cache-dir=/pip x && pip install y'],
    [`safe ${M}`],
  ],
  ['with a mode that is no number', [`RUN ${M},mode=1777x pip install x`], ['error']],
  ['with an option of a secret', [`RUN ${M},required pip install x`], ['error']],
];

describe('reports from the field', () => {
  check('a number from an argument', NUMBER_FROM_AN_ARGUMENT);
  check('what is not pip', NOT_PIP);
  check('an image of somebody else', IMAGES_OF_SOMEBODY_ELSE);
  check('a slip in a mount', SLIPS);
  check('a mount without a target', NO_TARGET);
  check('a user that the image brings', USERS_OF_THE_IMAGE);
  check('a mount that looks right', LOOK_RIGHT);

  it('have no safe fix on an image or a user that is not known', () => {
    const images = ['registry.example/base', 'base', '${BASE}', 'nvcr.io/nvidia/pytorch:24.05-py3'];
    const users = [
      'USER root',
      'USER 0',
      'USER app',
      'USER 1000:1000',
      'ENV HOME=/root',
      'RUN true',
    ];
    const installs = [
      'RUN pip install x',
      'RUN pip install --no-cache-dir x',
      'RUN --mount=type=cache,target=/pip pip install x',
      'RUN su-exec 0 pip install x',
    ];
    const known = users.map((user) => [
      'python:3.12',
      user.replace(/^USER .*/, 'USER ${USER_NAME}'),
    ]);
    const unknown = images.flatMap((image) => users.map((user) => [image, user]));
    for (const [image = '', user = ''] of [...unknown, ...known])
      for (const install of installs) {
        const text = `FROM ${image}\n${user}\n${install}\n`;
        const { findings } = analyze({ text });
        assert.equal(findings.length, 1, text);
        // What names its own user does not depend on USER.
        const isKnown =
          image === 'python:3.12' && (!user.startsWith('USER') || install.includes('su-exec'));
        for (const { safety } of findings.flatMap(({ fixes }) => fixes))
          assert.ok(safety === 'review' || isKnown, text);
      }
  });
});

function check(what: string, rows: readonly Row[]): void {
  describe(what, () => {
    for (const [name, lines, expected] of rows)
      it(name, () => {
        const hasFrom = lines.some((line) => line.startsWith('FROM'));
        const text = [...(hasFrom ? [] : ['FROM python:3.12-slim']), ...lines, ''].join('\n');
        const { findings } = analyze({ text });
        assert.deepEqual(
          findings.map((finding) => shown(text, finding)),
          expected,
        );
        for (const { message } of findings) assert.ok(message.length <= 200, message);
      });
  });
}

function shown(text: string, { rule, fixes }: LintFinding): string {
  if (rule === 'syntax') return 'error';
  const [fix] = fixes;
  if (fix === undefined) return 'found';
  assert.equal(fix.safety === 'review', fix.title.includes('(review: '));
  const changed = applyEdits(text, ownEdits(fix.edits))
    .split('\n')
    .filter((line) => !text.includes(`${line}\n`));
  const mount = /--mount=\S+/.exec(changed.join('\n'))?.[0] ?? '';
  return `${fix.safety} ${mount}`;
}
