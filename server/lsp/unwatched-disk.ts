/**
 * For clients that do not tell of every change on disk: an answer that rests on files looks at them again. Files are read
 * only where what the disk says of them (size, times) is not as before, so that looking is cheap but not free, and what
 * was seen holds for a moment.
 */
import { sha256 } from '../node/digest.ts';
import type { ForecastView } from '../protocol/requests.ts';
import { tellSoon } from './refresh.ts';
import type { Session } from './session.ts';

/** Lenses, hints and a hover that are asked for together share an answer. */
const HOLDS_MILLISECONDS = 1_000;
/** In a large context looking takes long: it is to take a tenth of the time at most. */
const TIMES_AS_LONG = 10;

interface Looks {
  /** What was seen holds until then. */
  until: number;
  /** By request, a digest of the last answer. */
  readonly answers: Map<string, string>;
}

const looks = new WeakMap<Session, Looks>();

/** Answers from the disk as it is now. */
export async function fromPresentDisk<Result>(
  session: Session,
  answer: () => Promise<Result>,
): Promise<Result> {
  const state = looksOf(session);
  const started = performance.now();
  if (session.client.watchesFiles || started < state.until) return answer();
  state.until = started + HOLDS_MILLISECONDS;
  session.generation++;
  session.disk.changed(null);
  session.project.changed(null);
  try {
    return await answer();
  } finally {
    const ended = performance.now();
    const long = (ended - started) * TIMES_AS_LONG;
    state.until = ended + Math.max(HOLDS_MILLISECONDS, long);
  }
}

/** Where a forecast differs from the last one, lenses and hints that the client shows are old. */
export function compareWithLast(session: Session, key: string, view: ForecastView): void {
  if (session.client.watchesFiles) return;
  const { answers } = looksOf(session);
  const digest = sha256(JSON.stringify([view.headline, view.forecast, view.problem]));
  const last = answers.get(key);
  answers.set(key, digest);
  if (last !== undefined && last !== digest) tellSoon(session);
}

function looksOf(session: Session): Looks {
  const known = looks.get(session);
  if (known) return known;
  const fresh: Looks = { until: 0, answers: new Map() };
  looks.set(session, fresh);
  return fresh;
}
