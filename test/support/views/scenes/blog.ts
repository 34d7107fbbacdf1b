/** One stage: before its first build, with an edit that costs an install, with nothing to do, and with a mistake. */
import type { Scene } from '../recorder.ts';

const DOCKERFILE = `FROM python:3.8
WORKDIR /app@nonce@
COPY requirements.txt .
RUN pip install -r requirements.txt
COPY . .
CMD ["python", "app.py"]
`;
const WITH_MOUNT = DOCKERFILE.replace(
  'RUN',
  'RUN --mount=type=cache,id=pip@nonce@,target=/root/.cache/pip',
);
const REQUIREMENTS = 'flask==3.0.3\njinja2==3.1.4\npyyaml==5.1\nrequests==2.31.0\n';

type Views =
  'forecast-empty' | 'timings-empty' | 'forecast-blog' | 'forecast-cached' | 'forecast-problem';

export const BLOG: Scene<Views> = {
  name: 'blog',
  dockerfile: 'examples/blog/Dockerfile',
  files: {
    'examples/blog/Dockerfile': DOCKERFILE,
    'examples/blog/requirements.txt': REQUIREMENTS,
    'examples/blog/app.py': 'print("hello")\n',
  },
  views: [
    'forecast-empty',
    'timings-empty',
    'forecast-blog',
    'forecast-cached',
    'forecast-problem',
  ],
  record: async ({ build, write, edit, close, forecast, timings }) => {
    const lastBuild = { baseline: { kind: 'last-build' } } as const;
    const empty = {
      'forecast-empty': await forecast(lastBuild),
      'timings-empty': await timings(),
    };
    await build();
    await edit('examples/blog/requirements.txt', REQUIREMENTS.replace('2.31.0', '2.32.3'));
    const blog = await forecast();
    await close('examples/blog/requirements.txt');
    await write({ 'examples/blog/Dockerfile': WITH_MOUNT });
    await build();
    // Nothing to run, and nothing to fix.
    const cached = await forecast();
    await edit('examples/blog/Dockerfile', DOCKERFILE.replace('RUN pip', 'RUNN pip'));
    return {
      ...empty,
      'forecast-blog': blog,
      'forecast-cached': cached,
      'forecast-problem': await forecast(),
    };
  },
};
