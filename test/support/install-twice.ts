/**
 * An install of a package that has to be built, twice on a real engine: whether the second build finds the wheel of the
 * first one, and which files the image has.
 */
import assert from 'node:assert/strict';
import { appendFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build, uniqueContext } from './engine.ts';

/** Packages that have to be built here, so that pip keeps the wheel. */
export const REQUIREMENTS = 'docopt==0.6.2  # @nonce@\n';

/** Prints the files of the image, those aside that no two builds have alike. */
export const LIST =
  "RUN find / -xdev \\( -path /proc -o -path /sys -o -path /tmp -o -path '*/.cache' \\) -prune -o -type f -print " +
  // A user may not look into every folder, and what find says of that would break into the lines.
  '2>/dev/null | grep -v -e .pyc -e /var/cache -e /ldconfig | sort | sed "s/^/FILE /"\n';

export const INSTALL = 'pip install --no-warn-script-location --use-pep517 --no-deps';

export interface Twice {
  /** The second build took the wheel that the first one made. */
  readonly usedCache: boolean;
  readonly output: string;
  readonly files: readonly string[];
}

/** Builds, adds a comment to the requirements, builds again. */
export async function buildTwice(dockerfile: string): Promise<Twice> {
  const { folder } = uniqueContext({ 'requirements.txt': REQUIREMENTS });
  // The Dockerfile goes in as it is: fixes are measured byte by byte.
  writeFileSync(path.join(folder, 'Dockerfile'), dockerfile);
  const first = await build(folder, ['--network=host']);
  assert.equal(first.exitCode, 0, first.log);
  appendFileSync(path.join(folder, 'requirements.txt'), '# one comment more\n');
  const second = await build(folder, ['--network=host']);
  assert.equal(second.exitCode, 0, second.log);
  assert.match(second.output, /Successfully installed docopt-0\.6\.2/);
  const usedCache = /Using cached docopt-0\.6\.2-[^\n]*\.whl/.test(second.output);
  const lines = first.output.split('\n');
  const files = lines.filter((line) => line.startsWith('FILE ')).map((line) => line.slice(5));
  return { usedCache, output: second.output, files };
}
