/**
 * Dockerfiles as public repositories of Python services have them, made by dice: half have up to 13 instructions and one of ten
 * more than 35; most have one stage or two; a RUN has one command or a page of them, joined, and with comments between. No text
 * of any of these repositories is in them.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createDice, type Dice } from '../../support/dice.ts';

const SEED = 20_261_130;

/** Writes a folder for each service: its Dockerfile, and what that installs. Gives the Dockerfiles, relative to the folder. */
export function writeDockerfiles(folder: string, count: number): readonly string[] {
  const dice = createDice(SEED);
  return Array.from({ length: count }, (_, nth) => {
    const service = `services/service-${String(nth)}`;
    mkdirSync(path.join(folder, service), { recursive: true });
    const file = `${service}/Dockerfile`;
    writeFileSync(path.join(folder, file), dockerfileText(dice, nth));
    writeFileSync(path.join(folder, service, 'requirements.txt'), requirementsText(dice));
    return file;
  });
}

/** Of an image with so many instructions, from few to many. */
const LENGTHS = [4, 5, 6, 8, 8, 9, 10, 11, 12, 13, 13, 14, 15, 17, 18, 20, 24, 30, 38, 60];

function dockerfileText(dice: Dice, nth: number): string {
  const { pick, maybe, roll } = dice;
  const length = pick(LENGTHS);
  const nStages = length < 8 ? 1 : pick([1, 1, 1, 1, 2, 2, 2, 3, length > 30 ? 8 : 2]);
  const stages = Array.from({ length: nStages }, (_, stage) => {
    const isLast = stage === nStages - 1;
    const body = Array.from({ length: Math.round(length / nStages) - 3 }, () => pick(STEPS)(dice));
    return [
      fromLine(dice, stage),
      maybe(0.3, pick(COMMENTS)),
      maybe(0.4, 'ENV PYTHONUNBUFFERED=1 \\\n    PYTHONDONTWRITEBYTECODE=1'),
      'WORKDIR /app',
      ...body,
      stage > 0 && roll() < 0.8 ? `COPY --from=stage${String(stage - 1)} /app/dist ./dist` : '',
      ...(isLast ? lastLines(dice, nth) : []),
    ];
  });
  const head = [
    maybe(0.25, '# syntax=docker/dockerfile:1'),
    maybe(0.2, 'ARG VERSION=1.2.3\nARG PYTHON_VERSION=3.12'),
  ];
  return `${[...head, ...stages.flat()].filter((line) => line !== '').join('\n')}\n`;
}

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

const COMMENTS = ['# what the image is for', '# keep this in step with the chart\n# and with CI'];

const PACKAGES = ['build-essential', 'curl', 'git', 'libpq-dev', 'gcc', 'ca-certificates', 'tini'];

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

type Step = (dice: Dice) => string;

/** About as often as they are in real files. */
const STEPS: readonly Step[] = [
  () => 'COPY requirements.txt .\nRUN pip install --no-cache-dir -r requirements.txt',
  () =>
    'COPY requirements.txt /tmp/\nRUN pip install -r /tmp/requirements.txt && rm -rf /root/.cache',
  ({ pick }) => `RUN pip install ${pick(PYTHON)} "${pick(PYTHON)}>=1.0,<3"`,
  () => 'RUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt',
  aptStep,
  aptStep,
  aptStep,
  ({ pick }) => `RUN apk add --no-cache ${pick(PACKAGES)} ${pick(PACKAGES)}`,
  ({ pick }) => `COPY ${pick(['app', 'src', 'scripts', 'conf/*.toml'])} ./${pick(['app', 'src'])}/`,
  ({ pick }) => `COPY --chown=1000:1000 ${pick(['pyproject.toml', 'package.json'])} ./`,
  () => 'COPY package.json package-lock.json ./\nRUN npm ci && npm run build',
  ({ pick }) =>
    `ENV ${pick(['HOME', 'PATH', 'LANG'])}=${pick(['/home/app', '/opt/bin:$PATH', 'C.UTF-8'])}`,
  ({ pick }) => `ENV ${pick(['DEBUG', 'TZ', 'PIP_NO_CACHE_DIR'])} ${pick(['1', 'UTC'])}`,
  ({ pick }) => `ARG ${pick(['COMMIT', 'BUILD_DATE', 'EXTRA_INDEX'])}${pick(['', '=unknown'])}`,
  () => 'RUN useradd -m -u 1000 app && mkdir -p /data && chown -R app:app /data /app',
  () =>
    'RUN set -eux; \\\n    if [ "$VERSION" != "" ]; then \\\n      echo "$VERSION" > version; \\\n    else \\\n      echo none; \\\n    fi',
  ({ pick }) =>
    `RUN curl -fsSL https://example.org/${pick(PACKAGES)}.tar.gz | tar -xz -C /opt \\\n    && ln -s /opt/tool /usr/local/bin/tool`,
  () => 'RUN sed -i "s/#\\(.*\\)/\\1/" /etc/app.conf && chmod +x ./entrypoint.sh',
  () => 'RUN <<EOF\nset -e\ncd /tmp\npython -m compileall /app\nEOF',
  ({ pick }) => `LABEL org.opencontainers.image.title="${pick(PACKAGES)}"`,
  () => 'RUN python -m venv /venv && /venv/bin/pip install --upgrade pip setuptools wheel',
  () => 'RUN uv sync --frozen --no-dev',
];

function aptStep({ pick, maybe, roll }: Dice): string {
  const names = Array.from({ length: 1 + Math.floor(roll() * 9) }, () => pick(PACKAGES));
  const comment = maybe(0.2, '    # for the wheels\n');
  const list = names.map((name) => `    ${name} \\\n`).join('');
  return `RUN apt-get update && apt-get install -y ${maybe(0.6, '--no-install-recommends ')}\\\n${comment}${list}    && rm -rf /var/lib/apt/lists/*`;
}

function requirementsText({ pick, roll }: Dice): string {
  const count = 3 + Math.floor(roll() * 25);
  return Array.from({ length: count }, (_, nth) => {
    const version = `${String(nth)}.${String(Math.floor(roll() * 20))}.0`;
    return `${pick(PYTHON)}${pick(['==', '>=', '~='])}${version}\n`;
  }).join('');
}
