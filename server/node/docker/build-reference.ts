/**
 * The reference under which the builder's history keeps a build that is run from here: buildx writes it into a file when
 * the build succeeds. By it the build is not taken for one that somebody made outside.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface ReferredBuild<Result> {
  readonly result: Result;
  /** Null where buildx wrote none: the build failed, or buildx is too old. */
  readonly ref: string | null;
}

/** What else buildx would find out for the file is printed as a step of the build. */
export const ONLY_REFERENCE = { BUILDX_METADATA_PROVENANCE: 'disabled' } as const;

export async function withBuildReference<Result>(
  build: (metadataFile: string) => Promise<Result>,
): Promise<ReferredBuild<Result>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'layer-forecast-'));
  try {
    const file = path.join(folder, 'metadata.json');
    const result = await build(file);
    return { result, ref: referenceIn(await readFile(file, 'utf8').catch(() => '')) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function referenceIn(metadata: string): string | null {
  // Matches `"buildx.build.ref": "default/default/v3xybwzed158jxyjekrwf6ur5"`.
  return /"buildx\.build\.ref":\s*"([\w./-]{1,500})"/.exec(metadata)?.[1] ?? null;
}
