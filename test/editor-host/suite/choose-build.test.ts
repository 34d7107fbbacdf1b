/** A Dockerfile that two services build: which one is meant is asked once, remembered, and can be chosen again. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { removeFolders } from '../../node/support/folders.ts';
import { fakeBuilder, progressOf } from '../../support/server/fake-builder.ts';
import {
  activated,
  closeAll,
  hoverText,
  lensesOf,
  openFile,
  resetSettings,
  set,
  until,
  untilLens,
  viewTab,
  whileAnswering,
  writeFile,
  type Asked,
} from './support.ts';

const COMPOSE = `services:
  web:
    build: { context: ., dockerfile: docker/Dockerfile, target: web }
  worker:
    build: { context: ., dockerfile: docker/Dockerfile, target: worker }
`;
const DOCKERFILE = `FROM scratch AS base
COPY requirements /requirements
RUN pip install -r requirements/prod.txt
FROM base AS web
COPY web.txt /
FROM base AS worker
COPY worker.txt /
`;

type Rows = readonly vscode.QuickPickItem[];
const labelled =
  (label: string) =>
  (rows: unknown): unknown =>
    (rows as Rows).find((row) => row.label.includes(label));
const buildNow = labelled('Build now');

/** Of its process; undefined while there is none. */
function serverId(): number | undefined {
  const args = ['-P', String(process.pid), '-f', 'dist/server.cjs'];
  const { stdout } = spawnSync('pgrep', args, { encoding: 'utf8' });
  const [id] = stdout.split('\n').filter((line) => line !== '');
  return id === undefined ? undefined : Number(id);
}

describe('a Dockerfile with several builds', () => {
  let calls = '';
  before(activated);
  beforeEach(async () => {
    const docker = fakeBuilder({ build: progressOf([{ name: '[web 1/1] COPY web.txt /' }]) });
    calls = docker.calls;
    await set('dockerPath', docker.executable, vscode.ConfigurationTarget.Global);
  });
  afterEach(async () => {
    await resetSettings();
    await closeAll();
    removeFolders();
  });

  async function project(name: string): Promise<vscode.Uri> {
    await writeFile(`${name}/requirements/base.txt`, 'six==1.16.0\n');
    await writeFile(`${name}/requirements/prod.txt`, '-r base.txt\n');
    for (const file of ['web.txt', 'worker.txt']) await writeFile(`${name}/${file}`, 'a\n');
    await writeFile(`${name}/compose.yaml`, COMPOSE);
    const { uri } = await openFile(`${name}/docker/Dockerfile`, DOCKERFILE);
    await untilLens(uri, /^\$\(play\) Build worker$/);
    return uri;
  }

  /** The target that docker was asked for, and what the user was asked. */
  async function build(
    file: vscode.Uri,
    picks: readonly ((rows: unknown) => unknown)[],
    named?: string,
  ): Promise<{ readonly target: string | undefined; readonly asked: readonly Asked[] }> {
    writeFileSync(calls, '');
    const asked = await whileAnswering({ showQuickPick: picks }, async () =>
      vscode.commands.executeCommand('layerForecast.buildImage', file, named),
    );
    const call = /^buildx build.*$/m.exec(readFileSync(calls, 'utf8'))?.[0];
    const questions = asked.filter(({ question }) => question === 'showQuickPick');
    return { target: /--target=(\S+)/.exec(call ?? '')?.[1], asked: questions };
  }

  it('has a forecast and a build above it for each of them', async () => {
    const uri = await project('several/lenses');
    const lenses = await lensesOf(uri);
    assert.deepEqual(
      lenses.map((lens) => [lens.command, String(lens.arguments?.[1])]),
      ['web', 'worker'].flatMap((service) => {
        const id = `several/lenses/compose.yaml:${service}`;
        return [
          ['layerForecast.showForecast', id],
          ['layerForecast.buildImage', id],
        ];
      }),
    );
    assert.equal(lenses[0]?.title, '$(layers) web: not built yet');
  });

  it('is built as its lens says, without a question which one', async () => {
    const uri = await project('several/lens');
    const lens = await untilLens(uri, /Build worker/);
    const { target, asked } = await build(uri, [buildNow], String(lens.arguments?.[1]));
    assert.deepEqual(
      [target, asked.map(({ text }) => text)],
      ['worker', ['Build several/lens/docker/Dockerfile']],
    );
  });

  it('is asked about once; the answer holds for the requirements files too', async () => {
    const uri = await project('several/once');
    let rows: Rows = [];
    const worker = (shown: unknown): unknown => {
      rows = shown as Rows;
      return labelled('worker')(shown);
    };
    const first = await build(uri, [worker, buildNow]);
    assert.deepEqual(
      [first.target, first.asked[0]?.text],
      ['worker', 'Which build of several/once/docker/Dockerfile?'],
    );
    assert.deepEqual(
      rows.map(({ label, description, detail }) => [label, description, detail]),
      ['web', 'worker'].map((name) => [
        `${name} (compose.yaml)`,
        `context several/once, target ${name}`,
        `service ${name} of several/once/compose.yaml`,
      ]),
    );
    const second = await build(uri, [buildNow]);
    assert.deepEqual([second.target, second.asked.length], ['worker', 1]);
    const base = await openFile('several/once/requirements/base.txt');
    const third = await build(base.uri, [buildNow]);
    assert.deepEqual([third.target, third.asked.length], ['worker', 1]);
  });

  it('is still known to a server that was started again after a crash', async () => {
    const uri = await project('several/crash');
    await build(uri, [labelled('worker'), buildNow]);
    const before = serverId();
    assert.ok(before);
    // The library of the editor starts it again.
    process.kill(before, 'SIGKILL');
    await until('another server', () => serverId() !== before && serverId());
    await until('its hover', async () => (await hoverText(uri, 1)).includes('Build: worker'));
  });

  it('can be built another way, which is remembered from then on', async () => {
    const uri = await project('several/other');
    await build(uri, [labelled('worker'), buildNow]);
    const other = await build(uri, [labelled('Choose another build'), labelled('web'), buildNow]);
    assert.equal(other.target, 'web');
    const again = await build(uri, [buildNow]);
    assert.deepEqual([again.target, again.asked.length], ['web', 1]);
  });

  it('builds nothing when the question is dismissed, and asks again', async () => {
    const uri = await project('several/dismissed');
    for (let times = 0; times < 2; times++) {
      const { target, asked } = await build(uri, [() => undefined]);
      assert.deepEqual([target, asked.length], [undefined, 1]);
    }
  });

  it('is in the list of all builds where no file is active', async () => {
    await project('several/list');
    await closeAll();
    await until('no active editor', () => !vscode.window.activeTextEditor);
    let listed: readonly string[] = [];
    const pick = (shown: unknown): unknown => {
      const rows = (shown as Rows).filter(
        ({ label }) => label === 'several/list/docker/Dockerfile',
      );
      listed = rows.map(({ description = '' }) => description);
      return rows[1];
    };
    await whileAnswering({ showQuickPick: [pick] }, async () =>
      vscode.commands.executeCommand('layerForecast.showForecast'),
    );
    assert.deepEqual(
      listed,
      ['web', 'worker'].map(
        (name) => `${name} (compose.yaml) · context several/list, target ${name}`,
      ),
    );
    await until('the view', () => viewTab('forecast')?.includes('several/list/docker/Dockerfile'));
  });
});
