/**
 * What a build is said to send, against what the engine says was transferred. The engine counts packets: the bytes of
 * the files, and for each file and folder one with its name, times and mode, of some 50 bytes and the length of the name.
 */
import assert from 'node:assert/strict';
import { linkSync, symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { createWorkbench } from '../../server/node/workbench.ts';
import { build, removeContexts, uniqueContext } from '../support/engine.ts';
import { folderWith, removeFolders } from '../node/support/folders.ts';

after(removeContexts);
afterEach(removeFolders);

/** Sizes of which no two sums are alike, all of them far larger than the packets around them. */
const KILOBYTES = 1000;
const FILES = {
  'a.txt': 100 * KILOBYTES,
  'b.md': 200 * KILOBYTES,
  'src/app.py': 400 * KILOBYTES,
  'src/deep/x.py': 800 * KILOBYTES,
  'data/x.py': 1_600 * KILOBYTES,
  'logs/x.log': 3_200 * KILOBYTES,
} as const;

/** More than a packet without its bytes ever has. */
const PACKET_BYTES = 200;

describe('what a build sends', function () {
  this.timeout(60_000);

  const examples: readonly (readonly [
    instructions: string,
    kilobytes: number,
    options?: { readonly ignore?: string; readonly links?: boolean },
  ])[] = [
    ['COPY . /', 6_300],
    ['COPY . /', 3_100, { ignore: 'logs\n' }],
    ['COPY . /', 900, { ignore: '*\n!a.txt\n!src/deep\n!Dockerfile\n' }],
    ['COPY src /', 1_200],
    ['COPY src/*.py /', 400],
    ['COPY */x.py /d/', 1_600],
    ['COPY */x.py /d/', 6_300, { links: true }],
    ['COPY --exclude=*.md . /', 6_300],
    ['ADD b.md /\nCOPY src/deep/*.py /p/', 1_000],
    ['RUN --mount=type=bind,source=data,target=/d ["/nosuch"]', 1_600],
    ['COPY link/app.py /', 400, { links: true }],
  ];
  for (const [instructions, kilobytes, { ignore, links = false } = {}] of examples) {
    const [first = ''] = instructions.split('\n');
    it(`is what the engine gets of ${first}${ignore === undefined ? '' : ', ignore file'}${links ? ', links' : ''}`, async () => {
      const { folder } = uniqueContext({
        ...Object.fromEntries(
          Object.entries(FILES).map(([name, size]) => [name, '@nonce@'.padEnd(size, 'x')]),
        ),
        Dockerfile: `FROM scratch\n${instructions}\n`,
        ...(ignore === undefined ? {} : { '.dockerignore': ignore }),
      });
      // The nonce may be longer or shorter than what stands for it.
      for (const [name, size] of Object.entries(FILES)) truncateSync(join(folder, name), size);
      if (links) symlinkSync('src', join(folder, 'link'));
      const { sent, entries } = await measured(folder);
      assert.equal(Math.floor(sent / KILOBYTES), kilobytes);
      const transferred = await transferredBytes(folder);
      assert.ok(transferred >= sent, `${transferred} transferred, ${sent} expected`);
      assert.ok(transferred < sent + entries * PACKET_BYTES + 4 * KILOBYTES, String(transferred));
    });
  }

  it('has hard links once and the holes of sparse files', async () => {
    const { folder } = uniqueContext({ Dockerfile: 'FROM scratch\nCOPY . /\n', one: 'x' });
    truncateSync(join(folder, 'one'), 3_000_000);
    linkSync(join(folder, 'one'), join(folder, 'two'));
    const { sent } = await measured(folder);
    assert.equal(Math.floor(sent / KILOBYTES), 3_000);
    assert.equal(Math.floor((await transferredBytes(folder)) / KILOBYTES), 3_000);
  });

  it('is sent again only where it changed', async () => {
    const { folder } = uniqueContext({ Dockerfile: 'FROM scratch\nCOPY . /\n', one: 'x' });
    truncateSync(join(folder, 'one'), 3_000_000);
    await transferredBytes(folder);
    assert.ok((await transferredBytes(folder)) < KILOBYTES);
  });
});

async function measured(folder: string): Promise<{ sent: number; entries: number }> {
  const workbench = createWorkbench({
    trusted: () => true,
    dockerPath: () => '',
    historyLimit: () => 10,
    state: folderWith(),
  });
  const answer = await workbench.contextSizes({
    place: { dockerfile: join(folder, 'Dockerfile'), context: folder },
    options: {},
    base: folder,
  });
  if (answer.kind === 'problem') assert.fail(answer.problem.message);
  const { sent } = answer.report;
  // Each file may bring the folders above it.
  return { sent: sent.bytes, entries: sent.files + 5 };
}

interface Status {
  readonly id?: string;
  readonly vertex?: string;
  readonly current?: number;
}

/** Of the transfer of the build context; that of the ignore file has the same name, and comes before. */
async function transferredBytes(folder: string): Promise<number> {
  const { log } = await build(folder);
  const sizes = log
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .flatMap((line) => {
      const { statuses = [] } = JSON.parse(line) as { readonly statuses?: readonly Status[] };
      return statuses.filter(({ id }) => id === 'transferring context:');
    });
  const ofContext = sizes.filter(({ vertex }) => vertex === sizes.at(-1)?.vertex);
  return Math.max(...ofContext.map(({ current = 0 }) => current));
}
