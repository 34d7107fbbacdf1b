/**
 * How the output of a package manager inside a build step is read. A step can run several managers, so a reader says of
 * each line whether it is its own, and remembers nothing of the others.
 */
import type { PackageTiming, PhaseKind } from '../../protocol/report.ts';

/** The output of one manager, as one file of the manager's folder knows it. */
export interface ManagerLog {
  /** Of the manager. */
  readonly id: string;
  /** Whether nothing but this manager prints such a line. */
  readonly recognizes: (line: string) => boolean;
  readonly create: () => ManagerLogReader;
}

export interface ManagerLogReader {
  /** Whether the line is the manager's own; a line that is not leaves no trace. Times never go back. */
  readonly read: (line: string, time: number) => boolean;
  /** Another manager of the step printed something, so what this one did last has ended. */
  readonly leave: (time: number) => void;
  /** Everything so far, open spans closed at `end`. */
  readonly result: (end: number) => ManagerLogResult;
}

export interface ManagerLogResult {
  /** What belongs to no single package. */
  readonly phases: readonly LogPhase[];
  readonly packages: readonly LoggedPackage[];
}

export interface LogPhase {
  readonly kind: PhaseKind;
  readonly label: string;
  readonly start: number;
  readonly end: number;
}

export interface LoggedPackage {
  readonly name: string;
  readonly version: string | null;
  readonly requiredBy: readonly string[];
  readonly origin: PackageTiming['origin'];
  readonly built: boolean;
  readonly bytes: number | null;
  readonly phases: readonly LogPhase[];
}

/** The managers that a step calls, by their ids. */
export interface CalledManagers {
  /** In the order of the commands; a manager stands here once for each call, or for several in a row. */
  readonly ids: readonly string[];
  /** No other manager can run in the step: none of its commands is a script or a program that may start one. */
  readonly only: boolean;
  /** The commands run one after the other, each once, so that a manager is over when a later one prints something. */
  readonly ordered: boolean;
}
