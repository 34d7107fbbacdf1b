/** Where things are, for tests and their helpers. */
import os from 'node:os';
import path from 'node:path';

export const projectRoot = path.resolve(import.meta.dirname, '../..');

/** What a run leaves behind to look at: results, screenshots. Not tracked. */
export const resultsFolder = path.join(projectRoot, 'test/results');

/** Where the scripts in `harness/` keep the services. */
export const testHome =
  process.env['LAYER_FORECAST_TEST_HOME'] ?? path.join(os.homedir(), '.cache/layer-forecast-test');
