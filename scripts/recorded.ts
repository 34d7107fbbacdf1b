/** The recorded history of an example, brought to this machine: a record names its files by absolute paths. */
import path from 'node:path';
import { openHistory, parseBuildRecord } from '../server/node/history/index.ts';

const root = path.resolve(import.meta.dirname, '..');

export function recordedFolder(example: string): string {
  return path.join(root, 'examples/recorded', example);
}

/** Fills a state folder with the builds of an example as if they had run in `folder`. */
export async function installRecordedHistory(
  example: string,
  folder: string,
  stateFolder: string,
): Promise<void> {
  const parse = parseBuildRecord;
  const from = openHistory({ folder: recordedFolder(example), limit: 1000, parse });
  const to = openHistory({ folder: stateFolder, limit: 1000, parse });
  for (const record of await from.read()) {
    const text = record.snapshot === null ? null : await from.readSnapshot(record.snapshot);
    await to.append({
      ...record,
      key: {
        ...record.key,
        dockerfile: path.resolve(folder, record.key.dockerfile),
        context: path.resolve(folder, record.key.context),
      },
      snapshot: text === null ? null : await to.saveSnapshot(text),
    });
  }
}
