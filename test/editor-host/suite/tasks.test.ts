/** Tasks of the type `layer-forecast`: what is provided, and what tasks.json can say. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { activated, closeAll, until, workspaceUri, writeFile } from './support.ts';

const COMPOSE = `services:
  web:
    build: { context: tasks, target: web }
  worker:
    build: { context: tasks, target: worker }
`;

describe('tasks', () => {
  before(async () => {
    await activated();
    await writeFile('tasks/Dockerfile', 'FROM scratch AS web\nCOPY . .\nFROM web AS worker\n');
    await writeFile('tasks/one.Dockerfile', 'FROM scratch\nCOPY . .\n');
    await writeFile('compose.yaml', COMPOSE);
  });
  after(async () => {
    await vscode.workspace.fs.delete(workspaceUri('tasks'), { recursive: true });
    await vscode.workspace.fs.delete(workspaceUri('compose.yaml'));
    await closeAll();
  });

  it('are there for each build of each Dockerfile, as build tasks', async () => {
    const ofFolder = await until('tasks of all builds of the folder', async () => {
      const found = await vscode.tasks.fetchTasks({ type: 'layer-forecast' });
      // Other tests have services of these names, too.
      const here = found.filter(({ definition }) =>
        String(definition['dockerfile']).startsWith('tasks/'),
      );
      return here.length === 3 && here;
    });
    const shown = ofFolder.map(
      ({ name, definition }) =>
        `${name} | ${String(definition['dockerfile'])} | ${String(definition['build'])}`,
    );
    assert.deepEqual(shown.sort(), [
      'build tasks/Dockerfile: web (compose.yaml) | tasks/Dockerfile | compose.yaml:web',
      'build tasks/Dockerfile: worker (compose.yaml) | tasks/Dockerfile | compose.yaml:worker',
      'build tasks/one.Dockerfile | tasks/one.Dockerfile | undefined',
    ]);
    for (const task of ofFolder) {
      assert.equal(task.group, vscode.TaskGroup.Build);
      assert.deepEqual(task.problemMatchers, ['$layer-forecast-build']);
      assert.ok(task.execution instanceof vscode.ProcessExecution);
      assert.equal(task.execution.process, process.execPath);
      assert.equal(task.execution.options?.cwd, workspaceUri('').fsPath.replace(/\/$/, ''));
    }
  });

  const wrong: readonly (readonly [what: string, properties: object, says: RegExp])[] = [
    ['another task', { task: 'check' }, /has "task": "build"/],
    [
      'a target that is no text',
      { task: 'build', target: 5 },
      /"target" of this task is not a text/,
    ],
    [
      'arguments that are no list',
      { task: 'build', args: '--load' },
      /"args" of this task is not a list/,
    ],
  ];
  for (const [what, properties, says] of wrong) {
    it(`says what is wrong with ${what}`, async () => {
      const { code, text } = await runWithoutProcess({ type: 'layer-forecast', ...properties });
      assert.match(text, says);
      assert.equal(code, 2);
    });
  }
});

/** What the task of a definition prints by itself. */
async function runWithoutProcess(
  definition: vscode.TaskDefinition,
): Promise<{ readonly code: number | undefined; readonly text: string }> {
  const name = `task ${JSON.stringify(definition)}`;
  await writeFile(
    '.vscode/tasks.json',
    JSON.stringify({ version: '2.0.0', tasks: [{ label: name, ...definition }] }),
  );
  try {
    const task = await until('the task of tasks.json', async () =>
      (await vscode.tasks.fetchTasks({ type: 'layer-forecast' })).find((one) => one.name === name),
    );
    const { execution } = task;
    assert.ok(execution instanceof vscode.CustomExecution);
    // The editor keeps the callback under a name that its type does not have.
    const { callback } = execution as unknown as {
      readonly callback: (definition: vscode.TaskDefinition) => Promise<vscode.Pseudoterminal>;
    };
    const terminal = await callback(definition);
    let text = '';
    terminal.onDidWrite((part) => (text += part));
    const code = new Promise<number | undefined>((done) =>
      terminal.onDidClose?.((exitCode) => done(exitCode ?? undefined)),
    );
    terminal.open(undefined);
    return { code: await code, text };
  } finally {
    await vscode.workspace.fs.delete(workspaceUri('.vscode/tasks.json'));
  }
}
