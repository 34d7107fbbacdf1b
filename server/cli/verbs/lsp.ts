/**
 * `lsp`: the language server over the standard streams, for editors other than VS Code. Its code is a program of its own
 * (`dist/server.cjs`), which is loaded here only, so that the other verbs start as fast as without it.
 */
import { EXIT, type CliIo } from '../io.ts';
import { InputError, parseArguments, UsageError } from '../usage.ts';

/** Of other servers, and so of the templates of editors' configurations. */
const OTHER_TRANSPORTS = ['node-ipc', 'socket', 'pipe', 'port', 'tcp'];

export async function lsp(argv: readonly string[], io: CliIo): Promise<number> {
  const other = OTHER_TRANSPORTS.find((name) =>
    argv.some((one) => one === `--${name}` || one.startsWith(`--${name}=`)),
  );
  if (other !== undefined) {
    throw new UsageError(
      `The language server speaks over the standard input and output only, not over --${other}. Start it as layer-forecast lsp --stdio.`,
    );
  }
  const { positionals } = parseArguments(argv, {
    stdio: { type: 'boolean' },
    // Clients made with VS Code's library send it; the server ends when this process is gone.
    clientProcessId: { type: 'string' },
  });
  if (positionals.length > 0)
    throw new UsageError('lsp takes no path: the editor says which folders are open.');
  const ended = new Promise<number>((resolve) => {
    io.signal.addEventListener('abort', () => resolve(EXIT.cancelled), { once: true });
  });
  await startServer();
  // The server ends the process itself when the editor says so or is gone.
  const exitCode = await ended;
  process.exit(exitCode);
}

async function startServer(): Promise<void> {
  try {
    // In the bundle this is the file beside it.
    await import('../../lsp/main.ts');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError(`The language server cannot be loaded: ${reason}.`);
  }
}
