/** `layer-forecast`: chooses the verb, prints what it says, ends with its exit code. */
import type { LiveArea } from './output/live-area.ts';
import { runCli } from './run.ts';

const controller = new AbortController();
// Docker runs in a process group of its own, so that it hears of these from us only.
// A second one ends this process at once.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
// A terminal that is closed can send it twice.
process.on('SIGHUP', () => controller.abort());
// A reader that went away (`| head`) is no error of ours, nor is a terminal that was closed: the build still ends, and is
// recorded.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
  });

/** Read as it comes: a pipe that has nothing yet makes a synchronous reading fail. */
async function readStdin(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

async function openLive(): Promise<LiveArea | null> {
  if (!isLive()) return null;
  const { openLiveArea } = await import('./building.ts');
  return openLiveArea(process.stderr);
}

/** As the libraries of the field have it; a `dumb` terminal has no cursor to move. */
function isLive(): boolean {
  return process.stderr.isTTY && process.env['TERM'] !== 'dumb' && process.env['CI'] === undefined;
}

void runCli(process.argv.slice(2), {
  cwd: process.cwd(),
  env: process.env,
  stdin: async () => new TextDecoder('utf-8', { ignoreBOM: true }).decode(await readStdin()),
  stdinBytes: readStdin,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  color: process.stdout.isTTY && process.env['NO_COLOR'] === undefined,
  openLive,
  signal: controller.signal,
}).then((exitCode) => {
  process.exitCode = exitCode;
});
