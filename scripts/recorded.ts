/** The recorded history of an example, brought to this machine: a record names its files by absolute paths. */
import path from 'node:path';
import { openHistory, parseBuildRecord } from '../server/node/history/index.ts';
import { createWorkbench } from '../server/node/workbench.ts';
import { writeSnapshotPair } from '../server/node/forecasting/index.ts';

const root = path.resolve(import.meta.dirname, '..');

export function recordedFolder(example: string): string {
  return path.join(root, 'examples/recorded', example);
}

/** What the builder of this machine would have made of the example. */
interface HereAndNow {
  readonly builder: string;
  readonly snapshot: string;
}

/**
 * Fills a state folder with the builds of an example as if they had run in `folder`; with `here`, as the last of them
 * would have left this machine's builder.
 */
export async function installRecordedHistory(
  example: string,
  folder: string,
  stateFolder: string,
  here: HereAndNow | null = null,
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
        ...(here === null ? {} : { builder: here.builder }),
      },
      snapshot: text === null ? null : await to.saveSnapshot(here?.snapshot ?? text),
    });
  }
}

/**
 * Of the example as it is in `folder`: on this machine its base image and its platform can differ. Null where no builder
 * answers.
 */
export async function readHere(folder: string, stateFolder: string): Promise<HereAndNow | null> {
  const workbench = createWorkbench({
    trusted: () => true,
    dockerPath: () => '',
    historyLimit: () => 1000,
    state: stateFolder,
  });
  const place = { dockerfile: path.join(folder, 'Dockerfile'), context: folder };
  const read = await workbench.snapshot({ place, options: {}, base: folder });
  if (read.kind !== 'build' || read.engineFrom !== 'asked') return null;
  const { snapshot: plain, fixed, engineFrom, builder } = read;
  const pair = { plain, fixed: fixed?.snapshot ?? null, engineFrom };
  return { builder, snapshot: writeSnapshotPair(pair) };
}
