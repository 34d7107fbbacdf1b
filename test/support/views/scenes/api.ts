/**
 * An image of two stages over ten builds. Its install compiles wheels, first each time and later, with a cache mount,
 * once; one build fails.
 */
import type { TimingsView } from '../../../../server/protocol/requests.ts';
import { runningTimings } from '../../../../client/src/views/running-timings.ts';
import type { Recording, Scene } from '../recorder.ts';

const FOLDER = 'examples/api';

const DOCKERFILE = `FROM python:3.12 AS builder
WORKDIR /app@nonce@
COPY requirements.txt .
RUN pip install -r requirements.txt

FROM python:3.12-slim AS app
WORKDIR /app@nonce@
COPY --from=builder /usr/local /usr/local
COPY src/ src/
CMD ["python", "src/app.py"]
`;
const MOUNT = '--mount=type=cache,id=pip@nonce@,target=/root/.cache/pip';
const WITH_MOUNT = DOCKERFILE.replace('RUN pip', `RUN ${MOUNT} pip`);
/** Not for BuildKit: the first line copies a comment, and a file of the last is misspelled. */
const FAILING = WITH_MOUNT.replace('requirements.txt .', 'requirements.txt . # only this').replace(
  'COPY src/ src/',
  'COPY src/ setings.py ./',
);
const REQUIREMENTS = [
  'automig==0.1.1',
  'uwsgi==2.0.24',
  'pyyaml==5.1',
  'requests==2.31.0',
  'gitpython==3.1.0',
];
const APP = Array.from({ length: 20 }, (_, index) => `print("line ${String(index + 1)}")`);

const VIEWS = [
  'timings-first',
  'timings-again',
  'forecast-api',
  'forecast-failing',
  'timings-running',
  'timings-api',
  'timings-explained',
] as const;

export const API: Scene<(typeof VIEWS)[number]> = {
  name: 'api',
  dockerfile: `${FOLDER}/Dockerfile`,
  files: files({ Dockerfile: DOCKERFILE }),
  views: VIEWS,
  record: async (recording) => {
    const { edit, close, forecast, timings, git } = recording;
    const run = (changed: Changed): Promise<void> => saveAndBuild(recording, changed);
    git('init', '-q', '-b', 'main');
    git('add', '-A');
    git('commit', '-q', '-m', 'Add the API');
    await run({ Dockerfile: DOCKERFILE });
    const first = await timings();
    await run({ Dockerfile: DOCKERFILE, requirements: [...REQUIREMENTS, '# Pinned.'] });
    const again = await timings();
    const commented = [...REQUIREMENTS, '# Pinned.'];
    commented.splice(2, 0, '# The last release for old files.');
    await edit(`${FOLDER}/requirements.txt`, lines(commented));
    const api = await forecast();
    await close(`${FOLDER}/requirements.txt`);
    await edit(`${FOLDER}/Dockerfile`, FAILING);
    const failing = await forecast();
    await close(`${FOLDER}/Dockerfile`);
    await run({ Dockerfile: WITH_MOUNT });
    await run({ Dockerfile: WITH_MOUNT, app: with12th('print("third")') });
    await run({ Dockerfile: WITH_MOUNT, requirements: [...REQUIREMENTS, 'flask==9'] });
    await run({ Dockerfile: WITH_MOUNT, app: with12th('print("fourth")') });
    // Somebody took the mount away again.
    const noted = [...REQUIREMENTS, '# Compiled each time.'];
    await run({ Dockerfile: DOCKERFILE, requirements: noted });
    const before = await timings();
    const newer = replaced(noted, 3, 'requests==2.32.3');
    await run({ Dockerfile: WITH_MOUNT, requirements: newer });
    const running = whileInstalling(recording, before);
    const withMount = await timings();
    await run({ Dockerfile: WITH_MOUNT, requirements: newer, app: with12th('print("fifth")') });
    await run({
      Dockerfile: WITH_MOUNT,
      requirements: replaced(noted, 3, 'requests==2.32.4'),
      app: with12th('print("sixth")'),
    });
    return {
      'timings-first': first,
      'timings-again': again,
      'forecast-api': api,
      'forecast-failing': failing,
      'timings-running': running,
      'timings-api': withMount,
      'timings-explained': await timings(),
    };
  },
};

interface Changed {
  readonly Dockerfile: string;
  readonly requirements?: readonly string[];
  readonly app?: readonly string[];
}

function files({
  Dockerfile,
  requirements = REQUIREMENTS,
  app = APP,
}: Changed): Readonly<Record<string, string>> {
  return {
    [`${FOLDER}/Dockerfile`]: Dockerfile,
    [`${FOLDER}/requirements.txt`]: lines(requirements),
    [`${FOLDER}/src/app.py`]: lines(app),
  };
}

async function saveAndBuild({ write, build }: Recording, changed: Changed): Promise<void> {
  await write(files(changed));
  await build({ tags: ['api:dev'], load: true });
}

/** As the client makes it of the progress, when all is fetched and nothing is installed yet. */
function whileInstalling({ progress }: Recording, before: TimingsView): TimingsView {
  const told = progress();
  const event = told.findLast(({ running, build }) =>
    build.steps.some(
      ({ name, phases, packages }) =>
        running.includes(name) && phases.length === 0 && packages.length > 0,
    ),
  );
  if (event === undefined) throw new Error('The install was never seen running.');
  return runningTimings(before, event, told[0]?.forecast ?? null);
}

function with12th(line: string): readonly string[] {
  return replaced(APP, 11, line);
}

function replaced(all: readonly string[], index: number, line: string): readonly string[] {
  return all.with(index, line);
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}
