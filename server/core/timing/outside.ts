/**
 * A build that the builder's own history tells of, as a record: its steps are those that its log names, and where the
 * Dockerfile has the same step today, they go under that step's identity and line. Nothing is known of the files.
 */
import type { Build, BuildStep } from '../../protocol/report.ts';
import { nameWithoutDigest, parseStepName } from '../build-log/index.ts';
import type { CalledManagers } from '../package-managers/log-model.ts';
import { groupBy } from '../text/group-by.ts';
import { maskCredentials } from '../text/mask.ts';
import type { BuildRecord, IdentifiedStep, OutsideBuild, PlannedStep } from './model.ts';
import { identifyBuild } from './identify.ts';
import { hasCacheMount, recordStep } from './record.ts';
import { rfc3339Seconds } from '../text/rfc3339.ts';

/** The steps of a Dockerfile by what is the same of their names in every build. */
export type StepsByKey = ReadonlyMap<string, PlannedStep>;

export function stepsByKey(planned: readonly PlannedStep[]): StepsByKey {
  const keys = comparableKeys(planned.map(({ name }) => name));
  return new Map(planned.map((one, index) => [keys[index] ?? '', one]));
}

/** For the log of a build that somebody made; null for a step that the Dockerfile does not have now. */
export function managersByKey(planned: StepsByKey): (name: string) => CalledManagers | null {
  return (name) => planned.get(comparableKey(nameWithoutDigest(name)))?.managers() ?? null;
}

/** `planned`: the steps of the Dockerfile as it is today; none where it cannot be read. */
export function outsideRecord(
  outside: OutsideBuild,
  build: Build,
  planned: StepsByKey,
): BuildRecord {
  const { version, id, ref, key, options, started, seconds, outcome, engine, failure } = outside;
  const steps = inOrderOfStages(matchedSteps(outside, build, planned));
  return {
    ...{ version, id, ref, key, options, started, seconds, outcome, engine },
    madeOutside: true,
    ...(failure === undefined ? {} : { failure }),
    snapshot: null,
    build: identifyBuild(
      build,
      steps.map(({ own, seen }) => ({ ...own, name: seen.name })),
    ),
    steps: steps.map(({ own, seen }) => recordStep(own, seen)),
    images: {},
    forecast: null,
    score: null,
  };
}

/** Which steps of a log are those of a plan; the others are left out. */
export function identifySteps(
  build: Build,
  planned: StepsByKey,
  native: string,
): readonly IdentifiedStep[] {
  return keyedSteps(build, native).flatMap(({ key, seen }) => {
    const known = planned.get(key);
    return known ? [{ name: seen.name, identity: known.identity }] : [];
  });
}

interface MatchedStep {
  readonly seen: BuildStep;
  readonly own: Omit<PlannedStep, 'managers'>;
}

/** By the identity from when the log was read, which knew the arguments; else by the name. */
function matchedSteps(
  { identities, native }: OutsideBuild,
  build: Build,
  planned: StepsByKey,
): readonly MatchedStep[] {
  const byIdentity = new Map([...planned.values()].map((one) => [one.identity, one]));
  const identified = new Map(identities.map(({ name, identity }) => [name, identity]));
  return keyedSteps(build, native).map(({ key, seen }) => {
    const { name } = seen;
    const identity = identified.get(name) ?? planned.get(key)?.identity ?? maskCredentials(key);
    const line = byIdentity.get(identity)?.line ?? 0;
    // As it was in this build, whatever the Dockerfile says today.
    const cacheMount = hasCacheMount(parseStepName(name)?.text ?? name);
    const shown = isImage(name) ? (byIdentity.get(identity)?.name ?? name) : name;
    return { seen, own: { identity, name: shown, line, cacheMount } };
  });
}

