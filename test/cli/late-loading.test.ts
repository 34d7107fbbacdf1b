/** A check loads what it uses: each of these takes as long to load as a file takes to be checked. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderWith, removeFolders } from '../node/support/folders.ts';
import { cliProcess } from '../support/cli/command-line.ts';

const LATE = ['crypto', 'fs/promises', 'perf_hooks', 'timers/promises', 'v8', 'child_process'];

const LATE_PACKAGES = ['diff', 'jsonc-parser', 'toml-eslint-parser', 'yaml'];

interface Coverage {
  readonly result: readonly {
    readonly functions: readonly {
      readonly functionName: string;
      readonly ranges: readonly { readonly count: number }[];
    }[];
  }[];
}

/** The bundler wraps each module in a function of the module's name. */
function functionsThatRan(coverage: string): readonly string[] {
  return readdirSync(coverage)
    .map((file) => JSON.parse(readFileSync(join(coverage, file), 'utf8')) as Coverage)
    .flatMap(({ result }) => result)
    .flatMap(({ functions }) => functions)
    .filter(({ ranges }) => (ranges[0]?.count ?? 0) > 0)
    .map(({ functionName }) => functionName);
}

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

  const place = (files: Readonly<Record<string, string>> = {}): string =>
    folderWith({
      Dockerfile:
        'FROM python:3.12\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n',
      'requirements.txt': 'six==1.16.0\n',
      ...files,
    });

  async function loaded(args: readonly string[]): Promise<readonly string[]> {
    const root = place();
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

  /** Those of the late ones of which something ran. */
  async function packagesRun(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
    const coverage = folderWith();
    const ran = await cliProcess(['check', 'Dockerfile'], {
      cwd: place(files),
      env: {
        LAYER_FORECAST_STATE: join(folderWith(), 'state'),
        NODE_DISABLE_COMPILE_CACHE: '1',
        NODE_V8_COVERAGE: coverage,
      },
    });
    assert.equal(ran.code, 1, ran.err);
    const run = functionsThatRan(coverage);
    return LATE_PACKAGES.filter((name) =>
      run.some((one) => one.startsWith(`node_modules/${name}/`)),
    );
  }

  it('runs nothing of the packages that it does not use', async () => {
    assert.deepEqual(await packagesRun({}), []);
  });

  it('runs what its files need', async () => {
    const files = { 'layer-forecast.toml': '[rules]\n', 'compose.yaml': 'services: {}\n' };
    assert.deepEqual(await packagesRun(files), ['toml-eslint-parser', 'yaml']);
  });

  it('loads what the chosen format needs', async () => {
    assert.deepEqual(await loaded(['--format', 'gitlab']), ['crypto']);
  });
});
