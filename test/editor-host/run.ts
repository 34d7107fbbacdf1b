/**
 * The process of the suite `editor-host`: its tests run inside an editor's extension host, with the extension in development.
 * VSCODE_EXECUTABLE names a desktop VS Code, VSCODE_VERSION has `@vscode/test-electron` download one (`stable`, `1.91.1`);
 * else a stand-in for `code` runs the editor from npm.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { projectRoot } from '../support/paths.ts';

const [resultFile = '', mochaOptions = '{}', ...files] = process.argv.slice(2);
const bundleFolder = path.join(projectRoot, 'out/editor-host');
const { VSCODE_EXECUTABLE: executable, VSCODE_VERSION: version } = process.env;

await bundle();
const workspace = mkdtempSync(path.join(os.tmpdir(), 'editor-host-'));
// On macOS a socket in the profile's folder may not have a long path, so it is a short one everywhere.
const profile = mkdtempSync(path.join(os.tmpdir(), 'lf-'));
try {
  cpSync(path.join(import.meta.dirname, 'workspace'), workspace, { recursive: true });
  await runTests({
    ...editorToRun(),
    extensionDevelopmentPath: projectRoot,
    extensionTestsPath: path.join(bundleFolder, 'index.cjs'),
    launchArgs: [
      workspace,
      `--extensions-dir=${path.join(profile, 'extensions')}`,
      `--user-data-dir=${path.join(profile, 'data')}`,
    ],
    extensionTestsEnv: {
      LAYER_FORECAST_RESULTS: path.resolve(resultFile),
      LAYER_FORECAST_MOCHA: mochaOptions,
      LAYER_FORECAST_STATE: path.join(profile, 'state'),
    },
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  for (const folder of [workspace, profile]) {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function editorToRun(): { vscodeExecutablePath?: string; version?: string } {
  if (executable !== undefined && executable !== '') return { vscodeExecutablePath: executable };
  if (version !== undefined && version !== '') return { version };
  return {
    vscodeExecutablePath: path.join(projectRoot, 'test/support/editor/code.mjs'),
  };
}

/** An extension host loads CommonJS only. Mocha stays outside, so that all tests share the one that runs them. */
async function bundle(): Promise<void> {
  rmSync(bundleFolder, { recursive: true, force: true });
  await build({
    absWorkingDir: projectRoot,
    entryPoints: [path.join(import.meta.dirname, 'suite/index.ts'), ...files],
    outdir: bundleFolder,
    outbase: path.join(import.meta.dirname, 'suite'),
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    sourcemap: 'inline',
    mainFields: ['module', 'main'],
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
}
