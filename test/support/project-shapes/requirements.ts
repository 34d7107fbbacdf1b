/** Shapes whose change is one of requirements, in each of the ways in which they get into a build. */
import type { ProjectShape } from './model.ts';

export const requirementShapes: readonly ProjectShape[] = [
  {
    name: 'a gunicorn app with a stage for development',
    follows: 'dockersamples/example-voting-app',
    files: {
      Dockerfile: `FROM python:3.11-slim AS base
WORKDIR /srv/@nonce@
COPY requirements.txt ./requirements.txt
RUN pip install --no-cache-dir --no-deps --root-user-action=ignore -r requirements.txt
FROM base AS dev
RUN pip install --no-deps six==1.16.0
ENV POLL_MODE=development
CMD ["python", "app.py"]
FROM base AS final
COPY . .
EXPOSE 80
CMD ["gunicorn", "app:app", "-b", "0.0.0.0:80"]
`,
      'requirements.txt': 'six==1.16.0\n',
      'app.py': 'import six\n\napp = six.text_type("votes")\n',
    },
    args: ['--network', 'host'],
    change: {
      title: 'a requirement is added',
      edits: { 'requirements.txt': ['six==1.16.0\n', 'six==1.16.0\nsqlparse==0.3.0\n'] },
    },
    expected: [
      ['hit', 'WORKDIR /srv'],
      ['miss', 'COPY requirements.txt'],
      ['miss', 'RUN pip install'],
      ['miss', 'COPY . .'],
    ],
    names: [{ kind: 'file-changed', file: 'requirements.txt', line: 2 }],
  },
  {
    name: 'a site with a folder of requirements',
    follows: 'wagtail/bakerydemo',
    files: {
      Dockerfile: `ARG PYTHON_TAG=3.11-slim
FROM busybox:latest AS tools
RUN mkdir /tools && echo @nonce@ > /tools/installer
FROM python:\${PYTHON_TAG}
ARG NIGHTLY=0
COPY --from=tools /tools/installer /bin/
ADD requirements/ /requirements/
ENV VIRTUAL_ENV=/venv PYTHONPATH=/code/
RUN set -ex && pip install --no-cache-dir --no-deps --target /venv -r /requirements/production.txt
RUN mkdir /code/
WORKDIR /code/
ADD . /code/
ENV PORT=8000
RUN DATABASE_URL=none python manage.py collectstatic
VOLUME ["/code/media/"]
CMD ["uwsgi", "/code/etc/uwsgi.ini"]
`,
      'requirements/production.txt': '-r base.txt\n-c constraints.txt\nsix\n',
      'requirements/base.txt': '# The site itself.\nsqlparse>=0.3\n',
      'requirements/constraints.txt': 'six==1.16.0\nsqlparse==0.3.0\n',
      'manage.py': 'print("collected")\n',
    },
    args: ['--network', 'host'],
    change: {
      title: 'a requirement is pinned in a file that another one reads',
      edits: { 'requirements/base.txt': ['sqlparse>=0.3', 'sqlparse==0.3.0'] },
    },
    expected: [
      ['hit', 'RUN mkdir /tools'],
      ['hit', 'COPY --from=tools'],
      ['miss', 'ADD requirements/'],
      ['miss', 'RUN set -ex'],
      ['miss', 'RUN mkdir /code/'],
      ['miss', 'WORKDIR /code/'],
      ['miss', 'ADD . /code/'],
      ['miss', 'RUN DATABASE_URL=none'],
    ],
    names: [{ kind: 'file-changed', file: 'requirements/base.txt', line: 2 }],
  },
  {
    name: 'wheels that the next stage has as a mount',
    follows: 'healthchecks/healthchecks',
    files: {
      Dockerfile: `FROM busybox:latest AS builder
SHELL ["/bin/sh", "-e", "-c"]
WORKDIR /build/@nonce@
COPY requirements.txt /tmp/
RUN mkdir /wheels && grep -v '^#' /tmp/requirements.txt > /wheels/list
COPY src /opt/app/src
RUN rm -rf /opt/app/src/tests
FROM busybox:latest
RUN echo 'web:x:1000:1000::/home/web:/bin/sh' >> /etc/passwd && echo @nonce@
ENV PYTHONUNBUFFERED=1
WORKDIR /opt/app
RUN --mount=type=bind,target=/wheels,source=/wheels,from=builder \\
    cat /wheels/list > /opt/app/installed
COPY --from=builder /opt/app/ /opt/app/
COPY docker/check.py /opt/app/
RUN mkdir /data && chown web /data
USER web
HEALTHCHECK --interval=60s CMD ./check.py
CMD ["uwsgi", "docker/uwsgi.ini"]
`,
      'requirements.txt': '# What the server needs.\ncronsim==2.5\nsegno==1.6\n',
      'src/app.py': 'print("up")\n',
      'src/tests/test_app.py': 'assert True\n',
      'docker/check.py': 'print("ok")\n',
    },
    change: {
      title: 'a comment of the requirements changed',
      edits: { 'requirements.txt': ['What the server needs', 'Needed at run time'] },
    },
    expected: [
      ['hit', 'WORKDIR /build'],
      ['miss', 'COPY requirements.txt'],
      ['miss', 'RUN mkdir /wheels'],
      ['miss', 'COPY src'],
      ['miss', 'RUN rm -rf'],
      ['hit', 'RUN echo'],
      ['hit', 'WORKDIR /opt/app'],
      ['conditional, cached', 'RUN --mount=type=bind'],
      ['conditional, cached', 'COPY --from=builder'],
      ['conditional, cached', 'COPY docker/check.py'],
      ['conditional, cached', 'RUN mkdir /data'],
    ],
    names: [{ kind: 'file-changed', file: 'requirements.txt', line: 1 }],
  },
  {
    name: 'a lock file that only an install has as a mount',
    follows: 'saleor/saleor',
    files: {
      Dockerfile: `FROM busybox:latest AS build-python
WORKDIR /app/@nonce@
ENV UV_COMPILE_BYTECODE=1 UV_PROJECT_ENVIRONMENT=/usr/local
RUN --mount=type=cache,id=uv-@nonce@,target=/root/.cache/uv \\
    --mount=type=bind,source=uv.lock,target=uv.lock \\
    --mount=type=bind,source=pyproject.toml,target=pyproject.toml \\
    mkdir -p /usr/local/lib && grep -e name -e version uv.lock > /usr/local/lib/packages
FROM busybox:latest
RUN echo 'shop:x:1000:1000::/home/shop:/bin/sh' >> /etc/passwd && mkdir -p /srv/media && echo @nonce@
COPY --from=build-python /usr/local/lib/ /usr/local/lib/
COPY . /srv
WORKDIR /srv
ARG STATIC_URL
ENV STATIC_URL=\${STATIC_URL:-/static/}
RUN SECRET_KEY=dummy sh collect.sh $STATIC_URL
EXPOSE 8000
LABEL org.example.title="shop"
CMD ["uvicorn", "shop.asgi:application"]
`,
      'pyproject.toml': '[project]\nname = "shop"\nversion = "1.0"\ndependencies = ["six"]\n',
      'uv.lock': '[[package]]\nname = "six"\nversion = "1.15.0"\n',
      'collect.sh': 'echo "$1" > collected\n',
      'shop/asgi.py': 'application = None\n',
    },
    change: {
      title: 'the lock file has a newer version',
      edits: { 'uv.lock': ['1.15.0', '1.16.0'] },
    },
    expected: [
      ['hit', 'WORKDIR /app'],
      ['miss', 'RUN --mount=type=cache'],
      ['hit', 'RUN echo'],
      ['conditional, ran', 'COPY --from=build-python'],
      ['miss', 'COPY . /srv'],
      ['miss', 'WORKDIR /srv'],
      ['miss', 'RUN SECRET_KEY=dummy'],
    ],
    names: [{ kind: 'file-changed', file: 'uv.lock', line: 3 }],
  },
  {
    name: 'requirements that a stage exports from a project file',
    follows: 'matrix-org/synapse',
    files: {
      Dockerfile: `ARG BASE_TAG=latest
FROM busybox:\${BASE_TAG} AS requirements
ENV EXPORT_HOME=/export
WORKDIR /chat/@nonce@
COPY pyproject.toml poetry.lock ./
ARG SKIP_HASHES
RUN mkdir $EXPORT_HOME && sed -n 's/^lock: //p' poetry.lock > $EXPORT_HOME/requirements.txt
FROM busybox:\${BASE_TAG} AS builder
WORKDIR /chat/@nonce@
COPY --from=requirements /export/requirements.txt ./
RUN --mount=type=cache,id=pip-@nonce@,target=/root/.cache/pip \\
    mkdir /install && sort requirements.txt > /install/packages
COPY chat chat
COPY pyproject.toml README.rst ./
RUN cp -r chat /install/ && grep version pyproject.toml > /install/chat/version
FROM busybox:\${BASE_TAG}
LABEL org.example.url="chat"
RUN mkdir -p /usr/local && echo @nonce@
COPY --from=builder /install /usr/local
COPY docker/start.py /start.py
ENTRYPOINT ["/start.py"]
`,
      'pyproject.toml': 'name = "chat"\nversion = "1.0"\ndescription = "Talk"\n',
      'poetry.lock': 'lock: six==1.16.0\nlock: attrs==23.1.0\n',
      'README.rst': 'Chat\n',
      'chat/main.py': 'print("hello")\n',
      'docker/start.py': '#!/usr/bin/env python\n',
    },
    change: {
      title: 'the description of the project changed',
      edits: { 'pyproject.toml': ['"Talk"', '"Talk to others"'] },
    },
    expected: [
      ['hit', 'WORKDIR /chat'],
      ['miss', 'COPY pyproject.toml poetry.lock'],
      ['miss', 'RUN mkdir /export'],
      ['hit', 'WORKDIR /chat'],
      ['conditional, cached', 'COPY --from=requirements'],
      ['conditional, cached', 'RUN --mount=type=cache'],
      ['conditional, cached', 'COPY chat chat'],
      ['miss', 'COPY pyproject.toml README.rst'],
      ['miss', 'RUN cp -r chat'],
      ['hit', 'RUN mkdir -p /usr/local'],
      ['conditional, cached', 'COPY --from=builder'],
      ['conditional, cached', 'COPY docker/start.py'],
    ],
    names: [{ kind: 'file-changed', file: 'pyproject.toml', line: 3 }],
  },
  {
    name: 'requirements of a wildcard that may match nothing',
    follows: 'mozilla/bigquery-etl',
    files: {
      Dockerfile: `ARG BASE_TAG=latest
FROM --platform=linux/amd64 busybox:\${BASE_TAG} AS base
WORKDIR /app/@nonce@
FROM base AS python-deps
RUN mkdir -p /usr/local/lib
COPY requirements.txt requirements-private.txt* ./
RUN cat requirements*.txt | sort > /usr/local/lib/packages
FROM busybox:latest AS sdk
RUN mkdir /sdk && echo @nonce@ > /sdk/version
FROM base
RUN mkdir -p /usr/share/man
COPY --from=sdk /sdk /sdk
ENV PATH /sdk/bin:$PATH
COPY --from=python-deps /usr/local /usr/local
COPY .queryrc /root/
COPY . .
RUN sh script/setup
ENTRYPOINT ["/app/script/entrypoint"]
`,
      '.dockerignore': 'requirements*.md\n',
      '.queryrc': 'use_legacy=false\n',
      'requirements.txt': 'click==8.1.3\n',
      'script/setup': 'ls > files\n',
    },
    change: {
      title: 'a private requirements file is there now',
      files: { 'requirements-private.txt': 'internal==1.0\n' },
    },
    expected: [
      ['hit', 'WORKDIR /app'],
      ['hit', 'RUN mkdir -p /usr/local/lib'],
      ['miss', 'COPY requirements.txt'],
      ['miss', 'RUN cat requirements'],
      ['hit', 'RUN mkdir /sdk'],
      ['hit', 'RUN mkdir -p /usr/share/man'],
      ['hit', 'COPY --from=sdk'],
      ['conditional, ran', 'COPY --from=python-deps'],
      ['conditional, ran', 'COPY .queryrc'],
      ['miss', 'COPY . .'],
      ['miss', 'RUN sh script/setup'],
    ],
    names: [{ kind: 'file-added', file: 'requirements-private.txt' }],
  },
  {
    name: 'a base whose triggers install what a project lists',
    follows: 'astronomer/ap-airflow',
    files: {
      Dockerfile: `FROM busybox:latest AS runtime
WORKDIR /usr/local/@nonce@
ONBUILD COPY packages.txt .
ONBUILD RUN sort packages.txt > system-packages
ONBUILD COPY requirements.txt .
ONBUILD RUN sort requirements.txt > python-packages
ONBUILD COPY . .
FROM runtime
ENV POOL_SIZE=4
`,
      'packages.txt': 'libxml2\n',
      'requirements.txt': 'six==1.16.0\n',
      'dags/daily.py': 'print("daily")\n',
    },
    change: {
      title: 'a system package is added',
      edits: { 'packages.txt': ['libxml2\n', 'libxml2\nlibpq5\n'] },
    },
    expected: [
      ['hit', 'WORKDIR /usr/local'],
      ['miss', 'ONBUILD COPY packages.txt'],
      ['miss', 'ONBUILD RUN sort packages.txt'],
      ['miss', 'ONBUILD COPY requirements.txt'],
      ['miss', 'ONBUILD RUN sort requirements.txt'],
      ['miss', 'ONBUILD COPY . .'],
    ],
    names: [{ kind: 'file-changed', file: 'packages.txt', line: 2 }],
  },
];
