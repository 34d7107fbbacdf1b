/** An install that takes little beside the other steps of its build, and packages with long names. */
import type { Scene } from '../recorder.ts';

export const SHORT_STEP: Scene<'timings-short-step'> = {
  name: 'short-step',
  files: {
    Dockerfile: `FROM python:3.13
RUN python3 -m venv --system-site-packages /venv@nonce@
COPY requirements.txt .
RUN --mount=type=cache,id=pip@nonce@,target=/root/.cache/pip pip install -r requirements.txt
RUN python3 -m compileall -q -f /usr/lib /usr/local/lib && python3 -OO -m compileall -q -f /usr/lib /usr/local/lib && python3 -O -m compileall -q -f /usr/lib
`,
    'requirements.txt':
      'numpy==2.1.3\nopentelemetry-instrumentation-asgi==0.50b0\ntypes-python-dateutil==2.9.0.20241003\n',
  },
  views: ['timings-short-step'],
  record: async ({ build, timings }) => {
    await build();
    return { 'timings-short-step': await timings() };
  },
};
