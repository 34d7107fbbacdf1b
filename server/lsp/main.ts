/**
 * The language server: starts, says what it can, and hands every message to its handler under the guard. One file per
 * request in `requests/`. VS Code forks it and speaks over IPC; `layer-forecast lsp` loads it and speaks over the
 * standard streams.
 */
import {
  CodeActionKind,
  createConnection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  PositionEncodingKind,
  ProposedFeatures,
  TextDocuments,
  TextDocumentSyncKind,
  type InitializeResult,
  type WorkspaceFoldersChangeEvent,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import manifest from '../../package.json' with { type: 'json' };
import { readClient } from './client.ts';
import { guarded } from './guard.ts';
import { registerHandlers } from './handlers.ts';
import { refreshAll } from './refresh.ts';
import { COMMANDS } from './requests/execute-command.ts';
import { createSession, type Session } from './session.ts';
import { loadSettings } from './settings.ts';

// The library goes by the first transport among the arguments. With this one it also keeps `console` from the output.
if (!process.argv.includes('--node-ipc')) process.argv.splice(2, 0, '--stdio');
const connection = createConnection(ProposedFeatures.all);
const documents = new TextDocuments(TextDocument);
let session: Session | null = null;
const ending = new AbortController();

connection.onInitialize((params): InitializeResult => {
  const client = readClient(params);
  session = createSession({ connection, documents, client, ending: ending.signal });
  registerHandlers(session);
  return {
    capabilities: {
      positionEncoding: PositionEncodingKind.UTF16,
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
      codeActionProvider: {
        codeActionKinds: [CodeActionKind.QuickFix, `${CodeActionKind.SourceFixAll}.layerForecast`],
      },
      codeLensProvider: { resolveProvider: false },
      hoverProvider: true,
      // Of a configuration: a key, the name of a table, a text.
      completionProvider: { triggerCharacters: ['"', '.', '['] },
      inlayHintProvider: true,
      // The extension has these commands itself, and a command cannot be registered twice.
      ...(client.hasViews ? {} : { executeCommandProvider: { commands: [...COMMANDS] } }),
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    },
    serverInfo: { name: 'layer-forecast', version: manifest.version },
  };
});

connection.onInitialized(() => {
  const started = session;
  if (!started) return;
  void guarded(connection, 'start', undefined, async () => {
    const { client } = started;
    if (client.changesFolders)
      connection.workspace.onDidChangeWorkspaceFolders((event) => onFolders(started, event));
    await loadSettings(started);
    if (client.registersConfiguration)
      await connection.client.register(DidChangeConfigurationNotification.type, {
        section: 'layerForecast',
      });
    // Any file of a build context can change a forecast.
    if (client.registersWatchers && !client.watchesFiles)
      await connection.client.register(DidChangeWatchedFilesNotification.type, {
        watchers: [{ globPattern: '**/*' }],
      });
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
