/** What a finding says: what is wrong, why it costs time, what to do. Installs of a RUN that miss the same get one. */
import { groupBy } from '../../text/group-by.ts';
import { firstThatFits } from '../message-length.ts';
import type { RuleFinding, RuleInput } from '../model.ts';
import { isPlainCacheFolder } from './cache-folder.ts';
import { cacheSteps, type CacheStep, type CacheSteps } from './cache-steps.ts';
import type { CacheUse } from './cache-use.ts';
import { causeFixes } from './cause-fixes.ts';
import type { Advice, Cause, RelatedPlace, TellPlace } from './cause.ts';
import { isBare, type CheckedUse } from './checked-use.ts';
import { frontendLacksMounts } from './doubts.ts';
import { capital, list, mountFolder, names, shortCode } from './words.ts';

/** The findings of one cause; `causes` are all that there are, in order. */
export function causeFindings(
  cause: Cause,
  causes: readonly Cause[],
  input: RuleInput,
): readonly RuleFinding[] {
  const all = cacheSteps(input);
  return all.steps.flatMap((step) => {
    const own = step.checked.filter((one) => isReportedBy(one, cause, causes));
    return [...groupBy(own, groupKey).values()].map((group) =>
      findingOf({ cause, causes, step, all }, group),
    );
  });
}

/** Where there is no mount, the first cause tells all of it. */
function isReportedBy(one: CheckedUse, cause: Cause, causes: readonly Cause[]): boolean {
  if (!cause.holds(one)) return false;
  return !isBare(one) || causes.find((other) => other.holds(one)) === cause;
}

function groupKey({ use, state }: CheckedUse): string {
  const { manager } = use.call;
  // Several caches of one manager are missed at once.
  const folder = manager.caches.length === 1 ? use.folder : null;
  return JSON.stringify([
    manager.id,
    folder,
    state.kind,
    use.user?.name ?? null,
    use.misplaced.length > 0,
  ]);
}

interface Reporting {
  readonly cause: Cause;
  readonly causes: readonly Cause[];
  readonly step: CacheStep;
  readonly all: CacheSteps;
}

function findingOf(
  { cause, causes, step, all }: Reporting,
  group: readonly CheckedUse[],
): RuleFinding {
  const [first] = group;
  const bare = first !== undefined && isBare(first);
  const told = bare ? causes.filter((one) => group.some((use) => one.holds(use))) : [cause];
  const { run, mounts } = step;
  const place = {
    dockerfile: all.facts.dockerfile,
    workdir: run.view.workdir,
    view: run.view,
    image: run.stage.image,
    mounts,
    isBare: bare,
  };
  const fixes = causeFixes(all, causes)
    .filter((one) => one.cause === (bare ? null : cause))
    .filter(({ fixedUses }) => group.some((one) => fixedUses.has(one)));
  return {
    span: first?.use.call.span ?? run.instruction.span,
    message: messageOf(group, told, place, fixes.length > 0),
    related: relatedPlaces(group, told),
    fixes: fixes.map(({ fix }) => fix),
  };
}

function messageOf(
  group: readonly CheckedUse[],
  told: readonly Cause[],
  place: TellPlace,
  hasFix: boolean,
): string {
  const [first] = group;
  if (first === undefined) return '';
  const of = (tell: Cause['tells'] | undefined, cause: Cause): readonly string[] =>
    tell?.(
      group.filter((one) => cause.holds(one)),
      place,
    ) ?? [];
  return fitting({
    causes: distinct(told.flatMap((cause) => of(cause.tells, cause))),
    failing: distinct(told.flatMap((cause) => of(cause.fails, cause))),
    advised: distinctAdvice(adviceOfGroup(group, told, place)),
    hasFix,
    cost: costOf(group, told[0]),
    shortest: told[0]?.inShort?.(group) ?? null,
  });
}

function costOf(group: readonly CheckedUse[], cause: Cause | undefined): string | null {
  const again = group.map((one) => {
    const own = cause?.again?.(one);
    return own === undefined ? one.use.cache.again : own;
  });
  const all = distinct(again.filter((one) => one !== null));
  return all.length === 0 ? null : `each run ${names(all)} again`;
}

/** Several mounts are told in one sentence where a cause can. */
function adviceOfGroup(
  group: readonly CheckedUse[],
  told: readonly Cause[],
  place: TellPlace,
): readonly Advice[] {
  const [first] = told;
  const together = first?.advisesAll?.(group, place) ?? null;
  if (together === null) return group.flatMap((one) => adviceFor(one, told, place));
  const others = told.slice(1);
  const rest = group.flatMap((one) =>
    others.filter((cause) => cause.holds(one)).flatMap((cause) => cause.advises(one, place)),
  );
  return joined([{ text: together }, ...rest]);
}

