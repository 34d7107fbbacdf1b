/** A check loads what it uses: each of these takes as long to load as a file takes to be checked. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { folderWith, removeFolders } from '../node/support/folders.ts';
import { cliProcess } from '../support/cli/command-line.ts';

const LATE = ['crypto', 'fs/promises', 'perf_hooks', 'timers/promises', 'v8', 'child_process'];

/** Loaded before the program. Writes down what was loaded after this, on descriptor 2, when the process ends. */
const WITNESS = `
  const before = new Set(process.moduleLoadList);
  process.on('exit', () => {
    const names = process.moduleLoadList.filter((name) => !before.has(name));
    require('node:fs').writeSync(2, names.map((name) => 'loaded ' + name + '\\n').join(''));
  });
`;

describe('a check of one Dockerfile', () => {
  afterEach(removeFolders);

  async function loaded(args: readonly string[]): Promise<readonly string[]> {
    const root = folderWith({
      Dockerfile:
        'FROM python:3.12\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n',
      'requirements.txt': 'six==1.16.0\n',
    });
    const witness = join(folderWith({ 'witness.cjs': WITNESS }), 'witness.cjs');
    const { code, err } = await cliProcess(['check', 'Dockerfile', ...args], {
      cwd: root,
      env: { LAYER_FORECAST_STATE: join(folderWith(), 'state'), NODE_OPTIONS: `-r ${witness}` },
    });
    assert.equal(code, 1, err);
    return LATE.filter((name) => err.includes(`loaded NativeModule ${name}\n`));
  }

  it('loads no library that it does not use', async () => {
    assert.deepEqual(await loaded([]), []);
  });

  it('loads what the chosen format needs', async () => {
    assert.deepEqual(await loaded(['--format', 'gitlab']), ['crypto']);
  });
});
