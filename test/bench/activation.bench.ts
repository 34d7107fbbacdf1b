/** What the extension costs an editor that opens a Dockerfile: loading its bundle, and `activate`, in the real editor. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { installedEditor } from '../../scripts/editor/packages.ts';
import { chromiumPath } from '../support/browser.ts';
import { prepareExtensionHost } from '../support/editor/extension-host.ts';
import { projectRoot } from '../support/paths.ts';
import { ensureBundles } from '../support/runner/bundles.ts';
import type { ActivationTimes } from './activation/in-editor.ts';
import { belowLimit, measured, median, type Bench, type BenchRow } from './model.ts';

const N_STARTS = 5;

/** Milliseconds. An extension that takes longer to activate is felt when the window opens. */
const ACTIVATE_LIMIT = 50;
const LOAD_LIMIT = 50;

export const bench: Bench = {
  name: 'activation',
  absent: () => Promise.resolve(absentPart()),
  run,
};

function absentPart(): string | undefined {
  const hasOther = ['VSCODE_EXECUTABLE', 'VSCODE_VERSION'].some(
    (name) => (process.env[name] ?? '') !== '',
  );
  if (hasOther) return undefined;
  if (installedEditor('newest') === undefined)
    return 'no editor is installed (npx tsx scripts/editor/install.ts newest)';
  return chromiumPath() === undefined ? 'no Chromium is on the PATH' : undefined;
}

async function run(): Promise<readonly BenchRow[]> {
  const failed = ensureBundles();
  if (failed) throw new Error(failed.failure);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'activation-'));
  const file = path.join(folder, 'times.json');
  const base = path.join(import.meta.dirname, 'activation');
  try {
    const start = await prepareExtensionHost({
      entry: path.join(base, 'in-editor.ts'),
      base,
      outFolder: path.join(projectRoot, 'out/bench-activation'),
      workspace: path.join(projectRoot, 'test/editor-host/workspace'),
      env: { LAYER_FORECAST_TIMES: file },
    });
    const times: ActivationTimes[] = [];
    for (let n = 0; n < N_STARTS; n++) {
      await start();
      times.push(JSON.parse(readFileSync(file, 'utf8')) as ActivationTimes);
    }
    return [
      ...rows(
        'load dist/client.cjs',
        times.map(({ load }) => load),
        LOAD_LIMIT,
      ),
      ...rows(
        'activate',
        times.map(({ activate }) => activate),
        ACTIVATE_LIMIT,
      ),
      measured(
        'activate until the server answers, median',
        median(times.map(({ ready }) => ready)),
        'ms',
      ),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The least of several starts is what the code needs; the median has the machine's own troubles in it. */
function rows(what: string, values: readonly number[], limit: number): readonly BenchRow[] {
  return [
    belowLimit(`${what}, least of ${N_STARTS} starts`, Math.min(...values), 'ms', limit),
    measured(`${what}, median`, median(values), 'ms'),
  ];
}
