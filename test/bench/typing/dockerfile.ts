/** A Dockerfile of 30 stages with 300 instructions, as a large repository of services has it. */

const N_STAGES = 30;

export interface LargeDockerfileOptions {
  /** Without them there is something to fix in every stage. */
  readonly cacheMounts: boolean;
}

/** Ten instructions a stage; stages stand on one another or copy from one another. */
export function largeDockerfile(options: LargeDockerfileOptions): string {
  return Array.from({ length: N_STAGES }, (_, stage) => stageText(stage, options)).join('\n');
}

export const REQUIREMENTS = `${['flask==3.0.3', 'requests==2.32.3', 'pyyaml==6.0.2', 'gunicorn==22.0.0'].join('\n')}\n`;

function stageText(stage: number, { cacheMounts }: LargeDockerfileOptions): string {
  const mount = cacheMounts ? '--mount=type=cache,target=/root/.cache/pip ' : '';
  const name = `service${String(stage)}`;
  const before = `service${String(stage - 1)}`;
  const base = stage % 3 === 2 ? before : 'python:3.11-slim';
  return [
    `FROM ${base} AS ${name}`,
    `ARG VERSION=${String(stage)}`,
    `ENV SERVICE=${name} PORT=${String(8000 + stage)}`,
    `WORKDIR /srv/${name}`,
    'COPY requirements.txt .',
    `RUN ${mount}pip install -r requirements.txt && echo "$VERSION" > version`,
    `RUN mkdir -p /var/lib/${name} && chown 1000:1000 /var/lib/${name}`,
    stage === 0 ? 'COPY app.py .' : `COPY --from=${before} /srv/${before}/app.py ./before.py`,
    `COPY app.py ./app.py`,
    `RUN python -m compileall -q .`,
    '',
  ].join('\n');
}
