/**
 * The suites: every folder of `test/` that has tests is one. The table names those that need more than Node, or the machine
 * to themselves; any other folder needs nothing.
 */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { installedEditor } from '../../../scripts/editor/packages.ts';
import { chromiumPath } from '../browser.ts';
import { engineEnvironment } from '../engine.ts';
import { nvimPath } from '../neovim.ts';
import { projectRoot } from '../paths.ts';

export type Need =
  'bundles' | 'browser' | 'engine' | 'editor' | 'oldest-editor' | 'any-editor' | 'neovim';

export interface Suite {
  readonly name: string;
  /** Its tests, without those that need an engine (`*.engine.test.ts`) where there is none. */
  readonly files: readonly string[];
  readonly needs: readonly Need[];
  /** Not beside another suite: it measures time, fills the processors by itself, or changes what others read. */
  readonly alone: boolean;
  readonly minutes: number;
  /** Its tests keep what the program prints, for the words in it. */
  readonly prints: boolean;
  /** A program of its own in place of the mocha process, and what it is told. */
  readonly program?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Row {
  readonly name: string;
  readonly folder?: string;
  readonly needs?: readonly Need[];
  readonly alone?: boolean;
  readonly minutes?: number;
  readonly prints?: boolean;
  readonly program?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const editorHost = { folder: 'editor-host', program: 'test/editor-host/run.ts', alone: true };

/** In the order in which they run. `checks` comes first because it builds. */
const rows: readonly Row[] = [
  { name: 'checks', alone: true, minutes: 10 },
  { name: 'tidy' },
  { name: 'core' },
  { name: 'node', minutes: 15 },
  { name: 'server', needs: ['bundles'], prints: true },
  { name: 'cli', needs: ['bundles'], prints: true },
  { name: 'client', needs: ['bundles'] },
  { name: 'webview', needs: ['browser'], prints: true },
  { name: 'neovim', needs: ['bundles', 'neovim'] },
  { name: 'engine', needs: ['bundles', 'engine'], alone: true, minutes: 35 },
  { name: 'fidelity', needs: ['engine'], alone: true, minutes: 40 },
  { name: 'editor-host', needs: ['bundles', 'any-editor'], ...editorHost },
  {
    name: 'editor-host-oldest',
    needs: ['bundles', 'oldest-editor'],
    ...editorHost,
    env: { LAYER_FORECAST_EDITOR: 'oldest' },
  },
  { name: 'editor', needs: ['bundles', 'editor'], alone: true, minutes: 10 },
  {
    name: 'editor-oldest',
    needs: ['bundles', 'oldest-editor'],
    alone: true,
    env: { LAYER_FORECAST_EDITOR: 'oldest' },
  },
];

const notSuites = ['support', 'fixtures', 'results', 'bench'];

export interface Selection {
  readonly suites: readonly Suite[];
  /** What is left out for want of a part, as lines to print. */
  readonly leftOut: readonly string[];
  /** Names that are no suite's. */
  readonly unknown: readonly string[];
}

/** The suites of these names, or all of them, less what this machine has no parts for. */
export async function selectSuites(names: readonly string[]): Promise<Selection> {
  const others: readonly Row[] = otherFolders().map((name) => ({ name }));
  const known = [...rows, ...others].filter((row) => existsSync(folderOf(row)));
  const suites: Suite[] = [];
  const leftOut: string[] = [];
  const reasons = await absentParts();
  for (const row of known.filter(({ name }) => names.length === 0 || names.includes(name))) {
    const absent = (row.needs ?? []).find((need) => reasons[need] !== undefined);
    if (absent !== undefined) {
      leftOut.push(`suite ${row.name} is left out: ${reasons[absent] ?? ''}`);
      continue;
    }
    const all = testFiles(folderOf(row));
    const files = reasons.engine === undefined ? all : all.filter((file) => !needsEngine(file));
    if (files.length < all.length) {
      const names = all.filter(needsEngine).map((file) => path.basename(file));
      leftOut.push(`${names.join(', ')} of suite ${row.name} left out: ${reasons.engine ?? ''}`);
    }
    suites.push({
      needs: [],
      alone: false,
      prints: false,
      minutes: 8,
      ...row,
      files,
    });
  }
  const unknown = names.filter((name) => !known.some((row) => row.name === name));
  return { suites, leftOut, unknown };
}

/** For each part that is absent, the reason and what to do about it. */
async function absentParts(): Promise<Readonly<Record<Need, string | undefined>>> {
  const browser =
    chromiumPath() === undefined
      ? 'no Chromium is on the PATH (install one, or let CHROMIUM name it)'
      : undefined;
  const noEngine =
    'no Docker engine with buildx 0.13 or later answers (test/support/harness/up.sh starts one)';
  // Of test/editor-host/run.ts: a desktop VS Code, or one to download.
  const hasOther = ['VSCODE_EXECUTABLE', 'VSCODE_VERSION'].some(
    (name) => (process.env[name] ?? '') !== '',
  );
  const noEditor = (choice: 'newest' | 'oldest'): string | undefined =>
    installedEditor(choice) === undefined
      ? `no editor is installed (npx tsx scripts/editor/install.ts ${choice})`
      : browser;
  return {
    bundles: undefined,
    browser,
    engine: (await engineEnvironment()) === undefined ? noEngine : undefined,
    editor: noEditor('newest'),
    'any-editor': hasOther ? undefined : noEditor('newest'),
    'oldest-editor': noEditor('oldest'),
    neovim:
      nvimPath() === undefined
        ? 'no Neovim is on the PATH (install one, or let NVIM name it)'
        : undefined,
  };
}

function folderOf(row: Row): string {
  return path.join(projectRoot, 'test', row.folder ?? row.name);
}

function otherFolders(): readonly string[] {
  const taken = new Set([...notSuites, ...rows.map(({ name }) => name)]);
  return readdirSync(path.join(projectRoot, 'test'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !taken.has(entry.name))
    .map(({ name }) => name);
}

function testFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts') && !name.includes('node_modules'))
    .sort()
    .map((name) => path.join(folder, name));
}

function needsEngine(file: string): boolean {
  return file.endsWith('.engine.test.ts');
}
