/** Shapes whose change is one of the Dockerfile's instructions. */
import type { ProjectShape } from './model.ts';

export const instructionShapes: readonly ProjectShape[] = [
  {
    name: 'heredocs that install drivers',
    follows: 'getredash/redash',
    files: {
      Dockerfile: `FROM busybox:latest AS frontend-builder
ARG skip_frontend_build
ENV PUPPETEER_SKIP_DOWNLOAD=1
RUN echo 'charts:x:1001:1001:@nonce@:/frontend:/bin/sh' >> /etc/passwd
USER charts
WORKDIR /frontend/@nonce@
COPY --chown=charts package.json pnpm-lock.yaml .npmrc ./
COPY --chown=charts client client
ARG code_coverage
ENV BABEL_ENV=\${code_coverage:+test}
USER root
RUN --mount=type=cache,id=pnpm-@nonce@,target=/frontend/.cache <<EOF
mkdir /dist
if [ "x$skip_frontend_build" = "x" ]; then
  cat client/*.js > /dist/app.js
fi
EOF
FROM busybox:latest
EXPOSE 5000
RUN echo 'charts:x:1000:1000::/home/charts:/bin/sh' >> /etc/passwd && echo @nonce@ > /etc/build
ARG TARGETPLATFORM
ARG driver_version=2.6
RUN <<EOF
set -e
mkdir -p /opt/drivers
if [ "$TARGETPLATFORM" = "linux/amd64" ]; then
  echo "odbc $driver_version" > /opt/drivers/list
fi
EOF
WORKDIR /app
COPY pyproject.toml uv.lock ./
RUN sort uv.lock > packages
COPY --chown=charts . /app
COPY --from=frontend-builder --chown=charts /dist /app/client/dist
`,
      '.dockerignore': 'Dockerfile\n',
      'package.json': '{}\n',
      'pnpm-lock.yaml': 'lockfileVersion: 9\n',
      '.npmrc': 'engine-strict=true\n',
      'client/app.js': 'draw();\n',
      'pyproject.toml': '[project]\nname = "charts"\n',
      'uv.lock': 'six==1.16.0\n',
      'charts/app.py': 'print("charts")\n',
    },
    args: ['.'],
    change: {
      title: 'the text of a heredoc is edited',
      edits: { Dockerfile: ['echo "odbc $driver_version"', 'echo "odbc driver $driver_version"'] },
    },
    expected: [
      ['hit', 'RUN echo'],
      ['hit', 'WORKDIR /frontend'],
      ['hit', 'COPY --chown=charts package.json'],
      ['hit', 'COPY --chown=charts client'],
      ['hit', 'RUN --mount=type=cache'],
      ['hit', 'RUN echo'],
      ['miss', 'RUN <<EOF'],
      ['miss', 'WORKDIR /app'],
      ['miss', 'COPY pyproject.toml'],
      ['miss', 'RUN sort'],
      ['miss', 'COPY --chown=charts . /app'],
      ['miss', 'COPY --from=frontend-builder'],
    ],
    names: [{ kind: 'instruction-changed', file: 'Dockerfile', line: 23 }],
  },
  {
    name: 'dependencies that a user of the image installs',
    follows: 'mitodl/mitxpro',
    files: {
      Dockerfile: `FROM busybox:latest AS base
LABEL maintainer="us"
RUN mkdir -p /src && chmod 777 /src && echo 'learner:x:1000:1000::/@nonce@:/bin/sh' >> /etc/passwd
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked,id=apt-@nonce@ echo system > /etc/system
ENV PYTHONUNBUFFERED=1
FROM base AS deps
COPY --chown=learner pyproject.toml uv.lock /src/
USER learner
WORKDIR /src
RUN --mount=type=cache,target=/opt/uv-cache,uid=1000,id=uv-@nonce@ sort uv.lock | tee /dev/null
FROM busybox:latest AS node_builder
COPY . /src
WORKDIR /src
ENV NODE_ENV=production
RUN mkdir -p static && cat js/*.js > static/bundle.js
FROM deps AS code
COPY --chown=learner . /src
FROM code AS runtime
EXPOSE 8053
CMD ["granian"]
FROM runtime AS production
COPY --from=node_builder --chown=learner /src/static /src/static
FROM deps AS dev
COPY --chown=learner . /src
`,
      '.dockerignore': 'Dockerfile\n',
      'pyproject.toml': '[project]\nname = "courses"\n# @nonce@\n',
      'uv.lock': 'six==1.16.0\n',
      'js/app.js': 'play();\n',
      'courses/app.py': 'print("courses")\n',
    },
    args: ['--target', 'production'],
    change: {
      title: 'another user installs',
      edits: { Dockerfile: ['USER learner', 'USER 1001'] },
    },
    expected: [
      ['hit', 'RUN mkdir -p /src'],
      ['hit', 'RUN --mount=type=cache'],
      ['hit', 'COPY --chown=learner pyproject.toml'],
      ['miss', 'WORKDIR /src'],
      ['miss', 'RUN --mount=type=cache'],
      ['hit', 'COPY . /src'],
      ['hit', 'WORKDIR /src'],
      ['hit', 'RUN mkdir -p static'],
      ['miss', 'COPY --chown=learner . /src'],
      ['miss', 'COPY --from=node_builder'],
    ],
    names: [{ kind: 'user-changed', file: 'Dockerfile', line: 8 }],
  },
  {
    name: 'scripts that are copied one by one',
    follows: 'cookiecutter/cookiecutter-django',
    files: {
      'production.yml': `services:
  django: &django
    build:
      context: .
      dockerfile: ./compose/production/django/Dockerfile
    image: production_django
    command: /start
  celeryworker:
    <<: *django
    image: production_celeryworker
    command: /start-celeryworker
`,
      'compose/production/django/Dockerfile': `FROM busybox:latest AS python-build-stage
ARG APP_HOME=/app/@nonce@
WORKDIR \${APP_HOME}
RUN --mount=type=bind,source=uv.lock,target=uv.lock sort uv.lock > packages
COPY . \${APP_HOME}
FROM busybox:latest AS python-run-stage
ARG APP_HOME=/app/@nonce@
WORKDIR \${APP_HOME}
RUN echo 'django:x:1000:' >> /etc/group && echo 'django:x:1000:1000::/home/django:/bin/sh' >> /etc/passwd
COPY --chown=django:django ./compose/production/django/entrypoint /entrypoint
RUN sed -i 's/\\r$//g' /entrypoint && chmod +x /entrypoint
COPY --chown=django:django ./compose/production/django/celery/worker/start /start-celeryworker
COPY --chown=django:django ./compose/production/django/start /start
RUN sed -i 's/\\r$//g' /start /start-celeryworker && chmod +x /start /start-celeryworker
COPY --from=python-build-stage --chown=django:django \${APP_HOME} \${APP_HOME}
USER django
RUN sh -n /start
ENTRYPOINT ["/entrypoint"]
`,
      '.dockerignore': 'compose/production/django/Dockerfile\n',
      'uv.lock': 'six==1.16.0\n',
      'compose/production/django/entrypoint': 'exec "$@"\n',
      'compose/production/django/start': 'echo web\n',
      'compose/production/django/celery/worker/start': 'echo worker\n',
      'config/settings.py': 'DEBUG = False\n',
    },
    args: ['-f', 'compose/production/django/Dockerfile', '.'],
    change: {
      title: 'two instructions change places',
      edits: {
        'compose/production/django/Dockerfile': [
          `COPY --chown=django:django ./compose/production/django/celery/worker/start /start-celeryworker
COPY --chown=django:django ./compose/production/django/start /start
`,
          `COPY --chown=django:django ./compose/production/django/start /start
COPY --chown=django:django ./compose/production/django/celery/worker/start /start-celeryworker
`,
        ],
      },
    },
    expected: [
      ['hit', 'WORKDIR /app'],
      ['hit', 'RUN --mount=type=bind'],
      ['hit', 'COPY . /app'],
      ['hit', 'WORKDIR /app'],
      ['hit', 'RUN echo'],
      ['hit', 'COPY --chown=django:django ./compose/production/django/entrypoint'],
      ['hit', 'RUN sed'],
      ['miss', 'COPY --chown=django:django ./compose/production/django/start'],
      ['miss', 'COPY --chown=django:django ./compose/production/django/celery'],
      ['miss', 'RUN sed'],
      ['miss', 'COPY --from=python-build-stage'],
      ['miss', 'RUN sh -n'],
    ],
    names: [{ kind: 'order-changed', file: 'compose/production/django/Dockerfile' }],
  },
  {
    name: 'an app that strips its requirements',
    follows: 'TandoorRecipes/recipes',
    files: {
      Dockerfile: `FROM busybox:latest
RUN echo libraries @nonce@ > /etc/libraries
ENV PYTHONUNBUFFERED=1 \\
    DOCKER=true
EXPOSE 80 8080
RUN mkdir /opt /opt/recipes
WORKDIR /opt/recipes
COPY requirements.txt ./
RUN mkdir venv && sort requirements.txt > venv/packages
COPY . ./
RUN <<EOF
rm -rf drafts
ln -s /opt/recipes/http.d /etc/http.d
EOF
RUN sh version.sh
RUN find . -type d -name ".git" | xargs rm -rf
RUN chmod +x boot.sh
ENTRYPOINT ["/opt/recipes/boot.sh"]
`,
      '.dockerignore': '.git\nDockerfile\n',
      'requirements.txt': 'Django==4.2\n\n# Development\npytest==7.4\n',
      'version.sh': 'echo 1.5 > version.txt\n',
      'boot.sh': 'exec gunicorn\n',
      'drafts/idea.txt': 'Soup\n',
    },
    args: ['.'],
    change: {
      title: 'an instruction is inserted',
      edits: {
        Dockerfile: [
          'COPY requirements.txt ./\n',
          `COPY requirements.txt ./
RUN sed -i '/# Development/,$d' requirements.txt
`,
        ],
      },
    },
    expected: [
      ['hit', 'RUN echo'],
      ['hit', 'RUN mkdir /opt'],
      ['hit', 'WORKDIR /opt/recipes'],
      ['hit', 'COPY requirements.txt'],
      ['miss', 'RUN sed'],
      ['miss', 'RUN mkdir venv'],
      ['miss', 'COPY . ./'],
      ['miss', 'RUN <<EOF'],
      ['miss', 'RUN sh version.sh'],
      ['miss', 'RUN find'],
      ['miss', 'RUN chmod'],
    ],
    names: [{ kind: 'instruction-added', file: 'Dockerfile', line: 9 }],
  },
  {
    name: 'a Dockerfile that is a link to the one of a folder',
    follows: 'Netflix/dispatch',
    files: {
      Dockerfile: { link: 'docker/Dockerfile' },
      'docker/Dockerfile': `FROM busybox:latest AS sdist
SHELL ["/bin/sh", "-e", "-c"]
RUN echo tools @nonce@ > /etc/tools
ARG SOURCE_COMMIT
ENV INCIDENT_BUILD=\${SOURCE_COMMIT:-unknown}
LABEL org.example.revision=$SOURCE_COMMIT
COPY . /usr/src/incident/
WORKDIR /usr/src
RUN mkdir /dist && cat $(find . -name '*.py' | sort) > /dist/incident.whl
FROM busybox:latest
RUN echo runtime @nonce@ > /etc/runtime
COPY --from=sdist /dist/*.whl /tmp/dist/
RUN cp /tmp/dist/*.whl /installed && rm -rf /tmp/dist
VOLUME /var/lib/incident/files
ENTRYPOINT ["incident"]
`,
      '.dockerignore': 'Dockerfile\ndocker\n',
      'src/incident/main.py': 'print("incident")\n',
      'src/incident/settings.py': { link: 'settings/production.py' },
      'src/incident/settings/production.py': 'DEBUG = False\n',
      'src/incident/settings/local.py': 'DEBUG = True\n',
    },
    args: ['.'],
    change: {
      title: 'the working directory changed',
      edits: { 'docker/Dockerfile': ['WORKDIR /usr/src\n', 'WORKDIR /usr/src/incident\n'] },
    },
    expected: [
      ['hit', 'RUN echo tools'],
      ['hit', 'COPY . /usr/src/incident/'],
      ['miss', 'WORKDIR /usr/src/incident'],
      ['miss', 'RUN mkdir /dist'],
      ['hit', 'RUN echo runtime'],
      ['conditional, cached', 'COPY --from=sdist'],
      ['conditional, cached', 'RUN cp'],
    ],
    names: [{ kind: 'working-directory-changed', file: 'Dockerfile', line: 8 }],
  },
  {
    // `--link` is ours.
    name: 'layers of other stages that are linked in',
    follows: 'mealie-recipes/mealie',
    files: {
      Dockerfile: `FROM busybox:latest AS builder
WORKDIR /app/@nonce@
COPY ./frontend .
RUN mkdir dist && cat *.js > dist/app.js
FROM busybox:latest AS python-base
ENV PYTHONUNBUFFERED=1 POETRY_HOME=/opt/poetry
RUN mkdir /opt && echo @nonce@ > /opt/base
FROM python-base AS builder-base
RUN echo curl > /opt/system
RUN mkdir $POETRY_HOME && echo poetry @nonce@ > $POETRY_HOME/version
WORKDIR /opt/pysetup
COPY ./poetry.lock ./pyproject.toml ./
RUN sort poetry.lock > packages
FROM python-base AS production
ENV PRODUCTION=true
ARG COMMIT
ENV GIT_COMMIT_HASH=$COMMIT
RUN echo gosu > /opt/runtime
COPY --link --from=builder-base /opt/poetry /opt/poetry
COPY --link --from=builder-base /opt/pysetup /opt/pysetup
COPY ./mealplan /srv/mealplan
WORKDIR /srv
RUN cat /opt/pysetup/packages > installed
VOLUME ["/srv/data/"]
COPY --link --from=builder /app/@nonce@/dist /spa/static
COPY ./docker/entry.sh /srv/run.sh
ENTRYPOINT ["/srv/run.sh"]
`,
      'frontend/app.js': 'cook("@nonce@");\n',
      'poetry.lock': 'six==1.16.0\n# @nonce@\n',
      'pyproject.toml': '[tool.poetry]\nname = "mealplan"\n',
      'mealplan/app.py': 'print("dinner")\n',
      'docker/entry.sh': { text: '#!/bin/sh\n', mode: 0o755 },
    },
    args: ['.'],
    change: {
      title: 'a step is written otherwise, and writes the same',
      edits: { Dockerfile: ['RUN echo curl > /opt/system', 'RUN echo curl | tee /opt/system'] },
    },
    expected: [
      ['hit', 'WORKDIR /app'],
      ['hit', 'COPY ./frontend'],
      ['hit', 'RUN mkdir dist'],
      ['hit', 'RUN mkdir /opt'],
      ['miss', 'RUN echo curl'],
      ['miss', 'RUN mkdir /opt/poetry'],
      ['miss', 'WORKDIR /opt/pysetup'],
      ['miss', 'COPY ./poetry.lock'],
      ['miss', 'RUN sort'],
      ['hit', 'RUN echo gosu'],
      ['conditional, cached', 'COPY --link --from=builder-base /opt/poetry'],
      ['conditional, cached', 'COPY --link --from=builder-base /opt/pysetup'],
      ['conditional, cached', 'COPY ./mealplan'],
      ['conditional, cached', 'WORKDIR /srv'],
      ['conditional, cached', 'RUN cat'],
      ['hit', 'COPY --link --from=builder /app'],
      ['conditional, cached', 'COPY ./docker/entry.sh'],
    ],
    names: [{ kind: 'instruction-changed', file: 'Dockerfile', line: 9 }],
  },
];
