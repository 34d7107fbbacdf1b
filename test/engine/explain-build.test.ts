/** Why a build ran what it ran, on a real engine: a change is made, the project is built, and the change is named. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createWorkbench } from '../../server/node/workbench.ts';
import type { BuildOptions } from '../../server/node/forecasting/model.ts';
import type { Reason } from '../../server/protocol/shapes.ts';
import type { ExplainReport } from '../../server/protocol/report.ts';
import { folderWith, removeFolders } from '../node/support/folders.ts';
import { masked } from '../support/masked.ts';
import { removeContexts, requiredEngine, uniqueContext } from '../support/engine.ts';

const DOCKERFILE = `FROM busybox:latest AS builder
COPY requirements.txt /requirements.txt
RUN echo @nonce@ && cut -d= -f1 /requirements.txt > /names
FROM busybox:latest AS greeter
ARG GREETING=hello
RUN echo $GREETING @nonce@ > /greeting
FROM busybox:latest AS app
COPY --from=builder /names /names
COPY src /src
RUN echo @nonce@ && cat /names /src/app.py > /all
COPY --from=greeter /greeting /greeting
`;

interface Project {
  readonly write: (file: string, text: string) => void;
  readonly dockerfile: string;
  /** Builds, and says why it ran what it ran. */
  readonly build: (options?: BuildOptions) => Promise<ExplainReport>;
}

function project(): Project {
  const { folder, nonce } = uniqueContext({
    Dockerfile: DOCKERFILE,
    'requirements.txt': 'a==1\nb==1\n',
    'src/app.py': 'print(1)\n',
  });
  const workbench = createWorkbench({
    trusted: () => true,
    dockerPath: () => '',
    historyLimit: () => 100,
    state: folderWith(),
  });
  const place = { dockerfile: join(folder, 'Dockerfile'), context: folder };
  return {
    dockerfile: DOCKERFILE.replaceAll('@nonce@', nonce),
    // What is written is new to the engine, whatever earlier runs have left there.
    write: (file, text) => writeFileSync(join(folder, file), text.replaceAll('@nonce@', nonce)),
    build: async (options = {}) => {
      await workbench.build({ place, options, base: folder });
      const record = (await workbench.records()).at(-1);
      assert.ok(record);
      const answer = await workbench.explain({ record, base: folder });
      assert.ok(answer.kind === 'explained', JSON.stringify(answer));
      return answer.report;
    },
  };
}

/** `4 ran`, `8 cached`: the steps of the report by their lines. */
function observed({ steps }: ExplainReport): readonly string[] {
  return steps.map((step) => `${String(step.line)} ${step.observed}`);
}

/** What the chains of the step in this line end in. */
function roots({ steps }: ExplainReport, line: number): readonly string[] {
  return steps
    .filter((step) => step.line === line)
    .flatMap(({ reasons }) => reasons.map(rootOf))
    .map(({ kind, file, line: at }) => [kind, file, at].filter((part) => part).join(' '));
}

function rootOf(reason: Reason): Reason {
  return reason.because === undefined ? reason : rootOf(reason.because);
}

const NONE = { kind: 'other', text: masked('') } as const;

describe('explaining a build', function () {
  this.timeout(180_000);
  before(async () => {
    // The workbench finds docker as the product does: in its own environment.
    Object.assign(process.env, await requiredEngine());
  });
  after(removeContexts);
  afterEach(removeFolders);

  it('names the change that was made, build after build', async () => {
    const { build, write } = project();
    const first = await build();
    assert.equal(first.since, null);
    assert.equal(first.build.outcome, 'succeeded');

    const same = await build();
    assert.deepEqual([same.totals.ran, same.since?.id], [0, first.build.id]);

    write('requirements.txt', 'a==1\nb==@nonce@\n');
    const version = await build();
    assert.deepEqual(observed(version).slice(1, 3), ['2 ran', '3 ran']);
    assert.deepEqual(roots(version, 2), ['file-changed requirements.txt 2']);
    assert.deepEqual(roots(version, 3), ['file-changed requirements.txt 2']);
    // Only names are taken from the requirements, so that the next stage gets the same file.
    const names = version.steps.find((step) => step.line === 8);
    assert.deepEqual([names?.observed, names?.verdict], ['cached', 'conditional']);
    assert.equal(names?.reasons[0]?.kind, 'content-same');
    assert.equal(names.reasons[0].line, 3);
    assert.equal(version.totals.ran, 2);

    write('requirements.txt', 'a==1\nb==@nonce@\nc-@nonce@==1\n');
    const added = await build();
    const copied = added.steps.find((step) => step.line === 8);
    assert.deepEqual([copied?.observed, copied?.verdict], ['ran', 'conditional']);
    assert.equal(copied?.reasons[0]?.kind, 'copied-content');
    assert.match(copied.reasons[0].text, /\(line 3\) wrote other files than before$/);
    assert.deepEqual(roots(added, 10), ['file-changed requirements.txt 3']);

    write('src/app.py', 'print("@nonce@")\n');
    const source = await build();
    assert.equal(source.totals.ran, 3);
    for (const line of [9, 10, 11])
      assert.deepEqual(roots(source, line), ['file-changed src/app.py 1']);

    const argument = await build({ buildArgs: { GREETING: 'hi' } });
    assert.equal(argument.totals.ran, 2);
    for (const line of [6, 11])
      assert.deepEqual(roots(argument, line), ['argument-changed Dockerfile 5']);

    const forced = await build({ buildArgs: { GREETING: 'hi' }, noCache: true });
    assert.equal(rootOf(forced.steps[2]?.reasons[0] ?? NONE).kind, 'no-cache');
  });

  it('explains a build that failed, and the one that mended it', async () => {
    const { build, write, dockerfile } = project();
    const first = await build();
    write('Dockerfile', dockerfile.replace('&& cat /names', '&& cat /nothing'));
    const failed = await build();
    assert.equal(failed.build.outcome, 'failed');
    assert.equal(failed.since?.id, first.build.id);
    const step = failed.steps.find((one) => one.line === 10);
    assert.equal(step?.observed, 'failed');
    assert.deepEqual(roots(failed, 10), ['instruction-changed Dockerfile 10']);
    assert.equal(failed.steps.find((one) => one.line === 11)?.observed, 'not-reached');

    write('Dockerfile', dockerfile.replace('&& cat /names', '&& echo mended && cat /names'));
    const mended = await build();
    assert.equal(mended.build.outcome, 'succeeded');
    assert.equal(mended.since?.id, first.build.id);
    assert.deepEqual(roots(mended, 10), ['instruction-changed Dockerfile 10']);
  });
});
