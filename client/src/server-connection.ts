/**
 * The language server's process and what the client asks it, typed by the shared protocol. The library that speaks to
 * it is most of the code here and is run only after `activate` has returned, since nothing before that needs it.
 */
import * as vscode from 'vscode';
import type {
  LanguageClient,
  LanguageClientOptions,
  ServerOptions,
} from 'vscode-languageclient/node';
import { chosenBuilds } from './remembered-builds.ts';
import type { Disposable } from './disposable.ts';
import {
  METHODS,
  type BuildProgress,
  type ServerActivity,
  type InitializationOptions,
} from '../../server/protocol/requests.ts';

export interface ServerConnection extends Disposable {
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
  readonly restart: () => Promise<void>;
  readonly request: <Result>(
    method: string,
    params: unknown,
    token?: vscode.CancellationToken,
  ) => Promise<Result>;
  readonly notify: (method: string, params: unknown) => void;
  readonly toWorkspaceEdit: (edit: unknown) => Promise<vscode.WorkspaceEdit | undefined>;
  readonly onForecastChanged: vscode.Event<void>;
  readonly onBuildProgress: vscode.Event<BuildProgress>;
  readonly onActivity: vscode.Event<ServerActivity>;
  readonly state: () => ServerState;
  readonly onState: vscode.Event<void>;
}

/** `stopped` also where it could not start, or came to its end. */
export type ServerState = 'starting' | 'running' | 'stopped';

/** Extensions that already show dockerfile-utils' findings of a Dockerfile. */
const SHOW_SAME_SYNTAX = [
  'docker.docker',
  'ms-azuretools.vscode-docker',
  'ms-azuretools.vscode-containers',
];

export function createServerConnection(
  context: vscode.ExtensionContext,
  output: vscode.LogOutputChannel,
): ServerConnection {
  const forecastChanged = new vscode.EventEmitter<void>();
  const buildProgress = new vscode.EventEmitter<BuildProgress>();
  const activity = new vscode.EventEmitter<ServerActivity>();
  const stateChanged = new vscode.EventEmitter<void>();
  let state: ServerState = 'starting';
  let client: LanguageClient | null = null;
  let starting: Promise<void> = Promise.resolve();
  let nStarts = 0;
  let restarting: Promise<void> | null = null;

  function start(): Promise<void> {
    setState('starting');
    starting = startClient(++nStarts);
    const nth = nStarts;
    starting.catch(() => {
      if (nth === nStarts) setState('stopped');
    });
    return starting;
  }

  function setState(next: ServerState): void {
    state = next;
    stateChanged.fire();
  }

  async function startClient(nth: number): Promise<void> {
    const created = await createClient(context, output);
    // Stopped, or started again, while the library was loading.
    if (nth !== nStarts) return;
    client = created;
    created.onNotification(METHODS.forecastChanged, () => forecastChanged.fire());
    created.onNotification(METHODS.buildProgress, (progress: BuildProgress) =>
      buildProgress.fire(progress),
    );
    created.onNotification(METHODS.activity, (told: ServerActivity) => activity.fire(told));
    let wasRunning = false;
    const { State } = await import('vscode-languageclient/node');
    created.onDidChangeState(({ newState }) => {
      if (nth !== nStarts) return;
      // The library starts a server again that crashed, and that one knows nothing yet.
      if (newState === State.Running) {
        void created.sendNotification(METHODS.chosenInvocations, chosenBuilds(context));
        if (wasRunning) forecastChanged.fire();
        wasRunning = true;
      }
      const isStarting = newState === State.Starting;
      setState(isStarting ? 'starting' : newState === State.Running ? 'running' : 'stopped');
    });
    await created.start();
  }

  async function stop(): Promise<void> {
    nStarts++;
    setState('stopped');
    const stopping = client;
    client = null;
    // A server that never came up cannot be stopped, and need not be.
    if (!stopping?.needsStop()) return;
    // One that hangs is ended all the same, and must not keep the next one from starting.
    await stopping.stop().catch((error: unknown) => {
      output.warn(`The language server did not stop in time: ${String(error)}`);
    });
  }

  async function restart(): Promise<void> {
    await stop();
    await start();
    forecastChanged.fire();
  }

  async function request<Result>(
    method: string,
    params: unknown,
    token?: vscode.CancellationToken,
  ): Promise<Result> {
    await starting;
    if (!client)
      throw new Error(
        'The language server is not running. Run "Layer Forecast: Restart Language Server".',
      );
    return client.sendRequest<Result>(method, params, token);
  }

  const trust = vscode.workspace.onDidGrantWorkspaceTrust(() => notify(METHODS.trustGranted, {}));

  function notify(method: string, params: unknown): void {
    void starting.then(() => client?.sendNotification(method, params));
  }

  return {
    start,
    stop,
    // Asked again while it restarts, it is already doing that: two at a time would leave two servers.
    restart: () => {
      restarting ??= restart().finally(() => {
        restarting = null;
      });
      return restarting;
    },
    request,
    notify,
    // The edit comes as protocol JSON; the client's converter checks and maps it.
    toWorkspaceEdit: async (edit) =>
      client?.protocol2CodeConverter.asWorkspaceEdit(
        edit as Parameters<LanguageClient['protocol2CodeConverter']['asWorkspaceEdit']>[0],
      ),
    onForecastChanged: forecastChanged.event,
    onBuildProgress: buildProgress.event,
    onActivity: activity.event,
    state: () => state,
    onState: stateChanged.event,
    dispose: () => {
      trust.dispose();
      forecastChanged.dispose();
      buildProgress.dispose();
      activity.dispose();
      stateChanged.dispose();
    },
  };
}

