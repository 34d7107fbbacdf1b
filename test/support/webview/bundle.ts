/** The views as the product bundles them, kept in memory: one script and one style sheet each. */
import { build } from 'esbuild';

export type ViewName = 'forecast' | 'timings';

export interface BundledView {
  readonly js: string;
  readonly css: string;
}

const bundles = new Map<ViewName, Promise<BundledView>>();

export function bundleView(name: ViewName): Promise<BundledView> {
  const known = bundles.get(name);
  if (known) return known;
  const made = bundle(name);
  bundles.set(name, made);
  return made;
}

async function bundle(name: ViewName): Promise<BundledView> {
  const result = await build({
    entryPoints: [`webview/src/${name}/main.ts`],
    outdir: 'out/webview',
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    target: 'chrome122',
    logLevel: 'silent',
  });
  const textOf = (end: string): string =>
    result.outputFiles.find((file) => file.path.endsWith(end))?.text ?? '';
  return { js: textOf('.js'), css: textOf('.css') };
}
