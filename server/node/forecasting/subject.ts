/**
 * Which recorded builds are of the same subject as a request, and what an invocation says of a build's options. Builds
 * that a file describes go by that description; all others by Dockerfile, context and target.
 */
import type { Invocation } from '../../core/invocations/index.ts';
import type { BuildRecord } from '../../core/timing/index.ts';
import type { History } from '../history/index.ts';
import type { BuildOptions, BuildSubject } from './model.ts';

/** Null for an invocation that no file describes: it is known by its Dockerfile, context and target. */
export function describedId({ invocation }: BuildSubject): string | null {
  const source = invocation?.source;
  const isDescribed = source?.name !== undefined || source?.line !== undefined;
  return isDescribed && invocation ? invocation.id : null;
}

/** The records of a subject, oldest first; of every target. */
export async function recordsOf(
  history: History<BuildRecord>,
  subject: BuildSubject,
): Promise<readonly BuildRecord[]> {
  const { dockerfile, context } = subject.place;
  const id = describedId(subject);
  const records = await history.read({ dockerfile });
  return records.filter((record) =>
    id === null
      ? record.invocation === undefined && record.key.context === context
      : record.invocation === id,
  );
}

export function placeOf({ dockerfile, context, inline }: Invocation): BuildSubject['place'] {
  return { dockerfile, context, ...(inline === null ? {} : { inline }) };
}

export function optionsOfInvocation(invocation: Invocation): BuildOptions {
  const { target, args, platforms, namedContexts, network, cacheFrom, noCache } = invocation;
  const [platform, ...others] = platforms;
  return {
    ...(target === null ? {} : { target }),
    ...(Object.keys(args).length === 0 ? {} : { buildArgs: args }),
    ...(platform === undefined || others.length > 0 ? {} : { platform }),
    ...(Object.keys(namedContexts).length === 0
      ? {}
      : { buildContexts: contextsOf(namedContexts) }),
    ...(network === null ? {} : { network }),
    ...(cacheFrom.length === 0 ? {} : { cacheFrom }),
    ...(noCache ? { noCache } : {}),
  };
}

/** `service:base` of compose, `target:base` of bake: a context that another build makes. */
const MADE_BY_BUILD = /^(service|target):(.+)$/;

/** What another build makes counts as an image of its name: what is in it is not known here. */
function contextsOf(
  namedContexts: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(namedContexts).map(([name, value]) => {
      const made = MADE_BY_BUILD.exec(value)?.[2];
      const image = made?.toLowerCase().replace(/[^a-z0-9._-]+/g, '-');
      return [name, image === undefined ? value : `docker-image://${image}`];
    }),
  );
}

/** The contexts of an invocation that other builds make, as they are written. */
export function contextsOfBuilds({ invocation }: BuildSubject): readonly string[] {
  return Object.values(invocation?.namedContexts ?? {}).filter((one) => MADE_BY_BUILD.test(one));
}

/** A sentence about variables of the compose file that have no value; null where all have one. */
export function emptyVariablesOf({ invocation }: BuildSubject): string | null {
  const names = invocation?.emptyVariables ?? [];
  if (names.length === 0) return null;
  const [is, counts, it] = names.length === 1 ? ['is', 'counts', 'it'] : ['are', 'count', 'them'];
  return `${names.join(', ')} of the compose file ${is} not set and ${counts} as empty: set ${it} in the environment or in .env.`;
}

/** What a forecast of an invocation takes for granted, in sentences. */
export function assumptionsOf(subject: BuildSubject, options: BuildOptions): readonly string[] {
  const { invocation } = subject;
  const sentences: string[] = [];
  const caches = options.cacheFrom ?? [];
  if (caches.length > 0) {
    const word = caches.length === 1 ? 'source' : 'sources';
    sentences.push(
      `The content of the cache ${word} ${caches.join(', ')} is not known: steps that are cached there do not run again.`,
    );
  }
  const given = options.buildArgs ?? {};
  const unset = (invocation?.unset ?? []).filter((name) => !Object.hasOwn(given, name));
  if (unset.length > 0) {
    const options = unset.map((name) => `--build-arg ${name}=…`).join(' ');
    sentences.push(
      `Nobody gives a value for ${unset.join(', ')}, so the forecast goes without: give ${options}.`,
    );
  }
  const empty = emptyVariablesOf(subject);
  if (empty !== null) sentences.push(empty);
  for (const made of contextsOfBuilds(subject))
    sentences.push(`What ${made} builds is the same as before: its build is not looked at.`);
  const platforms = invocation?.platforms ?? [];
  if (platforms.length > 1 && options.platform === undefined) {
    sentences.push(
      `The build is for ${platforms.join(', ')}; the forecast is for the builder's own platform.`,
    );
  }
  return sentences;
}
