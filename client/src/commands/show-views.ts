/** `Show Layer Forecast` and `Show Build Timings`; with the id of an invocation where a lens or a view names one. */
import type * as vscode from 'vscode';
import { chooseSubject } from '../chosen-builds.ts';
import type { CommandContext } from './context.ts';

/** What was asked for: a file, and the id of one of its builds. Neither comes from a place that checks it. */
export interface ShowArguments {
  readonly file: unknown;
  readonly invocation: unknown;
}

export async function showForecast(
  context: CommandContext,
  extension: vscode.ExtensionContext,
  { file, invocation }: ShowArguments,
): Promise<void> {
  const subject = await chooseSubject(extension, context.connection, file);
  if (subject) context.views.showForecast(subject.uri, textOf(invocation) ?? subject.invocation);
}

export async function showTimings(
  context: CommandContext,
  extension: vscode.ExtensionContext,
  { file, invocation }: ShowArguments,
): Promise<void> {
  const subject = await chooseSubject(extension, context.connection, file);
  if (!subject) return;
  const named = textOf(invocation) ?? subject.invocation;
  await context.views.showTimings(subject.uri, named === undefined ? {} : { invocation: named });
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
