/**
 * Proves the fixes of one package manager for one user: after them a changed manifest fetches and compiles nothing that the
 * cache has, by the manager's own output; without the mounts it does; and the image is the same but for what the fixes name.
 */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fixAll } from '../../../server/core/lint/fix-all.ts';
import { build, docker, uniqueContext, type Built } from '../engine.ts';
import { imageDifferences, type Difference } from './image-differences.ts';
import type { FileEdit, ManagerProof, MovedCache, ProofUser } from './model.ts';
import { receivedBytes, secondsOfRuns } from './measures.ts';

export interface ProofCase {
  readonly proof: ManagerProof;
  readonly user: ProofUser;
  readonly moved?: MovedCache;
  /** The product's own where it is absent. */
  readonly fix?: (dockerfile: string) => FixedText;
}

export interface FixedText {
  readonly text: string;
  /** The titles of the fixes. */
  readonly applied: readonly string[];
}

export interface Measured {
  readonly seconds: number;
  /** What this machine received meanwhile, from itself as well. */
  readonly bytes: number;
}

export interface ProofFigures {
  readonly plain: Measured;
  /** After the change, without a cache mount. */
  readonly plainChanged: Measured;
  readonly fixed: Measured;
  readonly fixedChanged: Measured;
}

interface Run {
  readonly built: Built;
  readonly measured: Measured;
  /** The lines of its output that say that something was fetched or compiled. */
  readonly work: readonly string[];
}

export async function prove(proofCase: ProofCase): Promise<ProofFigures> {
  const { proof, user, moved } = proofCase;
  const plainText = plainDockerfile(proof, user, moved);
  const isReviewed = proof.isReviewed?.(user) ?? false;
  const { fix = (text: string) => fixAll(text, { unsafe: isReviewed }) } = proofCase;
  const { text: fixedText, applied } = fix(plainText);
  assert.notEqual(fixedText, plainText, 'nothing was fixed');
  const { folder, nonce } = uniqueContext({ ...proof.files });
  // Mounts of the same name in other builds are other folders.
  const own = ['--network=host', `--build-arg=BUILDKIT_CACHE_MOUNT_NS=${nonce}`];
  const image = (name: string): string => `manager-proof-${nonce.toLowerCase()}:${name}`;
  const run = async (text: string, options: readonly string[]): Promise<Run> => {
    writeFileSync(path.join(folder, 'Dockerfile'), text.replaceAll('@nonce@', nonce));
    const before = receivedBytes();
    const built = await build(folder, [...own, ...options]);
    const bytes = receivedBytes() - before;
    assert.equal(built.exitCode, 0, `${text}\n${built.log}\n${built.output}`);
    const measured = { seconds: secondsOfRuns(built), bytes };
    return { built, measured, work: workLines(built, proof.work) };
  };

  if (proof.prepare !== undefined) await prepare(folder, proof.prepare);
  try {
    const plain = await run(plainText, ['-t', image('plain')]);
    const fixed = await run(fixedText, ['-t', image('fixed')]);
    assert.notDeepEqual(plain.work, [], plain.built.output);
    assert.notDeepEqual(fixed.work, [], `a new cache is empty\n${fixed.built.output}`);
    const named = namedPaths(applied);
    const differences = await imageDifferences(image('plain'), image('fixed'), named);
    assert.deepEqual(
      differences.filter((difference) => !isExpected(difference, named, proof)),
      [],
      `the image is the same but for ${named.join(', ')}\n${fixedText}`,
    );

    const change = (text: string): string => changed(folder, text, proof.change);
    const warm = await run(change(fixedText), ['--output=type=cacheonly']);
    assertCommandsRan(warm.built);
    const isAsked = (line: string): boolean => proof.asked?.test(line) ?? false;
    const again = (lines: readonly string[]): string[] => lines.filter((line) => !isAsked(line));
    assert.deepEqual(again(warm.work), [], `nothing again\n${fixedText}\n${warm.built.output}`);

    const bare = withoutCacheMounts(change(fixedText));
    const cold = await run(bare, ['--output=type=cacheonly']);
    assert.notDeepEqual(again(cold.work), [], `without the mounts\n${bare}\n${cold.built.output}`);
    return {
      plain: plain.measured,
      plainChanged: cold.measured,
      fixed: fixed.measured,
      fixedChanged: warm.measured,
    };
  } finally {
    await docker(['image', 'rm', '--force', image('plain'), image('fixed')]);
  }
}

