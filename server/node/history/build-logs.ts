/** The whole logs of the last builds, one file each: a record keeps only the last lines of a failed step. */
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { MaskedText } from '../../protocol/masked-text.ts';
import { lookAt, writeFileAtomically } from '../files/index.ts';

export interface BuildLogs {
  /** Absolute path of the file; null where it could not be written. */
  readonly save: (id: string, log: MaskedText) => Promise<string | null>;
  /** Absolute path of the log of a recorded build; null where it is not kept any more. */
  readonly fileOf: (id: string) => string | null;
  readonly clear: () => Promise<void>;
}

/** Logs are long, and the older ones are rarely asked for. */
const MOST_LOGS = 40;

export function openBuildLogs(state: string): BuildLogs {
  const folder = join(state, 'logs');
  // The extension makes the editor color it.
  const fileFor = (id: string): string => join(folder, `${id}.buildkit.log`);
  return {
    async save(id, log) {
      await mkdir(folder, { recursive: true, mode: 0o700 }).catch(() => undefined);
      const file = fileFor(id);
      const written = await writeFileAtomically(file, log, { mode: 0o600 });
      if (written.kind !== 'written') return null;
      await dropOldest(folder);
      return file;
    },
    fileOf(id) {
      // The id comes out of a file that anybody could have edited: it must not name another one.
      if (!/^[0-9a-f-]{1,64}$/.test(id)) return null;
      const file = fileFor(id);
      return lookAt(file) === null ? null : file;
    },
    clear: () => rm(folder, { recursive: true, force: true }),
  };
}

async function dropOldest(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  if (names.length <= MOST_LOGS) return;
  const files = await Promise.all(
    names.map(async (name) => {
      const file = join(folder, name);
      return { file, time: (await stat(file).catch(() => null))?.mtimeMs ?? 0 };
    }),
  );
  files.sort((one, other) => other.time - one.time);
  for (const { file } of files.slice(MOST_LOGS)) await rm(file, { force: true });
}
