/** The Dockerfiles below a folder, by name. */
import path from 'node:path';
import { findFiles, type FindOptions } from './find-files.ts';

/** `Dockerfile`, `Dockerfile.dev`, `dev.Dockerfile`, `Containerfile`; not a Dockerfile's own ignore file. */
export function isDockerfileName(name: string): boolean {
  const lower = name.toLowerCase();
  if (lower.endsWith('.dockerignore')) return false;
  return (
    lower === 'dockerfile' ||
    lower === 'containerfile' ||
    lower.startsWith('dockerfile.') ||
    lower.endsWith('.dockerfile')
  );
}

/** In the order of `findFiles`. */
export async function findDockerfiles(
  folder: string,
  options: FindOptions = {},
): Promise<readonly string[]> {
  const files = await findFiles(folder, options);
  return files.filter((file) => isDockerfileName(path.basename(file)));
}
