/** What a log reader writes down: packages by name, their phases, and those that belong to no package. */
import type { LoggedPackage, LogPhase, ManagerLogResult } from './log-model.ts';

export interface OpenPackage extends LoggedPackage {
  version: string | null;
  readonly requiredBy: string[];
  origin: LoggedPackage['origin'];
  built: boolean;
  bytes: number | null;
  readonly phases: LogPhase[];
}

export interface LogBook {
  /** The package of this name, a new one where none is known. */
  readonly packageOf: (name: string) => OpenPackage;
  /** The package of this name; null where none is known. */
  readonly find: (name: string) => OpenPackage | null;
  /** A phase whose end is known; of the whole step where it has no owner. */
  readonly add: (phase: LogPhase, owner: OpenPackage | null) => void;
  /** A phase that lasts until the next one begins or `close`. */
  readonly begin: (
    kind: LogPhase['kind'],
    label: string,
    time: number,
    owner: OpenPackage | null,
  ) => void;
  readonly close: (time: number) => void;
  readonly openKind: () => LogPhase['kind'] | null;
  /** An open phase ends at `end`. */
  readonly result: (end: number) => ManagerLogResult;
}

interface OpenSpan extends Omit<LogPhase, 'end'> {
  readonly owner: OpenPackage | null;
}

export function createLogBook(): LogBook {
  const packages = new Map<string, OpenPackage>();
  const phases: LogPhase[] = [];
  let open: OpenSpan | null = null;

  function add(phase: LogPhase, owner: OpenPackage | null): void {
    (owner?.phases ?? phases).push({ ...phase, end: Math.max(phase.start, phase.end) });
  }

  function close(time: number): void {
    if (open) add(closedAt(open, time), open.owner);
    open = null;
  }

  return {
    packageOf(name) {
      let found = packages.get(name);
      if (!found) {
        found = {
          ...{ name, version: null, requiredBy: [], origin: 'unknown', built: false, bytes: null },
          phases: [],
        };
        packages.set(name, found);
      }
      return found;
    },
    find: (name) => packages.get(name) ?? null,
    add,
    begin(kind, label, time, owner) {
      // More of the same that belongs to no package is one phase.
      if (owner === null && open?.owner === null && open.kind === kind && open.label === label)
        return;
      close(time);
      open = { kind, label, start: time, owner };
    },
    close,
    openKind: () => open?.kind ?? null,
    result(end) {
      const tail = open ? [closedAt(open, end)] : [];
      const owner = open?.owner ?? null;
      return {
        phases: [...phases, ...(owner ? [] : tail)],
        packages: [...packages.values()].map((one) => ({
          ...one,
          requiredBy: [...one.requiredBy],
          phases: [...one.phases, ...(owner === one ? tail : [])].filter(
            (phase) => phase.end > phase.start || phase.kind !== 'resolve',
          ),
        })),
      };
    },
  };
}

function closedAt({ kind, label, start }: OpenSpan, time: number): LogPhase {
  return { kind, label, start, end: Math.max(time, start) };
}
