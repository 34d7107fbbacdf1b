/** The compiled code that runs of the command keep for those after them: it makes them faster and nothing else. */
import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { folderWith, removeFolders } from '../node/support/folders.ts';
import { cliProcess, type Ran } from '../support/cli/command-line.ts';

const DOCKERFILE =
  'FROM python:3.12\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n';

describe('compiled code', () => {
  afterEach(removeFolders);

  interface Place {
    readonly check: (env?: Readonly<Record<string, string>>) => Promise<Ran>;
    readonly kept: () => readonly string[];
  }

  function place(): Place {
    const root = folderWith({ Dockerfile: DOCKERFILE, 'requirements.txt': 'six==1.16.0\n' });
    const state = join(folderWith(), 'state');
    const folder = join(state, 'compiled');
    return {
      check: (env = {}) =>
        cliProcess(['check', 'Dockerfile', '--format', 'json'], {
          cwd: root,
          env: { LAYER_FORECAST_STATE: state, ...env },
        }),
      kept: () =>
        existsSync(folder)
          ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
              .map((name) => join(folder, name))
              .filter((file) => statSync(file).isFile())
          : [],
    };
  }

  it('is kept by the first run and used by the next, which say the same', async () => {
    const { check, kept } = place();
    const first = await check();
    assert.equal(first.code, 1);
    const written = kept().map((file) => [file, statSync(file).mtimeMs]);
    assert.ok(written.length > 0);
    assert.deepEqual(await check(), first);
    assert.deepEqual(
      kept().map((file) => [file, statSync(file).mtimeMs]),
      written,
    );
  });

  it('is for the user alone', async () => {
    const { check, kept } = place();
    await check();
    if (process.platform === 'win32') return;
    for (const file of kept()) assert.equal(statSync(file).mode & 0o777, 0o600);
  });

  const damages: Readonly<Record<string, (file: string) => void>> = {
    'is cut short': (file) => truncateSync(file, Math.floor(statSync(file).size / 2)),
    'is empty': (file) => truncateSync(file, 0),
    'is something else': (file) => writeFileSync(file, 'something else'),
    'has a byte of its beginning changed': (file) => {
      const content = readFileSync(file);
      const at = content.indexOf('\n') + 1;
      content[at] = (content[at] ?? 0) ^ 0xff;
      writeFileSync(file, content);
    },
  };
  for (const [what, damage] of Object.entries(damages)) {
    it(`counts no more where it ${what}, and is made again`, async () => {
      const { check, kept } = place();
      const first = await check();
      for (const file of kept()) damage(file);
      assert.deepEqual(await check(), first);
      for (const file of kept()) {
        assert.ok(statSync(file).size > 100_000);
        if (process.platform !== 'win32') assert.equal(statSync(file).mode & 0o777, 0o600);
      }
    });
  }

  it('that others may write is not run', async () => {
    const { check, kept } = place();
    const first = await check();
    const [file] = kept();
    assert.ok(file !== undefined);
    chmodSync(file, 0o666);
    const before = statSync(file).mtimeMs;
    assert.deepEqual(await check(), first);
    // It was made again.
    if (process.platform !== 'win32') assert.ok(statSync(file).mtimeMs > before);
  });

  it('is done without where it cannot be kept', async () => {
    const { check } = place();
    const first = await check();
    const file = join(folderWith({ taken: '' }), 'taken');
    assert.deepEqual(await check({ LAYER_FORECAST_STATE: file }), first);
  });

  it('is not kept where Node is told to keep none', async () => {
    const { check, kept } = place();
    assert.equal((await check({ NODE_DISABLE_COMPILE_CACHE: '1' })).code, 1);
    assert.deepEqual(kept(), []);
  });
});
