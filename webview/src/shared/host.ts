/**
 * The other side of a view: the extension in the editor. The view says that it is ready and only then gets data.
 * What it shows survives being hidden through the editor's state store.
 */

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** What a view and its host say to each other, and what the view keeps. */
export interface ViewProtocol {
  readonly incoming: { readonly kind: string };
  readonly outgoing: { readonly kind: string };
  readonly state: unknown;
}

export interface Host<Protocol extends ViewProtocol> {
  readonly post: (message: Protocol['outgoing']) => void;
  readonly restore: () => Protocol['state'] | null;
  readonly keep: (state: Protocol['state']) => void;
  /** Says `ready` and hands over everything that comes. */
  readonly listen: (
    ready: Protocol['outgoing'],
    receive: (message: Protocol['incoming']) => void,
  ) => void;
}

/** Null outside an editor, in a page that was written to a file. */
export function connect<Protocol extends ViewProtocol>(): Host<Protocol> | null {
  if (typeof acquireVsCodeApi !== 'function') return null;
  const api = acquireVsCodeApi();
  return {
    post: (message) => {
      api.postMessage(message);
    },
    // The state is what this view itself has kept.
    restore: () => api.getState() ?? null,
    keep: (state) => {
      api.setState(state);
    },
    listen: (ready, receive) => {
      window.addEventListener('message', (event: MessageEvent<unknown>) => {
        // Only the extension can post into its webview, and it speaks the protocol.
        if (isMessage(event.data)) receive(event.data);
      });
      api.postMessage(ready);
    },
  };
}

function isMessage(data: unknown): data is { readonly kind: string } {
  return (
    typeof data === 'object' && data !== null && 'kind' in data && typeof data.kind === 'string'
  );
}
