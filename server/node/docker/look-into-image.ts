/**
 * Reads single files of an image that the engine has. Nothing of the image runs and nothing is pulled: the files are
 * copied out of a container that is made, never started, and removed again.
 */
import { parseTar } from 'nanotar';
import { settingsFilesOf, SYSTEM_FILES, type SeenImage } from '../../core/images/image-facts.ts';
import type { BaseImage } from '../../core/images/model.ts';
import { askDocker, type DockerTool } from './tool.ts';

export interface LookIntoImageInput {
  readonly docker: DockerTool;
  /** Its id, or a name that the engine knows. */
  readonly reference: string;
  readonly image: BaseImage;
  readonly signal?: AbortSignal;
}

/** Settings and lists of users are small; what is longer is none of them. */
const MAX_FILE_BYTES = 512 * 1024;

/** By absolute path, as far as they exist; null where the image could not be looked into. */
export async function lookIntoImage(input: LookIntoImageInput): Promise<SeenImage['files']> {
  const { docker, reference, image, signal } = input;
  const options = signal === undefined ? {} : { signal };
  const flags = ['--pull=never', '--network=none', '--entrypoint=', '--label=layer-forecast=look'];
  const made = await askDocker(docker, ['create', ...flags, '--', reference, 'true'], options);
  const container = /^[0-9a-f]{12,64}$/m.exec(made.stdout.trim())?.[0];
  if (made.code !== 0 || container === undefined) return null;
  try {
    const system = await readFiles(SYSTEM_FILES);
    if (system === null) return null;
    const settings = await readFiles(settingsFilesOf({ image, files: system }));
    return settings && new Map([...system, ...settings]);
  } finally {
    // Also where nobody waits for the answer any more. Volumes that the image declares go with it.
    await askDocker(docker, ['rm', '--force', '--volumes', container]);
  }

  async function readFiles(paths: readonly string[]): Promise<ReadonlyMap<string, string> | null> {
    const found = new Map<string, string>();
    for (const path of paths) {
      const text = await readFile(`${container ?? ''}:${path}`);
      if (text === null) return null;
      if (text !== '') found.set(path, text);
    }
    return found;
  }

  /** Empty for a file that does not exist; null when docker failed for another reason. */
  async function readFile(source: string): Promise<string | null> {
    const copied = await askDocker(docker, ['cp', '--follow-link', source, '-'], {
      ...options,
      encoding: 'latin1',
      maxOutputBytes: MAX_FILE_BYTES,
    });
    // The reader takes the whole memory behind an array, and a Buffer can share its memory with others.
    if (copied.code === 0) return textInTar(Uint8Array.from(Buffer.from(copied.stdout, 'latin1')));
    const isMissing = /could not find the file|no such file or directory|not a directory/i;
    return copied.failure === null && isMissing.test(copied.stderr) ? '' : null;
  }
}

/** The one file of an archive; empty for a folder, null for what is no archive. */
function textInTar(bytes: Uint8Array): string | null {
  try {
    const entries = parseTar(bytes);
    if (entries.length === 0) return null;
    const file = entries.find(({ type }) => type === 'file');
    return file?.data === undefined ? '' : Buffer.from(file.data).toString('utf8');
  } catch {
    return null;
  }
}
