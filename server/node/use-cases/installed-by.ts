/** The requirements files on disk that a Dockerfile installs, as its own text says. */
import path from 'node:path';
import { analyze, type Analysis } from '../../core/analyze.ts';
import { dockerfileKind } from '../../core/documents/index.ts';
import { installedRequirements } from '../../core/installed-requirements.ts';
import { contextSetting, lookAt, readDocument } from '../files/index.ts';

/** Absolute paths of files that exist. `context`: the absolute folder of the build context. */
export function installedBy(analysis: Analysis, context: string): readonly string[] {
  const inContext = (file: string) => path.resolve(context, file);
  return installedRequirements(analysis, { exists: (file) => isFile(inContext(file)) })
    .map(({ contextPath }) => contextPath)
    .filter((file) => file !== null)
    .map(inContext)
    .filter((file) => isFile(file) && !isManifest(file));
}

export async function contextOf(dockerfile: string): Promise<string> {
  return (await contextSetting(dockerfile)) ?? path.dirname(dockerfile);
}

/** What the Dockerfiles install together. */
export async function installedByAny(dockerfiles: readonly string[]): Promise<ReadonlySet<string>> {
  const installed = new Set<string>();
  for (const dockerfile of dockerfiles) {
    const read = await readDocument(dockerfile, dockerfileKind);
    if (read.kind === 'problem' || read.problem !== null) continue;
    const analysis = analyze({ text: read.text, rules: [] });
    for (const file of installedBy(analysis, await contextOf(dockerfile))) installed.add(file);
  }
  return installed;
}

function isFile(file: string): boolean {
  return lookAt(file)?.isFile() ?? false;
}

/** `uv pip install -r` takes these too, and reads them as what they are. */
function isManifest(file: string): boolean {
  return /\.(?:toml|cfg|py|lock)$/i.test(file);
}
