/**
 * The fixes of the rules on a real engine: before a fix a changed requirements file makes pip start from nothing, after
 * it pip finds the wheel that it built before, and the image is the same but for pip's cache.
 */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { analyze } from '../support/analyze.ts';
import { fixAll } from '../../server/core/lint/fix-all.ts';
import { build, removeContexts, requiredEngine, uniqueContext } from '../support/engine.ts';
import { buildTwice, INSTALL, LIST, REQUIREMENTS } from '../support/install-twice.ts';

interface Case {
  readonly name: string;
  readonly lines: readonly string[];
  /** Only fixes for review mend it. */
  readonly review?: boolean;
}

const CASES: readonly Case[] = [
  {
    name: 'root, cache switched off by a flag',
    lines: [`RUN ${INSTALL} \\`, '    --no-cache-dir \\', '    -r requirements.txt'],
  },
  {
    name: 'root, cache switched off by ENV',
    lines: ['ENV PIP_NO_CACHE_DIR=0', `RUN ${INSTALL} -r requirements.txt`],
  },
  {
    name: 'root, exec form, a mount at `~`',
    lines: [
      'RUN --mount=type=cache,target=~/.cache/pip ["pip", "install", "--use-pep517", "--no-deps", "-r", "requirements.txt"]',
    ],
  },
  {
    name: 'root, heredoc, folder named by a variable',
    lines: [
      'ENV PIP_CACHE_DIR=/var/cache/pip',
      'RUN <<EOF',
      'set -e',
      `${INSTALL} -r requirements.txt`,
      'EOF',
    ],
  },
  {
    name: 'a user with a number',
    lines: [
      'RUN useradd --uid 1000 --create-home app',
      'USER app',
      `RUN ${INSTALL} --user -r requirements.txt`,
    ],
  },
  {
    name: 'a user with a number and a mount of root',
    lines: [
      'RUN groupadd -g 1300 app && useradd -u 1200 -g app -m app',
      'USER app',
      `RUN --mount=type=cache,target=/home/app/.cache/pip ${INSTALL} --user -r requirements.txt`,
    ],
  },
  {
    name: 'root, and a mount of a user',
    lines: [
      `RUN --mount=type=cache,target=/root/.cache/pip,uid=1000,gid=1000 ${INSTALL} -r requirements.txt`,
    ],
  },
  {
    name: 'root, and a mount with the suffix of a volume',
    lines: [`RUN --mount=type=cache,target=/root/.cache/pip:rw ${INSTALL} -r requirements.txt`],
  },
  {
    name: 'root, behind find, in a loop over names',
    lines: [
      `RUN for p in pip3 pip; do find . -maxdepth 1 -name requirements.txt -exec "$p" ${INSTALL.slice(4)} -r {} \\; ; done`,
    ],
  },
  {
    name: 'a user named by runuser',
    lines: [
      'RUN useradd --uid 1000 --create-home app',
      `RUN runuser -u app -- ${INSTALL} --user -r requirements.txt`,
    ],
  },
  {
    name: 'a number without a home',
    lines: ['USER 4242:4242', `RUN ${INSTALL} --target /tmp/site -r requirements.txt`],
    review: true,
  },
];

after(removeContexts);

describe('fixes on a real engine', function () {
  this.timeout(300_000);

  before(async () => {
    const env = await requiredEngine();
    assert.ok(env['LAYER_FORECAST_INDEX'], 'no package index is up: test/support/harness/up.sh');
  });

  for (const { name, lines, review } of CASES)
    it(name, async () => {
      const text = ['FROM python:3.11-slim', 'COPY requirements.txt .', ...lines, LIST].join('\n');
      assert.equal(analyze({ text }).findings.length, 1);
      const fixed = fixAll(text, review ? { unsafe: true } : {});
      assert.equal(fixed.findings.length, 0, fixed.text);

      const before = await buildTwice(text);
      assert.ok(!before.usedCache, 'before the fix pip starts from nothing');
      const after = await buildTwice(fixed.text);
      assert.ok(
        after.usedCache,
        `after the fix pip finds its wheel\n${fixed.text}\n${after.output}`,
      );
      assert.ok(before.files.length > 1000);
      assert.deepEqual(after.files, before.files, 'the image has the same files');
    });

  it('a read-only cache, where pip cannot build a wheel', async () => {
    // It would have what other builds wrote to a cache of the same name, so this one is new.
    const mount = `--mount=type=cache,id=read-only-${Date.now()},target=/root/.cache/pip,ro`;
    const lines = [`RUN ${mount} ${INSTALL} -r requirements.txt`, LIST];
    const text = ['FROM python:3.11-slim', 'COPY requirements.txt .', ...lines].join('\n');
    const { folder } = uniqueContext({ 'requirements.txt': REQUIREMENTS });
    writeFileSync(path.join(folder, 'Dockerfile'), text);
    const before = await build(folder, ['--network=host']);
    assert.notEqual(before.exitCode, 0);
    assert.match(before.output, /Read-only file system/);

    const after = await buildTwice(fixAll(text).text);
    assert.ok(after.usedCache, after.output);
  });
});
