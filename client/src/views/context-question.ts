/** What the build in view sends of its context: asked when its forecast is there, and no longer once another is wanted. */
import * as vscode from 'vscode';
import {
  METHODS,
  type ContextParams,
  type ContextView,
  type ForecastView,
} from '../../../server/protocol/requests.ts';
import type { ServerConnection } from '../server-connection.ts';

export interface ContextQuestion {
  readonly ask: (
    forecast: ForecastView,
    answer: (context: ContextView | null) => void,
  ) => Promise<void>;
  readonly cancel: () => void;
}

export function createContextQuestion(connection: ServerConnection): ContextQuestion {
  let running: vscode.CancellationTokenSource | null = null;

  function cancel(): void {
    running?.cancel();
    running = null;
  }

  return {
    async ask({ id, dockerfileUri, build }, answer) {
      cancel();
      const cancellation = new vscode.CancellationTokenSource();
      running = cancellation;
      const params: ContextParams = {
        uri: dockerfileUri,
        forecast: id,
        ...(build === undefined ? {} : { invocation: build.invocation.id }),
      };
      try {
        const context = await connection.request<ContextView | null>(
          METHODS.context,
          params,
          cancellation.token,
        );
        if (!cancellation.token.isCancellationRequested) answer(context);
      } finally {
        if (running === cancellation) running = null;
        cancellation.dispose();
      }
    },
    cancel,
  };
}
