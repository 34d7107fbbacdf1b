/**
 * The bundles in `dist/`, made when they are missing or older than a source. A stamp says how old they are, since a bundler
 * need not touch a file whose content does not change.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../paths.ts';

const stamp = path.join(projectRoot, 'out/bundles-made');
const sources = ['server', 'client', 'webview', 'scripts/build.ts', 'package-lock.json'];
const programs = ['client.cjs', 'server.cjs', 'cli.cjs', 'cli-linting.cjs', 'cli-building.cjs'];
const bundles = [...programs, 'webview'].map((name) => path.join(projectRoot, 'dist', name));

/** Build where it is needed. Returns the build's output where it failed. */
export function ensureBundles(): { readonly failure: string } | undefined {
  if (areFresh()) return undefined;
  const started = new Date();
  const result = spawnSync('npm', ['run', 'build'], { cwd: projectRoot, encoding: 'utf8' });
  if (result.status !== 0) return { failure: `${result.stdout}${result.stderr}` };
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, started.toISOString());
  return undefined;
}

function areFresh(): boolean {
  if (!existsSync(stamp)) return false;
  if (!bundles.every((bundle) => existsSync(bundle))) return false;
  const made = statSync(stamp).mtimeMs;
  return sources.every((source) => newest(path.join(projectRoot, source)) < made);
}

function newest(file: string): number {
  const stats = statSync(file);
  if (!stats.isDirectory()) return stats.mtimeMs;
  const names = readdirSync(file).filter((name) => name !== 'node_modules');
  return Math.max(stats.mtimeMs, ...names.map((name) => newest(path.join(file, name))));
}
