/**
 * Builds `examples/blog` for real, several times, and keeps what the product recorded: the history that `npm start`
 * shows, and the figures of the README. Needs an engine and a package mirror (CONTRIBUTING.md, "A real engine").
 *
 * The builds reach the mirror through the host's network. The kept snapshots are those of the default network, since
 * that is how a user of the example builds.
 */
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fixAll } from '../server/core/lint/fix-all.ts';
import type { BuildRecord } from '../server/core/timing/index.ts';
import { openHistory, parseBuildRecord } from '../server/node/history/index.ts';
import { createWorkbench } from '../server/node/workbench.ts';
import { writeSnapshotPair } from '../server/node/forecasting/index.ts';
import { formatSeconds } from '../server/protocol/seconds.ts';
import { recordedFolder } from './recorded.ts';

const root = path.resolve(import.meta.dirname, '..');

interface Run {
  readonly title: string;
  readonly fixed: boolean;
  /** Lines added to requirements.txt. */
  readonly comment: string;
  readonly noCache: boolean;
}

/** The last one is the example as it stands: the build that the forecast of `npm start` starts from. */
const RUNS: readonly Run[] = [
  { title: 'with the cache mount, mount empty', fixed: true, comment: '# first\n', noCache: true },
  {
    title: 'with the cache mount, comment added',
    fixed: true,
    comment: '# second\n',
    noCache: false,
  },
  { title: 'without it, comment added', fixed: false, comment: '# third\n', noCache: true },
  { title: 'without it', fixed: false, comment: '', noCache: true },
];

const work = await mkdtemp(path.join(tmpdir(), 'layer-forecast-example-'));
process.env['LAYER_FORECAST_STATE'] = path.join(work, 'state');
const folder = path.join(work, 'blog');
await cp(path.join(root, 'examples/blog'), folder, { recursive: true });
const place = { dockerfile: path.join(folder, 'Dockerfile'), context: folder };
const original = {
  dockerfile: await readFile(place.dockerfile, 'utf8'),
  requirements: await readFile(path.join(folder, 'requirements.txt'), 'utf8'),
};
const workbench = createWorkbench({
  trusted: () => true,
  dockerPath: () => '',
  historyLimit: () => 100,
});
const target = recordedFolder('blog');
await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });
const kept = openHistory({ folder: target, limit: 100, parse: parseBuildRecord });
const measured: { readonly build: string; readonly install: number; readonly total: number }[] = [];

for (const [index, run] of RUNS.entries()) {
  const dockerfile = run.fixed ? fixAll(original.dockerfile).text : original.dockerfile;
  await writeFile(place.dockerfile, dockerfile);
  // The stamp makes the content new to a builder that has built this example before.
  const stamp = run.comment === '' ? '' : run.comment.replace('\n', ` ${String(Date.now())}\n`);
  await writeFile(path.join(folder, 'requirements.txt'), original.requirements + stamp);
  const answer = await workbench.build({
    place,
    base: folder,
    options: { network: 'host', ...(run.noCache ? { noCache: true } : {}) },
  });
  if (answer.problem || answer.report.exitCode !== 0) {
    throw new Error(`"${run.title}" failed: ${answer.error ?? ''}`);
  }
  const install = answer.report.timings.steps.find((step) => step.name.includes('pip install'));
  measured.push({
    build: run.title,
    install: install?.seconds ?? 0,
    total: answer.report.seconds,
  });
  console.log(
    `${run.title}: ${formatSeconds(install?.seconds ?? 0)} of ${formatSeconds(answer.report.seconds)}`,
  );
  await keep(index);
}

async function keep(index: number): Promise<void> {
  const history = openHistory({
    folder: path.join(work, 'state'),
    limit: 100,
    parse: parseBuildRecord,
  });
  const record = (await history.read())[index];
  const { read } = await workbench.forecast({
    place,
    base: folder,
    options: {},
    since: [{ kind: 'saved-files' }],
  });
  if (!record || !read) throw new Error('The build left no record.');
  const snapshot = await kept.saveSnapshot(
    writeSnapshotPair({ plain: read.snapshot, fixed: read.fixed?.snapshot ?? null }),
  );
  const portable: BuildRecord = {
    ...record,
    id: `example-${String(index + 1)}`,
    key: { ...record.key, dockerfile: 'Dockerfile', context: '.' },
    options: { buildArgs: [] },
    snapshot,
  };
  await kept.append(portable);
}

await writeFile(path.join(target, 'measured.json'), `${JSON.stringify(measured, null, 2)}\n`);
await rm(path.join(target, 'history.lock'), { force: true });
await rm(work, { recursive: true, force: true });