function plainDockerfile(proof: ManagerProof, user: ProofUser, moved?: MovedCache): string {
  const install = (moved?.edits ?? []).reduce(
    (text, { from, to }) => text.replaceAll(from, to),
    proof.install(user).join('\n'),
  );
  return [
    `FROM ${proof.image}`,
    ...user.setup,
    // Nothing below comes from an earlier build.
    'RUN true @nonce@',
    ...(moved?.before ?? []),
    install,
    '',
  ].join('\n');
}

/** Builds the last stage of a Dockerfile into the context. */
async function prepare(folder: string, dockerfile: string): Promise<void> {
  writeFileSync(path.join(folder, 'Dockerfile'), dockerfile);
  const built = await build(folder, ['--network=host', `--output=type=local,dest=${folder}`]);
  assert.equal(built.exitCode, 0, built.log);
}

/** Writes the change where it is in a file; the Dockerfile comes back with it where it is there. */
function changed(folder: string, dockerfile: string, { file, from, to }: FileEdit): string {
  if (file === 'Dockerfile') {
    assert.ok(dockerfile.includes(from), dockerfile);
    return dockerfile.replace(from, to);
  }
  const name = path.join(folder, file);
  const text = readFileSync(name, 'utf8');
  if (text.includes(to)) return dockerfile;
  assert.ok(text.includes(from), text);
  writeFileSync(name, text.replace(from, to));
  return dockerfile;
}

/** With what a mount leaves of its line; the product's own reader is not asked. */
function withoutCacheMounts(dockerfile: string): string {
  return dockerfile.replace(/--mount=\S*\btype=cache\b\S*(?:[ \t]+\\\n)?[ \t]*/g, '');
}

function workLines(built: Built, work: RegExp): string[] {
  return built.output.split('\n').filter((line) => work.test(line));
}

/** A command that was cached prints nothing, which proves nothing: each after the nonce has to have run. */
function assertCommandsRan(built: Built): void {
  const runs = [...built.steps].flatMap(([name, verdict]) => {
    const [, number, command] = /^\[(?:\S+ +)?(\d+)\/\d+\] RUN (.*)/.exec(name) ?? [];
    return command === undefined ? [] : [{ number: Number(number), command, verdict }];
  });
  const nonce = runs.find(({ command }) => command.startsWith('true '))?.number ?? 0;
  const after = runs.filter(({ number }) => number > nonce);
  assert.ok(after.length > 0, built.log);
  for (const { command, verdict } of after) assert.equal(verdict, 'done', command);
}

/** The absolute paths in the titles of fixes. */
function namedPaths(titles: readonly string[]): string[] {
  const found = titles.flatMap((title) => title.match(/(?<![\w.~-])\/[\w./-]*[\w-]/g) ?? []);
  return [...new Set(found)];
}

function isExpected(
  { path: at, kind }: Difference,
  named: readonly string[],
  proof: ManagerProof,
): boolean {
  const isNamed = named.some((one) => at === one || at.startsWith(`${one}/`));
  // A folder that only holds what is named; anything else in it is a difference of its own.
  const holdsNamed = kind === 'missing' && named.some((one) => one.startsWith(`${at}/`));
  return isNamed || holdsNamed || proof.noise.some(({ path: noise }) => matches(at, noise));
}

function matches(at: string, noise: string | RegExp): boolean {
  if (typeof noise !== 'string') return noise.test(at);
  return at === noise || at.startsWith(`${noise}/`);
}
