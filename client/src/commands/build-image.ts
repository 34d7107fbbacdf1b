/**
 * `Build Image`: asks what to build, lets the server build it, shows progress that can be cancelled, and says how it
 * ended. The last choices for a Dockerfile come back as the first offer.
 */
import * as vscode from 'vscode';
import type { BuildFailure } from '../../../server/protocol/report.ts';
import {
  METHODS,
  type BuildOptionsInput,
  type BuildProgress,
  type BuildSelection,
  type BuildParams,
  type BuildResult,
} from '../../../server/protocol/requests.ts';
import { formatSeconds } from '../../../server/protocol/seconds.ts';
import { stepInWords } from '../../../server/protocol/step-text.ts';
import { chooseBuild, chooseSubject } from '../chosen-builds.ts';
import { folderOf, openLine } from '../views/open-line.ts';
import { chooseBuildOptions } from './build-options.ts';
import type { CommandContext } from './context.ts';
import { saveContext } from './save-context.ts';

let lastBuildId = 0;

/** Another extension can call the command with options of any shape; the server checks each of them again. */
export interface BuildImageArguments {
  readonly file: unknown;
  /** Options skip the questions: how tasks and tests call it. A text is the id of an invocation: how a lens calls it. */
  readonly options: unknown;
  /** A selection: the forecast in view, or the build of Build Timings, is offered. */
  readonly selection: unknown;
}

export async function buildImage(
  context: CommandContext,
  extension: vscode.ExtensionContext,
  { file, options, selection }: BuildImageArguments,
): Promise<BuildResult | undefined> {
  if (!vscode.workspace.isTrusted) {
    void vscode.window.showWarningMessage(
      'Building runs docker, which needs a trusted workspace. Trust this workspace, then build again.',
    );
    return undefined;
  }
  const subject = await chooseSubject(extension, context.connection, file);
  if (!subject) return undefined;
  const { uri } = subject;
  const asked = isSelection(selection) ? selection : {};
  const named = typeof options === 'string' ? options : (asked.invocation ?? subject.invocation);
  const invocation = named ?? (await chooseBuild(extension, context.connection, uri));
  if (invocation === undefined) return undefined;
  const which = { ...asked, ...(invocation === null ? {} : { invocation }) };
  const chosen = isOptions(options)
    ? { ...which, options }
    : await chooseBuildOptions(context, extension, uri, which);
  if (!chosen) return undefined;
  const unsaved = await saveContext(uri);
  if (unsaved) {
    sayUnsaved(unsaved);
    return undefined;
  }
  const buildId = String(++lastBuildId);
  return runBuild(context, uri, { uri: uri.toString(), ...chosen, buildId });
}

function isOptions(value: unknown): value is BuildOptionsInput {
  return typeof value === 'object' && value !== null;
}

function isSelection(value: unknown): value is Omit<BuildSelection, 'uri'> {
  return typeof value === 'object' && value !== null && 'forecast' in value;
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
  const timings = await context.views.showTimings(uri, {
    buildId: params.buildId,
    ...(params.invocation === undefined ? {} : { invocation: params.invocation }),
  });
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
            message: progressText(event),
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
  void report(context, uri, result);
  return result;
}

async function report(
  context: CommandContext,
  uri: vscode.Uri,
  result: BuildResult,
): Promise<void> {
  if (result.warning !== undefined) void vscode.window.showWarningMessage(result.warning);
  if (result.cancelled) {
    void vscode.window.showInformationMessage('The build was cancelled.');
    return;
  }
  if (result.problem) {
    const choice = await vscode.window.showErrorMessage(result.problem.message, 'Show Output');
    if (choice === 'Show Output') context.output.show();
    return;
  }
  const { exitCode, seconds } = result.report;
  if (exitCode === 0) {
    void vscode.window.showInformationMessage(`Built in ${formatSeconds(seconds)}.`);
    return;
  }
  const { failure } = result.report;
  const log = failure?.log ?? null;
  const place = (failure?.line ?? null) === null ? null : 'Open Line';
  const choices = [place, log === null ? 'Show Output' : 'Show Log'].filter((one) => one !== null);
  const message = failure === null ? 'The build failed.' : failureInWords(failure);
  const choice = await vscode.window.showErrorMessage(message, ...choices);
  if (choice === 'Show Output') context.output.show();
  if (choice === 'Show Log' && log !== null) await openLine(vscode.Uri.file(log), Infinity);
  if (choice === 'Open Line') await openFailedLine(uri, failure);
}

/** What the step itself said comes before the exit code: it tells more. */
function failureInWords({ message, reason }: BuildFailure): string {
  return reason === null ? message : `${message} ${reason}`;
}

async function openFailedLine(uri: vscode.Uri, failure: BuildFailure | null): Promise<void> {
  const { file = null, line = null } = failure ?? {};
  if (file === null || line === null) return;
  await openLine(vscode.Uri.joinPath(folderOf(uri), file), line);
}

/** On which builder, and at what. */
function progressText({ builder, build, running }: BuildProgress): string {
  const name = running.at(-1);
  const line = build.steps.find((step) => step.name === name)?.line ?? null;
  const step = name === undefined ? '' : `: ${stepInWords(name, line).replaceAll('`', '')}`;
  return `on ${builder}${step}`;
}
