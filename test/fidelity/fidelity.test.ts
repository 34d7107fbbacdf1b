/** What `npm run fidelity` runs, as tests: one for the scenarios and one for the random cases of each engine. */
import { availableEngines } from './engines.ts';
import { outcomeLine, runFidelity, type Kind, type Outcome } from './fidelity.ts';
import { CI_CASES, CI_SEED } from './selection.ts';

const engines = availableEngines();

describe('forecasts and what engines print', function () {
  this.timeout(2_400_000);
  const outcomes: Outcome[] = [];
  const said: string[] = [];
  let running: Promise<unknown> = Promise.resolve();

  before(() => {
    running = runFidelity(
      { engines, seed: CI_SEED, cases: CI_CASES, scenarios: '', keep: false },
      {
        say: (line) => said.push(line),
        done: (outcome) => {
          outcomes.push(outcome);
          console.log(`    ${outcomeLine(outcome)}`);
        },
      },
    );
    // The tests say what went wrong.
    running.catch(() => undefined);
  });

  for (const engine of engines) {
    for (const kind of ['scenarios', 'random cases'] satisfies readonly Kind[]) {
      it(`are the same in all ${kind} on ${engine}`, async () => {
        await running;
        const mine = outcomes.filter((each) => each.engine === engine && each.kind === kind);
        const isFine = mine.every(
          ({ comparison }) => comparison.compared > 0 && comparison.wrong.length === 0,
        );
        if (mine.length === 0 || !isFine)
          throw new Error([...mine.map(outcomeLine), ...said].join('\n') || 'nothing was compared');
      });
    }
  }
});
