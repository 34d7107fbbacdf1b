/** The users that proofs install as. */
import type { ProofUser } from './model.ts';

export const ROOT: ProofUser = { name: 'root', uid: 0, setup: ['WORKDIR /work'] };

export const NUMBERED = numbered('a user with a number', 1200);

/** Those of `npm run proofs`, besides the two above. */
export const OTHERS: readonly ProofUser[] = [
  numbered('another number', 4321),
  {
    name: 'a home elsewhere',
    uid: 1300,
    setup: [
      'RUN useradd --uid 1300 --create-home --home-dir /srv/app app && install -d -o app -g app /work',
      'WORKDIR /work',
      'USER app',
    ],
  },
  {
    name: 'root with HOME moved',
    uid: 0,
    setup: ['ENV HOME=/srv/home', 'RUN mkdir -p /srv/home', 'WORKDIR /work'],
  },
];

function numbered(name: string, uid: number): ProofUser {
  return {
    name,
    uid,
    setup: [
      `RUN useradd --uid ${uid} --create-home app && install -d -o app -g app /work`,
      'WORKDIR /work',
      'USER app',
    ],
  };
}
