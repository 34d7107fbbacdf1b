/**
 * What the formats of a build log have in common: things that happen to steps, in the order of the log.
 * Times are seconds on one clock a log (absolute where the format has absolute times).
 */

export type LogEvent = StepEvent | LineEvent | NewBuildEvent;

/** Something became known of a step. Later events of one `id` complete earlier ones. */
export interface StepEvent {
  readonly kind: 'step';
  readonly id: string;
  readonly name?: string;
  /** The step began to run (it may do so more than once). */
  readonly started?: number;
  readonly completed?: number;
  readonly cached?: boolean;
  readonly error?: string;
}

/** A step printed a whole line. */
export interface LineEvent {
  readonly kind: 'line';
  readonly id: string;
  readonly time: number;
  readonly text: string;
}

/** Everything after this belongs to another build. */
export interface NewBuildEvent {
  readonly kind: 'new-build';
  /** RFC 3339; absent where the format has no absolute time. */
  readonly started?: string;
}

/** Reads one format, line by line; holds what it needs between lines. */
export interface LogFormat {
  readonly id: string;
  /** Whether a line can only be of this format. */
  readonly recognizes: (line: string) => boolean;
  readonly create: () => LogFormatReader;
}

export interface LogFormatReader {
  readonly read: (line: string) => readonly LogEvent[];
}
