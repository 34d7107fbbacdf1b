/**
 * Writes the answers of the oracle (BuildKit's own parser, see README.md) beside the fixtures of test/fixtures/dockerfile.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const fixtures = join(import.meta.dirname, '../../../fixtures/dockerfile');

interface WordFixtures {
  readonly env: Readonly<Record<string, string>>;
  readonly words: readonly object[];
}

interface Answers {
  readonly dockerfiles: readonly unknown[];
  readonly words: readonly unknown[];
  readonly heredocs: readonly unknown[];
}

function regenerate(): void {
  const folders = readdirSync(fixtures).filter((name) =>
    existsSync(join(fixtures, name, 'Dockerfile')),
  );
  const dockerfiles = folders.map((name) =>
    readFileSync(join(fixtures, name, 'Dockerfile'), 'utf8'),
  );
  // The fixtures are ours, and the tests fail on another shape.
  const { env, words } = readFixture('words.json') as WordFixtures;
  const heredocs = readFixture('heredoc-words.json') as readonly string[];
  const answers = askBuildKit({
    dockerfiles,
    words: words.map((word) => ({ ...word, env })),
    heredocs,
  });
  folders.forEach((name, index) => {
    write(join(name, 'buildkit.json'), answers.dockerfiles[index]);
  });
  write('words.buildkit.json', answers.words);
  write('heredoc-words.buildkit.json', answers.heredocs);
  console.log(`${folders.length} Dockerfiles, ${words.length + heredocs.length} words`);
}

function readFixture(name: string): unknown {
  return JSON.parse(readFileSync(join(fixtures, name), 'utf8'));
}

function askBuildKit(question: object): Answers {
  const answer = execFileSync('go', ['run', '.'], {
    cwd: import.meta.dirname,
    input: JSON.stringify(question),
    maxBuffer: 1 << 28,
    encoding: 'utf8',
  });
  // The program beside this file writes exactly this shape.
  return JSON.parse(answer) as Answers;
}

function write(name: string, value: unknown): void {
  writeFileSync(join(fixtures, name), `${JSON.stringify(value, null, 2)}\n`);
}

regenerate();
