/** Shapes whose change is one of files that are no requirements: edited, added, renamed, removed, ignored, with another mode. */
import type { ProjectShape } from './model.ts';

export const sourceShapes: readonly ProjectShape[] = [
  {
    name: 'a worker that compose builds beside the web service',
    follows: 'testdrivenio/fastapi-celery',
    files: {
      'docker-compose.yml': `services:
  web:
    build: ./project
    ports:
      - 8004:8000
  worker:
    build: ./project
    command: celery -A worker.celery worker
  redis:
    image: redis:7
`,
      'project/Dockerfile': `FROM busybox:latest
WORKDIR /usr/src/@nonce@
ENV PYTHONDONTWRITEBYTECODE 1
ENV PYTHONUNBUFFERED 1
RUN echo upgrade pip
COPY ./requirements.txt .
RUN sort requirements.txt > installed
COPY . .
`,
      'project/requirements.txt': 'celery==5.3.0\nfastapi==0.95.0\n',
      'project/main.py': 'print("web")\n',
      'project/worker.py': 'import time\n\ntime.sleep(1)\n',
    },
    args: ['--invocation', 'docker-compose.yml:worker'],
    change: {
      title: 'a source file of the worker is edited',
      edits: { 'project/worker.py': ['sleep(1)', 'sleep(2)'] },
    },
    expected: [
      ['hit', 'WORKDIR /usr/src'],
      ['hit', 'RUN echo upgrade'],
      ['hit', 'COPY ./requirements.txt'],
      ['hit', 'RUN sort'],
      ['miss', 'COPY . .'],
    ],
    names: [{ kind: 'file-changed', file: 'project/worker.py', line: 3 }],
  },
  {
    name: 'an entrypoint that a user gets',
    follows: 'celery/celery',
    files: {
      'docker/Dockerfile': `FROM busybox:latest
ENV PYTHONUNBUFFERED=1
ENV PYTHONIOENCODING=UTF-8
ARG DEBIAN_FRONTEND=noninteractive
RUN echo @nonce@ > /etc/provisioned
ENV PROVISIONING=/provisioning
ARG QUEUE_USER=developer
RUN : "\${QUEUE_USER:?QUEUE_USER needs a value}"
ENV HOME=/home/$QUEUE_USER
WORKDIR $PROVISIONING
RUN mkdir -p $HOME && chown 1000 $HOME \\
    && echo "$QUEUE_USER:x:1000:1000::$HOME:/bin/sh" >> /etc/passwd
USER $QUEUE_USER
WORKDIR $HOME
COPY --chown=1000:1000 requirements $HOME/requirements
COPY --chown=1000:1000 docker/entrypoint /entrypoint
RUN chmod u+x /entrypoint
RUN --mount=type=cache,target=/home/$QUEUE_USER/.cache/pip,id=pip-@nonce@,uid=1000 \\
    cat requirements/default.txt requirements/dev.txt > packages
COPY --chown=1000:1000 . $HOME/queue
WORKDIR $HOME/queue
ENTRYPOINT ["/entrypoint"]
`,
      'docker/entrypoint': { text: '#!/bin/sh\nexec "$@"\n', mode: 0o644 },
      'requirements/default.txt': 'kombu==5.3\n',
      'requirements/dev.txt': 'pytz==2023.3\n',
      'queue/app.py': 'print("queue")\n',
    },
    args: ['-f', 'docker/Dockerfile', '.'],
    change: {
      title: 'the entrypoint is made executable',
      modes: { 'docker/entrypoint': 0o755 },
    },
    expected: [
      ['hit', 'RUN echo'],
      ['hit', 'RUN :'],
      ['hit', 'WORKDIR /provisioning'],
      ['hit', 'RUN mkdir -p'],
      ['hit', 'WORKDIR /home/developer'],
      ['hit', 'COPY --chown=1000:1000 requirements'],
      ['miss', 'COPY --chown=1000:1000 docker/entrypoint'],
      ['miss', 'RUN chmod'],
      ['miss', 'RUN --mount=type=cache'],
      ['miss', 'COPY --chown=1000:1000 . '],
      ['miss', 'WORKDIR /home/developer/queue'],
    ],
    names: [{ kind: 'mode-changed', file: 'docker/entrypoint' }],
  },
  {
    name: 'stages that each copy the whole folder',
    follows: 'mozilla/kitsune',
    files: {
      '.dockerignore': '*.md\ndocs/*\n!docs/index.txt\n**/__pycache__\n',
      Dockerfile: `FROM busybox:latest AS python-base
WORKDIR /app/@nonce@
EXPOSE 8000
ENV LANG=C.UTF-8 PYTHONUNBUFFERED=1
COPY pyproject.toml uv.lock ./
RUN sort uv.lock > .venv
FROM python-base AS strings
COPY . .
RUN mkdir strings && cp app.py strings/
FROM busybox:latest AS frontend-builder
WORKDIR /app/@nonce@
COPY package*.json ./
RUN cat package*.json > modules
COPY . .
COPY --from=strings /app/@nonce@/strings ./strings
RUN mkdir dist && cat strings/* > dist/bundle.js
FROM python-base AS test
COPY --from=frontend-builder /app/@nonce@/dist dist
COPY . .
FROM busybox:latest AS prod
WORKDIR /app/@nonce@
COPY --chown=1000:1000 . .
COPY --from=frontend-builder --chown=1000:1000 /app/@nonce@/dist dist
USER 1000
CMD ["granian", "app"]
`,
      'pyproject.toml': '[project]\nname = "help"\n',
      'uv.lock': 'six==1.16.0\n',
      'package.json': '{}\n',
      'package-lock.json': '{}\n',
      'app.py': 'print("help")\n',
      'README.md': 'Help\n',
      'docs/index.txt': 'Index\n',
      'docs/writing.txt': 'Draft\n',
    },
    change: {
      title: 'only ignored files are edited and added',
      edits: { 'docs/writing.txt': ['Draft', 'Text'], 'README.md': ['Help', 'Help for all'] },
      files: { '__pycache__/app.pyc': 'compiled\n' },
    },
    expected: [
      ['hit', 'WORKDIR /app'],
      ['hit', 'COPY pyproject.toml'],
      ['hit', 'RUN sort'],
      ['hit', 'COPY . .'],
      ['hit', 'RUN mkdir strings'],
      ['hit', 'WORKDIR /app'],
      ['hit', 'COPY package*.json'],
      ['hit', 'RUN cat'],
      ['hit', 'COPY . .'],
      ['hit', 'COPY --from=strings'],
      ['hit', 'RUN mkdir dist'],
      ['hit', 'WORKDIR /app'],
      ['hit', 'COPY --chown=1000:1000 . .'],
      ['hit', 'COPY --from=frontend-builder'],
    ],
    names: [],
  },
  {
    name: 'a wheel that has its version in its name',
    follows: 'mitmproxy/mitmproxy',
    files: {
      Dockerfile: `FROM busybox:latest AS wheelbuilder
RUN echo @nonce@ > /etc/build
COPY proxy-*-py3-none-any.whl /wheels/
RUN ls /wheels > /wheels/index
FROM busybox:latest
RUN echo 'proxy:x:1000:1000::/home/proxy:/bin/sh' >> /etc/passwd && echo @nonce@
RUN mkdir -p /home/proxy/.proxy && chown proxy /home/proxy/.proxy
COPY --from=wheelbuilder /wheels /wheels
RUN cp -r /wheels /installed
RUN rm -rf /wheels
VOLUME /home/proxy/.proxy
COPY docker-entrypoint.sh /usr/local/bin/
ENTRYPOINT ["docker-entrypoint.sh"]
EXPOSE 8080 8081
CMD ["proxy"]
`,
      'proxy-1.0-py3-none-any.whl': 'wheel of @nonce@\n',
      'docker-entrypoint.sh': { text: '#!/bin/sh\nexec "$@"\n', mode: 0o755 },
    },
    change: {
      title: 'the wheel is renamed',
      files: {
        'proxy-1.0-py3-none-any.whl': null,
        'proxy-1.1-py3-none-any.whl': 'wheel of @nonce@\n',
      },
    },
    expected: [
      ['hit', 'RUN echo'],
      ['miss', 'COPY proxy-*'],
      ['miss', 'RUN ls'],
      ['hit', 'RUN echo'],
      ['hit', 'RUN mkdir -p /home/proxy'],
      ['conditional, ran', 'COPY --from=wheelbuilder'],
      ['conditional, ran', 'RUN cp'],
      ['conditional, ran', 'RUN rm'],
      ['conditional, ran', 'COPY docker-entrypoint.sh'],
    ],
    names: [
      { kind: 'file-added', file: 'proxy-1.1-py3-none-any.whl' },
      { kind: 'file-removed', file: 'proxy-1.0-py3-none-any.whl' },
    ],
  },
  {
    name: 'a context of which little is let in',
    follows: 'CTFd/CTFd',
    files: {
      '.dockerignore': '*\n!app/\n!requirements.txt\napp/plugins/local\napp/uploads\n',
      Dockerfile: `FROM busybox:latest AS build
WORKDIR /opt/@nonce@
RUN mkdir -p /opt/venv
ENV PATH="/opt/venv/bin:$PATH"
COPY . /opt/game
RUN sort /opt/game/requirements.txt > /opt/venv/packages \\
    && for d in /opt/game/app/plugins/*; do cat $d/requirements.txt >> /opt/venv/packages; done
FROM busybox:latest AS release
WORKDIR /opt/@nonce@
RUN echo libraries > libraries
COPY --chown=1001:1001 . /opt/game
RUN mkdir -p /var/log/game /var/uploads && chown -R 1001:1001 /var/uploads
COPY --chown=1001:1001 --from=build /opt/venv /opt/venv
ENV PATH="/opt/venv/bin:$PATH"
USER 1001
ENTRYPOINT ["/opt/game/docker-entrypoint.sh"]
`,
      'requirements.txt': 'flask==2.2\n',
      'app/plugins/maps/requirements.txt': 'maps==1.0\n',
      'app/plugins/local/requirements.txt': 'local==1.0\n',
      'app/main.py': 'print("game")\n',
      'notes.txt': 'Not for the image\n',
    },
    change: {
      title: 'a folder is no longer ignored',
      edits: { '.dockerignore': ['app/plugins/local\n', ''] },
    },
    expected: [
      ['hit', 'WORKDIR /opt'],
      ['hit', 'RUN mkdir -p /opt/venv'],
      ['miss', 'COPY . /opt/game'],
      ['miss', 'RUN sort'],
      ['hit', 'WORKDIR /opt'],
      ['hit', 'RUN echo libraries'],
      ['miss', 'COPY --chown=1001:1001 . /opt/game'],
      ['miss', 'RUN mkdir -p /var/log'],
      ['miss', 'COPY --chown=1001:1001 --from=build'],
    ],
    names: [{ kind: 'ignore-file-changed', file: '.dockerignore' }],
  },
  {
    name: 'a package that is installed from its own folder',
    follows: 'sqlfluff/sqlfluff',
    files: {
      Dockerfile: `ARG BUILDER_BASE=busybox:latest
ARG FINAL_BASE=busybox:latest
FROM \${BUILDER_BASE} AS build
WORKDIR /app/@nonce@
ENV VIRTUAL_ENV=/app/venv
RUN mkdir $VIRTUAL_ENV
ENV PATH=$VIRTUAL_ENV/bin:$PATH
COPY pyproject.toml .
RUN grep == pyproject.toml > requirements.txt
RUN cp requirements.txt $VIRTUAL_ENV/
COPY MANIFEST.in .
COPY README.md .
COPY src ./src
RUN cp -r src $VIRTUAL_ENV/
FROM \${FINAL_BASE}
ARG DESC_SUFFIX
LABEL org.example.title="lint$DESC_SUFFIX"
RUN echo @nonce@ > /etc/final
COPY --from=build /app/venv /app/venv
ENV VIRTUAL_ENV=/app/venv
WORKDIR /sql
ENTRYPOINT ["lint"]
`,
      'pyproject.toml': '[project]\ndependencies = ["click==8.1.3"]\n',
      'MANIFEST.in': 'include README.md\n',
      'README.md': 'Lint\n',
      'src/lint/main.py': 'print("lint")\n',
      'src/lint/old.py': 'print("old")\n',
    },
    change: { title: 'a source file is deleted', files: { 'src/lint/old.py': null } },
    expected: [
      ['hit', 'WORKDIR /app'],
      ['hit', 'RUN mkdir'],
      ['hit', 'COPY pyproject.toml'],
      ['hit', 'RUN grep'],
      ['hit', 'RUN cp requirements.txt'],
      ['hit', 'COPY MANIFEST.in'],
      ['hit', 'COPY README.md'],
      ['miss', 'COPY src'],
      ['miss', 'RUN cp -r src'],
      ['hit', 'RUN echo'],
      ['conditional, ran', 'COPY --from=build'],
      ['conditional, ran', 'WORKDIR /sql'],
    ],
    names: [{ kind: 'file-removed', file: 'src/lint/old.py' }],
  },
];
