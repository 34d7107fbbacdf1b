/** The scenes that the views are tested and pictured with; each is recorded from real builds. */
import type { Scene } from './recorder.ts';

const API = {
  Dockerfile: `FROM python:3.12 AS builder
WORKDIR /app
COPY requirements.txt .
RUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt

FROM python:3.12-slim
COPY --from=builder /usr/local /usr/local
COPY src /app/src
`,
  'requirements.txt': 'click==8.1.7\nflask==9\nrequests==2.31.0\n',
  'src/main.py': 'print("hello")\n',
};

export const SCENES: readonly Scene[] = [
  {
    name: 'timings-failed',
    files: API,
    record: async ({ build, write, timings }) => {
      await write({ 'requirements.txt': 'click==8.1.7\nrequests==2.31.0\n' });
      await build();
      await write({ 'requirements.txt': API['requirements.txt'] });
      await build();
      return timings();
    },
  },
];
