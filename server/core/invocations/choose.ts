/**
 * Which of the invocations of a Dockerfile is meant where nobody says. The kinds of sources come in a fixed order: what
 * people start by hand (compose, bake, scripts) before what only CI runs. Where the first kind that has any describes
 * builds that differ, the choice stays open, and the user is asked.
 */
import { nameOfFile } from '../text/file-path.ts';
import type { Invocation } from './invocation.ts';
import type { BuildSourceKind } from './model.ts';

export interface InvocationChoice {
  /** Null where the choice stays open. */
  readonly invocation: Invocation | null;
  /** The different builds that come into question; at least one. */
  readonly candidates: readonly Invocation[];
}

const ORDER: readonly BuildSourceKind[] = [
  'command-line',
  'setting',
  'compose',
  'bake',
  'script',
  'ci',
  'recorded',
  'evidence',
];

/** The file that `docker compose` reads by itself is meant before `docker-compose.prod.yml`. */
const DEFAULT_COMPOSE = /^(?:docker-)?compose(?:\.override)?\.ya?ml$/;

export interface ChooseOptions {
  /** The context of the setting; invocations with another one are not meant. */
  readonly context?: string;
  /** Given by the user, for this time. */
  readonly target?: string;
  /** Id of the invocation that is remembered for the workspace. */
  readonly preferred?: string;
}

/** The invocations come in the order of their files; null where there is none. */
export function chooseInvocation(
  invocations: readonly Invocation[],
  options: ChooseOptions = {},
): InvocationChoice | null {
  const inContext = invocations.filter(
    ({ context }) => options.context === undefined || context === options.context,
  );
  const inPlace = inContext.length > 0 ? inContext : invocations;
  const withTarget = inPlace.filter(({ target }) => target === options.target);
  const possible = withTarget.length > 0 && options.target !== undefined ? withTarget : inPlace;
  const best = Math.min(...possible.map(rankOf));
  const candidates = distinct(possible.filter((one) => rankOf(one) === best));
  const [first, ...others] = candidates;
  if (!first) return null;
  const preferred = invocations.find(({ id }) => id === options.preferred);
  return { invocation: preferred ?? (others.length === 0 ? first : null), candidates };
}

function rankOf({ source: { kind, file } }: Invocation): number {
  const isOther = kind === 'compose' && !DEFAULT_COMPOSE.test(nameOfFile(file));
  return 2 * ORDER.indexOf(kind) + (isOther ? 1 : 0);
}

/** Of invocations that build the same, the first. */
export function distinct(invocations: readonly Invocation[]): readonly Invocation[] {
  const byBuild = new Map<string, Invocation>();
  for (const one of invocations) {
    const key = JSON.stringify(buildOf(one));
    if (!byBuild.has(key)) byBuild.set(key, one);
  }
  return [...byBuild.values()];
}

/** All that decides on what is built. */
function buildOf(one: Invocation): readonly unknown[] {
  const { dockerfile, inline, context, target, args, unset, platforms, namedContexts } = one;
  const sorted = (record: Readonly<Record<string, string>>) => Object.entries(record).sort();
  return [
    ...[dockerfile, inline, context, target, one.network],
    ...[sorted(args), [...unset].sort(), [...platforms].sort(), sorted(namedContexts)],
  ];
}

/**
 * The invocation that the user names: its id, or the end of one that no other has (`web` for `compose.yaml:web`). A list
 * of what fits where that is not exactly one.
 */
export function findInvocation(
  invocations: readonly Invocation[],
  named: string,
): Invocation | readonly Invocation[] {
  const exact = invocations.filter(({ id }) => id === named);
  const fitting = invocations.filter(
    ({ id, source }) =>
      source.name === named || id.endsWith(`/${named}`) || id.endsWith(`:${named}`),
  );
  // One line of a script can build several images, which share its id.
  const found = distinct(exact.length > 0 ? exact : fitting);
  const [only] = found;
  return found.length === 1 && only ? only : found;
}
