/** A client that knows only the protocol, as editors other than VS Code are, with a project of three files open in it. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type {
  ClientCapabilities,
  CodeAction,
  CodeLens,
  ShowDocumentParams,
  ShowMessageParams,
  TextEdit,
} from 'vscode-languageserver-protocol/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { folderWith } from '../../node/support/folders.ts';
import { startServer, uriOf, type ServerOptions, type TestServer } from './language-server.ts';
import { recordBuild } from './records.ts';

export const DOCKERFILE =
  'FROM python:3.12\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY app.py .\n';
export const FIXED = DOCKERFILE.replace('RUN ', 'RUN --mount=type=cache,target=/root/.cache/pip ');
export const FILES = {
  Dockerfile: DOCKERFILE,
  'requirements.txt': 'flask==3.0\n',
  'app.py': '1\n',
};

/** Of an editor that opens documents and applies edits; Neovim since 0.10 can do as much. */
export const ABLE: ClientCapabilities = {
  workspace: { applyEdit: true, codeLens: { refreshSupport: true } },
  window: { showDocument: { support: true }, workDoneProgress: true },
};

export interface Started {
  readonly server: TestServer;
  readonly root: string;
  readonly dockerfile: string;
}

export async function start(rest: Partial<ServerOptions> = {}): Promise<Started> {
  const root = folderWith(FILES);
  const server = await startServer({
    folders: [root],
    command: ['lsp', '--stdio'],
    capabilities: {},
    initializationOptions: {},
    ...rest,
    answers: {
      'window/showDocument': () => ({ success: true }),
      'workspace/applyEdit': () => ({ applied: true }),
      ...rest.answers,
    },
  });
  return { server, root, dockerfile: join(root, 'Dockerfile') };
}

export async function opened(rest: Partial<ServerOptions> = {}): Promise<Started> {
  const started = await start(rest);
  await started.server.open(started.dockerfile, DOCKERFILE);
  return started;
}

export function record({ server, root, dockerfile }: Started): Promise<unknown> {
  return recordBuild(server.state, { place: { dockerfile, context: root } });
}

export async function lenses(server: TestServer, file: string): Promise<readonly CodeLens[]> {
  return server.request('textDocument/codeLens', { textDocument: { uri: uriOf(file) } });
}

export async function titles(server: TestServer, file: string): Promise<readonly string[]> {
  return (await lenses(server, file)).map(({ command }) => command?.title ?? '');
}

export async function actions(
  server: TestServer,
  file: string,
  only?: readonly string[],
): Promise<readonly CodeAction[]> {
  const at = { line: 2, character: 5 };
  return server.request('textDocument/codeAction', {
    textDocument: { uri: uriOf(file) },
    range: { start: at, end: at },
    context: { diagnostics: [], ...(only ? { only } : {}) },
  });
}

export function applied(edits: readonly TextEdit[] | undefined): string {
  return TextDocument.applyEdits(TextDocument.create('', '', 0, DOCKERFILE), [...(edits ?? [])]);
}

/** `3 Built in 2 s.`: errors are 1, warnings 2, information 3. */
export function messages(server: TestServer): readonly string[] {
  const found = server.received('window/showMessage') as readonly ShowMessageParams[];
  return found.map(({ type, message }) => `${type} ${message}`);
}

export async function run(
  server: TestServer,
  command: string,
  ...args: unknown[]
): Promise<unknown> {
  return server.request('workspace/executeCommand', { command, arguments: args });
}

export function lastShown(server: TestServer): string {
  const shown = server.received('window/showDocument') as readonly ShowDocumentParams[];
  return fileURLToPath(shown.at(-1)?.uri ?? '');
}

/** What was seen of the disk holds for a moment. */
export async function untilTrue(holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 15_000;
  while (!(await holds())) {
    assert.ok(Date.now() < end, 'it never came');
    await new Promise((done) => setTimeout(done, 100));
  }
}
