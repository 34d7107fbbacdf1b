/** A task of tasks.json on a real engine: the failing line is a problem, the history has the build, and it can be ended. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import {
  activated,
  closeAll,
  openFile,
  until,
  untilLens,
  workspaceUri,
  writeFile,
} from './support.ts';

/** The engine's cache outlives a test: a stamp makes the file new to it. */
const STAMP = String(Date.now());
const FAILING = `FROM python:3.8\nRUN echo ${STAMP}\nRUN echo broken && exit 7\n`;
const GOOD = `FROM python:3.8\nRUN echo ${STAMP}\n`;
const SLOW = `FROM python:3.8\nRUN sleep 90 && echo ${STAMP}\n`;

function task(label: string, dockerfile: string): object {
  return { label, type: 'layer-forecast', task: 'build', dockerfile, args: ['--network=host'] };
}

const TASKS = {
  version: '2.0.0',
  tasks: [
    task('broken image', 'jobs/broken.Dockerfile'),
    task('good image', 'jobs/good.Dockerfile'),
    task('slow image', 'jobs/slow.Dockerfile'),
  ],
};

describe('a task of tasks.json', function () {
  this.timeout(120_000);
  before(async () => {
    await activated();
    await writeFile('jobs/broken.Dockerfile', FAILING);
    await writeFile('jobs/good.Dockerfile', GOOD);
    await writeFile('jobs/slow.Dockerfile', SLOW);
    await writeFile('.vscode/tasks.json', JSON.stringify(TASKS));
  });
  after(async () => {
    await vscode.workspace.fs.delete(workspaceUri('.vscode/tasks.json'));
    await vscode.workspace.fs.delete(workspaceUri('jobs'), { recursive: true });
    await closeAll();
  });

  it('builds, and the line that fails is a problem of the Dockerfile', async () => {
    const { uri } = await openFile('jobs/broken.Dockerfile');
    assert.equal(await runToItsEnd('broken image'), 3);
    const problem = await until('a problem', () =>
      vscode.languages.getDiagnostics(uri).find(({ source }) => source === 'layer-forecast build'),
    );
    assert.equal(problem.severity, vscode.DiagnosticSeverity.Error);
    assert.equal(problem.range.start.line, 2);
    assert.match(problem.message, /RUN echo broken && exit 7.* 7/);
  });

  it('is recorded, so that the views and lenses go by it', async () => {
    const { uri } = await openFile('jobs/good.Dockerfile');
    assert.equal(await runToItsEnd('good image'), 0);
    await untilLens(uri, /runs nothing again: all 2 steps/);
  });

  it('ends the build when it is terminated', async () => {
    const { execution, ended } = await start('slow image');
    await until('the build', () => nBuilds() > 0);
    execution.terminate();
    await ended;
    await until('the end of the build', () => nBuilds() === 0);
    await until('its record', () => lastRecord().includes('"outcome":"cancelled"'));
  });
});

/** Processes of docker that build the slow image. */
function nBuilds(): number {
  const lines = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).split('\n');
  return lines.filter((line) => /buildx build .*slow\.Dockerfile/.test(line)).length;
}

function lastRecord(): string {
  const file = path.join(process.env['LAYER_FORECAST_STATE'] ?? '', 'history.jsonl');
  return readFileSync(file, 'utf8').trimEnd().split('\n').at(-1) ?? '';
}

interface Started {
  readonly execution: vscode.TaskExecution;
  readonly ended: Promise<number | undefined>;
}

async function start(name: string): Promise<Started> {
  const found = await until(`the task ${name}`, async () =>
    (await vscode.tasks.fetchTasks({ type: 'layer-forecast' })).find((one) => one.name === name),
  );
  const ended = new Promise<number | undefined>((done) => {
    const listening = vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
      if (execution.task.name !== name) return;
      listening.dispose();
      done(exitCode);
    });
  });
  return { execution: await vscode.tasks.executeTask(found), ended };
}

async function runToItsEnd(name: string): Promise<number | undefined> {
  return (await start(name)).ended;
}
