/** The process of the suite `editor-host`: its tests run inside an editor's extension host. */
import path from 'node:path';
import { prepareExtensionHost } from '../support/editor/extension-host.ts';
import { projectRoot } from '../support/paths.ts';

const [resultFile = '', mochaOptions = '{}', ...files] = process.argv.slice(2);
const base = path.join(import.meta.dirname, 'suite');
try {
  const run = await prepareExtensionHost({
    entry: path.join(base, 'index.ts'),
    files,
    base,
    outFolder: path.join(projectRoot, 'out/editor-host'),
    workspace: path.join(import.meta.dirname, 'workspace'),
    env: {
      LAYER_FORECAST_RESULTS: path.resolve(resultFile),
      LAYER_FORECAST_MOCHA: mochaOptions,
    },
  });
  await run();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
