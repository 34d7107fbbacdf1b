/** The extension as its users get it: packed from the bundles in `dist/`, once a process. */
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { packExtension } from '../../../scripts/package.ts';
import { projectRoot } from '../paths.ts';

let packed: Promise<string> | undefined;

export function packagedExtension(): Promise<string> {
  packed ??= pack();
  return packed;
}

async function pack(): Promise<string> {
  // Without the list everything would go in, an installed editor included.
  if (!existsSync(path.join(projectRoot, '.vscodeignore'))) {
    throw new Error('.vscodeignore is missing: it says what goes into the package');
  }
  const packagePath = path.join(projectRoot, 'out/test/layer-forecast.vsix');
  mkdirSync(path.dirname(packagePath), { recursive: true });
  await packExtension(packagePath);
  return packagePath;
}
