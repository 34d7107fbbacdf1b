/**
 * When builders are asked for builds made outside. Forecasts ask in the background, at most once a minute for a
 * Dockerfile. Views of past builds wait for the answer, for a limited time; what comes later counts the next time.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { BuildRecord } from '../../core/timing/index.ts';
import type { Activity, BuilderService } from '../forecasting/index.ts';
import type { BuildPlace } from '../project/index.ts';
import type { LearnedBuilds, OutsideBuilds } from './outside-builds.ts';

export interface LearnOutsideQuestion {
  /** Absent: which builds there are, of any Dockerfile. */
  readonly place?: BuildPlace;
  /** Absent or empty: the current one. */
  readonly builder?: string;
  /** Believe what was heard a short while ago. */
  readonly isRecentEnough?: boolean;
  readonly signal?: AbortSignal;
}

export interface OutsideLearnerInput {
  /** Whether it is wanted at all. */
  readonly isOn: () => boolean;
  readonly trusted: () => boolean;
  readonly builders: BuilderService;
  readonly outside: OutsideBuilds;
  readonly own: () => Promise<readonly BuildRecord[]>;
  readonly activity: Activity;
}

const NOTHING: LearnedBuilds = { isNew: false, problem: null };
const BELIEVED_MILLISECONDS = 60_000;
/** Enough for fifty builds on a slow machine. */
const PATIENCE_MILLISECONDS = 10_000;

interface Asked {
  readonly at: number;
  readonly answer: Promise<LearnedBuilds>;
  isOver: boolean;
}

export function createOutsideLearner(
  input: OutsideLearnerInput,
): (question: LearnOutsideQuestion) => Promise<LearnedBuilds> {
  const asked = new Map<string, Asked>();

  return async (question) => {
    if (!input.isOn() || !input.trusted()) return NOTHING;
    const key = JSON.stringify([question.builder ?? '', question.place ?? null]);
    const known = asked.get(key);
    const isRecent = known !== undefined && Date.now() - known.at < BELIEVED_MILLISECONDS;
    if (known && question.isRecentEnough === true && isRecent) return known.answer;
    // Two who ask at one time get one answer.
    const current = known && !known.isOver ? known : ask(key, question);
    return Promise.race([current.answer, patience(question.signal)]);
  };

  function ask(key: string, question: LearnOutsideQuestion): Asked {
    const entry: Asked = {
      at: Date.now(),
      answer: learn(question).finally(() => {
        entry.isOver = true;
      }),
      isOver: false,
    };
    asked.set(key, entry);
    entry.answer.catch(() => asked.delete(key));
    return entry;
  }

  async function learn({ builder, place, signal }: LearnOutsideQuestion) {
    const usable = await input.builders.usable(builder ?? '');
    if (!('docker' in usable)) return { isNew: false, problem: usable.message };
    const asking = {
      builder: usable,
      ...(place === undefined ? {} : { place }),
      own: await input.own(),
      ...(signal === undefined ? {} : { signal }),
    };
    return input.activity.during('docker', () => input.outside.learn(asking));
  }
}

async function patience(signal: AbortSignal | undefined): Promise<LearnedBuilds> {
  await sleep(PATIENCE_MILLISECONDS, undefined, {
    ref: false,
    ...(signal === undefined ? {} : { signal }),
  }).catch(() => undefined);
  return NOTHING;
}
