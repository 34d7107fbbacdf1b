/**
 * Holds forecasts against real engines: `npm run fidelity` runs every scenario and 150 random cases on all engines, and
 * `npm run fidelity -- --seed 1000 --cases 50 --engine newest` runs other cases, `--scenarios TEXT` the scenarios with this
 * in their names. With `--keep`, a case that fails is made small and written to `test/fixtures/scenarios`. The exit code is
 * 1 where a step came out otherwise than forecast.
 */
import { parseArgs } from 'node:util';
import { availableEngines, ENGINE_NAMES, type EngineName } from './engines.ts';
import { outcomeLine, runFidelity, totalLines } from './fidelity.ts';
import { CI_CASES, CI_SEED } from './selection.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    cases: { type: 'string' },
    engine: { type: 'string', multiple: true },
    scenarios: { type: 'string' },
    keep: { type: 'boolean' },
  },
});
const available = availableEngines();
const engines = ENGINE_NAMES.filter(
  (name) => values.engine?.includes(name) ?? available.includes(name),
);
const unknown = (values.engine ?? []).filter((name) => !ENGINE_NAMES.includes(name as EngineName));
const seed = Number(values.seed ?? CI_SEED);
const cases = Number(values.cases ?? (values.scenarios === undefined ? CI_CASES : 0));
if (unknown.length > 0 || !Number.isSafeInteger(seed) || !Number.isSafeInteger(cases)) {
  console.error(
    `usage: npm run fidelity -- [--seed N] [--cases M] [--engine ${ENGINE_NAMES.join('|')}]… [--scenarios TEXT] [--keep]`,
  );
  process.exit(2);
}
const isOther = values.seed !== undefined || values.cases !== undefined;
const scenarios = values.scenarios ?? (isOther ? null : '');
for (const name of ENGINE_NAMES) {
  if (values.engine === undefined && !available.includes(name))
    console.log(`${name} is left out: it is not installed (see test/support/harness).`);
}
const outcomes = await runFidelity(
  { engines, seed, cases, scenarios, keep: values.keep ?? false },
  {
    say: (line) => console.log(line),
    progress: (line) => console.log(line),
    done: (outcome) => console.log(outcomeLine(outcome)),
  },
);
for (const line of totalLines(outcomes)) console.log(line);
process.exit(outcomes.some(({ comparison }) => comparison.wrong.length > 0) ? 1 : 0);
