/** Records what Docker Compose makes of the projects in test/fixtures/compose, or tries random ones; see README.md. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inspect, isDeepStrictEqual } from 'node:util';
import {
  answersOf,
  CASE_ROOT,
  caseIn,
  composeFixtures,
  readCase,
  type ComposeCase,
  type Expected,
} from '../../compose/cases.ts';
import { askCompose, installCompose } from './docker-compose.ts';
import { randomProjects } from './random-projects.ts';

function main(args: readonly string[]): void {
  const program = installCompose();
  const scratch = mkdtempSync(path.join(tmpdir(), 'compose-'));
  const folder = path.join(scratch, CASE_ROOT);
  try {
    if (args[0] === '--try')
      tryProjects(program, folder, Number(args[1] ?? 1000), Number(args[2] ?? 1));
    else regenerate(program, folder);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

function regenerate(program: string, folder: string): void {
  for (const name of readdirSync(composeFixtures)) {
    const fixture = path.join(composeFixtures, name);
    rmSync(folder, { recursive: true, force: true });
    cpSync(fixture, folder, { recursive: true });
    const { expected, message } = askCompose(program, folder, caseIn(folder));
    writeFileSync(path.join(fixture, 'expected.json'), `${JSON.stringify(expected, null, 2)}\n`);
    if ('refused' in expected) console.log(`${name}: refused: ${message.trim()}`);
  }
}

/**
 * What stops Docker Compose and is not checked by the reader: shapes of keys, a service without an image, and circles
 * that are none, of services with one name in two files.
 */
const UNCHECKED =
  /must be an? (?:mapping|array|object)|neither an image nor a build|cannot override services\.x\.extends|Circular reference/;

function tryProjects(program: string, folder: string, count: number, seed: number): void {
  let different = 0;
  let refused = 0;
  for (const { files, one } of randomProjects(count, seed)) {
    rmSync(folder, { recursive: true, force: true });
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
    }
    const { expected, message } = askCompose(program, folder, one);
    if ('refused' in expected) refused++;
    if ('refused' in expected && UNCHECKED.test(message)) continue;
    const difference = compare(expected, folder, one);
    if (difference === null) continue;
    different++;
    if (different > 5) continue;
    for (const [name, text] of Object.entries(files)) console.log(`--- ${name}\n${text}`);
    console.log(one.environment, message, inspect(difference, { depth: 9 }));
  }
  console.log(`${count} projects, ${refused} of them refused, ${different} of them different`);
}

function compare(expected: Expected, folder: string, one: ComposeCase): unknown {
  const ours = readCase(folder, one);
  if ('refused' in expected) return ours.problems.length > 0 ? null : 'no problem found';
  const answers = answersOf(ours);
  if (ours.problems.length > 0) return ours.problems;
  const names = new Set([...Object.keys(answers), ...Object.keys(expected.builds)]);
  const different = [...names].filter(
    (name) => !isDeepStrictEqual(answers[name], expected.builds[name]),
  );
  if (different.length === 0) return null;
  return different.map((name) => ({ name, theirs: expected.builds[name], ours: answers[name] }));
}

main(process.argv.slice(2));
