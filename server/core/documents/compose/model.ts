/**
 * Compose files as values that remember where they were written. Variables are already replaced in them; the tags
 * `!reset` and `!override` are kept as marks until the files are merged.
 */

export interface Place {
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** What happens to the value below when this value is merged over it. */
export type Mark = 'merge' | 'reset' | 'override';

interface Written {
  readonly place: Place;
  readonly mark: Mark;
}

export interface ComposeScalar extends Written {
  readonly kind: 'scalar';
  /** As Docker Compose prints it: `1.10` is `1.1`. Null for YAML's null. */
  readonly text: string | null;
  /** False for numbers and booleans, which the Compose specification allows in few places. */
  readonly isString: boolean;
  /** Variables of the text that have no value. */
  readonly unset: readonly string[];
}

export interface ComposeList extends Written {
  readonly kind: 'list';
  readonly items: readonly ComposeValue[];
}

export interface ComposeMap extends Written {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, ComposeValue>;
}

export type ComposeValue = ComposeScalar | ComposeList | ComposeMap;

export interface Service {
  readonly name: string;
  /** Where the key of the service is, in the last file that writes `build` or `extends` in it. */
  readonly place: Place;
  /** The keys that decide on a build, see `SERVICE_KEYS`. */
  readonly body: ComposeMap;
}

export type Services = ReadonlyMap<string, Service>;

/** The keys of a service that are read; all others do not change what is built. */
export const SERVICE_KEYS = ['build', 'platform', 'extends'] as const;

export interface ComposeProblem {
  readonly file: string;
  readonly line?: number;
  readonly message: string;
}

/** The value of a variable; undefined where it has none. */
export type Lookup = (name: string) => string | undefined;

export function entryOfValue(
  value: ComposeValue | undefined,
  key: string,
): ComposeValue | undefined {
  return value?.kind === 'map' ? value.entries.get(key) : undefined;
}

/** The text of a scalar other than null. */
export function textOfValue(value: ComposeValue | undefined): string | undefined {
  return value?.kind === 'scalar' ? (value.text ?? undefined) : undefined;
}

export interface ProjectFiles {
  readonly files: readonly string[];
  /** Paths of the files are relative to it. */
  readonly folder: string;
  readonly lookup: Lookup;
  /** The files that led to these by `include`. */
  readonly chain: readonly string[];
  /** The entry of `include`; null for the files of the caller. */
  readonly namedAt: Place | null;
}
