/**
 * The language server as its client runs it: the bundle in a process of its own, spoken to over Node's IPC as VS Code
 * does, or as `layer-forecast lsp` over the standard streams. A test says what the workspace is and what the settings
 * are, and gets a client that remembers what the server sent.
 */
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createProtocolConnection,
  IPCMessageReader,
  IPCMessageWriter,
  StreamMessageReader,
  StreamMessageWriter,
  WorkDoneProgress,
  type CancellationToken,
  type ClientCapabilities,
  type Diagnostic,
  type MessageReader,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  type TextDocumentContentChangeEvent,
  type WorkDoneProgressCreateParams,
} from 'vscode-languageserver-protocol/node';
import { projectRoot } from '../paths.ts';
import { keepPrinted } from '../wording.ts';

export interface ServerOptions {
  readonly folders: readonly string[];
  readonly trusted?: boolean;
  readonly syntaxShownElsewhere?: boolean;
  /** `layerForecast.*`. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly capabilities?: ClientCapabilities;
  /** In place of what the client sends in `initializationOptions`. */
  readonly initializationOptions?: unknown;
  /** The bundle to run in place of the product's. */
  readonly bundle?: string;
  /** The arguments of `layer-forecast`; absent: the server is forked as VS Code does it. */
  readonly command?: readonly string[];
  /** Further parameters of the initialization. */
  readonly initialize?: Readonly<Record<string, unknown>>;
  /** Answers to requests of the server, by method. */
  readonly answers?: Readonly<Record<string, (params: unknown) => unknown>>;
}

export interface TestServer {
  readonly pid: number;
  readonly child: ChildProcess;
  /** Its history lies here. */
  readonly state: string;
  readonly capabilities: Readonly<Record<string, unknown>>;
  readonly connection: ProtocolConnection;
  readonly request: <Result>(
    method: string,
    params: unknown,
    token?: CancellationToken,
  ) => Promise<Result>;
  readonly notify: (method: string, params: unknown) => Promise<void>;
  readonly open: (file: string, text: string, language?: string) => Promise<void>;
  /** An edit as an editor sends it: a place and its new text, or the whole text. */
  readonly change: (file: string, ...changes: TextDocumentContentChangeEvent[]) => Promise<void>;
  readonly close: (file: string) => Promise<void>;
  /** The findings of the document's present version, once they are there. */
  readonly diagnostics: (file: string) => Promise<readonly Diagnostic[]>;
  /** The last findings of any file, open or not; undefined before the first. */
  readonly lastOf: (file: string) => readonly Diagnostic[] | undefined;
  /** How many findings each word about the document held, in order. */
  readonly published: (file: string) => readonly number[];
  /** All that came of a notification so far. */
  readonly received: (method: string) => readonly unknown[];
  readonly until: (what: string, holds: () => boolean) => Promise<void>;
  readonly setSettings: (settings: Readonly<Record<string, unknown>>) => Promise<void>;
  /** What the server wrote to its log. */
  readonly log: () => string;
  readonly isAlive: () => boolean;
}

const ORDINARY: ClientCapabilities = {
  workspace: {
    configuration: true,
    workspaceFolders: true,
    didChangeConfiguration: { dynamicRegistration: true },
    codeLens: { refreshSupport: true },
  },
};

const running = new Set<Running>();
const states: string[] = [];

