/** Builds that failed, on a real engine: what terminal, JSON and view say of each, and that the ways out lead out. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { applyEdits } from '../../server/core/text/edits.ts';
import { lineIndex, offsetAt } from '../../server/core/text/lines.ts';
import type { BuildFailure, WayOutAction } from '../../server/protocol/report.ts';
import { METHODS, type TimingsView } from '../../server/protocol/requests.ts';
import { folderWith, removeFolders } from '../node/support/folders.ts';
import { cli, validJson, type Ran } from '../support/cli/command-line.ts';
import { removeContexts, requiredEngine, uniqueContext } from '../support/engine.ts';
import { FAILED_BUILDS, type FailedBuild } from '../support/failed-builds.ts';
import { startServer, stopServers, uriOf } from '../support/server/language-server.ts';

describe('builds that failed, on a real engine', function () {
  this.timeout(240_000);
  before(async () => {
    // The command line finds docker as it does for a user: in its own environment.
    Object.assign(process.env, await requiredEngine());
  });
  after(removeContexts);
  afterEach(async () => {
    await stopServers();
    removeFolders();
  });

  for (const failed of FAILED_BUILDS) {
    it(`${failed.title}: is said in terminal, JSON and view, and the way out leads out`, async () => {
      const { folder, run, state } = setUp(failed);
      const options = failed.options ?? ['--network', 'host'];

      const text = await run(...options);
      assert.equal(text.code, 3, text.err);
      assertText(text, failed);

      const report = validJson('build', await run(...options, '--format', 'json'));
      const { failure } = report;
      assert.ok(failure);
      assertFailure(failure, failed);
      assert.ok(failure.log !== null && readFileSync(failure.log, 'utf8').includes('ERROR'));

      const shown = await viewOf(folder, state);
      assert.equal(shown.state, 'failed');
      assert.ok(shown.failure);
      assertFailure(shown.failure, failed);

      let last: BuildFailure | null = failure;
      for (const title of failed.waysOut) {
        const way = last?.waysOut.find(({ action }) => action?.title === title);
        assert.ok(way?.action, JSON.stringify(last?.waysOut, null, 2));
        const after = await take(way.action, { folder, options, run });
        last = validJson('build', after).failure;
      }
      assert.equal(last === null, failed.waysOut.length > 0, JSON.stringify(last, null, 2));
    });
  }

  it('offers no edit where the file changed since the build', async () => {
    const failed = FAILED_BUILDS.find(({ title }) => title === 'a misspelled file');
    assert.ok(failed);
    const { folder, run, state } = setUp(failed);
    assert.equal((await run()).code, 3);
    writeFileSync(
      path.join(folder, 'Dockerfile'),
      'FROM busybox:latest\nRUN true\nCOPY requirement.txt /\n',
    );
    const { failure } = await viewOf(folder, state);
    assert.ok(failure);
    assert.deepEqual(
      failure.waysOut.filter(({ action }) => action?.kind === 'edit'),
      [],
    );
  });
});

interface Setup {
  readonly folder: string;
  readonly state: string;
  readonly run: (...args: readonly string[]) => Promise<Ran>;
}

function setUp({ files }: FailedBuild): Setup {
  const { folder } = uniqueContext(files);
  const state = folderWith();
  const env = { LAYER_FORECAST_STATE: state, LAYER_FORECAST_DOCKER: '' };
  return { folder, state, run: (...args) => cli(['build', ...args], { cwd: folder, env }) };
}

function assertText({ err }: Ran, { line, reason, output }: FailedBuild): void {
  const failure = err.slice(err.indexOf(`\nDockerfile:${String(line)}: error: `) + 1);
  const lines = failure.split('\n').map((text) => text.trim());
  assert.match(failure, /^Dockerfile:\d+: error: .* failed/);
  assert.ok(
    lines.some((text) => reason.test(text)),
    failure,
  );
  assert.ok(output === null || lines.some((text) => output.test(text)), failure);
  assert.match(failure, new RegExp(`^ *${String(line)} > `, 'm'));
}

function assertFailure(failure: BuildFailure, { kind, line, reason, output }: FailedBuild): void {
  assert.equal(failure.kind, kind, JSON.stringify(failure, null, 2));
  assert.equal(failure.line, line);
  assert.match(failure.reason ?? '', reason);
  assert.ok(
    output === null
      ? failure.output.length === 0
      : failure.output.some((text) => output.test(text.trim())),
    failure.output.join('\n'),
  );
  assert.ok(failure.source.some((one) => one.failed && one.line === line));
}

async function viewOf(folder: string, state: string): Promise<TimingsView> {
  const server = await startServer({
    folders: [folder],
    trusted: true,
    env: { LAYER_FORECAST_STATE: state },
  });
  return server.request(METHODS.timings, { uri: uriOf(path.join(folder, 'Dockerfile')) });
}

/** As a user would, and builds again. */
async function take(
  action: WayOutAction,
  { folder, options, run }: Pick<Setup, 'folder' | 'run'> & { readonly options: readonly string[] },
): Promise<Ran> {
  switch (action.kind) {
    case 'edit': {
      for (const file of new Set(action.edits.map((edit) => edit.file))) {
        const text = readFileSync(path.join(folder, file), 'utf8');
        const index = lineIndex(text);
        const edits = action.edits
          .filter((edit) => edit.file === file)
          .map(({ range, newText }) => ({
            span: { start: offsetAt(index, range.start), end: offsetAt(index, range.end) },
            newText,
          }));
        writeFileSync(path.join(folder, file), applyEdits(text, edits));
      }
      return run(...options, '--format', 'json');
    }
    case 'build': {
      const { network, platform } = action.options;
      assert.ok(network !== undefined || platform === '', JSON.stringify(action));
      return run('--network', network ?? 'host', '--format', 'json');
    }
    case 'command': {
      const [program, verb, ...words] = action.command.split(' ');
      assert.deepEqual([program, verb], ['layer-forecast', 'build']);
      return run(...words, '--format', 'json');
    }
  }
}
