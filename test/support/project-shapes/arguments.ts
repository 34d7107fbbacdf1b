/** Shapes whose change is one of options or of values: arguments, variables, a filter of the cache. */
import type { ProjectShape } from './model.ts';

export const argumentShapes: readonly ProjectShape[] = [
  {
    name: 'a frontend that is built into the backend',
    follows: 'fastapi/full-stack-fastapi-template',
    files: {
      Dockerfile: `FROM busybox:latest AS frontend-build
WORKDIR /app/@nonce@
COPY package.json bun.lock ./
COPY frontend/package.json frontend/
RUN cat package.json frontend/package.json > modules
COPY ./frontend frontend
ARG API_URL=
RUN mkdir dist && echo "api=$API_URL" > dist/settings.js && cp frontend/src/*.js dist/
FROM busybox:latest
ENV PYTHONUNBUFFERED=1
WORKDIR /app/@nonce@
RUN --mount=type=cache,id=uv-@nonce@,target=/root/.cache/uv \\
    --mount=type=bind,source=backend/uv.lock,target=uv.lock \\
    sort uv.lock > installed
COPY ./backend/scripts scripts
COPY ./backend/pyproject.toml ./
COPY ./backend/app app
COPY --from=frontend-build /app/@nonce@/dist app/frontend
RUN cat app/main.py app/frontend/settings.js > all
WORKDIR /app/backend
CMD ["fastapi", "run"]
`,
      'package.json': '{ "workspaces": ["frontend"] }\n',
      'bun.lock': '{}\n',
      'frontend/package.json': '{ "name": "frontend" }\n',
      'frontend/src/main.js': 'start();\n',
      'backend/uv.lock': 'six==1.16.0\n',
      'backend/pyproject.toml': '[project]\nname = "backend"\n',
      'backend/scripts/prestart.sh': 'true\n',
      'backend/app/main.py': 'print("backend")\n',
    },
    args: ['--build-arg', 'API_URL=/api/v1'],
    change: {
      title: 'a build argument has another value',
      args: ['--build-arg', 'API_URL=/api/v2'],
    },
    expected: [
      ['hit', 'WORKDIR /app'],
      ['hit', 'COPY package.json'],
      ['hit', 'COPY frontend/package.json'],
      ['hit', 'RUN cat'],
      ['hit', 'COPY ./frontend'],
      ['miss', 'RUN mkdir dist'],
      ['hit', 'WORKDIR /app'],
      ['hit', 'RUN --mount=type=cache'],
      ['hit', 'COPY ./backend/scripts'],
      ['hit', 'COPY ./backend/pyproject.toml'],
      ['hit', 'COPY ./backend/app'],
      ['conditional, ran', 'COPY --from=frontend-build'],
      ['conditional, ran', 'RUN cat app/main.py'],
      ['conditional, ran', 'WORKDIR /app/backend'],
    ],
    names: [{ kind: 'argument-changed', file: 'Dockerfile', line: 7 }],
  },
  {
    name: 'a project with its version as an argument',
    follows: 'docker/docker-py',
    files: {
      Dockerfile: `ARG PYTHON_VERSION=3.11
FROM python:\${PYTHON_VERSION}-slim
WORKDIR /src/@nonce@
COPY . .
ARG VERSION=0.0.0.dev0
RUN --mount=type=cache,id=pip-@nonce@,target=/cache/pip \\
    PIP_CACHE_DIR=/cache/pip pip install --no-build-isolation --no-deps .
`,
      '.dockerignore': 'Dockerfile\n',
      'pyproject.toml': `[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"

[project]
name = "harbor"
dynamic = ["version"]

[tool.setuptools]
py-modules = ["harbor"]

[tool.setuptools.dynamic]
version = { attr = "harbor.VERSION" }
`,
      'harbor.py': 'import os\n\nVERSION = os.environ["VERSION"]\n',
    },
    change: {
      title: 'the default of an argument changed',
      edits: { Dockerfile: ['VERSION=0.0.0.dev0', 'VERSION=1.0.0'] },
    },
    expected: [
      ['hit', 'WORKDIR /src'],
      ['hit', 'COPY . .'],
      ['miss', 'RUN --mount=type=cache'],
    ],
    names: [{ kind: 'argument-changed', file: 'Dockerfile', line: 5 }],
  },
  {
    name: 'assets that one stage collects and another one serves',
    follows: 'pypi/warehouse',
    files: {
      Dockerfile: `FROM busybox:latest AS static-deps
WORKDIR /opt/@nonce@
COPY package.json package-lock.json ./
RUN --mount=type=cache,id=npm-@nonce@,target=/root/.npm,sharing=locked cat package*.json > modules
FROM static-deps AS static
COPY static/ static/
COPY webpack.config.js ./
RUN mkdir -p /assets && cat static/*.css > /assets/all.css
FROM busybox:latest AS base
COPY bin/docker/* /usr/local/bin/
RUN echo @nonce@ > /etc/build
WORKDIR /opt/warehouse
ENV PATH="/opt/warehouse/bin:\${PATH}"
FROM base AS docs
RUN --mount=type=bind,src=requirements/,dst=/requirements/ cat /requirements/docs.txt > docs
FROM base
ENV PYTHONUNBUFFERED=1
ARG DEVEL=no
RUN --mount=type=cache,id=apt-@nonce@,target=/var/cache/apt,sharing=locked set -x && mkdir -p bin
RUN --mount=type=bind,src=requirements/,dst=/opt/warehouse/requirements/ \\
    sort requirements/main.txt > packages
COPY --from=static /assets /opt/warehouse/static
COPY . .
RUN sh collect.sh
`,
      'package.json': '{}\n',
      'package-lock.json': '{}\n',
      'static/site.css': 'body { margin: 0 }\n',
      'webpack.config.js': 'module.exports = {};\n',
      'bin/docker/install-tools': { text: '#!/bin/sh\n# @nonce@\n', mode: 0o755 },
      'requirements/main.txt': 'pyramid==2.0\n',
      'requirements/docs.txt': 'sphinx==6.0\n',
      'collect.sh': 'ls static > collected\n',
    },
    change: {
      title: 'the steps of a stage are to run without the cache',
      args: ['--no-cache-filter', 'static'],
    },
    expected: [
      ['hit', 'WORKDIR /opt'],
      ['hit', 'COPY package.json'],
      ['hit', 'RUN --mount=type=cache'],
      ['miss', 'COPY static/'],
      ['miss', 'COPY webpack.config.js'],
      ['miss', 'RUN mkdir -p /assets'],
      ['hit', 'COPY bin/docker/*'],
      ['hit', 'RUN echo'],
      ['hit', 'WORKDIR /opt/warehouse'],
      ['hit', 'RUN --mount=type=cache'],
      ['hit', 'RUN --mount=type=bind'],
      ['conditional, cached', 'COPY --from=static'],
      ['conditional, cached', 'COPY . .'],
      ['conditional, cached', 'RUN sh collect.sh'],
    ],
    names: [{ kind: 'no-cache' }],
  },
  {
    name: 'settings at the top of a scheduler',
    follows: 'puckel/docker-airflow',
    files: {
      Dockerfile: `FROM busybox:latest
LABEL maintainer="us"
WORKDIR /build/@nonce@
ENV DEBIAN_FRONTEND noninteractive
ENV TERM linux
ARG FLOW_VERSION=1.10
ARG FLOW_HOME=/usr/local/flow
ARG PYTHON_DEPS=""
ENV FLOW_DIR=\${FLOW_HOME}
ENV LANGUAGE en_US.UTF-8
ENV LC_ALL en_US.UTF-8
RUN set -ex \\
    && buildDeps='gcc make' \\
    && mkdir -p $FLOW_HOME && echo 'flow:x:1000:1000::/:/bin/sh' >> /etc/passwd \\
    && if [ -n "$PYTHON_DEPS" ]; then echo $PYTHON_DEPS > deps; fi \\
    && echo flow==$FLOW_VERSION $buildDeps > packages
COPY script/entrypoint.sh /entrypoint.sh
COPY config/flow.cfg \${FLOW_HOME}/flow.cfg
RUN chown -R flow \${FLOW_HOME}
EXPOSE 8080 5555
USER flow
WORKDIR \${FLOW_HOME}
ENTRYPOINT ["/entrypoint.sh"]
CMD ["webserver"]
`,
      'script/entrypoint.sh': { text: '#!/bin/sh\nexec "$@"\n', mode: 0o755 },
      'config/flow.cfg': 'executor = local\n',
    },
    args: ['.'],
    change: {
      title: 'a variable of ENV has another value',
      edits: { Dockerfile: ['LC_ALL en_US.UTF-8', 'LC_ALL C.UTF-8'] },
    },
    expected: [
      ['hit', 'WORKDIR /build'],
      ['miss', 'RUN set -ex'],
      ['miss', 'COPY script/entrypoint.sh'],
      ['miss', 'COPY config/flow.cfg /usr/local/flow'],
      ['miss', 'RUN chown'],
      ['miss', 'WORKDIR /usr/local/flow'],
    ],
    names: [{ kind: 'environment-changed', file: 'Dockerfile', line: 11 }],
  },
  {
    name: 'labels at the end of an image',
    follows: 'netbox-community/netbox-docker',
    files: {
      Dockerfile: `ARG FROM
FROM \${FROM} AS builder
WORKDIR /build/@nonce@
ARG APP_PATH
COPY \${APP_PATH}/requirements.txt requirements-container.txt /
RUN mkdir -p /opt/app/venv && sed -e '/gunicorn/d' /requirements.txt > /opt/app/venv/packages
ARG FROM
FROM \${FROM} AS main
RUN mkdir /app && echo @nonce@ > /app/build
COPY --from=builder /opt/app/venv /opt/app/venv
ARG APP_PATH
COPY \${APP_PATH} /opt/app
COPY --from=builder /requirements.txt /requirements-container.txt /opt/app/
COPY docker/docker-entrypoint.sh /opt/app/
COPY configuration/ /etc/app/config/
WORKDIR /opt/app
RUN mkdir -p static && cat /etc/app/config/*.py > static/all
ENV LANG=C.utf8 PATH=/opt/app/venv/bin:$PATH
CMD ["/opt/app/docker-entrypoint.sh"]
ARG VERSION=dev
LABEL app.version="$VERSION"
`,
      '.dockerignore': '.git\n*.md\n',
      'requirements-container.txt': 'dulwich==0.21\n',
      '.app/requirements.txt': 'Django==4.2\ngunicorn==21\n',
      '.app/manage.py': 'print("manage")\n',
      'docker/docker-entrypoint.sh': { text: '#!/bin/sh\n', mode: 0o755 },
      'configuration/extra.py': 'DEBUG = False\n',
    },
    args: ['--build-arg', 'FROM=busybox:latest', '--build-arg', 'APP_PATH=.app', '.'],
    change: {
      title: 'an argument that only a label reads has another value',
      args: [
        ...['--build-arg', 'FROM=busybox:latest', '--build-arg', 'APP_PATH=.app'],
        ...['--build-arg', 'VERSION=1.2', '.'],
      ],
    },
    expected: [
      ['hit', 'WORKDIR /build'],
      ['hit', 'COPY .app/requirements.txt'],
      ['hit', 'RUN mkdir -p /opt/app/venv'],
      ['hit', 'RUN mkdir /app'],
      ['hit', 'COPY --from=builder /opt/app/venv'],
      ['hit', 'COPY .app /opt/app'],
      ['hit', 'COPY --from=builder /requirements.txt'],
      ['hit', 'COPY docker/docker-entrypoint.sh'],
      ['hit', 'COPY configuration/'],
      ['hit', 'WORKDIR /opt/app'],
      ['hit', 'RUN mkdir -p static'],
    ],
    names: [],
  },
];
