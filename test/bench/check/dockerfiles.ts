/**
 * Dockerfiles made by dice after 772 of 66 public repositories: as many instructions of each kind, installs of each package
 * manager, bytes and commands of a RUN, names declared before it, comments and heredocs; of what they copy, one file of a
 * hundred is not there. No text of theirs is in them. A test compares the figures (`test/node/bench-dockerfiles.test.ts`).
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createDice, type Dice } from '../../support/dice.ts';

const SEED = 20_261_130;

/** Writes a folder for each service: its Dockerfile, and what that names. Gives the Dockerfiles, relative to the folder. */
export function writeDockerfiles(folder: string, count: number): readonly string[] {
  const dice = createDice(SEED);
  return Array.from({ length: count }, (_, nth) => {
    const service = `services/service-${String(nth)}`;
    mkdirSync(path.join(folder, service), { recursive: true });
    const file = `${service}/Dockerfile`;
    writeFileSync(path.join(folder, file), dockerfileText(dice, nth));
    writeFileSync(path.join(folder, service, 'requirements.txt'), requirementsText(dice));
    for (const [name, text] of SOURCES) {
      const source = path.join(folder, service, name);
      mkdirSync(path.dirname(source), { recursive: true });
      if (dice.roll() < 0.99) writeFileSync(source, text);
    }
    return file;
  });
}

/** What the Dockerfiles copy; of a hundred one was forgotten. */
const SOURCES: readonly (readonly [string, string])[] = [
  ['app/main.py', 'print("app")\n'],
  ['src/app.py', 'print("src")\n'],
  ['scripts/start.sh', '#!/bin/sh\nexec python -m app\n'],
  ['conf/app.toml', 'debug = false\n'],
  ['pyproject.toml', '[project]\nname = "app"\nversion = "1"\n'],
  ['uv.lock', 'version = 1\n'],
  ['package.json', '{ "name": "app", "version": "1.0.0" }\n'],
  ['package-lock.json', '{ "name": "app", "lockfileVersion": 3, "packages": {} }\n'],
  ['go.mod', 'module index.example/app\n\ngo 1.22\n'],
  ['go.sum', ''],
  ['entrypoint.sh', '#!/bin/sh\nexec "$@"\n'],
];

/** How many instructions a Dockerfile has, each for one of fifty: few have most of all instructions. */
const LENGTHS = [
  ...[
    1, 2, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 10, 10, 10, 11, 11, 11, 12, 12, 12, 13, 13, 13, 13,
    14,
  ],
  ...[14, 15, 15, 16, 16, 17, 17, 18, 18, 19, 20, 22, 23, 26, 28, 32, 36, 39, 47, 55, 72, 140],
];

/** How many stages one of so many instructions has. */
function stagesOf(length: number, { pick }: Dice): number {
  if (length < 8) return 1;
  if (length < 14) return pick([1, 1, 1, 1, 2, 3]);
  if (length < 25) return pick([1, 1, 2, 2, 2, 3]);
  return length < 50 ? pick([2, 2, 3, 4, 5]) : pick([3, 4, 6, 8, 16]);
}

function dockerfileText(dice: Dice, nth: number): string {
  const { pick, maybe, roll } = dice;
  const length = LENGTHS[nth % LENGTHS.length] ?? 1;
  const nStages = stagesOf(length, dice);
  const withHeredocs = roll() < 0.05;
  const stages = Array.from({ length: nStages }, (_, stage) => {
    const isLast = stage === nStages - 1;
    const nSteps = Math.max(1, Math.round((length / nStages) * 0.8) - (isLast ? 4 : 1));
    const steps = Array.from({ length: nSteps }, (_, step) => {
      const isHeredoc = withHeredocs && isLast && step < 2;
      return (isHeredoc ? heredocStep : pickStep(dice))(dice);
    });
    const body = declaredFirst(steps, dice).map((step) =>
      [maybe(0.3, pick(COMMENTS)), step].filter((text) => text !== '').join('\n'),
    );
    return [
      fromLine(dice, stage),
      maybe(0.6, 'WORKDIR /app'),
      ...body,
      stage > 0 && roll() < 0.8 ? `COPY --from=stage${String(stage - 1)} /app/dist ./dist` : '',
      ...(isLast ? lastLines(dice, nth) : []),
    ];
  });
  const head = [
    maybe(0.25, '# syntax=docker/dockerfile:1'),
    maybe(0.4, LICENCE),
    maybe(0.2, 'ARG VERSION=1.2.3\nARG PYTHON_VERSION=3.12'),
  ];
  return `${[...head, ...stages.flat()].filter((line) => line !== '').join('\n')}\n`;
}

