/**
 * The one guard around every handler: a bug in one of them costs its answer, never the server. A cancelled request
 * ends in silence.
 */
import type { CancellationToken, Connection } from 'vscode-languageserver/node';
import { maskCredentials } from '../core/text/mask.ts';

/** Runs a handler; what it throws is logged, and `fallback` is the answer. */
export async function guarded<Result>(
  connection: Connection,
  name: string,
  fallback: Result,
  run: (signal: AbortSignal) => Promise<Result> | Result,
  token?: CancellationToken,
): Promise<Result> {
  const controller = new AbortController();
  const subscription = token?.onCancellationRequested(() => controller.abort());
  try {
    if (token?.isCancellationRequested) return fallback;
    return await run(controller.signal);
  } catch (error) {
    if (!controller.signal.aborted) {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      connection.console.error(`${name} failed: ${maskCredentials(text)}`);
    }
    return fallback;
  } finally {
    subscription?.dispose();
  }
}