/** Stages run beside each other, so that the log has no order of them. */
function inOrderOfStages(steps: readonly MatchedStep[]): readonly MatchedStep[] {
  const firstLines = new Map<string, number>();
  for (const { seen, own } of steps) {
    const known = firstLines.get(seen.stage) ?? Infinity;
    firstLines.set(seen.stage, Math.min(known, own.line === 0 ? Infinity : own.line));
  }
  const lineOf = ({ seen }: MatchedStep) => firstLines.get(seen.stage) ?? Infinity;
  return [...groupBy(steps, ({ seen }) => seen.stage).values()]
    .sort(([a], [b]) => (a && b && lineOf(a) !== lineOf(b) ? lineOf(a) - lineOf(b) : 0))
    .flat();
}

interface KeyedStep {
  readonly key: string;
  readonly seen: BuildStep;
}

function keyedSteps(build: Build, native: string): readonly KeyedStep[] {
  const steps = nativeSteps(build, native);
  const keys = comparableKeys(steps.map(({ name }) => name));
  return steps.map((seen, index) => ({ seen, key: keys[index] ?? '' }));
}

/**
 * The steps of the Dockerfile, those of a stage in its order. Of a build for several platforms those of one: of the
 * builder's own, else the first, since steps that are emulated take longer.
 */
function nativeSteps(build: Build, native: string): readonly BuildStep[] {
  const named = build.steps.flatMap((step) => {
    const name = parseStepName(step.name);
    return name === null ? [] : [{ step, name }];
  });
  const platforms = new Set(named.flatMap(({ name }) => name.platform || []));
  const counted = platforms.has(native) ? native : ([...platforms][0] ?? '');
  return named
    .filter(({ name }) => name.platform === '' || name.platform === counted)
    .sort((a, b) => a.name.number - b.name.number)
    .map(({ step }) => step);
}

/**
 * Counters, mounts, platforms and digests differ between builds of one and the same instruction. Of equal ones in a
 * stage the first meets the first.
 */
function comparableKeys(names: readonly string[]): readonly string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const plain = comparableKey(nameWithoutDigest(name));
    const nth = (seen.get(plain) ?? 0) + 1;
    seen.set(plain, nth);
    return nth === 1 ? plain : `${plain} #${String(nth)}`;
  });
}

function comparableKey(name: string): string {
  const parsed = parseStepName(name);
  const words = (parsed?.text ?? name).split(/\s+/).filter((word) => !word.startsWith('--mount='));
  const text = words.join(' ');
  // A builder that runs two builds at a time shows an image that they share under the name that the other gave it.
  if (isImage(name)) return text;
  return `${(parsed?.stage ?? '').toLowerCase() || 'stage-0'}|${text}`;
}

function isImage(name: string): boolean {
  return /^(?:\[[^\]]*\] )?FROM /.test(name);
}

/** Two clients see the beginning of one build at times that differ a little. */
const SAME_START_SECONDS = 5;
/** Of what the log of one build says twice; a build takes longer than that to begin again. */
const SAME_FIRST_STEP_SECONDS = 0.3;

/** Whether a build of the builder's history is one that is recorded here. */
export function sameBuild(record: BuildRecord, outside: OutsideBuild): boolean {
  if (record.ref !== undefined) return record.ref === outside.ref;
  // Of a build that fails buildx does not say the reference: the times of its steps are enough to know it by.
  const [own, other] = [rfc3339Seconds(record.started), rfc3339Seconds(outside.started)];
  if (own === undefined || other === undefined || !outside.build) return false;
  if (Math.abs(own - other) > SAME_START_SECONDS) return false;
  // Both logs have the builder's own clock. Two quick builds can take the same milliseconds, but not begin at once.
  if (isApart(record.build.started, outside.build.started)) return false;
  return stepTimes(record.build) === stepTimes(outside.build);
}

function isApart(a: string, b: string): boolean {
  const [one, other] = [rfc3339Seconds(a), rfc3339Seconds(b)];
  return (
    one !== undefined && other !== undefined && Math.abs(one - other) > SAME_FIRST_STEP_SECONDS
  );
}

function stepTimes({ steps }: Build): string {
  const times = steps.filter(({ stage, name }) => stage !== '' && !isImage(name));
  return JSON.stringify(times.map(({ name, seconds }) => `${name}|${String(seconds)}`).sort());
}
