/**
 * The process of one suite: runs mocha over the files that the runner names and records the results.
 * `node --import tsx suite-process.ts RESULT-FILE MOCHA-OPTIONS-AS-JSON FILE…`
 */
import Mocha from 'mocha';
import { recordResults } from './results.ts';

/** Mocha's own default is two seconds, which a busy machine of two cores can exceed without any fault. */
const defaultTimeout = 20_000;

/** How long a process may stay after its last test; then something was left open that the tests should have closed. */
const graceMilliseconds = 5_000;

// Ended for taking too long: leave by the door, so that what was started is ended as well.
process.once('SIGTERM', () => process.exit(143));

const [resultFile = '', options = '{}', ...files] = process.argv.slice(2);
const mocha = new Mocha({
  timeout: defaultTimeout,
  ...(JSON.parse(options) as Mocha.MochaOptions),
});
for (const file of files) mocha.addFile(file);
await mocha.loadFilesAsync();
const runner = mocha.run((failures) => {
  process.exitCode = failures > 0 ? 1 : 0;
  const timer = setTimeout(() => {
    console.error('Something keeps the process alive after the last test; it is ended.');
    process.exit();
  }, graceMilliseconds);
  timer.unref();
});
recordResults(runner, resultFile);
