/** A repository of many images on the disk, written for one bench and removed with it. */
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export interface Repository {
  readonly root: string;
  readonly dockerfiles: readonly string[];
  readonly compose: string;
  readonly requirements: readonly string[];
  /** A requirements file that one image installs through another one. */
  readonly nested: string;
}

/** Of three services in four only the Dockerfile says what it needs; every image installs two files, one through the other. */
export function makeRepository(nImages: number, nServices: number): Repository {
  const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'bench-project-')));
  const write = (file: string, text: string): string => {
    const absolute = path.join(root, file);
    mkdirSync(path.dirname(absolute), { recursive: true });
    writeFileSync(absolute, text);
    return absolute;
  };
  write('.git/HEAD', 'ref: refs/heads/main\n');
  const images = Array.from({ length: nImages }, (_, index) => {
    const folder = `services/app${String(index)}`;
    write(`${folder}/app/main.py`, `print(${String(index)})\n`);
    return {
      dockerfile: write(`${folder}/docker/Dockerfile`, dockerfileText(index)),
      requirements: write(`${folder}/requirements/prod.txt`, `-r base.txt\n${packages(index, 20)}`),
      nested: write(`${folder}/requirements/base.txt`, packages(index + 1, 40)),
    };
  });
  const services = images.slice(0, nServices).map((_, index) => serviceText(index));
  const [first] = images;
  if (!first) throw new Error('A repository without images measures nothing.');
  return {
    root,
    dockerfiles: images.map(({ dockerfile }) => dockerfile),
    compose: write('compose.yaml', `services:\n${services.join('')}`),
    requirements: images.flatMap(({ requirements, nested }) => [requirements, nested]),
    nested: first.nested,
  };
}

function dockerfileText(index: number): string {
  return `# syntax=docker/dockerfile:1
ARG PYTHON=3.12
FROM python:\${PYTHON}-slim AS base
ENV PYTHONUNBUFFERED=1 PIP_NO_INPUT=1
WORKDIR /srv/app${String(index)}
RUN apt-get update && apt-get install -y --no-install-recommends build-essential libpq-dev \\
    && rm -rf /var/lib/apt/lists/*
COPY requirements requirements
RUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements/prod.txt
FROM base AS tests
RUN pip install pytest coverage && python -m compileall .
FROM base
COPY app app
RUN useradd --system app && chown -R app /srv
USER app
EXPOSE 8000
CMD ["gunicorn", "app.main:app", "--bind", "0.0.0.0:8000"]
`;
}

function serviceText(index: number): string {
  return `  app${String(index)}:
    build:
      context: services/app${String(index)}
      dockerfile: docker/Dockerfile
      args:
        PYTHON: "3.${String(10 + (index % 4))}"
    environment:
      DATABASE_URL: postgres://db/app${String(index)}
      LOG_LEVEL: info
    ports:
      - "${String(8000 + index)}:8000"
    depends_on: [db]
`;
}

function packages(seed: number, count: number): string {
  return Array.from(
    { length: count },
    (_, index) => `package-${String(seed * 7 + index)}==1.${String(index)}.${String(seed)}\n`,
  ).join('');
}