/** Most stages declare first what their commands read: a RUN that comes later is read with more names in it. */
function declaredFirst(steps: readonly string[], { roll }: Dice): readonly string[] {
  const drawn = steps.map((step) => ({
    step,
    isFirst: /^(?:ARG|ENV) /.test(step) && roll() < DECLARED_FIRST,
  }));
  const rest = drawn.filter(({ isFirst }) => !isFirst);
  return [...drawn.filter(({ isFirst }) => isFirst), ...rest].map(({ step }) => step);
}

const DECLARED_FIRST = 0.45;

function fromLine({ pick, maybe }: Dice, stage: number): string {
  const platform = maybe(0.05, '--platform=linux/amd64 ');
  return `FROM ${platform}${pick(IMAGES)} AS stage${String(stage)}`;
}

function lastLines({ pick, maybe }: Dice, nth: number): readonly string[] {
  return [
    'COPY . .',
    maybe(0.3, pick(['USER 1000', 'USER app', 'USER nobody'])),
    maybe(0.4, `EXPOSE ${String(8000 + (nth % 100))}`),
    pick([
      'CMD ["gunicorn", "app:app"]',
      'ENTRYPOINT ["./entrypoint.sh"]',
      'CMD python -m app',
      'ENTRYPOINT ["python"]\nCMD ["-m", "app"]',
    ]),
  ];
}

const IMAGES = [
  ...['python:3.12', 'python:3.11-slim', 'python:3.12-slim-bookworm', 'python:3.10-alpine'],
  ...[
    'python:3.12',
    'python:3.11-slim',
    'node:20',
    'node:20-alpine',
    'golang:1.22',
    'ubuntu:22.04',
  ],
  ...[
    'debian:bookworm-slim',
    'alpine:3.20',
    'nginx:latest',
    'nvidia/cuda:12.4.1-runtime-ubuntu22.04',
  ],
];

const LICENCE = Array.from(
  { length: 12 },
  () => '# A line of a licence, which says who may do what with the file.',
).join('\n');

const COMMENTS = [
  '# What the image is for.',
  '# Keep this in step with the chart, the compose file of the developers, and with CI:\n# all three name the same version of the base image, and nothing checks it.',
  '# ---------------------------------------------------------------------\n# Dependencies of the system\n# ---------------------------------------------------------------------',
  '# RUN make test && make lint && make docs  # takes too long here',
];

const PACKAGES = [
  ...['build-essential', 'curl', 'git', 'libpq-dev', 'gcc', 'ca-certificates', 'tini'],
  ...['software-properties-common', 'libglib2.0-0', 'python3-dev', 'libjpeg62-turbo-dev', 'unzip'],
];

const PYTHON = [
  'flask',
  'requests',
  'numpy',
  'django',
  'celery',
  'pydantic',
  'sqlalchemy',
  'boto3',
];

const BUILD_ARGUMENTS = [
  ...['COMMIT', 'BUILD_DATE', 'INDEX', 'VERSION', 'TARGETARCH', 'UID', 'GID', 'APP_USER'],
  ...['PYTHON_VERSION', 'HTTP_PROXY', 'HTTPS_PROXY', 'DEV', 'EXTRAS', 'CUDA_VERSION'],
];

