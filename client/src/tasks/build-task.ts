/**
 * A task that builds: the bundled command line, run by the editor's own Node in a terminal. It records the build in the
 * same history as Build Image, colors its output because it has a terminal, and Ctrl-C ends the build.
 */
import * as vscode from 'vscode';
import { buildArguments, readTask, TASK_TYPE } from './definition.ts';

/** Of what the task prints when the build fails. */
const MATCHER = '$layer-forecast-build';

export interface TaskWords {
  readonly name: string;
  /** Shown below the name in pickers. */
  readonly detail?: string;
}

export function buildTask(
  extension: vscode.ExtensionContext,
  definition: vscode.TaskDefinition,
  scope: vscode.WorkspaceFolder | vscode.TaskScope,
  words: TaskWords,
): vscode.Task {
  const task = new vscode.Task(
    definition,
    scope,
    words.name,
    TASK_TYPE,
    executionOf(extension, definition, scope),
    MATCHER,
  );
  task.group = vscode.TaskGroup.Build;
  if (words.detail !== undefined) task.detail = words.detail;
  return task;
}

function executionOf(
  extension: vscode.ExtensionContext,
  definition: vscode.TaskDefinition,
  scope: vscode.WorkspaceFolder | vscode.TaskScope,
): vscode.ProcessExecution | vscode.CustomExecution {
  if (!vscode.workspace.isTrusted)
    return saying('This workspace is not trusted, so nothing is built. Trust it to run builds.');
  const read = readTask(definition);
  if (read.kind === 'problem') return saying(read.message);
  const folder = typeof scope === 'object' ? scope : vscode.workspace.workspaceFolders?.[0];
  if (folder?.uri.scheme !== 'file')
    return saying('A build needs a folder on a disk. Open the folder that has the Dockerfile.');
  const settings = vscode.workspace.getConfiguration('layerForecast', folder.uri);
  const args = buildArguments(read.task, settings.get<string>('builder', ''));
  const cli = extension.asAbsolutePath('dist/cli.cjs');
  return new vscode.ProcessExecution(process.execPath, [cli, ...args], {
    cwd: folder.uri.fsPath,
    env: environmentOf(settings),
  });
}

/** On top of the terminal's environment. */
function environmentOf(settings: vscode.WorkspaceConfiguration): Record<string, string> {
  const docker = settings.get<string>('dockerPath', '');
  const state = process.env['LAYER_FORECAST_STATE'];
  return {
    // On a desktop the editor's Node is its Electron.
    ELECTRON_RUN_AS_NODE: '1',
    LAYER_FORECAST_HISTORY_LIMIT: String(settings.get<number>('historyLimit', 500)),
    ...(docker === '' ? {} : { LAYER_FORECAST_DOCKER: docker }),
    // The terminal may not have it, and the views read the same history.
    ...(state === undefined ? {} : { LAYER_FORECAST_STATE: state }),
  };
}

/** Exit code for what the user can set right, as the command line has it. */
const EXIT_USAGE = 2;

/** Says why there is no build where its output would be. */
function saying(sentence: string): vscode.CustomExecution {
  return new vscode.CustomExecution(() => {
    const write = new vscode.EventEmitter<string>();
    const close = new vscode.EventEmitter<number>();
    return Promise.resolve({
      onDidWrite: write.event,
      onDidClose: close.event,
      open: () => {
        write.fire(`Layer Forecast: ${sentence}\r\n`);
        close.fire(EXIT_USAGE);
      },
      close: () => undefined,
    });
  });
}
