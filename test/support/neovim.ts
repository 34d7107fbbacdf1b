/** Neovim: the one that `NVIM` names, else the one on the `PATH`. */
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

export function nvimPath(): string | undefined {
  const named = process.env['NVIM'];
  if (named !== undefined && named !== '') return named;
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  return folders.map((folder) => path.join(folder, 'nvim')).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
