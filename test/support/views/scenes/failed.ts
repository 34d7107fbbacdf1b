/** A build that fails because the index does not have the version that a requirement asks for. */
import type { Scene } from '../recorder.ts';

const REQUIREMENTS = 'click==8.1.7\nflask==9\nrequests==2.31.0\n';

export const FAILED: Scene<'timings-failed'> = {
  name: 'failed',
  files: {
    Dockerfile: `FROM python:3.12 AS builder
WORKDIR /app@nonce@
COPY requirements.txt .
RUN --mount=type=cache,id=pip@nonce@,target=/root/.cache/pip pip install -r requirements.txt

FROM python:3.12-slim
COPY --from=builder /usr/local /usr/local
COPY src /app/src
`,
    'requirements.txt': 'click==8.1.7\nrequests==2.31.0\n',
    'src/main.py': 'print("hello")\n',
  },
  views: ['timings-failed'],
  record: async ({ build, write, timings }) => {
    await build();
    await write({ 'requirements.txt': REQUIREMENTS });
    await build();
    return { 'timings-failed': await timings() };
  },
};