type Step = (dice: Dice) => string;

/** How often a step is drawn, and what it can be. */
const STEPS: readonly (readonly [number, readonly Step[]])[] = [
  [0.62, [aptStep]],
  [
    0.75,
    [
      () => 'COPY requirements.txt .\nRUN pip install --no-cache-dir -r requirements.txt',
      () =>
        'COPY requirements.txt /tmp/\nRUN pip install -r /tmp/requirements.txt && rm -rf /root/.cache',
      ({ pick }) => `RUN pip install ${pick(PYTHON)} "${pick(PYTHON)}>=1.0,<3"`,
      ({ pick }) =>
        `RUN python -m pip install --upgrade --no-cache-dir pip setuptools==69.5.1 && \\\n    pip install --no-cache-dir \\\n        ${pick(PYTHON)}==2.3.1 \\\n        ${pick(PYTHON)} \\\n        "${pick(PYTHON)}[extra]~=4.1" \\\n        --extra-index-url https://index.example/simple`,
      () => 'RUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt',
      () => 'RUN python -m venv /venv && /venv/bin/pip install --upgrade pip setuptools wheel',
    ],
  ],
  [
    0.5,
    [
      () => 'COPY pyproject.toml uv.lock ./\nRUN uv sync --frozen --no-dev',
      ({ pick }) => `RUN uv pip install --system ${pick(PYTHON)} "${pick(PYTHON)}>=1.0,<3"`,
      () => 'RUN --mount=type=cache,target=/root/.cache/uv uv sync --frozen',
    ],
  ],
  [0.14, [() => 'COPY package.json package-lock.json ./\nRUN npm ci && npm run build']],
  [0.1, [() => 'COPY go.mod go.sum ./\nRUN go build -o /usr/local/bin/app ./...']],
  [0.1, [({ pick }) => `RUN apk add --no-cache ${pick(PACKAGES)} ${pick(PACKAGES)}`]],
  [
    1.6,
    [
      scriptStep,
      scriptStep,
      scriptStep,
      scriptStep,
      scriptStep,
      () => 'RUN useradd -m -u 1000 app && mkdir -p /data && chown -R app:app /data /app',
      () => 'RUN sed -i "s/#\\(.*\\)/\\1/" /etc/app.conf && chmod +x ./entrypoint.sh',
    ],
  ],
  [
    0.8,
    [
      ({ pick }) => `COPY ${pick(['app', 'src', 'scripts', 'conf/*.toml'])} ./${pick(NAMES)}/`,
      ({ pick }) => `COPY --chown=1000:1000 ${pick(['pyproject.toml', 'package.json'])} ./`,
    ],
  ],
  [
    2.1,
    [
      ({ pick }) =>
        `ENV ${pick(['HOME', 'PATH', 'LANG', 'LC_ALL', 'APP_HOME', 'VIRTUAL_ENV'])}=${pick(['/home/app', '/opt/venv/bin:/opt/tools/bin:$PATH', 'C.UTF-8'])}`,
      ({ pick }) =>
        `ENV ${pick(['DEBUG', 'TZ', 'PIP_NO_CACHE_DIR', 'DEBIAN_FRONTEND', 'PORT', 'CUDA_VERSION'])} ${pick(['1', 'UTC'])}`,
      () => 'ENV PYTHONUNBUFFERED=1 \\\n    PYTHONDONTWRITEBYTECODE=1',
    ],
  ],
  [1.5, [({ pick }) => `ARG ${pick(BUILD_ARGUMENTS)}${pick(['', '=unknown'])}`]],
  [0.22, [({ pick }) => `LABEL org.opencontainers.image.title="${pick(PACKAGES)}"`]],
];

const ALL_DRAWS = STEPS.reduce((sum, [weight]) => sum + weight, 0);

function pickStep({ roll, pick }: Dice): Step {
  let left = roll() * ALL_DRAWS;
  const drawn = STEPS.find(([weight]) => (left -= weight) < 0) ?? STEPS[0];
  return pick(drawn?.[1] ?? [aptStep]);
}

