/** What a workbench is at just now, and what it learned last, for somebody who waits for it. */
import type { ContextFiles } from '../../core/forecast/model.ts';
import type { Work, WorkbenchState } from '../../core/report/activity-text.ts';
import type { ContextAmount } from '../../protocol/report.ts';

export interface Activity {
  readonly during: <Result>(work: Work, run: () => Promise<Result>) => Promise<Result>;
  readonly learned: (builder: NonNullable<WorkbenchState['builder']>) => void;
  /** What a forecast rests on. */
  readonly hasRead: (contexts: Iterable<ContextFiles>) => void;
  readonly state: () => WorkbenchState;
}

/** `changed` is called each time that the state changes. */
export function createActivity(changed: () => void = () => undefined): Activity {
  const doing: Work[] = [];
  let read: ContextAmount | null = null;
  let builder: WorkbenchState['builder'] = null;
  return {
    during: async (work, run) => {
      doing.push(work);
      changed();
      try {
        return await run();
      } finally {
        doing.splice(doing.indexOf(work), 1);
        changed();
      }
    },
    learned: (known) => {
      builder = known;
      changed();
    },
    hasRead: (contexts) => {
      read = amountOf(contexts);
      changed();
    },
    state: () => ({ doing: [...doing], read, builder }),
  };
}

function amountOf(contexts: Iterable<ContextFiles>): ContextAmount {
  let files = 0;
  let bytes = 0;
  for (const { entries } of contexts)
    for (const entry of entries.values()) {
      if (entry.kind !== 'file') continue;
      files++;
      bytes += entry.size;
    }
  return { files, bytes };
}
