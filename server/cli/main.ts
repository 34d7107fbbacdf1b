/** `layer-forecast`: chooses the verb, prints what it says, ends with its exit code. */
import { readFileSync } from 'node:fs';
import { runCli } from './run.ts';

const controller = new AbortController();
process.once('SIGINT', () => controller.abort());
process.once('SIGTERM', () => controller.abort());
// A reader that went away (`| head`) is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

void runCli(process.argv.slice(2), {
  cwd: process.cwd(),
  env: process.env,
  stdin: () => readFileSync(0, 'utf8'),
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  color: process.stdout.isTTY && process.env['NO_COLOR'] === undefined,
  signal: controller.signal,
}).then((exitCode) => {
  process.exitCode = exitCode;
});
