/** A language server over the standard streams, as any editor starts it: the same client for ours and for the peer. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type PublishDiagnosticsParams,
  type TextDocumentContentChangeEvent,
} from 'vscode-languageserver-protocol/node';
import { uriOf } from '../../support/server/language-server.ts';

export interface StdioServer {
  readonly pid: number;
  readonly open: (text: string) => Promise<void>;
  readonly change: (change: TextDocumentContentChangeEvent) => Promise<void>;
  /** The next word about the document. To be asked for before the edit that it answers. */
  readonly nextFindings: () => Promise<PublishDiagnosticsParams>;
  readonly stop: () => Promise<void>;
}

export interface StdioServerOptions {
  readonly program: string;
  readonly args: readonly string[];
  readonly dockerfile: string;
  readonly env?: NodeJS.ProcessEnv;
}

export async function startStdioServer(options: StdioServerOptions): Promise<StdioServer> {
  const { program, args, dockerfile, env = process.env } = options;
  const child = spawn(process.execPath, [program, ...args], { env });
  child.stdin.on('error', () => undefined);
  child.stderr.resume();
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const waiting: ((findings: PublishDiagnosticsParams) => void)[] = [];
  connection.onNotification('textDocument/publishDiagnostics', (one: PublishDiagnosticsParams) => {
    for (const resolve of waiting.splice(0)) resolve(one);
  });
  connection.listen();
  const folder = path.dirname(dockerfile);
  const uri = uriOf(dockerfile);
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: uriOf(folder),
    capabilities: {},
    workspaceFolders: [{ uri: uriOf(folder), name: 'bench' }],
  });
  await connection.sendNotification('initialized', {});
  let version = 1;
  return {
    pid: child.pid ?? 0,
    open: (text) =>
      connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri, languageId: 'dockerfile', version, text },
      }),
    change: (change) => {
      version++;
      const textDocument = { uri, version };
      return connection.sendNotification('textDocument/didChange', {
        textDocument,
        contentChanges: [change],
      });
    },
    nextFindings: () => new Promise((resolve) => waiting.push(resolve)),
    stop: async () => {
      const ended = once(child, 'exit');
      await connection.sendRequest('shutdown').catch(() => undefined);
      await connection.sendNotification('exit').catch(() => undefined);
      await ended;
      connection.dispose();
    },
  };
}
