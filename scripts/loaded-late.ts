/** For the command line: libraries are loaded when something of them is used for the first time, not where they are imported. */
import * as crypto from 'node:crypto';
import * as fs from 'node:fs/promises';
import path from 'node:path';
import * as timers from 'node:timers/promises';
import * as v8 from 'node:v8';
import * as diff from 'diff';
import type { Plugin } from 'esbuild';
import * as jsonc from 'jsonc-parser';
import * as toml from 'toml-eslint-parser';
import * as yaml from 'yaml';

/** What most runs never use, and what takes long to load. Imported here for the names that each exports. */
const LATE: ReadonlyMap<string, object> = new Map<string, object>([
  ['node:crypto', crypto],
  ['node:fs/promises', fs],
  ['node:timers/promises', timers],
  ['node:v8', v8],
  ['diff', diff],
  ['jsonc-parser', jsonc],
  ['toml-eslint-parser', toml],
  ['yaml', yaml],
]);

export const loadedLate: Plugin = {
  name: 'loaded-late',
  setup(build) {
    build.onResolve({ filter: /./ }, ({ path: name, namespace }) =>
      LATE.has(name) && namespace !== 'late' ? { path: name, namespace: 'late' } : null,
    );
    build.onLoad({ filter: /./, namespace: 'late' }, ({ path: name }) => ({
      contents: lateModule(name, exportedBy(LATE.get(name) ?? {})),
      resolveDir: path.resolve(import.meta.dirname, '..'),
    }));
  },
};

/** Of some CommonJS modules Node finds the names in `default` only. */
function exportedBy(module: { readonly default?: unknown }): readonly string[] {
  const inner = typeof module.default === 'object' ? { ...module.default } : {};
  const names = Object.keys({ ...module, ...inner });
  return names.filter((name) => !['default', 'module.exports', '__esModule'].includes(name));
}

/** The bundler reads what is exported through getters, so that these run where a name is used. */
function lateModule(name: string, exported: readonly string[]): string {
  const getters = exported.map(
    (key) => `get [${JSON.stringify(key)}]() { return load()[${JSON.stringify(key)}]; },`,
  );
  const load = `let library; const load = () => (library ??= require('${name}'));`;
  return [load, 'module.exports = {', ...getters, '};', ''].join('\n');
}
