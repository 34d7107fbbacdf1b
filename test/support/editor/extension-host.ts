/**
 * Runs a program inside an editor's extension host, with the extension in development and a folder of its own.
 * VSCODE_EXECUTABLE names a desktop VS Code, VSCODE_VERSION has `@vscode/test-electron` download one (`stable`, `1.91.1`);
 * else a stand-in for `code` runs the editor from npm.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { projectRoot } from '../paths.ts';

export interface ExtensionHostRun {
  /** A module that exports `run()`, and others that it loads from beside it, all below `base`. */
  readonly entry: string;
  readonly files?: readonly string[];
  readonly base: string;
  /** Where the bundles go; below `out/`. */
  readonly outFolder: string;
  /** A folder to copy as the workspace. */
  readonly workspace: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Bundles once; the function that comes back starts an editor each time, and rejects where `run` does. */
export async function prepareExtensionHost(
  options: ExtensionHostRun,
): Promise<() => Promise<void>> {
  await bundle(options);
  return () => runInEditor(options);
}

async function runInEditor({
  entry,
  base,
  outFolder,
  workspace,
  env,
}: ExtensionHostRun): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'editor-host-'));
  // On macOS a socket in the profile's folder may not have a long path, so it is a short one everywhere.
  const profile = mkdtempSync(path.join(os.tmpdir(), 'lf-'));
  try {
    cpSync(workspace, folder, { recursive: true });
    await runTests({
      ...editorToRun(),
      extensionDevelopmentPath: projectRoot,
      extensionTestsPath: path.join(outFolder, path.relative(base, entry).replace(/\.ts$/, '.cjs')),
      launchArgs: [
        folder,
        `--extensions-dir=${path.join(profile, 'extensions')}`,
        `--user-data-dir=${path.join(profile, 'data')}`,
      ],
      extensionTestsEnv: { LAYER_FORECAST_STATE: path.join(profile, 'state'), ...env },
    });
  } finally {
    for (const one of [folder, profile]) {
      rmSync(one, { recursive: true, force: true, maxRetries: 5 });
    }
  }
}

function editorToRun(): { vscodeExecutablePath?: string; version?: string } {
  const { VSCODE_EXECUTABLE: executable, VSCODE_VERSION: version } = process.env;
  if (executable !== undefined && executable !== '') return { vscodeExecutablePath: executable };
  if (version !== undefined && version !== '') return { version };
  return { vscodeExecutablePath: path.join(import.meta.dirname, 'code.mjs') };
}

/** An extension host loads CommonJS only. Mocha stays outside, so that all tests share the one that runs them. */
async function bundle({ entry, files = [], base, outFolder }: ExtensionHostRun): Promise<void> {
  rmSync(outFolder, { recursive: true, force: true });
  await build({
    absWorkingDir: projectRoot,
    entryPoints: [entry, ...files],
    outdir: outFolder,
    outbase: base,
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
