/**
 * Opens a folder in an editor with the extension loaded, for `npm start`: the desktop's VS Code where there is one, else the
 * one from npm in a browser, fetched on demand. Where no editor can be had it says so in a line; that is no failure.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type EditorPackages, installEditor } from './packages.ts';
import { type EditorServer, linkExtension, startEditorServer } from './server.ts';

/** `desktop`: its window is open. `browser`: it was open until the user ended it. `none`: there is none, as was said. */
export type Opened = 'desktop' | 'browser' | 'none';

/** Three things stand side by side. */
const ROOMY = { 'editor.minimap.enabled': false };

/** Arranges the window; see its `extension.cjs`. */
const FIRST_LOOK = path.join(import.meta.dirname, 'first-look');

export interface OpenOptions {
  readonly report?: (line: string) => void;
  readonly env?: NodeJS.ProcessEnv;
  readonly args?: readonly string[];
}

export async function openInEditor(
  folder: string,
  extensionFolder: string,
  options: OpenOptions = {},
): Promise<Opened> {
  const env = options.env ?? process.env;
  const args = options.args ?? process.argv.slice(2);
  const report = options.report ?? ((line: string) => console.log(line));
  if (env['LAYER_FORECAST_NO_EDITOR'] === '1' || args.includes('--no-editor')) {
    report('No editor is opened, as asked.');
    return 'none';
  }
  if (openedOnDesktop(folder, extensionFolder, env)) {
    report(`VS Code opens ${folder} with the extension loaded.`);
    return 'desktop';
  }
  let editor: EditorPackages;
  try {
    editor = await installEditor('newest', (line) => report(`Editor: ${line}.`));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    report(`No editor is opened: there is no \`code\` to run, and ${why}.`);
    return 'none';
  }
  return openInBrowser(editor, { folder, extensionFolder, env, report });
}

/**
 * Whether the desktop's VS Code took it. Development mode leaves the user's own extensions and settings alone. The `code` of
 * a terminal inside a remote window cannot do that, and without a display there is nothing to show it on.
 */
function openedOnDesktop(folder: string, extensionFolder: string, env: NodeJS.ProcessEnv): boolean {
  const hasDisplay =
    process.platform !== 'linux' ||
    ['DISPLAY', 'WAYLAND_DISPLAY', 'WSL_DISTRO_NAME'].some((name) => (env[name] ?? '') !== '');
  if (!hasDisplay || env['VSCODE_IPC_HOOK_CLI'] !== undefined) return false;
  const isWindows = process.platform === 'win32';
  const args = [
    ...[extensionFolder, FIRST_LOOK].map((one) => `--extensionDevelopmentPath=${one}`),
    '--new-window',
    folder,
  ];
  // On Windows `code` is a batch file, which only the shell runs.
  const result = isWindows
    ? spawnSync('code.cmd', args.map(quoted), { shell: true, stdio: 'ignore', env })
    : spawnSync('code', args, { stdio: 'ignore', env });
  return result.status === 0;
}

function quoted(argument: string): string {
  return `"${argument}"`;
}

interface BrowserRun {
  readonly folder: string;
  readonly extensionFolder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly report: (line: string) => void;
}

async function openInBrowser(editor: EditorPackages, run: BrowserRun): Promise<Opened> {
  const { folder, report } = run;
  const extensionsDir = mkdtempSync(path.join(os.tmpdir(), 'layer-forecast-extensions-'));
  for (const one of [run.extensionFolder, FIRST_LOOK]) linkExtension(one, extensionsDir);
  let server: EditorServer;
  try {
    // Whoever runs `npm start` trusts the project, and its examples with it.
    server = await startEditorServer({ editor, extensionsDir, env: run.env, settings: ROOMY });
  } catch (error) {
    rmSync(extensionsDir, { recursive: true, force: true });
    report(`No editor is opened: ${error instanceof Error ? error.message : String(error)}`);
    return 'none';
  }
  report(`VS Code ${editor.version} shows ${folder} at`);
  report(`  ${server.url(folder)}`);
  report('Ctrl+C ends it.');
  // They stay until all is put away: a terminal and npm can each deliver the same Ctrl+C.
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  let end = (): void => undefined;
  const asked = new Promise<void>((done) => (end = done));
  for (const signal of signals) process.on(signal, end);
  await Promise.race([asked, server.ended]);
  await server.stop();
  rmSync(extensionsDir, { recursive: true, force: true });
  for (const signal of signals) process.off(signal, end);
  return 'browser';
}
