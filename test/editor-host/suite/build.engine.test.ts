/** Build Image on a real engine: cold, then after a comment, with the forecast of the second one held against it. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { BuildResult } from '../../../server/protocol/requests.ts';
import {
  activated,
  append,
  closeAll,
  hintsOf,
  hoverText,
  openFile,
  until,
  untilLens,
  viewTab,
  whileAnswering,
} from './support.ts';

/** The engine's cache outlives a test: a stamp makes the file new to it. */
const STAMP = String(Date.now());
const DOCKERFILE = `FROM python:3.8
WORKDIR /app-${STAMP}
COPY requirements.txt .
RUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt
`;

describe('Build Image', function () {
  this.timeout(120_000);
  before(activated);
  after(closeAll);

  async function build(uri: vscode.Uri): Promise<BuildResult> {
    let result: BuildResult | undefined;
    const asked = await whileAnswering({}, async () => {
      result = await vscode.commands.executeCommand<BuildResult>('layerForecast.buildImage', uri, {
        network: 'host',
      });
    });
    assert.ok(result);
    assert.equal(result.problem, null, result.problem?.message);
    assert.equal(result.report.exitCode, 0, JSON.stringify(result.report.timings));
    assert.match(asked.at(-1)?.text ?? '', /^Built in \d/);
    return result;
  }

  function verdicts(result: BuildResult): string {
    const { steps = [] } = result.report.forecast ?? {};
    return steps.map((step) => `${step.instruction} ${step.verdict}`).join(', ');
  }

  it('builds, records, and foretells what a comment costs', async () => {
    const { uri } = await openFile('build/Dockerfile', DOCKERFILE);
    const requirements = await openFile('build/requirements.txt', 'six==1.16.0\n');
    const cold = await build(uri);
    assert.equal(viewTab('timings'), 'Build Timings: build/Dockerfile');
    const install = cold.report.timings.steps.find((step) => step.name.includes('RUN'));
    assert.deepEqual(
      install?.packages.map(({ name }) => name),
      ['six'],
    );
    await untilLens(requirements.uri, /build\/Dockerfile: .* runs nothing again: all 4 steps/);

    await append(requirements, '# a comment\n');
    await untilLens(requirements.uri, /This edit runs 2 of 4 steps again: about [\d.]+ s/);
    const warm = await build(uri);
    assert.equal(requirements.isDirty, false, 'a build saves what it reads');
    assert.equal(verdicts(warm), 'FROM hit, WORKDIR hit, COPY miss, RUN miss');
    const { score } = warm.report;
    // BuildKit says nothing of a FROM that it has.
    assert.deepEqual([score?.right, score?.wrong], [3, 0]);
  });

  it('brings hints at the end of the steps, and what a package took', async () => {
    const document = await openFile('build/Dockerfile');
    const hints = await until('hints', async () => {
      const found = await hintsOf(document);
      return found.length > 0 && found;
    });
    assert.deepEqual(hints, ['0 cached', '1 cached', '2 cached', '3 cached']);
    const { uri } = await openFile('build/requirements.txt');
    const text = await hoverText(uri, 0);
    assert.match(text, /`build\/Dockerfile`: `1\.16\.0` .* in the build of today/);
  });

  it('ends when it is cancelled', async () => {
    const slow = `FROM python:3.8\nRUN sleep 90 && echo ${STAMP}\n`;
    const { uri } = await openFile('build/slow.Dockerfile', slow);
    const cancellation = new vscode.CancellationTokenSource();
    // The button is in a notification, where no test can press it.
    const { withProgress } = vscode.window;
    Object.assign(vscode.window, {
      withProgress: (_: unknown, task: Parameters<typeof withProgress>[1]) =>
        task({ report: () => cancelOnce(cancellation) }, cancellation.token),
    });
    let result: BuildResult | undefined;
    const asked = await whileAnswering({}, async () => {
      result = await vscode.commands.executeCommand<BuildResult>('layerForecast.buildImage', uri, {
        network: 'host',
      });
    }).finally(() => Object.assign(vscode.window, { withProgress }));
    assert.equal(result?.cancelled, true);
    assert.equal(asked.at(-1)?.text, 'The build was cancelled.');
  });
});

/** As soon as the build is under way. */
function cancelOnce(cancellation: vscode.CancellationTokenSource): void {
  if (!cancellation.token.isCancellationRequested) cancellation.cancel();
}