const NAMES = ['app', 'src', 'lib'];

/** Parts of longer scripts, which are those that take time to read. */
const COMMANDS: readonly Step[] = [
  ({ pick }) =>
    `curl -fsSL --retry 5 "https://index.example/releases/download/v\${VERSION}/${pick(PACKAGES)}-\${ARCH}-unknown-linux-gnu.tar.gz" | tar -xz -C /opt --strip-components=1`,
  ({ pick }) =>
    `echo "0f5b4a2b6f0e7f2f3e0f  /tmp/${pick(PACKAGES)}.tar.gz" | sha256sum -c - && ln -sf "/opt/${pick(PACKAGES)}/bin/tool" /usr/local/bin/tool`,
  ({ pick }) => `mkdir -p /opt/${pick(PACKAGES)} $APP_HOME/data && chown -R $APP_USER: $APP_HOME`,
  () =>
    'if [ "$(uname -m)" = "aarch64" ]; then \\\n        export TARGET=arm64 EXTRA="--without-simd"; \\\n    else \\\n        export TARGET=amd64; \\\n    fi',
  ({ pick }) =>
    `for tool in compile link run; do \\\n        cp "/opt/${pick(PACKAGES)}/$tool" "/usr/local/bin/$tool"; \\\n    done`,
  () =>
    'echo "deb [arch=$(dpkg --print-architecture) signed-by=/etc/keys/k.gpg] https://index.example stable main" > /etc/apt/sources.list.d/k.list',
  () => 'find /app -name "*.pyc" -delete -o -name "__pycache__" -type d -prune -exec rm -rf {} +',
  ({ pick }) =>
    `git clone --depth 1 --branch "v\${VERSION:-1.0.0}" "https://index.example/${pick(PACKAGES)}.git" /tmp/build`,
  () => 'cd /tmp/build && export VERSION=`cat VERSION | tr -d "v"`',
  () =>
    './configure --prefix=/usr/local --disable-static --enable-shared CFLAGS="-O2 -g -fstack-protector-strong"',
  () => 'make -j$(nproc) && make install PREFIX=$PREFIX && ldconfig',
  () => 'rm -rf /tmp/build /tmp/*.tar.gz ${EXTRA}',
];

const N_COMMANDS = [1, 1, 1, 2, 3, 3, 5, 7];

function scriptStep(dice: Dice): string {
  return `RUN ${scriptLines(dice).join(' \\\n    && ')}`;
}

/** Few files have any. hadolint 2.15.1 gives up on a file where no empty line follows one. */
function heredocStep(dice: Dice): string {
  return `RUN <<EOF\n${scriptLines(dice).join('\n')}\nEOF${dice.maybe(0.33, '\n')}`;
}

function scriptLines(dice: Dice): readonly string[] {
  const commands = Array.from({ length: dice.pick(N_COMMANDS) }, () => dice.pick(COMMANDS)(dice));
  return ['set -eux', ...commands];
}

function aptStep({ pick, maybe, roll }: Dice): string {
  const names = Array.from({ length: 1 + Math.floor(roll() * 12) }, () => pick(PACKAGES));
  const comment = maybe(0.2, '    # for the wheels\n');
  const list = names.map((name) => `    ${name} \\\n`).join('');
  return `RUN apt-get update && apt-get install -y ${maybe(0.6, '--no-install-recommends ')}\\\n${comment}${list}    && rm -rf /var/lib/apt/lists/*`;
}

function requirementsText({ pick, roll }: Dice): string {
  const count = pick([1, 2, 4, 8, 19, 60]) + Math.floor(roll() * 3);
  return Array.from({ length: count }, (_, nth) => {
    const version = `${String(nth)}.${String(Math.floor(roll() * 20))}.0`;
    return `${pick(PYTHON)}${pick(['==', '>=', '~='])}${version}\n`;
  }).join('');
}
