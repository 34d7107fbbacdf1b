/**
 * Builds that were made outside of Layer Forecast, from the histories of the builders. What was read of them lies in a
 * history of its own beside ours: a log never changes, and a builder forgets its builds after days. Builders are asked
 * when somebody wants to know, never while somebody types.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { recordedFailure } from '../../core/build-failure/index.ts';
import type { ListedBuild } from '../../core/builder-history/index.ts';
import { maskOfValues } from '../../core/text/mask.ts';
import {
  identifySteps,
  managersByKey,
  RECORD_VERSION,
  sameBuild,
  type BuildRecord,
  type OutsideBuild,
  type StepsByKey,
} from '../../core/timing/index.ts';
import { realPath } from '../context/index.ts';
import { sha256 } from '../digest.ts';
import {
  inspectBuild,
  listBuilds,
  readLogOfBuild,
  type BuilderHistoryInput,
  type PlacedBuild,
} from '../docker/index.ts';
import { writeFileAtomically } from '../files/index.ts';
import { openHistory, parseOutsideBuild, type History } from '../history/index.ts';
import { plannedByKey, type UsableBuilder } from '../forecasting/index.ts';
import { mapInParallel } from './in-parallel.ts';
import type { BuildPlace } from '../project/index.ts';
import { rfc3339Seconds } from '../../core/text/rfc3339.ts';

export interface OutsideQuestion {
  readonly builder: UsableBuilder;
  /** Whose logs are read; without one it is only found out which builds there are. */
  readonly place?: BuildPlace;
  /** Those that are recorded here need no look. */
  readonly own: readonly BuildRecord[];
  readonly signal?: AbortSignal;
}

export interface LearnedBuilds {
  /** Whether a build of the Dockerfile was read that was not known before. */
  readonly isNew: boolean;
  /** A sentence that says why the builder cannot tell; null where it can. */
  readonly problem: string | null;
}

export interface OutsideBuilds {
  /** Asks the builder. What is found stays. */
  readonly learn: (question: OutsideQuestion) => Promise<LearnedBuilds>;
  /** What is known of a place, of every target, oldest first, without those that are recorded here. Starts nothing. */
  readonly of: (place: BuildPlace, own: readonly BuildRecord[]) => Promise<readonly OutsideBuild[]>;
  /** All that read a Dockerfile of this machine, oldest first; of most only the beginning and the end are known. */
  readonly all: (own: readonly BuildRecord[]) => Promise<readonly OutsideBuild[]>;
  /** What was made up to now does not come back. */
  readonly clear: () => Promise<void>;
}

/** The newest logs of a Dockerfile that are read at one time. */
const N_LOGS = 20;
/** Programs beside each other: more of them than processors only wait. */
const N_PROGRAMS = 4;