function adviceFor(one: CheckedUse, told: readonly Cause[], place: TellPlace): readonly Advice[] {
  const { use, state } = one;
  const holding = told.filter((cause) => cause.holds(one));
  const folder = mountFolder(use);
  if (folder === null && state.kind !== 'covered')
    return joined(holding.slice(0, 1).flatMap((cause) => cause.advises(one, place)));
  if (folder !== null && !isPlainCacheFolder(folder, place.workdir, use.user?.home ?? null))
    return [
      {
        text: `a mount there would hide what else is in ${folder}: move the cache to a folder of its own`,
      },
    ];
  const frontend = frontendLacksMounts(place.dockerfile)
    ? [
        {
          text: 'the `# syntax` line asks for a frontend without mounts: let it say `docker/dockerfile:1`',
        },
      ]
    : [];
  return [...frontend, ...joined(holding.flatMap((cause) => cause.advises(one, place)))];
}

/** What must not be done by halves comes into the sentence of the mount. */
function joined(advice: readonly Advice[]): readonly Advice[] {
  const [first, ...others] = advice;
  if (first === undefined) return [];
  const needed = others.filter(({ needsAll }) => needsAll === true);
  if (needed.length === 0) return advice;
  const rest = others.filter((one) => !needed.includes(one));
  const both = [...new Set([first, ...needed].map(({ text }) => text))];
  return [{ text: both.join(' and ') }, ...rest];
}

interface MessageParts {
  readonly causes: readonly string[];
  /** What breaks the build as it is. */
  readonly failing: readonly string[];
  readonly advised: readonly Advice[];
  readonly hasFix: boolean;
  /** Null where the finding costs no time. */
  readonly cost: string | null;
  /** Stands for causes that are too long beside their advice; null where nothing does. */
  readonly shortest: string | null;
}

/** All of it, or as much as fits: what to do is told before all that is wrong, and what is left out is counted. */
function fitting({ causes, failing, advised, hasFix, ...parts }: MessageParts): string {
  const { cost, shortest } = parts;
  const steps = advised.map(({ text }) => text);
  const brief = distinct(advised.map((one) => one.brief ?? one.text));
  const told = causes.length === 0 ? [] : [list(causes)];
  const whole = cost === null ? told : told.map((one) => `${one}: ${cost}`);
  // What else is wrong shows in what to do.
  const first = causes.slice(0, 1);
  const [cause = ''] = causes;
  const least = failing.length === 0 ? [shortest ?? cause] : failing.slice(0, 1);
  const choices: readonly (readonly string[])[] = [
    [...whole, ...failing, ...steps],
    ...[told, first].flatMap((one) => [
      [...one, ...failing, ...steps],
      [...one, ...failing, ...brief],
    ]),
    [...first, ...failing.slice(0, 1), ...brief],
    [...least, ...brief],
    ...brief.slice(1).map((_, at) => [...least, ...cut(brief, brief.length - 1 - at, hasFix)]),
    [...least, ...brief.slice(0, 1)],
    [...least, ...cut(brief, 0, hasFix)],
    least,
  ];
  return firstThatFits(choices.map((one) => one.map((text) => `${capital(text)}.`).join(' ')));
}

/** The first few changes, and how many are left. */
function cut(advised: readonly string[], count: number, hasFix: boolean): readonly string[] {
  const left = advised.length - count;
  const changes = left === 1 ? '1 more change' : `${left} more changes`;
  const rest = `${changes} ${left === 1 ? 'is' : 'are'} needed`;
  return [...advised.slice(0, count), hasFix ? `the fix makes ${changes}` : rest];
}

/** The other installs of the group, and what their causes point at. */
function relatedPlaces(
  group: readonly CheckedUse[],
  told: readonly Cause[],
): readonly RelatedPlace[] {
  const [first, ...others] = group;
  const seen = new Set([first?.use.call.span.start]);
  const calls = others.filter(({ use }) => {
    const isNew = !seen.has(use.call.span.start);
    seen.add(use.call.span.start);
    return isNew;
  });
  const places = [
    ...calls.flatMap(({ use }) => {
      const deed = sharedDeed(use, first);
      return deed === null
        ? []
        : [{ span: use.call.span, message: `${shortCode(use.call.text)} ${deed}.` }];
    }),
    ...group.flatMap((one) =>
      told.flatMap((cause) => (cause.holds(one) ? (cause.related?.(one) ?? []) : [])),
    ),
  ];
  const byPlace = new Map(places.map((one) => [`${one.span.start} ${one.message}`, one]));
  return [...byPlace.values()];
}

function sharedDeed(use: CacheUse, first: CheckedUse | undefined): string | null {
  if (use.cache === first?.use.cache) return 'uses the same cache';
  return first !== undefined && isBare(first) ? 'keeps no cache either' : null;
}

function distinctAdvice(advice: readonly Advice[]): readonly Advice[] {
  return [...new Map(advice.map((one) => [one.text, one])).values()];
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
