/** `timings`: a log of either format, from a file or the standard input. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cli, validJson } from '../support/cli/command-line.ts';
import { progressOf } from '../support/server/fake-builder.ts';
import { folderWith, removeFolders } from '../node/support/folders.ts';

/** The lines that the shell would print. */
function rawjson(steps: Parameters<typeof progressOf>[0]): string {
  return progressOf(steps).replace(/^printf '%s\\n' '(.*)' >&2$/gm, '$1');
}

const STEPS = [
  { name: '[1/3] FROM docker.io/library/python:3.12' },
  { name: '[2/3] COPY . .', cached: true },
  { name: '[3/3] RUN make', error: 'exit code: 2' },
];
const PLAIN = `#1 [internal] load build definition from Dockerfile
#1 DONE 0.1s

#2 [1/2] FROM docker.io/library/python:3.12
#2 CACHED

#3 [2/2] RUN sleep 2
#3 DONE 2.3s
`;

describe('timings', () => {
  afterEach(removeFolders);

  it('reads a raw log', async () => {
    const cwd = folderWith({ 'build.log': `${rawjson(STEPS)}\n` });
    const ran = await cli(['timings', 'build.log', '--format', 'json'], { cwd });
    const { builds } = validJson('timings', ran);
    assert.deepEqual(
      builds[0]?.steps.map(({ name, seconds, cached, error }) => [name, seconds, cached, error]),
      [
        ['[1/3] FROM docker.io/library/python:3.12', 1, false, undefined],
        ['[2/3] COPY . .', 1, true, undefined],
        ['[3/3] RUN make', 1, false, 'exit code: 2'],
      ],
    );
    assert.equal(ran.code, 0);
  });

  it('reads a plain log', async () => {
    const ran = await cli(['timings', '-', '--format', 'json'], { cwd: '/', stdin: PLAIN });
    const { builds } = validJson('timings', ran);
    assert.deepEqual(
      builds[0]?.steps.map(({ seconds, cached }) => [seconds, cached]),
      [
        [0.1, false],
        [0, true],
        [2.3, false],
      ],
    );
  });

  it('reads bytes in any encoding, from a file and from the standard input', async () => {
    const cwd = folderWith({ 'utf16.log': Buffer.from(`\ufeff${PLAIN}`, 'utf16le') });
    const stdin = Buffer.from(PLAIN.replace(/^/gm, '2026-01-05T10:11:12.1234567Z '), 'utf16le');
    const plain = await cli(['timings', '-'], { cwd, stdin: PLAIN });
    assert.equal((await cli(['timings', 'utf16.log'], { cwd })).out, plain.out);
    assert.equal((await cli(['timings', '-'], { cwd, stdin })).out, plain.out);
  });

  it('shows the steps in words', async () => {
    const { out } = await cli(['timings', '-'], { cwd: '/', stdin: `${rawjson(STEPS)}\n` });
    assert.match(out, /^build: 3\.0 s\n/);
    assert.match(out, /\n {8}1\.0 s {2}\[1\/3\] FROM /);
    assert.match(out, /\n {7}cached {2}\[2\/3\] COPY/);
    assert.match(out, /\n {7}failed {2}\[3\/3\] RUN make\n {15}exit code: 2\n/);
  });

  it('shows the packages of an install', async () => {
    const log = readFileSync(
      join(import.meta.dirname, '../fixtures/build-logs/rawjson/blog-cold.log'),
    );
    const cwd = folderWith({ 'a.log': log });
    const { out } = await cli(['timings', 'a.log'], { cwd });
    assert.match(out, / pyyaml 5\.1 · /);
    const json = validJson('timings', await cli(['timings', 'a.log', '--format', 'json'], { cwd }));
    const packages = json.builds.flatMap((build) => build.steps).flatMap((step) => step.packages);
    assert.ok(packages.some((one) => one.name === 'pyyaml'));
  });
});
