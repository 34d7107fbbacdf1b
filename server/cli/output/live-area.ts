/** Lines of a terminal that are written over again and again, while a build runs. */
import type { WriteStream } from 'node:tty';

export interface LiveArea {
  /** Asked each time: the user may resize the window. */
  readonly size: () => { readonly columns: number; readonly rows: number };
  readonly show: (lines: readonly string[]) => void;
  /** Removes the lines, and gives the cursor back. */
  readonly clear: () => void;
}

/** The library is loaded only here: other verbs do without it. */
export async function openLiveArea(stream: WriteStream): Promise<LiveArea> {
  const { createLogUpdate } = await import('log-update');
  const log = createLogUpdate(stream);
  return {
    size: () => ({ columns: stream.columns, rows: stream.rows }),
    show: (lines) => log(lines.join('\n')),
    clear: () => {
      log.clear();
      log.done();
    },
  };
}
