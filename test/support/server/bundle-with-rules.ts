/** The server with throw-away rules beside those of the product: a bundle of its own. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build, type Plugin } from 'esbuild';
import { projectRoot } from '../paths.ts';

export interface ServerBundle {
  readonly file: string;
  readonly remove: () => void;
}

/** `rules`: a module that exports `RULES`, relative to the root of the project. */
export async function bundleWithRules(rules: string): Promise<ServerBundle> {
  const folder = mkdtempSync(path.join(tmpdir(), 'layer-forecast-server-'));
  const file = path.join(folder, 'server.cjs');
  await build({
    absWorkingDir: projectRoot,
    entryPoints: ['server/lsp/main.ts'],
    outfile: file,
    bundle: true,
    ...{ platform: 'node', target: 'node20', format: 'cjs', mainFields: ['module', 'main'] },
    ...{ logLevel: 'warning', plugins: [moreRules(path.join(projectRoot, rules))] },
  });
  return { file, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function moreRules(module: string): Plugin {
  return {
    name: 'more-rules',
    setup: (bundler) => {
      bundler.onLoad({ filter: /[\\/]lint[\\/]registry\.ts$/ }, ({ path: file }) => {
        const text = readFileSync(file, 'utf8');
        const head = 'export const RULES: readonly Rule[] = [';
        if (!text.includes(head)) throw new Error('The registry of rules has another form.');
        const more = `import { RULES as MORE } from ${JSON.stringify(module)};\n`;
        return { contents: `${more}${text.replace(head, `${head} ...MORE,`)}`, loader: 'ts' };
      });
    },
  };
}
