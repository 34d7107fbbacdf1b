/** Asks the oracle (BuildKit's own frontend and solver, see README.md) about the random builds and keeps its answers. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../paths.ts';
import { oracleGraph, plannedGraph, type OracleGraph } from './graphs.ts';
import { randomBuilds, type OracleBuild } from './random-builds.ts';

const KEPT = 160;
const SEED = 20;

function main(args: readonly string[]): void {
  if (args[0] === '--try') tryBuilds(Number(args[1] ?? 1000), Number(args[2] ?? 1));
  else regenerate();
}

function regenerate(): void {
  const builds = randomBuilds(KEPT, SEED);
  const graphs = askBuildKit(builds);
  const file = path.join(projectRoot, 'test/fixtures/plan/graphs.json');
  // The images are the same for all and stay with the builds.
  const cases = builds.map((build, at) => {
    return { build: { ...build, images: undefined }, graph: withoutMessage(graphs[at]) };
  });
  writeFileSync(file, `${JSON.stringify(cases)}\n`);
  console.log(
    `${builds.length} builds, ${graphs.filter((graph) => graph.refused).length} of them refused`,
  );
}

function tryBuilds(count: number, seed: number): void {
  const builds = randomBuilds(count, seed);
  const graphs = askBuildKit(builds);
  let different = 0;
  for (const [at, build] of builds.entries()) {
    const theirs = oracleGraph(graphs[at] ?? { refused: true });
    const ours = plannedGraph(build);
    if (
      JSON.stringify([theirs.refused, theirs.vertices]) ===
      JSON.stringify([ours.refused, ours.vertices])
    )
      continue;
    different++;
    console.log(build, graphs[at]?.message ?? '', theirs.vertices, ours.vertices);
  }
  console.log(`${count} builds, ${different} of them different`);
}

function askBuildKit(builds: readonly OracleBuild[]): readonly OracleGraph[] {
  const answer = execFileSync('go', ['run', '.'], {
    cwd: import.meta.dirname,
    input: JSON.stringify(builds),
    maxBuffer: 2 ** 28,
    encoding: 'utf8',
  });
  // The program beside this file writes exactly this shape.
  return JSON.parse(answer) as readonly OracleGraph[];
}

/** Its words are BuildKit's own and nobody reads them here. */
function withoutMessage(graph: OracleGraph | undefined): OracleGraph | undefined {
  return graph?.refused === true ? { refused: true } : graph;
}

main(process.argv.slice(2));
