/** What there is to say of a step beyond its reasons, from reading Dockerfile and requirements files together. */
import type { Reason } from '../../protocol/shapes.ts';
import type { Forecast } from '../../protocol/report.ts';
import type { StepNote } from '../../protocol/requests.ts';
import type { Mask } from '../text/mask.ts';
import type { Snapshot, SnapshotFile } from '../forecast/model.ts';

export interface NotesInput {
  readonly forecast: Forecast;
  readonly before: Snapshot;
  readonly now: Snapshot;
  /** By the line of the step that installs requirements files; asked for only where one runs again for files. */
  readonly installs: () => ReadonlyMap<number, unknown>;
  /** The context path of a file that a reason names. */
  readonly contextPath: (file: string) => string;
  /** Whether the build empties the cache mounts of a step, by its index. */
  readonly isEmptied: (step: number) => boolean;
  readonly mask: Mask;
}

/** An install that runs again although what the installer reads is the same: the wasted kind. And emptied mounts. */
export function stepNotes(input: NotesInput): readonly StepNote[] {
  const { forecast, before, now, contextPath, isEmptied } = input;
  const notes: StepNote[] = [];
  forecast.steps.forEach((step, index) => {
    if (isEmptied(index)) notes.push({ step: index, text: input.mask(EMPTIED) });
    if (step.instruction !== 'RUN' || step.verdict !== 'miss') return;
    const files = changedFiles(step.reasons);
    if (files === null || !input.installs().has(step.line)) return;
    const same = files.every((file) => {
      const path = contextPath(file);
      return sameMeaning(fileOf(before, path), fileOf(now, path));
    });
    if (!same) return;
    notes.push({
      step: index,
      text: input.mask(
        `The installer reads the same from ${files.join(', ')} as before, and installs the same packages again.`,
      ),
    });
  });
  return notes;
}

const EMPTIED = 'Building without the cache also empties the cache mounts of this step.';

/** The files that a step runs again for; null where something else has a part in it. */
function changedFiles(reasons: readonly Reason[]): readonly string[] | null {
  const files = new Set<string>();
  for (const { kind, file } of reasons.map(lastOf)) {
    if (kind !== 'file-changed' || file === undefined) return null;
    files.add(file);
  }
  return files.size === 0 ? null : [...files];
}

function lastOf(reason: Reason): Reason {
  let last = reason;
  while (last.because) last = last.because;
  return last;
}

function fileOf(snapshot: Snapshot, path: string): SnapshotFile | undefined {
  return snapshot.files['context']?.get(path);
}

function sameMeaning(a: SnapshotFile | undefined, b: SnapshotFile | undefined): boolean {
  return a?.meaning !== undefined && a.meaning === b?.meaning;
}
