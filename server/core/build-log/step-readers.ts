/**
 * Reads what package managers print inside one step. Each line goes to the manager whose own it is: first to the one
 * that printed last, then to the others in the order in which the step calls them. A manager that the step does not call
 * is not looked for, where it is known what it calls; of a log alone nobody knows, and the lines have to show it.
 */
import type {
  CalledManagers,
  LoggedPackage,
  LogPhase,
  ManagerLog,
  ManagerLogReader,
} from '../package-managers/log-model.ts';
import { MANAGER_LOGS } from '../package-managers/log-readers.ts';

export interface StepPackage extends LoggedPackage {
  readonly manager: string;
}

export interface StepReaders {
  readonly read: (line: string, time: number) => void;
  /** Everything so far, in order of time, open spans closed at `end`. */
  readonly result: (end: number) => StepReadersResult;
}

export interface StepReadersResult {
  readonly phases: readonly LogPhase[];
  readonly packages: readonly StepPackage[];
}

/** Nothing that a manager says is longer but lists of packages; what is longer still is not looked at. */
const LONGEST_LINE = 65_536;

/** `called`: null where it is not known what the step calls. */
export function createStepReaders(called: CalledManagers | null): StepReaders {
  const readers = new Map<string, ManagerLogReader>();
  const logs = logsOf(called);
  let active: ManagerLog | null = null;
  /** Of the call that printed last, in the managers of the step. */
  let position = 0;
  let latest = -Infinity;

  function read(line: string, time: number): void {
    if (line === '' || line.length > LONGEST_LINE) return;
    // Two streams of a step can come a little out of order.
    latest = Math.max(latest, time);
    for (const log of inTurn()) {
      if (!takes(log, line, latest)) continue;
      if (active !== log) leave(active, latest);
      active = log;
      return;
    }
  }

  function inTurn(): readonly ManagerLog[] {
    const first = active;
    return first === null ? logs : [first, ...logs.filter((log) => log !== first)];
  }

  function takes(log: ManagerLog, line: string, time: number): boolean {
    const next = positionOf(log);
    if (next === null) return false;
    let reader = readers.get(log.id);
    if (!reader && !log.recognizes(line)) return false;
    reader ??= log.create();
    if (!reader.read(line, time)) return false;
    readers.set(log.id, reader);
    position = next;
    return true;
  }

  /** Where in the step the manager can be now; null where it is over. */
  function positionOf(log: ManagerLog): number | null {
    if (!called?.ordered || !called.ids.includes(log.id)) return position;
    const next = called.ids.indexOf(log.id, position);
    return next < 0 ? null : next;
  }

  function leave(log: ManagerLog | null, time: number): void {
    if (log !== null) readers.get(log.id)?.leave(time);
  }

  return {
    read,
    result(end) {
      const read = [...readers].map(([manager, reader]) => ({ manager, ...reader.result(end) }));
      return {
        phases: read.flatMap(({ phases }) => phases).sort((a, b) => a.start - b.start),
        packages: inOrder(
          read.map(({ manager, packages }) => packages.map((one) => ({ ...one, manager }))),
        ),
      };
    },
  };
}

function logsOf(called: CalledManagers | null): readonly ManagerLog[] {
  if (called === null) return MANAGER_LOGS;
  const named = [...new Set(called.ids)].flatMap(
    (id) => MANAGER_LOGS.find((log) => log.id === id) ?? [],
  );
  return called.only ? named : [...named, ...MANAGER_LOGS.filter((log) => !named.includes(log))];
}

/** Those of one manager stay in the order of its log. */
function inOrder(packages: readonly (readonly StepPackage[])[]): readonly StepPackage[] {
  return packages.length > 1 ? packages.flat().sort(byStart) : packages.flat();
}

/** Packages that took no time of their own stand behind those that did. */
function byStart(one: LoggedPackage, other: LoggedPackage): number {
  const [a, b] = [startOf(one), startOf(other)];
  return a === b ? 0 : a - b;
}

function startOf({ phases }: LoggedPackage): number {
  return phases.length === 0 ? Number.MAX_VALUE : Math.min(...phases.map(({ start }) => start));
}
