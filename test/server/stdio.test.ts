/** The language server over the standard streams as a process: what it prints, and when and how it ends. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { projectRoot } from '../support/paths.ts';
import { cliProcess } from '../support/cli/command-line.ts';
import { uriOf } from '../support/server/language-server.ts';
import { folderWith, removeFolders } from '../node/support/folders.ts';

const DOCKERFILE = 'FROM python:3.12\nRUN pip install flask\n';
const bundle = join(projectRoot, 'dist/cli.cjs');

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

interface Session {
  readonly child: ChildProcessWithoutNullStreams;
  readonly send: (message: Message) => void;
  readonly messages: () => readonly Message[];
  /** What is printed and is no message. */
  readonly rest: () => string;
  readonly until: (holds: (message: Message) => boolean) => Promise<void>;
}

function start(args: readonly string[] = ['--stdio'], processId: number | null = null): Session {
  const child = spawn(process.execPath, [bundle, 'lsp', ...args]);
  let printed = Buffer.alloc(0);
  child.stdout.on('data', (chunk: Buffer) => (printed = Buffer.concat([printed, chunk])));
  const send = (message: Message): void => {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    child.stdin.write(`Content-Length: ${String(Buffer.byteLength(body))}\r\n\r\n${body}`);
  };
  const root = folderWith({ Dockerfile: DOCKERFILE });
  const uri = uriOf(join(root, 'Dockerfile'));
  send({ id: 1, method: 'initialize', params: { processId, rootUri: null, capabilities: {} } });
  send({ method: 'initialized', params: {} });
  const textDocument = { uri, languageId: 'dockerfile', version: 1, text: DOCKERFILE };
  send({ method: 'textDocument/didOpen', params: { textDocument } });
  return {
    child,
    send,
    messages: () => split(printed).messages,
    rest: () => split(printed).rest,
    until: async (holds) => {
      while (!split(printed).messages.some(holds)) await once(child.stdout, 'data');
    },
  };
}

function split(printed: Buffer): { readonly messages: readonly Message[]; readonly rest: string } {
  const messages: Message[] = [];
  let at = 0;
  for (;;) {
    const head = /^Content-Length: (\d+)\r\n\r\n/.exec(printed.subarray(at, at + 64).toString());
    const begin = at + (head?.[0].length ?? 0);
    const end = begin + Number(head?.[1]);
    if (head === null || end > printed.length)
      return { messages, rest: printed.subarray(at).toString() };
    messages.push(JSON.parse(printed.subarray(begin, end).toString()) as Message);
    at = end;
  }
}

const isFinding = ({ method }: Message): boolean => method === 'textDocument/publishDiagnostics';

describe('layer-forecast lsp over the standard streams', () => {
  afterEach(removeFolders);

  for (const args of [[], ['--stdio'], ['--stdio', '--clientProcessId=1']]) {
    it(`speaks with the arguments ${JSON.stringify(args)}`, async () => {
      const session = start(args);
      await session.until(isFinding);
      session.child.stdin.end();
      await once(session.child, 'close');
    });
  }

  it('prints messages of the protocol only, and none of its own', async () => {
    const session = start();
    await session.until(isFinding);
    // What follows an edit is told of in the pause after it.
    const uri = session.messages().find(isFinding)?.params?.['uri'];
    for (const id of [2, 3]) {
      session.send({ id, method: 'textDocument/codeLens', params: { textDocument: { uri } } });
      await session.until((message) => message.id === id);
      await new Promise((done) => setTimeout(done, 200));
    }
    session.send({ id: 4, method: 'shutdown' });
    await session.until(({ id }) => id === 4);
    session.send({ method: 'exit' });
    await once(session.child, 'close');
    assert.equal(session.rest(), '');
    const methods = new Set(session.messages().flatMap(({ method }) => method ?? []));
    assert.deepEqual([...methods], ['textDocument/publishDiagnostics']);
  });

  it('ends with 0 after shutdown and exit, and with 1 after exit alone', async () => {
    const orderly = start();
    orderly.send({ id: 2, method: 'shutdown' });
    await orderly.until(({ id }) => id === 2);
    orderly.send({ method: 'exit' });
    assert.deepEqual(await once(orderly.child, 'exit'), [0, null]);
    const abrupt = start();
    await abrupt.until(isFinding);
    abrupt.send({ method: 'exit' });
    assert.deepEqual(await once(abrupt.child, 'exit'), [1, null]);
  });

  it('ends when its input ends, and when it is told to by a signal', async () => {
    const left = start();
    await left.until(isFinding);
    left.child.stdin.end();
    assert.deepEqual(await once(left.child, 'exit'), [1, null]);
    const told = start();
    await told.until(isFinding);
    told.child.kill('SIGTERM');
    assert.deepEqual(await once(told.child, 'exit'), [130, null]);
  });

  it('ends when the process of the editor is gone', async () => {
    const editor = spawn(process.execPath, ['-e', 'process.stdin.resume()']);
    const session = start(['--stdio'], editor.pid ?? null);
    await session.until(isFinding);
    editor.stdin.end();
    assert.deepEqual(await once(session.child, 'exit'), [1, null]);
  });

  it('says that there is no other transport', async () => {
    for (const argument of ['--socket=6009', '--node-ipc', '--pipe']) {
      const ran = await cliProcess(['lsp', argument], { cwd: '/' });
      assert.deepEqual([ran.code, ran.out], [2, '']);
      assert.match(ran.err, /speaks over the standard input and output only, not over --/);
    }
  });
});
