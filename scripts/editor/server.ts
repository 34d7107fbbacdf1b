/**
 * Runs the editor from npm: a VS Code whose window is a page in a browser, with clean state in a temporary folder. Shared by
 * `npm start`, where a person opens the page, and by the tests, where Chromium does.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { EditorPackages } from './packages.ts';

/** Settings that keep the workbench quiet: no welcome pages, no chat, and no request that leaves the machine. */
export const quietSettings: Readonly<Record<string, unknown>> = {
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.settings.enableNaturalLanguageSearch': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  // In a browser the default is afterDelay, on the desktop it is off: an edit would reach the disk by itself.
  'files.autoSave': 'off',
  'files.simpleDialog.enable': true,
  'typescript.disableAutomaticTypeAcquisition': true,
};

export interface EditorOptions {
  readonly editor: EditorPackages;
  /** A folder that `installVsix` or `linkExtension` filled; else there is no extension but the built-in ones. */
  readonly extensionsDir?: string;
  /** Honor `extensionDevelopmentPath` and `extensionTestsPath` in the page's address. Hides notifications: not for UI tests. */
  readonly testDriver?: boolean;
  /** Ask whether a folder is trusted, as an editor does by default. */
  readonly workspaceTrust?: boolean;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: NodeJS.ProcessEnv;
}

export interface EditorServer {
  /** Such as `localhost:41234`. */
  readonly authority: string;
  readonly extensionsDir: string;
  readonly logFile: string;
  /** Settles when the editor ends, whether the user or this process ended it. */
  readonly ended: Promise<void>;
  /** The workbench's address; `payload` are VS Code's own pairs. */
  url(folder: string, payload?: readonly (readonly [string, string])[]): string;
  /** A path on this machine, as the page names it. */
  remote(absolutePath: string): string;
  stop(): Promise<void>;
}

/** Start the editor and wait until it serves its page. */
export async function startEditorServer(options: EditorOptions): Promise<EditorServer> {
  const { codeServer, node } = options.editor;
  const state = mkdtempSync(path.join(os.tmpdir(), 'layer-forecast-editor-'));
  const extensionsDir = options.extensionsDir ?? path.join(state, 'extensions');
  const userData = path.join(state, 'data');
  const trust = options.workspaceTrust ?? false;
  mkdirSync(extensionsDir, { recursive: true });
  mkdirSync(path.join(userData, 'User'), { recursive: true });
  writeFileSync(
    path.join(userData, 'User/settings.json'),
    JSON.stringify({
      ...quietSettings,
      'security.workspace.trust.enabled': trust,
      ...options.settings,
    }),
  );
  const port = await freePort();
  const logFile = path.join(state, 'server.log');
  const log = openSync(logFile, 'w');
  const child = spawn(
    node,
    [
      ...entryArguments(codeServer, state, extensionsDir),
      ...['--auth', 'none', '--bind-addr', `127.0.0.1:${port}`],
      ...['--disable-telemetry', '--disable-update-check'],
      ...['--disable-getting-started-override', '--ignore-last-opened'],
      ...(trust ? [] : ['--disable-workspace-trust']),
      ...(options.testDriver === true ? testDriverArguments(codeServer) : []),
    ],
    // Its own process group, so that all that it starts can be ended with it.
    {
      stdio: ['ignore', log, log],
      detached: true,
      env: editorEnvironment(state, options.env),
    },
  );
  closeSync(log);
  // A process that ends without `stop` takes its editor with it.
  const onExit = (): void => signalGroup(child, 'SIGKILL');
  process.once('exit', onExit);
  const ended = new Promise<void>((done) => {
    child.once('exit', () => done());
    child.once('error', () => done());
  });
  let isOver = false;
  void ended.then(() => (isOver = true));
  const stop = async (): Promise<void> => {
    await endGroup(child, ended);
    process.off('exit', onExit);
    rmSync(state, { recursive: true, force: true, maxRetries: 5 });
  };
  if (!(await answers(`http://127.0.0.1:${port}/healthz`, () => isOver))) {
    const tail = readFileSync(logFile, 'utf8').trim().split('\n').slice(-5).join('\n');
    await stop();
    throw new Error(`the editor did not start: ${tail}`);
  }
  // Webviews need a secure context, which a page from this host name is.
  const authority = `localhost:${port}`;
  return {
    authority,
    extensionsDir,
    logFile,
    ended,
    url(folder, payload = []) {
      const query = new URLSearchParams({ folder });
      if (payload.length > 0) query.set('payload', JSON.stringify(payload));
      return `http://${authority}/?${query.toString()}`;
    },
    remote: (absolutePath) => `vscode-remote://${authority}${absolutePath}`,
    stop,
  };
}

