/** Builds made outside as records beside our own, with the steps of the Dockerfile as it is today put to theirs. */
import { NO_BUILD } from '../../core/build-log/index.ts';
import {
  isBaseline,
  outsideRecord,
  type BuildRecord,
  type OutsideBuild,
  type StepsByKey,
} from '../../core/timing/index.ts';
import type { Since } from '../../protocol/report.ts';
import { formatLocalTime } from '../local-time.ts';
import type { BuildSubject } from './model.ts';
import { plannedByKey } from './planned-steps.ts';
import { describedId, optionsOfInvocation } from './subject.ts';
import { rfc3339Seconds } from '../../core/text/rfc3339.ts';

/** Of a build that a file describes only those of its target: without a name they are known by what they built. */
export function outsideOfSubject(
  builds: readonly OutsideBuild[],
  subject: BuildSubject,
): readonly OutsideBuild[] {
  if (describedId(subject) === null) return builds;
  const target = subject.invocation?.target ?? '';
  return builds.filter(({ key }) => key.target === target);
}

/** Oldest first. `planned` is of the target that each was built for. */
export function withOutside(
  records: readonly BuildRecord[],
  outside: readonly OutsideBuild[],
  planned: (target: string) => StepsByKey,
): readonly BuildRecord[] {
  if (outside.length === 0) return records;
  const made = outside.flatMap((one) =>
    one.build ? [outsideRecord(one, one.build, planned(one.key.target))] : [],
  );
  const at = ({ started }: BuildRecord) => rfc3339Seconds(started) ?? 0;
  return [...records, ...made].sort((a, b) => at(a) - at(b));
}

/** For a list: of most builds made outside only the beginning and the end are known. Oldest first. */
export function withUnread(
  records: readonly BuildRecord[],
  outside: readonly OutsideBuild[],
): readonly BuildRecord[] {
  const listed = outside.map((one) => ({ ...one, build: one.build ?? NO_BUILD }));
  return withOutside(records, listed, () => new Map());
}

/** The steps of the Dockerfile as it is saved, by target; none of one that cannot be read. */
export async function stepsByTarget(
  { place, invocation }: BuildSubject,
  outside: readonly OutsideBuild[],
): Promise<(target: string) => StepsByKey> {
  const byTarget = new Map<string, StepsByKey>();
  const said = invocation ? optionsOfInvocation(invocation) : {};
  for (const { key, engine } of outside) {
    const { target } = key;
    if (byTarget.has(target)) continue;
    const options = target === '' ? said : { ...said, target };
    byTarget.set(target, await plannedByKey({ place, options, engine }));
  }
  return (target) => byTarget.get(target) ?? new Map();
}

export interface BuiltOutside {
  readonly outside: readonly OutsideBuild[];
  readonly lastBuild: BuildRecord | undefined;
  readonly target: string | undefined;
}

/** `Built today 14:07 outside of Layer Forecast: its times are known, not its files`; null where nothing newer was. */
export function builtOutside({ outside, lastBuild, target = '' }: BuiltOutside): string | null {
  const newest = outside.findLast(
    ({ key, outcome }) => outcome === 'succeeded' && key.target === target,
  );
  if (newest === undefined) return null;
  const before = lastBuild && isBaseline(lastBuild) ? rfc3339Seconds(lastBuild.started) : undefined;
  if (before !== undefined && before > (rfc3339Seconds(newest.started) ?? 0)) return null;
  return `Built ${formatLocalTime(newest.started)} outside of Layer Forecast: its times are known, not its files`;
}

/** Added to what a forecast takes for granted where a build that is not its baseline came after it. */
export function comparedInstead(built: string | null, since: Since | undefined): readonly string[] {
  if (built === null || since === undefined) return [];
  switch (since.kind) {
    case 'git':
      return [`${built}; compared with git ${since.id}.`];
    case 'last-build':
      return [`${built}; compared with the build before, ${formatLocalTime(since.time ?? '')}.`];
    case 'saved-files':
      return [`${built}; compared with the saved files.`];
    case 'snapshot':
      return [];
  }
}
