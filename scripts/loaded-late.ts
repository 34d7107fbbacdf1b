/** For the command line: libraries are loaded when something of them is used for the first time, not where they are imported. */
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Plugin } from 'esbuild';

/** What most runs never use, and what takes long to load. */
const LATE = [
  ...['node:crypto', 'node:fs/promises', 'node:timers/promises', 'node:v8'],
  ...['diff', 'jsonc-parser', 'toml-eslint-parser', 'yaml'],
];

const load = createRequire(import.meta.url);

export const loadedLate: Plugin = {
  name: 'loaded-late',
  setup(build) {
    build.onResolve({ filter: /./ }, ({ path: name, namespace }) =>
      LATE.includes(name) && namespace !== 'late' ? { path: name, namespace: 'late' } : null,
    );
    build.onLoad({ filter: /./, namespace: 'late' }, ({ path: name }) => ({
      contents: lateModule(name, Object.keys(load(name) as object)),
      resolveDir: path.resolve(import.meta.dirname, '..'),
    }));
  },
};

/** The bundler reads what is exported through getters, so that these run where a name is used. */
function lateModule(name: string, exported: readonly string[]): string {
  const getters = exported.map(
    (key) => `get [${JSON.stringify(key)}]() { return load()[${JSON.stringify(key)}]; },`,
  );
  const load = `let library; const load = () => (library ??= require('${name}'));`;
  return [load, 'module.exports = {', ...getters, '};', ''].join('\n');
}