/** Install a packaged extension into a folder of extensions. */
export async function installVsix(
  editor: EditorPackages,
  vsix: string,
  extensionsDir: string,
): Promise<void> {
  const state = mkdtempSync(path.join(os.tmpdir(), 'layer-forecast-install-'));
  const args = [
    ...entryArguments(editor.codeServer, state, extensionsDir),
    ...['--install-extension', vsix, '--force'],
  ];
  const child = spawn(editor.node, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: editorEnvironment(state),
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((done) => child.once('close', done));
  rmSync(state, { recursive: true, force: true });
  if (code !== 0) throw new Error(`the editor does not install ${vsix}: ${output.trim()}`);
}

/** Make an extension's own folder an installed extension of a folder of extensions. */
export function linkExtension(extensionFolder: string, extensionsDir: string): void {
  const manifest = JSON.parse(
    readFileSync(path.join(extensionFolder, 'package.json'), 'utf8'),
  ) as Readonly<Record<'publisher' | 'name' | 'version', string>>;
  mkdirSync(extensionsDir, { recursive: true });
  symlinkSync(
    extensionFolder,
    path.join(extensionsDir, `${manifest.publisher}.${manifest.name}-${manifest.version}`),
  );
}

/** Without `--config` and XDG_DATA_HOME it would write into the user's home. */
function entryArguments(codeServer: string, state: string, extensionsDir: string): string[] {
  const config = path.join(state, 'config.yaml');
  if (!existsSync(config)) writeFileSync(config, 'auth: none\n');
  return [
    path.join(codeServer, 'out/node/entry.js'),
    ...['--config', config],
    ...['--user-data-dir', path.join(state, 'data')],
    ...['--extensions-dir', extensionsDir],
  ];
}

function editorEnvironment(state: string, env: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return {
    ...process.env,
    ...env,
    XDG_DATA_HOME: path.join(state, 'xdg'),
    // No shop for extensions, so that nothing is asked for there.
    EXTENSIONS_GALLERY: '{}',
    // Set where this runs inside a terminal of VS Code, and then the editor would hand everything over to that one.
    VSCODE_IPC_HOOK_CLI: undefined,
  };
}

/** A recent workbench silently ignores the tests in its address unless this is on; old ones do not know it. */
function testDriverArguments(codeServer: string): string[] {
  const cli = readFileSync(path.join(codeServer, 'out/node/cli.js'), 'utf8');
  return cli.includes('"vscode-option"') ? ['--vscode-option', 'enable-smoke-test-driver'] : [];
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(0, '127.0.0.1', done);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

async function answers(url: string, isOver: () => boolean): Promise<boolean> {
  const end = Date.now() + 60_000;
  while (Date.now() < end && !isOver()) {
    try {
      if ((await fetch(url)).ok) return true;
    } catch {
      // Not listening yet.
    }
    await new Promise((done) => setTimeout(done, 100));
  }
  return false;
}

async function endGroup(child: ChildProcess, ended: Promise<void>): Promise<void> {
  signalGroup(child, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), 3000);
  await ended;
  clearTimeout(timer);
  // What ignored the first signal, after its leader ended.
  signalGroup(child, 'SIGKILL');
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, signal);
  } catch {
    // The group is gone.
  }
}
