/** From an install step back to the requirements files of the build context. */
import assert from 'node:assert/strict';
import { installedRequirements } from '../../../server/core/build-model/installed-requirements.ts';
import { buildModel } from '../../../server/core/build-model/build-model.ts';

interface Case {
  readonly name: string;
  readonly dockerfile: readonly string[];
  readonly expected: readonly string[];
  readonly context?: readonly string[];
}

const FROM = 'FROM python:3.12';

const CASES: readonly Case[] = [
  {
    name: 'copied beside the code',
    dockerfile: [
      FROM,
      'WORKDIR /app',
      'COPY requirements.txt .',
      'RUN pip install -r requirements.txt',
    ],
    expected: ['3 requirement /app/requirements.txt <- requirements.txt'],
  },
  {
    name: 'the whole context copied',
    dockerfile: [
      FROM,
      'WORKDIR /app',
      'COPY . .',
      'RUN pip install -rreqs/prod.txt -c reqs/pins.txt',
    ],
    expected: [
      '3 requirement /app/reqs/prod.txt <- reqs/prod.txt',
      '3 constraint /app/reqs/pins.txt <- reqs/pins.txt',
    ],
  },
  {
    name: 'renamed on the way',
    dockerfile: [FROM, 'COPY reqs/prod.txt /tmp/r.txt', 'RUN pip install --requirement=/tmp/r.txt'],
    expected: ['2 requirement /tmp/r.txt <- reqs/prod.txt'],
  },
  {
    name: 'a folder into a folder',
    dockerfile: [FROM, 'COPY reqs /tmp/reqs', 'RUN cd /tmp && pip install -r reqs/dev.txt'],
    expected: ['2 requirement /tmp/reqs/dev.txt <- reqs/dev.txt'],
  },
  {
    name: 'several files and wildcards',
    dockerfile: [
      FROM,
      'COPY setup.cfg requirements*.txt /src/',
      'RUN pip install -r /src/requirements-dev.txt',
    ],
    expected: ['2 requirement /src/requirements-dev.txt <- requirements-dev.txt'],
  },
  {
    name: 'a file into a folder that is there already',
    dockerfile: [
      FROM,
      'WORKDIR /app',
      'COPY requirements.txt /app',
      'RUN pip install -r requirements.txt',
    ],
    expected: ['3 requirement /app/requirements.txt <- requirements.txt'],
  },
  {
    name: 'a folder with a dot in its name, settled by the context',
    dockerfile: [FROM, 'COPY conf.d /conf', 'RUN pip install -r /conf/r.txt'],
    expected: ['2 requirement /conf/r.txt <- conf.d/r.txt'],
    context: ['conf.d/r.txt'],
  },
  {
    name: 'parents kept',
    dockerfile: [
      FROM,
      'COPY --parents services/web/r.txt /src/',
      'RUN pip install -r /src/services/web/r.txt',
    ],
    expected: ['2 requirement /src/services/web/r.txt <- services/web/r.txt'],
  },
  {
    name: 'from another stage, which has it from the context',
    dockerfile: [
      'FROM scratch AS files',
      'COPY r.txt /in/',
      FROM,
      'COPY --from=files /in/r.txt /r.txt',
      'RUN pip install -r /r.txt',
    ],
    expected: ['4 requirement /r.txt <- r.txt'],
  },
  {
    name: 'copied in the parent stage',
    dockerfile: [
      'FROM python:3.12 AS base',
      'WORKDIR /w',
      'COPY r.txt .',
      'FROM base',
      'RUN pip install -r r.txt',
    ],
    expected: ['4 requirement /w/r.txt <- r.txt'],
  },
  {
    name: 'bind-mounted',
    dockerfile: [
      FROM,
      'WORKDIR /app',
      'RUN --mount=type=bind,source=reqs/r.txt,target=r.txt pip install -r r.txt',
      'RUN --mount=target=/src pip install -r /src/deep/r.txt',
    ],
    expected: [
      '2 requirement /app/r.txt <- reqs/r.txt',
      '3 requirement /src/deep/r.txt <- deep/r.txt',
    ],
  },
  {
    name: 'with variables',
    dockerfile: [
      FROM,
      'ARG ENVIRONMENT=prod',
      'COPY reqs/${ENVIRONMENT}.txt /r/',
      'RUN F=/r/$ENVIRONMENT.txt; pip install -r "$F"',
    ],
    expected: ['3 requirement /r/prod.txt <- reqs/prod.txt'],
  },
  {
    name: 'not from the context, or nobody knows',
    dockerfile: [
      FROM,
      'RUN curl -o /r.txt https://files.example/r.txt && pip install -r /r.txt -r https://files.example/r.txt',
      'RUN pip install -r $(find . -name r.txt)',
    ],
    expected: ['1 requirement /r.txt <- ?', '1 requirement ? <- ?'],
  },
  {
    name: 'behind ONBUILD',
    dockerfile: [FROM, 'WORKDIR /app', 'ONBUILD RUN ["pip", "install", "-r", "r.txt"]'],
    expected: ['2 requirement /app/r.txt <- ?'],
  },
  {
    name: 'stages that copy from each other',
    dockerfile: [
      'FROM python:3.12 AS a',
      'COPY --from=b /r.txt /r.txt',
      'FROM python:3.12 AS b',
      'COPY --from=a /r.txt /r.txt',
      'RUN pip install -r /r.txt',
    ],
    expected: ['4 requirement /r.txt <- ?'],
  },
];

describe('requirements files of install steps', () => {
  for (const { name, dockerfile, expected, context } of CASES)
    it(name, () => {
      const options = context ? { exists: (path: string) => context.includes(path) } : {};
      const found = installedRequirements(buildModel({ text: dockerfile.join('\n') }), options);
      assert.deepEqual(
        found.map(
          (one) =>
            `${one.instructionIndex} ${one.kind} ${one.path ?? '?'} <- ${one.contextPath ?? '?'}`,
        ),
        expected,
      );
    });
});
