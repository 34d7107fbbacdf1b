/**
 * The language server: starts, says what it can, and hands every message to its handler under the guard. One file per
 * request in `requests/`.
 */
import {
  CodeActionKind,
  createConnection,
  DidChangeConfigurationNotification,
  ProposedFeatures,
  TextDocuments,
  TextDocumentSyncKind,
  type ClientCapabilities,
  type InitializeResult,
  type WorkspaceFoldersChangeEvent,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { InitializationOptions } from '../protocol/requests.ts';
import { guarded } from './guard.ts';
import { registerHandlers } from './handlers.ts';
import { refreshAll } from './refresh.ts';
import { createSession, type Session } from './session.ts';
import { loadSettings } from './settings.ts';

const connection = createConnection(ProposedFeatures.all);
const documents = new TextDocuments(TextDocument);
let session: Session | null = null;
let client: ClientCapabilities = {};
const ending = new AbortController();

connection.onInitialize((params): InitializeResult => {
  client = params.capabilities;
  const options = readOptions(params.initializationOptions);
  session = createSession({
    connection,
    documents,
    ...options,
    folders: params.workspaceFolders ?? [],
    canRefreshLenses: client.workspace?.codeLens?.refreshSupport === true,
    canRefreshHints: client.workspace?.inlayHint?.refreshSupport === true,
    ending: ending.signal,
  });
  registerHandlers(session);
  return {
    capabilities: {
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
      codeActionProvider: {
        codeActionKinds: [CodeActionKind.QuickFix, `${CodeActionKind.SourceFixAll}.layerForecast`],
      },
      codeLensProvider: { resolveProvider: false },
      hoverProvider: true,
      inlayHintProvider: true,
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    },
    serverInfo: { name: 'layer-forecast' },
  };
});

connection.onInitialized(() => {
  const started = session;
  if (!started) return;
  void guarded(connection, 'start', undefined, async () => {
    if (client.workspace?.workspaceFolders)
      connection.workspace.onDidChangeWorkspaceFolders((event) => onFolders(started, event));
    if (client.workspace?.didChangeConfiguration?.dynamicRegistration)
      await connection.client.register(DidChangeConfigurationNotification.type, undefined);
    if (client.workspace?.configuration) await loadSettings(started);
    else refreshAll(started);
  });
});

function onFolders(started: Session, event: WorkspaceFoldersChangeEvent): void {
  void guarded(connection, 'workspace folders', undefined, () => {
    const removed = new Set(event.removed.map((folder) => folder.uri));
    started.folders = [...started.folders.filter((one) => !removed.has(one.uri)), ...event.added];
    started.project.changed(null);
    refreshAll(started);
  });
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** A client that sends something else gets the careful defaults: no trust, no doubled findings. */
function readOptions(options: unknown): InitializationOptions {
  const given = typeof options === 'object' && options !== null ? options : {};
  return {
    trusted: 'trusted' in given && given.trusted === true,
    syntaxShownElsewhere: 'syntaxShownElsewhere' in given && given.syntaxShownElsewhere === true,
  };
}

// A build runs in a process group of its own: nobody else would tell it that the editor is gone.
connection.onShutdown(() => ending.abort());
process.once('exit', () => ending.abort());

// What no guard can catch, in a timer or in the library that reads messages, must not end the server either.
for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error: unknown) => {
    void guarded(connection, 'the server', undefined, () => Promise.reject(asError(error)));
  });
}

documents.listen(connection);
connection.listen();
