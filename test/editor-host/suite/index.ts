/** What the extension host loads: mocha over the bundled tests beside it. Rejects where one fails, as the editor expects. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';
import { recordResults } from '../../support/runner/results.ts';

export async function run(): Promise<void> {
  const { LAYER_FORECAST_RESULTS: resultFile, LAYER_FORECAST_MOCHA: options } = process.env;
  const mocha = new Mocha({
    timeout: 60_000,
    ...(JSON.parse(options ?? '{}') as Mocha.MochaOptions),
  });
  const names = readdirSync(__dirname, { recursive: true, encoding: 'utf8' });
  for (const name of names.filter((name) => name.endsWith('.test.cjs')).sort()) {
    mocha.addFile(path.join(__dirname, name));
  }
  const failures = await new Promise<number>((done) => {
    const runner = mocha.run(done);
    if (resultFile !== undefined) recordResults(runner, resultFile);
  });
  if (failures > 0) throw new Error(`${failures} failed`);
}