export function createOutsideBuilds(folder: string, limit: () => number): OutsideBuilds {
  let opened: { readonly limit: number; readonly store: History<OutsideBuild> } | null = null;
  const clearedFile = path.join(folder, 'cleared');
  /** What this process could not read: it is not tried again. */
  const unreadable = new Set<string>();
  return { learn, of, all, clear };

  function store(): History<OutsideBuild> {
    if (opened?.limit !== limit()) {
      const options = { folder, limit: limit(), parse: parseOutsideBuild };
      opened = { limit: options.limit, store: openHistory(options) };
    }
    return opened.store;
  }

  async function learn(question: OutsideQuestion): Promise<LearnedBuilds> {
    const { builder, place, signal } = question;
    const input: BuilderHistoryInput = {
      ...{ docker: builder.docker, builder: builder.name },
      ...(signal ? { signal } : {}),
    };
    const listed = await listBuilds(input);
    if (listed.kind === 'problem') return { isNew: false, problem: listed.message };
    const builds = await newBuilds(listed.builds, question);
    const inspected = await inspectAll(input, builds, builder);
    await store().append(...inspected.map(({ outside }) => outside));
    if (place === undefined) return { isNew: inspected.length > 0, problem: null };
    const unread = await unreadOf(place, builder, listed.builds);
    const values = new Map(inspected.map(({ outside, found }) => [outside.ref, found]));
    const read = await mapInParallel(unread, N_PROGRAMS, (one) =>
      withLog(input, one, values.get(one.ref)),
    );
    const found = read.filter((one) => one !== null);
    await store().append(...found);
    return { isNew: found.length > 0, problem: null };
  }

  /** Those of which nothing is known yet and that may be of the place. */
  async function newBuilds(
    listed: readonly ListedBuild[],
    { own, place }: OutsideQuestion,
  ): Promise<readonly ListedBuild[]> {
    const known = new Set((await store().read()).map(({ ref }) => ref));
    for (const { ref } of own) if (ref !== undefined) known.add(ref);
    const cleared = rfc3339Seconds(await readFile(clearedFile, 'utf8').catch(() => '')) ?? 0;
    const mayBeMeant = place === undefined ? () => true : mayBeOf(place);
    return listed.filter(
      (build) =>
        build.isOver &&
        !known.has(build.ref) &&
        !unreadable.has(build.ref) &&
        (rfc3339Seconds(build.started) ?? 0) > cleared &&
        mayBeMeant(build),
    );
  }

  /** The newest builds of a Dockerfile whose log the builder still has, and nobody has read. */
  async function unreadOf(
    { dockerfile }: BuildPlace,
    builder: UsableBuilder,
    listed: readonly ListedBuild[],
  ): Promise<readonly OutsideBuild[]> {
    const refs = new Set(listed.map(({ ref }) => ref));
    const known = await store().read({ dockerfile: realPath(dockerfile), builder: builder.name });
    const unread = known.filter(
      ({ build, ref }) => build === null && refs.has(ref) && !unreadable.has(ref),
    );
    return inOrder(unread).slice(-N_LOGS);
  }

  async function inspectAll(
    input: BuilderHistoryInput,
    builds: readonly ListedBuild[],
    builder: UsableBuilder,
  ): Promise<readonly InspectedOutside[]> {
    const inspected = await mapInParallel(builds, N_PROGRAMS, async ({ id, ref }) => {
      const found = await inspectBuild(input, id);
      if (found === null && input.signal?.aborted !== true) unreadable.add(ref);
      return found && { outside: outsideBuild(ref, found, builder), found };
    });
    return inspected.filter((one) => one !== null);
  }

  async function withLog(
    input: BuilderHistoryInput,
    outside: OutsideBuild,
    inspected: PlacedBuild | undefined,
  ): Promise<OutsideBuild | null> {
    const id = outside.ref.slice(outside.ref.lastIndexOf('/') + 1);
    // Values are not kept, and without them what is secret cannot be masked.
    const found = inspected ?? (await inspectBuild(input, id));
    const mask = maskOfValues(found?.buildArgs);
    const planned: StepsByKey = found ? await stepsOf(outside, found) : new Map();
    const managersOf = managersByKey(planned);
    const build = found && (await readLogOfBuild({ ...input, mask, managersOf }, id));
    if (found === null || build === null) {
      if (input.signal?.aborted !== true) unreadable.add(outside.ref);
      return null;
    }
    return {
      ...outside,
      started: build.started === '' ? outside.started : build.started,
      seconds: build.seconds,
      build,
      ...(found.error === null
        ? {}
        : { failure: recordedFailure({ message: found.error, source: [] }, mask) }),
      identities: identifySteps(build, planned, outside.native),
    };
  }

  async function of(
    place: BuildPlace,
    own: readonly BuildRecord[],
  ): Promise<readonly OutsideBuild[]> {
    // A Dockerfile inside another file has a name of its own only while it is built.
    if (place.inline !== undefined) return [];
    const context = realPath(place.context);
    const found = await store().read({ dockerfile: realPath(place.dockerfile), context });
    return notRecorded(
      found.filter(({ build }) => build !== null),
      own,
    );
  }

  async function all(own: readonly BuildRecord[]): Promise<readonly OutsideBuild[]> {
    const found = await store().read();
    return notRecorded(
      found.filter(({ key }) => key.dockerfile !== ''),
      own,
    );
  }

  async function clear(): Promise<void> {
    const { removed } = await store().clear();
    // Where nothing was ever asked there is no folder, and nothing that could come back.
    if (removed > 0) await writeFileAtomically(clearedFile, new Date().toISOString());
  }
}

interface InspectedOutside {
  readonly outside: OutsideBuild;
  readonly found: PlacedBuild;
}

/**
 * buildx names a build by the folder of its context or its Dockerfile. Who chose another name, with the argument
 * BUILDKIT_BUILD_NAME, finds the build when all of them are asked for.
 */
function mayBeOf({ dockerfile, context }: BuildPlace): (build: ListedBuild) => boolean {
  const folders = [dockerfile, context, realPath(dockerfile), realPath(context)];
  const parts = new Set(folders.flatMap((one) => one.split(path.sep)));
  return ({ name }) =>
    name
      .replace(/ \([^()]*\)$/, '')
      .split('/')
      .some((part) => part !== '' && parts.has(part));
}

/** The steps of the Dockerfile as it is now, with the arguments that the build was given. */
async function stepsOf(
  { key, engine, options }: OutsideBuild,
  { buildArgs }: PlacedBuild,
): Promise<StepsByKey> {
  const { dockerfile, context, target } = key;
  const { platform, network } = options;
  return plannedByKey({
    place: { dockerfile, context },
    engine,
    options: {
      buildArgs,
      ...(target === '' ? {} : { target }),
      ...(platform === undefined ? {} : { platform }),
      ...(network === undefined ? {} : { network }),
    },
  });
}

function outsideBuild(ref: string, found: PlacedBuild, builder: UsableBuilder): OutsideBuild {
  const { place, target, network, platforms, buildArgs, started, seconds, outcome } = found;
  const [platform, ...others] = platforms;
  return {
    version: RECORD_VERSION,
    id: sha256(ref).slice(0, ID_LENGTH),
    ref,
    key: {
      dockerfile: place === null ? '' : realPath(place.dockerfile),
      context: place === null ? '' : realPath(place.context),
      ...{ target, builder: builder.name },
    },
    options: {
      ...(platform === undefined || others.length > 0 ? {} : { platform }),
      ...(network === null ? {} : { network }),
      buildArgs: Object.keys(buildArgs),
    },
    ...{ started, seconds, outcome },
    engine: builder.engine,
    native: builder.platform,
    snapshot: null,
    build: null,
    identities: [],
  };
}

/** As long as the ids of recorded builds. */
const ID_LENGTH = 32;

function notRecorded(
  builds: readonly OutsideBuild[],
  own: readonly BuildRecord[],
): readonly OutsideBuild[] {
  return inOrder(builds.filter((one) => !own.some((record) => sameBuild(record, one))));
}

function inOrder(builds: readonly OutsideBuild[]): readonly OutsideBuild[] {
  const at = ({ started }: OutsideBuild) => rfc3339Seconds(started) ?? 0;
  return [...builds].sort((a, b) => at(a) - at(b));
}
