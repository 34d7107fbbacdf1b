/** Tasks of the type `layer-forecast`: one for each build of the workspace, and those that tasks.json has. */
import * as vscode from 'vscode';
import { METHODS, type InvocationChoices } from '../../../server/protocol/requests.ts';
import type { ServerConnection } from '../server-connection.ts';
import { buildTask } from './build-task.ts';
import { TASK_TYPE } from './definition.ts';

export function registerTasks(
  extension: vscode.ExtensionContext,
  connection: ServerConnection,
): vscode.Disposable {
  const provider: vscode.TaskProvider = {
    provideTasks: (token) => buildTasks(extension, connection, token),
    // The definition has to stay the same object, and the name the user's.
    resolveTask: ({ definition, scope, name }) =>
      buildTask(extension, definition, scope ?? vscode.TaskScope.Workspace, { name }),
  };
  return vscode.Disposable.from(
    vscode.tasks.registerTaskProvider(TASK_TYPE, provider),
    // What another process recorded changes forecasts and views.
    vscode.tasks.onDidEndTaskProcess(({ execution }) => {
      if (execution.task.definition.type === TASK_TYPE) connection.notify(METHODS.buildEnded, {});
    }),
  );
}

async function buildTasks(
  extension: vscode.ExtensionContext,
  connection: ServerConnection,
  token: vscode.CancellationToken,
): Promise<vscode.Task[]> {
  if (!vscode.workspace.isTrusted) return [];
  const uris = await connection.request<readonly string[]>(METHODS.dockerfiles, {}, token);
  const tasks: vscode.Task[] = [];
  for (const uri of uris) {
    if (token.isCancellationRequested) return [];
    const file = vscode.Uri.parse(uri);
    const folder = vscode.workspace.getWorkspaceFolder(file);
    if (folder === undefined) continue;
    const { builds } = await connection.request<InvocationChoices>(METHODS.invocations, { uri });
    const dockerfile = vscode.workspace.asRelativePath(file, false);
    for (const build of builds) {
      const isOnly = builds.length === 1;
      // The id alone would do; the file is what a reader of tasks.json looks for.
      const definition = {
        type: TASK_TYPE,
        task: 'build',
        dockerfile,
        ...(isOnly ? {} : { build: build.id }),
      };
      tasks.push(
        buildTask(extension, definition, folder, {
          name: isOnly ? `build ${dockerfile}` : `build ${dockerfile}: ${build.label}`,
          detail: `${build.detail} (from ${build.evidence})`,
        }),
      );
    }
  }
  return tasks;
}
