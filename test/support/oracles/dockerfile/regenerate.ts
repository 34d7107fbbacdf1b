/**
 * Writes the answers of the oracle (BuildKit's own parser, see README.md) beside the fixtures of test/fixtures/dockerfile,
 * or holds our reading of the Dockerfiles that BuildKit tests its parser with against them.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ourReading } from '../../dockerfile/reading.ts';

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

function main(args: readonly string[]): void {
  if (args[0] === '--buildkit-files') compareBuildKitFiles();
  else regenerate();
}

function regenerate(): void {
  const folders = foldersIn(fixtures);
  const dockerfiles = folders.map((name) => readDockerfile(fixtures, name));
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

/** The module that the oracle is built from has them: nothing is copied. */
function compareBuildKitFiles(): void {
  const module = execFileSync('go', ['list', '-m', '-f', '{{.Dir}}', 'github.com/moby/buildkit'], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  });
  const parser = join(module.trim(), 'frontend/dockerfile/parser');
  const files = ['', 'testfiles', 'testfiles-negative'].flatMap((folder) =>
    foldersIn(join(parser, folder)).map((name) => join(folder, name)),
  );
  const texts = files.map((name) => readDockerfile(parser, name));
  const { dockerfiles } = askBuildKit({ dockerfiles: texts, words: [], heredocs: [] });
  for (const [index, text] of texts.entries()) {
    const ours: unknown = JSON.parse(JSON.stringify(ourReading(text)));
    assert.deepEqual(ours, dockerfiles[index], files[index]);
  }
  console.log(`${files.length} Dockerfiles of BuildKit, read as it reads them`);
}

function foldersIn(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => existsSync(join(folder, name, 'Dockerfile')));
}

function readDockerfile(folder: string, name: string): string {
  return readFileSync(join(folder, name, 'Dockerfile'), 'utf8');
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

main(process.argv.slice(2));
