/**
 * Runs the benchmarks of this folder one after the other: `npm run bench`, `npm run bench -- activation`. Prints a table a
 * bench, and ends with exit code 1 where a row is over its limit or a bench failed. `--small` makes little work of the large
 * ones: then no row counts.
 */
import { readdirSync } from 'node:fs';
import type { Bench, BenchRow } from './model.ts';

const args = process.argv.slice(2);
const small = args.includes('--small');
const names = args.filter((arg) => arg !== '--small');
const benches = await loadBenches();
for (const name of names.filter((name) => !benches.some((bench) => bench.name === name))) {
  console.log(`There is no bench "${name}" in test/bench/.`);
  process.exitCode = 1;
}
for (const bench of benches.filter(({ name }) => names.length === 0 || names.includes(name))) {
  if (!(await runBench(bench))) process.exitCode = 1;
}

async function loadBenches(): Promise<readonly Bench[]> {
  const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.bench.ts'));
  return Promise.all(
    files.sort().map(async (file) => {
      const { bench } = (await import(`./${file}`)) as { readonly bench: Bench };
      return bench;
    }),
  );
}

async function runBench({ name, absent, run }: Bench): Promise<boolean> {
  console.log(`\n# ${name}`);
  const reason = await absent?.();
  if (reason !== undefined) {
    console.log(`left out: ${reason}`);
    return true;
  }
  try {
    const rows = await run({ small });
    printTable(rows);
    return rows.length > 0 && (small || rows.every(({ ok }) => ok));
  } catch (error) {
    console.log(error instanceof Error ? (error.stack ?? error.message) : error);
    return false;
  }
}

function printTable(rows: readonly BenchRow[]): void {
  const cells = rows.map((row) => [
    row.what,
    `${figure(row.value)} ${row.unit}`,
    row.limit === undefined ? '' : `limit ${figure(row.limit)} ${row.unit}`,
    row.ratio === undefined ? '' : `ratio ${row.ratio.toFixed(2)}`,
    row.ok ? 'ok' : 'NOT OK',
  ]);
  const widths = [0, 1, 2, 3, 4].map((column) =>
    Math.max(...cells.map((line) => (line[column] ?? '').length)),
  );
  for (const line of cells) {
    const padded = line.map((cell, column) => pad(cell, widths[column] ?? 0, column));
    console.log(padded.join('  ').trimEnd());
  }
}

/** Names and words to the left, figures to the right. */
function pad(cell: string, width: number, column: number): string {
  return column === 0 || column === 4 ? cell.padEnd(width) : cell.padStart(width);
}

function figure(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toFixed(digits);
}
