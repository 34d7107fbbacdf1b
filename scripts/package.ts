/** `npm run package`: builds, then packs `layer-forecast-<version>.vsix` and says how large it is. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { buildAll } from './build.ts';
import manifest from '../package.json' with { type: 'json' };

const root = path.resolve(import.meta.dirname, '..');

/** Packs what `npm run build` left in `dist/` into a file. */
export async function packExtension(file: string): Promise<void> {
  await createVSIX({
    cwd: root,
    packagePath: file,
    // Everything is in the bundles.
    dependencies: false,
    // There is no public repository yet; links in the README are relative and stay so.
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
}

if (process.argv[1] === import.meta.filename) {
  await buildAll({ quiet: true });
  const file = path.join(root, `layer-forecast-${manifest.version}.vsix`);
  await packExtension(file);
  console.log(
    `${path.relative(process.cwd(), file)}: ${((await stat(file)).size / 1e6).toFixed(2)} MB`,
  );
}
