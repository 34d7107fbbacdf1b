/**
 * Makes everything that runs: client, server and command line as CommonJS for Node 20, the two views for the browser.
 *
 *   npm run build              one time, minified where it ships
 *   npm run watch              again at every change, with source maps
 *
 * A failed build ends with exit code 1 and never leaves the process waiting.
 */
import { chmod, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { context, type BuildOptions, type Metafile, type Plugin } from 'esbuild';
import { loadedLate } from './loaded-late.ts';

const root = path.resolve(import.meta.dirname, '..');
const watch = process.argv.includes('--watch');

const common: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  sourcemap: watch,
  minify: !watch,
  // Class and function names stay readable in the stack traces that people send us.
  keepNames: true,
  logLevel: 'warning',
  legalComments: 'none',
  metafile: true,
};

/**
 * Some packages offer an ES module build and a UMD one under `main`; esbuild cannot follow the `require` of the latter,
 * so that the server would fail at run time. The ES module build comes first.
 */
const nodeBundle: BuildOptions = {
  ...common,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  mainFields: ['module', 'main'],
};

/** For what computes a lot: esbuild keeps a name by a call for each function that is made, so the code keeps its own. */
const busyBundle: BuildOptions = {
  ...nodeBundle,
  minify: false,
  minifySyntax: !watch,
  minifyWhitespace: !watch,
  keepNames: false,
};

/** What the command line loads only for some verbs is a program of its own, beside it. */
const PROGRAMS: readonly { readonly source: RegExp; readonly file: string }[] = [
  { source: /\/lsp\/main\.ts$/, file: 'server.cjs' },
  { source: /\.\/linting\.ts$/, file: 'cli-linting.cjs' },
  { source: /\.\/building\.ts$/, file: 'cli-building.cjs' },
];

const programsApart: Plugin = {
  name: 'programs-apart',
  setup(build) {
    for (const { source, file } of PROGRAMS)
      build.onResolve({ filter: source }, ({ kind }) =>
        kind === 'dynamic-import' ? { path: file, namespace: 'program' } : null,
      );
    build.onLoad({ filter: /./, namespace: 'program' }, ({ path: file }) => ({
      contents: programLoader(file),
      resolveDir: root,
    }));
  },
};

/** With source maps Node loads it by itself, so that it finds them. The server runs for long, and is the editor's own program. */
function programLoader(file: string): string {
  const beside = `__dirname + '/${file}'`;
  if (watch || file === 'server.cjs') return `module.exports = require(${beside});`;
  return `module.exports = require('./server/cli/load-program.ts').loadProgram(${beside}, require);`;
}

const cliBundle: BuildOptions = {
  ...busyBundle,
  plugins: [programsApart, loadedLate],
  // `require` is enough for the programs beside this one, and the loader of ES modules would be slow to start.
  supported: { 'dynamic-import': false },
};

const bundles: readonly BuildOptions[] = [
  {
    ...nodeBundle,
    entryPoints: ['client/src/extension.ts'],
    outfile: 'dist/client.cjs',
    external: ['vscode'],
  },
  { ...busyBundle, entryPoints: ['server/lsp/main.ts'], outfile: 'dist/server.cjs' },
  {
    ...cliBundle,
    entryPoints: ['server/cli/main.ts'],
    outfile: 'dist/cli.cjs',
    banner: { js: '#!/usr/bin/env node' },
  },
  { ...cliBundle, entryPoints: ['server/cli/linting.ts'], outfile: 'dist/cli-linting.cjs' },
  { ...cliBundle, entryPoints: ['server/cli/building.ts'], outfile: 'dist/cli-building.cjs' },
  {
    ...common,
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    entryPoints: {
      forecast: 'webview/src/forecast/main.ts',
      timings: 'webview/src/timings/main.ts',
    },
    outdir: 'dist/webview',
    keepNames: false,
  },
];

const reportPlugin: Plugin = {
  name: 'report',
  setup(build) {
    build.onEnd((result) => {
      for (const [file, output] of Object.entries(result.metafile?.outputs ?? {})) {
        console.log(`${file}  ${(output.bytes / 1024).toFixed(0)} kB`);
      }
    });
  },
};

export interface BuildAllOptions {
  readonly quiet?: boolean;
  /** False: `dist/` stays as it is, and only the answer is wanted. */
  readonly write?: boolean;
}

/** Makes all bundles. Gives the folders below `node_modules` of the packages that are in them, sorted. */
export async function buildAll(options: BuildAllOptions = {}): Promise<readonly string[]> {
  const write = options.write ?? true;
  if (write && !watch) await rm(path.join(root, 'dist'), { recursive: true, force: true });
  if (write) await mkdir(path.join(root, 'dist'), { recursive: true });
  const plugins = options.quiet === true ? [] : [reportPlugin];
  const contexts = await Promise.all(
    bundles.map((one) => context({ ...one, plugins: [...(one.plugins ?? []), ...plugins], write })),
  );
  try {
    if (watch) {
      await Promise.all(contexts.map((one) => one.watch()));
      await new Promise(() => undefined);
    }
    const results = await Promise.all(contexts.map((one) => one.rebuild()));
    // `npx layer-forecast` in a checkout runs the file itself.
    if (write) await chmod(path.join(root, 'dist/cli.cjs'), 0o755);
    return packagesIn(results.flatMap(({ metafile }) => metafile ?? []));
  } finally {
    await Promise.all(contexts.map((one) => one.dispose()));
  }
}

/** What was read and then left out of every bundle does not count. */
function packagesIn(metafiles: readonly Metafile[]): readonly string[] {
  const outputs = metafiles.flatMap((metafile) => Object.values(metafile.outputs));
  const files = outputs
    .flatMap((output) => Object.entries(output.inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([file]) => file);
  // Such as `@scope/name` of `node_modules/@scope/name/index.js`, and `a/node_modules/b` of a package within a package.
  const folder = /^node_modules\/(.*node_modules\/)?((?:@[^/]+\/)?[^/]+)\//;
  const packages = files.flatMap((file) => {
    const match = folder.exec(file);
    return match === null ? [] : [`${match[1] ?? ''}${match[2] ?? ''}`];
  });
  return [...new Set(packages)].sort();
}

if (process.argv[1] === import.meta.filename) {
  try {
    await buildAll();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
