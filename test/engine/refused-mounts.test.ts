/** Flags and brackets that look alike, on a real engine: what it refuses is an error here, and nothing else is. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { analyze } from '../support/analyze.ts';
import { build, removeContexts, requiredEngine, uniqueContext } from '../support/engine.ts';

const REFUSED: readonly (readonly string[])[] = [
  ['RUN --mount=type=cache true'],
  ['RUN --mount=type=bind true'],
  ['RUN --mount=type=tmpfs true'],
  ['RUN --mount=type=cache target=/root/.cache/pip true'],
  ['RUN --mount=type=cache, target=/root/.cache/pip true'],
  ['RUN --mount type=cache,target=/root/.cache/pip true'],
  ['RUN --mount= type=cache,target=/root/.cache/pip true'],
  ['RUN --mount=type=cache;target=/root/.cache/pip true'],
  ['RUN --mount=cache,target=/root/.cache/pip true'],
  ['RUN --mount=type=cache,target=/root/.cache/pip,Z true'],
  ['RUN --mount=type=cache,target=. true'],
  ['RUN --mount=type=cache,target=// true'],
  ['RUN --mount=type=bind,target=/tmp/.. true'],
  ['RUN --mount=type=cache,target=$NOWHERE true'],
  ['WORKDIR /srv', 'RUN --mount=type=cache,target=.. true'],
];

const ACCEPTED: readonly (readonly string[])[] = [
  ['RUN [ "$(id -u)" = "0" ]'],
  ['RUN [ "$(id -u)" -eq "0" -a "a" != "b" ]'],
  ['RUN [ "$HOME" ] && [ -d "$HOME" ]'],
  ['WORKDIR /srv', 'RUN --mount=type=bind,target=. test -f requirements.txt'],
  ['WORKDIR /srv', 'COPY requirements.txt .', 'RUN --mount=type=bind test -f requirements.txt'],
  [
    'WORKDIR /srv',
    'COPY requirements.txt .',
    'RUN --mount=type=cache target=/x test ! -f requirements.txt',
  ],
];

after(removeContexts);

describe('mounts and brackets on a real engine', function () {
  this.timeout(120_000);

  before(requiredEngine);

  for (const lines of REFUSED)
    it(`refuses ${lines.join('⏎')}`, async () => {
      const text = dockerfileOf(lines);
      const errors = analyze({ text }).findings.filter(({ severity }) => severity === 'error');
      assert.equal(errors.length, 1);
      const { exitCode, log } = await buildOf(text);
      assert.notEqual(exitCode, 0, log);
    });

  for (const lines of ACCEPTED)
    it(`accepts ${lines.join('⏎')}`, async () => {
      const text = dockerfileOf(lines);
      const errors = analyze({ text }).findings.filter(({ rule }) => rule === 'syntax');
      assert.deepEqual(errors, []);
      const { exitCode, log } = await buildOf(text);
      assert.equal(exitCode, 0, log);
    });
});

function dockerfileOf(lines: readonly string[]): string {
  return `${['FROM python:3.11-slim', ...lines].join('\n')}\n`;
}

async function buildOf(
  text: string,
): Promise<{ readonly exitCode: number | null; readonly log: string }> {
  const { folder } = uniqueContext({ 'requirements.txt': 'docopt\n' });
  writeFileSync(path.join(folder, 'Dockerfile'), text);
  return build(folder);
}