async function createClient(
  context: vscode.ExtensionContext,
  output: vscode.LogOutputChannel,
): Promise<LanguageClient> {
  await new Promise((done) => setImmediate(done));
  const { LanguageClient, TransportKind } = await import('vscode-languageclient/node');
  const module = context.asAbsolutePath('dist/server.cjs');
  const server: ServerOptions = {
    run: { module, transport: TransportKind.ipc },
    debug: {
      module,
      transport: TransportKind.ipc,
      options: { execArgv: ['--nolazy', '--inspect=6011'] },
    },
  };
  const options: LanguageClientOptions = {
    documentSelector: [
      { language: 'dockerfile' },
      { language: 'pip-requirements' },
      // The configuration, whatever extension gives it a language.
      { pattern: '**/{layer-forecast,pyproject}.toml' },
    ],
    outputChannel: output,
    // Links of hovers may open the views, and run nothing else.
    markdown: {
      isTrusted: { enabledCommands: ['layerForecast.showForecast', 'layerForecast.showTimings'] },
    },
    // Asked at each start: meanwhile the workspace may be trusted.
    initializationOptions,
    synchronize: {
      // Any file of a build context can change a forecast; the server looks only at those that a plan reads.
      fileEvents: vscode.workspace.createFileSystemWatcher('**/*'),
    },
    middleware: {
      handleDiagnostics: (uri, diagnostics, next) => next(uri, diagnostics.map(linkToRule)),
    },
  };
  return new LanguageClient('layerForecast', 'Layer Forecast', server, options);
}

function initializationOptions(): InitializationOptions {
  return {
    trusted: vscode.workspace.isTrusted,
    hasViews: true,
    watchesFiles: true,
    syntaxShownElsewhere: SHOW_SAME_SYNTAX.some(
      (id) => vscode.extensions.getExtension(id) !== undefined,
    ),
  };
}

/** The rule's name in a hover or in Problems opens its page, which ships inside the extension. */
function linkToRule(diagnostic: vscode.Diagnostic): vscode.Diagnostic {
  if (diagnostic.source !== 'layer-forecast' || typeof diagnostic.code !== 'string')
    return diagnostic;
  // What is wrong with a configuration is told by its message alone.
  if (diagnostic.code === 'configuration') return diagnostic;
  const target = vscode.Uri.parse(
    `command:layerForecast.openRule?${encodeURIComponent(JSON.stringify([diagnostic.code]))}`,
  );
  diagnostic.code = { value: diagnostic.code, target };
  return diagnostic;
}
