/**
 * `Build Image`: asks what to build, lets the server build it, shows progress that can be cancelled, and says how it
 * ended. The last choices for a Dockerfile come back as the first offer.
 */
import * as vscode from 'vscode';
import {
  METHODS,
  type BuildOptionsInput,
  type BuildParams,
  type BuildResult,
} from '../../../server/protocol/requests.ts';
import { chooseFile } from '../files.ts';
import type { ForecastOffer } from './build-offer.ts';
import { chooseBuildOptions } from './build-options.ts';
import type { CommandContext } from './index.ts';
import { saveContext } from './save-context.ts';

let lastBuildId = 0;

/** Whoever calls the command with options has read the protocol; the server checks each of them again. */
export interface BuildImageArguments {
  readonly file: unknown;
  /** Skips the questions: how tasks and tests call it. */
  readonly options: unknown;
  /** A ForecastOffer: what the forecast in view is of is offered first, and not the last choices. */
  readonly forecast: unknown;
}

export async function buildImage(
  context: CommandContext,
  extension: vscode.ExtensionContext,
  { file, options, forecast }: BuildImageArguments,
): Promise<BuildResult | undefined> {
  if (!vscode.workspace.isTrusted) {
    void vscode.window.showWarningMessage(
      'Building runs docker, which needs a trusted workspace. Trust this workspace, then build again.',
    );
    return undefined;
  }
  const uri = await chooseFile(context.connection, file);
  if (!uri) return undefined;
  const chosen = isOptions(options)
    ? { options, asForecast: false }
    : await chooseBuildOptions(
        context,
        extension,
        uri,
        isForecastOffer(forecast) ? forecast : undefined,
      );
  if (!chosen) return undefined;
  const unsaved = await saveContext(uri);
  if (unsaved) {
    sayUnsaved(unsaved);
    return undefined;
  }
  const { asForecast } = chosen;
  const buildId = String(++lastBuildId);
  return runBuild(context, uri, {
    uri: uri.toString(),
    options: chosen.options,
    buildId,
    asForecast,
  });
}

function isOptions(value: unknown): value is BuildOptionsInput {
  return typeof value === 'object' && value !== null;
}

function isForecastOffer(value: unknown): value is ForecastOffer {
  return typeof value === 'object' && value !== null && 'chosen' in value && 'made' in value;
}

function sayUnsaved(file: vscode.Uri): void {
  const name = vscode.workspace.asRelativePath(file);
  void vscode.window.showErrorMessage(
    `Nothing was built: ${name} could not be saved, and the engine reads files from the disk. Save or revert it, then build again.`,
  );
}

async function runBuild(
  context: CommandContext,
  uri: vscode.Uri,
  params: BuildParams,
): Promise<BuildResult> {
  const timings = await context.views.showTimings(uri, params.buildId);
  const result = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: `Building ${vscode.workspace.asRelativePath(uri)}`,
      cancellable: true,
    },
    async (progress, token) => {
      const cancellation = new vscode.CancellationTokenSource();
      let shown = 0;
      const subscriptions = vscode.Disposable.from(
        cancellation,
        token.onCancellationRequested(() => cancellation.cancel()),
        timings.onCancel(() => cancellation.cancel()),
        context.connection.onBuildProgress((event) => {
          if (event.buildId !== params.buildId) return;
          const percent = event.total === 0 ? 0 : (100 * event.done) / event.total;
          progress.report({
            message: event.running.at(-1) ?? '',
            increment: Math.max(0, percent - shown),
          });
          shown = Math.max(shown, percent);
        }),
      );
      try {
        return await context.connection.request<BuildResult>(
          METHODS.build,
          params,
          cancellation.token,
        );
      } finally {
        subscriptions.dispose();
      }
    },
  );
  await timings.refresh();
  void report(context, result);
  return result;
}

async function report(context: CommandContext, result: BuildResult): Promise<void> {
  if (result.cancelled) {
    void vscode.window.showInformationMessage('The build was cancelled.');
    return;
  }
  if (result.problem) {
    const choice = await vscode.window.showErrorMessage(result.problem.message, 'Show Output');
    if (choice === 'Show Output') context.output.show();
    return;
  }
  const { exitCode, seconds, timings } = result.report;
  if (exitCode === 0) {
    void vscode.window.showInformationMessage(`Built in ${seconds.toFixed(1)} s.`);
    return;
  }
  const failed = timings.steps.find(
    (step) => step.error !== undefined && step.error !== 'canceled',
  );
  const where = failed ? ` at ${failed.name}: ${failed.error ?? ''}` : '';
  const choice = await vscode.window.showErrorMessage(`The build failed${where}`, 'Show Output');
  if (choice === 'Show Output') context.output.show();
}
