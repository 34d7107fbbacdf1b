/** Stages that build beside each other and copy from each other, a build argument that changes, and a step that is new. */
import { utimesSync } from 'node:fs';
import path from 'node:path';
import type { Scene } from '../recorder.ts';

const DOCKERFILE = `FROM python:3.13-slim AS base
RUN useradd --create-home app@nonce@

FROM base AS build-tools
RUN python3 -m venv --system-site-packages /venv
ENV PATH=/venv/bin:$PATH

FROM build-tools AS wheels
WORKDIR /build
COPY pyproject.toml requirements.txt ./
RUN pip install --prefix=/install -r requirements.txt

FROM python:3.13 AS frontend
WORKDIR /web@nonce@
COPY web/requirements.txt web/build.py ./
RUN pip install -r requirements.txt
COPY web/templates/ templates/
RUN python3 build.py templates dist

FROM base AS service
ARG GIT_SHA
COPY --from=wheels /install /usr/local
COPY --from=frontend /web@nonce@/dist /app/static
RUN echo $GIT_SHA > /app/version
COPY src/ /app/src/
`;
const NEW_STEP = 'RUN python3 -m compileall -q /app/src\n';
const REQUIREMENTS =
  'fastapi==0.110.0\nhttpx==0.27.0\npyyaml==5.1\nsqlalchemy==2.0.29\nuvicorn==0.29.0\n';
const BUILD_PY = `import pathlib, sys
from markdown import markdown

source, target = map(pathlib.Path, sys.argv[1:])
target.mkdir()
for page in source.glob("*.md"):
    (target / page.name).with_suffix(".html").write_text(markdown(page.read_text()))
`;

export const MONOREPO: Scene<'forecast-monorepo'> = {
  name: 'monorepo',
  files: {
    Dockerfile: DOCKERFILE,
    'pyproject.toml': '[project]\nname = "service"\nversion = "1"\n',
    'requirements.txt': REQUIREMENTS,
    'web/requirements.txt': 'markdown==3.6\npygments==2.18.0\n',
    'web/build.py': BUILD_PY,
    'web/templates/index.md': '# Hello\n',
    'src/config.py': 'LEVEL = "info"\n',
    'src/main.py': 'print("hello")\n',
  },
  views: ['forecast-monorepo'],
  record: async ({ folder, build, write, forecast, git }) => {
    git('init', '-q', '-b', 'main');
    git('add', '-A');
    git('commit', '-q', '-m', 'Add the service');
    const config = path.join(folder, 'src/config.py');
    const release = new Date('2024-11-24T14:00:00Z');
    utimesSync(config, release, release);
    await build({ buildArgs: { GIT_SHA: '4f2a91c' } });
    await write({
      Dockerfile: `${DOCKERFILE}${NEW_STEP}`,
      'requirements.txt': REQUIREMENTS.replace('sqlalchemy==2.0.29', 'sqlalchemy==2.0.30'),
      // As long as before, and then as old as before.
      'src/config.py': 'LEVEL = "warn"\n',
    });
    utimesSync(config, release, release);
    const options = { network: 'host', buildArgs: { GIT_SHA: '9b03d7e' } };
    return { 'forecast-monorepo': await forecast({ options }) };
  },
};
