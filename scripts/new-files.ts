/** Writes the files that a generator made, formatted as the others are. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';

/** Texts by path below the root; gives the paths that it wrote. */
export async function writeNewFiles(
  root: string,
  files: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  for (const [file, text] of Object.entries(files)) {
    const absolute = path.join(root, file);
    await mkdir(path.dirname(absolute), { recursive: true });
    await writeFile(absolute, await formatted(absolute, text));
  }
  return Object.keys(files);
}

async function formatted(file: string, text: string): Promise<string> {
  if (!/\.(?:ts|md)$/.test(file)) return text;
  return format(text, { ...(await resolveConfig(file)), filepath: file });
}
