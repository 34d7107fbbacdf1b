/** What becomes of a view's work that fails, which nobody else waits for, and of a question without an answer. */
import * as vscode from 'vscode';

/** The user asked for it, and is told. */
export async function loudly(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    void vscode.window.showErrorMessage(`Layer Forecast: ${reason}`);
  }
}

/** Nobody asked: such as while the server restarts, after which the next change asks again. */
export async function quietly(work: Promise<unknown>): Promise<void> {
  await work.catch(() => undefined);
}

export function sayNoDockerfile(file: vscode.Uri): void {
  void vscode.window.showInformationMessage(
    `No Dockerfile of this workspace installs ${vscode.workspace.asRelativePath(file)}.`,
  );
}
