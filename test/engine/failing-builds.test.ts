/** Builds that are said to fail, on a real engine: it refuses these, and no other. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { createWorkbench } from '../../server/node/workbench.ts';
import type { Failure } from '../../server/protocol/report.ts';
import { folderWith, removeFolders } from '../node/support/folders.ts';
import { build, removeContexts, requiredEngine, uniqueContext } from '../support/engine.ts';

const FILES = { 'app/a.py': '1\n', 'main.py': '2\n', 'requirements.txt': 'six\n' };

const BUSYBOX = 'FROM busybox:latest';

const FAILING: readonly (readonly string[])[] = [
  [BUSYBOX, 'COPY app/settings.py /srv/'],
  [BUSYBOX, 'COPY app app/gone.py /srv/'],
  [BUSYBOX, 'ADD app app/gone.py /srv/'],
  [BUSYBOX, 'COPY --link app app/gone.py /srv/'],
  [BUSYBOX, 'COPY requirements.txt . # only this'],
  [BUSYBOX, 'COPY requirements.txt /srv/ # note'],
  [BUSYBOX, 'COPY gone/*.txt app /srv/'],
  [BUSYBOX, 'COPY app/*.md requirements.txt /srv/'],
  [BUSYBOX, 'COPY --exclude=*.md gone /srv/'],
  [BUSYBOX, 'COPY requirements.txt/x /srv/'],
  [BUSYBOX, 'COPY missing.txt ./', 'COPY other.txt ./'],
  [BUSYBOX, 'RUN --mount=type=bind,source=gone,target=/x ls'],
  [BUSYBOX, 'RUN --mount=source=app,target=/x --mount=source=app/gone.py,target=/y ls'],
  [BUSYBOX, 'RUN --device=example.com/a=b true'],
  ['FROM scratch AS s', 'COPY app /app', BUSYBOX, 'COPY --from=s /app /app/gone.py /x/'],
];

const PASSING: readonly (readonly string[])[] = [
  [BUSYBOX, 'COPY gone*.txt app /srv/'],
  [BUSYBOX, 'COPY gone*.txt /srv/'],
  [BUSYBOX, 'COPY app/*.md app/a.py /srv/'],
  [BUSYBOX, 'COPY . /x', 'COPY app/*.md /srv/'],
  [BUSYBOX, 'COPY a*/gone/x /srv/'],
  [BUSYBOX, 'COPY requirements.txt/ /srv/'],
  [BUSYBOX, 'COPY requirements.txt main.py /srv'],
  [BUSYBOX, 'WORKDIR /srv', 'COPY requirements.txt main.py /srv'],
  [BUSYBOX, 'COPY --exclude=*.md app /srv/'],
  [BUSYBOX, 'COPY --chmod=u+x main.py /srv/'],
  [BUSYBOX, 'RUN <<EOF', 'true', 'EOF'],
  ['FROM busybox:latest AS s', 'COPY gone /', BUSYBOX, 'COPY main.py /'],
  ['FROM busybox:latest AS s', 'RUN --device=example.com/a=b true', BUSYBOX, 'COPY main.py /'],
];

describe('builds that will fail, on a real engine', function () {
  this.timeout(120_000);
  before(async () => {
    // The workbench finds docker as the product does: in its own environment.
    Object.assign(process.env, await requiredEngine());
  });
  after(removeContexts);
  afterEach(removeFolders);

  for (const lines of FAILING)
    it(`fails: ${lines.join('⏎')}`, async () => {
      const { fails, exitCode } = await both(lines);
      assert.notEqual(fails.length, 0);
      assert.notEqual(exitCode, 0);
    });

  for (const lines of PASSING)
    it(`passes: ${lines.join('⏎')}`, async () => {
      const { fails, exitCode, log } = await both(lines);
      assert.deepEqual(fails, []);
      assert.equal(exitCode, 0, log);
    });

  // Some engines know these flags, others do not.
  for (const line of ['COPY --parents app /srv/', 'RUN --security=sandbox true'])
    it(`says what this engine does: ${line}`, async () => {
      const { fails, exitCode, log } = await both([BUSYBOX, line]);
      assert.equal(fails.length > 0, exitCode !== 0, log);
    });
});

interface Outcome {
  readonly fails: readonly Failure[];
  readonly exitCode: number;
  readonly log: string;
}

/** What is forecast, and what the engine does. */
async function both(lines: readonly string[]): Promise<Outcome> {
  const text = `${lines.join('\n')}\n`;
  const { folder } = uniqueContext({ ...FILES, Dockerfile: text });
  const workbench = createWorkbench({
    trusted: () => true,
    dockerPath: () => '',
    historyLimit: () => 10,
    state: folderWith(),
  });
  const { forecast, problem } = await workbench.forecast({
    place: { dockerfile: path.join(folder, 'Dockerfile'), context: folder },
    options: {},
    base: folder,
    since: [{ kind: 'saved-files' }],
  });
  assert.equal(problem, null);
  const { exitCode, log } = await build(folder, ['--output=type=cacheonly', '--network=none']);
  return { fails: forecast?.fails ?? [], exitCode, log };
}
