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
  type InitializeResult,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { METHODS, type InitializationOptions } from '../protocol/requests.ts';
import { registerHandlers } from './handlers.ts';
import { createSession, type Session } from './session.ts';
import { loadSettings } from './settings.ts';

const connection = createConnection(ProposedFeatures.all);
const documents = new TextDocuments(TextDocument);
let session: Session | null = null;

connection.onInitialize((params): InitializeResult => {
  const options = readOptions(params.initializationOptions);
  session = createSession({
    connection,
    documents,
    ...options,
    folders: params.workspaceFolders ?? [],
  });
  registerHandlers(session);
  return {
    capabilities: {
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
      codeActionProvider: {
        codeActionKinds: [CodeActionKind.QuickFix, `${CodeActionKind.SourceFixAll}.layerForecast`],
      },
      codeLensProvider: { resolveProvider: false },
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    },
    serverInfo: { name: 'layer-forecast' },
  };
});

connection.onInitialized(() => {
  const started = session;
  if (!started) return;
  void connection.client.register(DidChangeConfigurationNotification.type, undefined);
  connection.workspace.onDidChangeWorkspaceFolders((event) => {
    const removed = new Set(event.removed.map((folder) => folder.uri));
    started.folders = [...started.folders.filter((one) => !removed.has(one.uri)), ...event.added];
    started.index.forgetFiles();
    void connection.sendNotification(METHODS.forecastChanged, {});
  });
  void loadSettings(started);
});

/** A client that sends something else gets the careful defaults: no trust, no doubled findings. */
function readOptions(options: unknown): InitializationOptions {
  const given = typeof options === 'object' && options !== null ? options : {};
  return {
    trusted: 'trusted' in given && given.trusted === true,
    syntaxShownElsewhere: 'syntaxShownElsewhere' in given && given.syntaxShownElsewhere === true,
  };
}

documents.listen(connection);
connection.listen();
