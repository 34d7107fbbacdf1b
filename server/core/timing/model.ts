/**
 * What is kept of a build that ran: enough to say later how long a step takes, what a new build would run again, and
 * how good the forecast was. One record is one line of the history; its snapshot is a file of its own.
 * No values of environment or build arguments, no unmasked secrets.
 */
import type { MaskedText } from '../../protocol/masked-text.ts';
import type { RecordedFailure } from '../build-failure/index.ts';
import type { BaseImage } from '../images/model.ts';
import type { CalledManagers } from '../package-managers/log-model.ts';
import type { Build, EngineInfo, Forecast, Score } from '../../protocol/report.ts';

export const RECORD_VERSION = 1;

// As in `protocol/report.ts`: every text has one of these types, or `MaskedText`.

/** Absolute. */
type FilePath = string;

/** Of a build, target, builder, network, platform or build argument. */
type Name = string;

/** RFC 3339. */
type Time = string;

/** Where a further context is: needed as it is, since the next forecast reads it there. */
type ContextPlace = string;

export interface BuildRecord {
  readonly version: number;
  readonly id: Name;
  /** Under which the builder's own history keeps the build; absent where buildx did not say. */
  readonly ref?: Name;
  /** The builder's history tells of it, and nobody built it from here: its times are known, not its files. */
  readonly madeOutside?: true;
  readonly key: BuildKey;
  /** Id of the invocation where a file describes the build (`compose.yaml:web`); absent for all others. */
  readonly invocation?: Name;
  readonly options: RecordedOptions;
  readonly started: Time;
  readonly seconds: number;
  readonly outcome: 'succeeded' | 'failed' | 'cancelled';
  readonly engine: EngineInfo;
  /** Where the snapshot of this build is kept; null where none could be taken. It alone makes no baseline: see `isBaseline`. */
  readonly snapshot: Name | null;
  readonly build: Build;
  /** Parallel to the plan of this build; of a build made outside, those that its log names. */
  readonly steps: readonly RecordedStep[];
  /** Base images as the plan of this build knew them, by reference; those that it did not know are not here. */
  readonly images: Readonly<Record<Name, RecordedImage>>;
  /** What was predicted before it ran. */
  readonly forecast: Forecast | null;
  readonly score: Score | null;
  /** Of a build that failed. */
  readonly failure?: RecordedFailure;
}

/**
 * A build that failed or was cancelled filled the cache only in part, so nothing can be predicted from it. Of a build
 * made outside nobody knows which files it read.
 */
export function isBaseline(record: Pick<BuildRecord, 'outcome' | 'madeOutside'>): boolean {
  return record.outcome === 'succeeded' && record.madeOutside !== true;
}

/**
 * A build as the builder's own history tells of it. What is kept of it is what was read: its steps are put to those of
 * a Dockerfile when somebody asks, see `outside.ts`.
 */
export interface OutsideBuild {
  readonly version: number;
  /** From `ref`. */
  readonly id: Name;
  readonly ref: Name;
  /** Real paths; both are empty where the build read no folder of this machine. */
  readonly key: BuildKey;
  readonly options: RecordedOptions;
  readonly started: Time;
  readonly seconds: number;
  readonly outcome: BuildRecord['outcome'];
  readonly engine: EngineInfo;
  /** The platform of the builder itself, of whose steps the seconds count. */
  readonly native: Name;
  readonly snapshot: null;
  /** Null until somebody asks about its Dockerfile, and its log is read. */
  readonly build: Build | null;
  readonly failure?: RecordedFailure;
  /** Steps of the build that the Dockerfile had when the log was read. */
  readonly identities: readonly IdentifiedStep[];
}

export interface IdentifiedStep {
  /** As in the log. */
  readonly name: MaskedText;
  /** `stepIdentity` of the plan with the arguments of this build. */
  readonly identity: MaskedText;
}

/** What of a base image enters cache keys. */
export type RecordedImage = Omit<BaseImage, 'source'>;

/** How it was built, so that a forecast without other words means the same build. Values of arguments are not kept. */
export interface RecordedOptions {
  readonly platform?: Name;
  readonly network?: Name;
  readonly buildContexts?: Readonly<Record<Name, ContextPlace>>;
  /** Of the image. No later build takes them over. */
  readonly tags?: readonly Name[];
  /** Names only. */
  readonly buildArgs: readonly Name[];
}

/** What makes two builds comparable. */
export interface BuildKey {
  readonly dockerfile: FilePath;
  readonly context: FilePath;
  /** Empty for the last stage. */
  readonly target: Name;
  readonly builder: Name;
}

/**
 * A step of the plan, as a log of its build is held against it. Masked as the log is, so that names are compared with
 * names of the same kind.
 */
export interface PlannedStep {
  readonly identity: MaskedText;
  readonly name: MaskedText;
  readonly line: number;
  readonly cacheMount: boolean;
  /** The managers that it calls; null where that is not known. Only a log that is read asks for it. */
  readonly managers: () => CalledManagers | null;
}

export interface RecordedStep {
  /** `stepIdentity` of the plan: the same over mounts and counters. */
  readonly identity: MaskedText;
  readonly name: MaskedText;
  readonly line: number;
  readonly observed: 'hit' | 'miss' | 'absent' | 'failed';
  readonly seconds: number;
  /** Whether the step had a cache mount, and so could find what an earlier build left. */
  readonly cacheMount: boolean;
  /** Seconds of this run that went into building wheels, and into downloads. */
  readonly buildingSeconds: number;
  readonly downloadingSeconds: number;
  /** Packages that came out of a cache. */
  readonly fromCache: number;
}