export async function startServer(options: ServerOptions): Promise<TestServer> {
  const state = stateFolderFor(options.env);
  const env = { ...process.env, LAYER_FORECAST_STATE: state, ...options.env };
  const { child, connection } =
    options.command === undefined
      ? overIpc(env, options.bundle)
      : overStreams(options.command, env);
  running.add({ child, connection });
  let settings = options.settings ?? {};
  let logged = '';
  const received = new Map<string, unknown[]>();
  const found = new Map<string, PublishDiagnosticsParams>();
  const published = new Map<string, number[]>();
  const versions = new Map<string, number>();
  let wake = (): void => undefined;
  // A question to a server that is gone fails at once.
  child.once('exit', () => connection.dispose());
  child.stderr?.on('data', (chunk: Buffer) => (logged += chunk.toString()));
  connection.onRequest('workspace/configuration', (params: { items: readonly unknown[] }) =>
    params.items.map(() => settings),
  );
  connection.onRequest('client/registerCapability', () => null);
  for (const method of ['workspace/codeLens/refresh', 'workspace/inlayHint/refresh']) {
    connection.onRequest(method, () => {
      remember(method, null);
      return null;
    });
  }
  for (const [method, answer] of Object.entries(options.answers ?? {})) {
    connection.onRequest(method, (params: unknown) => {
      remember(method, params);
      return answer(params);
    });
  }
  connection.onNotification('textDocument/publishDiagnostics', (one: PublishDiagnosticsParams) => {
    found.set(one.uri, one);
    published.set(one.uri, [...(published.get(one.uri) ?? []), one.diagnostics.length]);
    wake();
  });
  connection.onNotification('window/logMessage', ({ message }: { message: string }) => {
    logged += `${message}\n`;
  });
  connection.onUnhandledNotification(({ method, params }) => remember(method, params));
  connection.onRequest(
    'window/workDoneProgress/create',
    ({ token }: WorkDoneProgressCreateParams) => {
      connection.onProgress(WorkDoneProgress.type, token, (value) => remember('$/progress', value));
      return null;
    },
  );
  connection.listen();
  const { capabilities } = await connection.sendRequest<{
    capabilities: Readonly<Record<string, unknown>>;
  }>('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: options.capabilities ?? ORDINARY,
    workspaceFolders: options.folders.map((folder) => ({
      uri: uriOf(folder),
      name: path.basename(folder),
    })),
    initializationOptions: options.initializationOptions ?? {
      ...{ hasViews: true, watchesFiles: true, trusted: options.trusted ?? false },
      syntaxShownElsewhere: options.syntaxShownElsewhere ?? false,
    },
    ...options.initialize,
  });
  await connection.sendNotification('initialized', {});

  function remember(method: string, params: unknown): void {
    received.set(method, [...(received.get(method) ?? []), params]);
    wake();
  }

  async function until(what: string, holds: () => boolean): Promise<void> {
    const end = Date.now() + 15_000;
    while (!holds()) {
      if (Date.now() > end) throw new Error(`This never came: ${what}\n${logged}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 200);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  return {
    pid: child.pid ?? 0,
    child,
    state,
    capabilities,
    connection,
    request: (method, params, token) =>
      token
        ? connection.sendRequest(method, params, token)
        : connection.sendRequest(method, params),
    notify: (method, params) => connection.sendNotification(method, params),
    open: async (file, text, language = languageOf(file)) => {
      const uri = uriOf(file);
      versions.set(uri, 1);
      const textDocument = { uri, languageId: language, version: 1, text };
      await connection.sendNotification('textDocument/didOpen', { textDocument });
    },
    change: async (file, ...contentChanges) => {
      const uri = uriOf(file);
      const version = (versions.get(uri) ?? 0) + 1;
      versions.set(uri, version);
      const textDocument = { uri, version };
      await connection.sendNotification('textDocument/didChange', { textDocument, contentChanges });
    },
    close: (file) =>
      connection.sendNotification('textDocument/didClose', { textDocument: { uri: uriOf(file) } }),
    diagnostics: async (file) => {
      const uri = uriOf(file);
      const version = versions.get(uri);
      await until(`findings of ${file}, version ${String(version)}`, () => {
        return found.get(uri)?.version === version;
      });
      return found.get(uri)?.diagnostics ?? [];
    },
    lastOf: (file) => found.get(uriOf(file))?.diagnostics,
    published: (file) => published.get(uriOf(file)) ?? [],
    received: (method) => received.get(method) ?? [],
    until,
    setSettings: async (next) => {
      settings = next;
      await connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    },
    log: () => logged,
    isAlive: () => child.exitCode === null && child.signalCode === null,
  };
}

interface Running {
  readonly child: ChildProcess;
  readonly connection: ProtocolConnection;
}

function overIpc(
  env: NodeJS.ProcessEnv,
  bundle = path.join(projectRoot, 'dist/server.cjs'),
): Running {
  const child = fork(bundle, ['--node-ipc'], { execArgv: [], silent: true, env });
  const reader = listened(new IPCMessageReader(child));
  return { child, connection: createProtocolConnection(reader, new IPCMessageWriter(child)) };
}

function overStreams(command: readonly string[], env: NodeJS.ProcessEnv): Running {
  const child = spawn(process.execPath, [path.join(projectRoot, 'dist/cli.cjs'), ...command], {
    env,
  });
  // A server that has ended reads nothing any more.
  child.stdin.on('error', () => undefined);
  const reader = listened(new StreamMessageReader(child.stdout));
  const writer = new StreamMessageWriter(child.stdin);
  return { child, connection: createProtocolConnection(reader, writer) };
}

/** Keeps what the server says, of whatever kind the message is. */
function listened(reader: MessageReader): MessageReader {
  const listen = reader.listen.bind(reader);
  reader.listen = (hear) =>
    listen((message) => {
      keepPrinted(JSON.stringify(message));
      hear(message);
    });
  return reader;
}

/** As editors write them; a URI is left as it is. */
export function uriOf(file: string): string {
  return /^[a-z-]{2,}:/.test(file) ? file : pathToFileURL(file).toString();
}

/** `afterEach(stopServers)`: asks them to end as an editor does. */
export async function stopServers(): Promise<void> {
  for (const { child, connection } of running) {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      await connection.sendRequest('shutdown').catch(() => undefined);
      await connection.sendNotification('exit').catch(() => undefined);
      const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await ended;
      clearTimeout(timer);
    }
  }
  running.clear();
  for (const state of states.splice(0)) rmSync(state, { recursive: true, force: true });
}

function stateFolderFor(env: ServerOptions['env']): string {
  const given = env?.['LAYER_FORECAST_STATE'];
  if (given !== undefined) return given;
  const state = realpathSync(mkdtempSync(path.join(tmpdir(), 'layer-forecast-state-')));
  states.push(state);
  return state;
}

function languageOf(file: string): string {
  return /dockerfile|containerfile/i.test(path.basename(file)) ? 'dockerfile' : 'pip-requirements';
}
