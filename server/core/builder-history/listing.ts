/** `docker buildx history ls --format json --no-trunc`: a JSON object a line, one for each build, the newest first. */
import { isJsonObject, readJson } from '../text/json.ts';
import { textOf } from './text-of.ts';

export interface ListedBuild {
  /** `default/default/tom7pyc4vfnlly06jy58f796c`: builder, node, and the id by which buildx is asked. */
  readonly ref: string;
  readonly id: string;
  /** Made by buildx of the context's and Dockerfile's folders, or chosen by the user. */
  readonly name: string;
  /** RFC 3339. */
  readonly started: string;
  /** A build that still runs has no end. */
  readonly isOver: boolean;
}

export interface Listing {
  readonly builds: readonly ListedBuild[];
  /** Whether something was printed of which nothing is a build. */
  readonly isUnreadable: boolean;
}

/** The id becomes an argument of a program. */
const REF = /^[\w.-]{1,200}\/[\w.-]{1,200}\/([a-z0-9]{10,64})$/;

export function parseListing(text: string): Listing {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const builds = lines.flatMap((line) => readBuild(readJson(line)) ?? []);
  return { builds, isUnreadable: lines.length > 0 && builds.length === 0 };
}

function readBuild(value: unknown): ListedBuild | null {
  if (!isJsonObject(value)) return null;
  const ref = textOf(value, 'ref');
  const started = textOf(value, 'created_at');
  const id = ref === null ? undefined : REF.exec(ref)?.[1];
  if (ref === null || id === undefined || started === null) return null;
  return {
    ...{ ref, id, started },
    name: textOf(value, 'name') ?? '',
    isOver: textOf(value, 'completed_at') !== null,
  };
}
