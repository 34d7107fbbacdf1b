/** Who runs a RUN instruction, and where that user is at home. */
import type { UserIds } from '../images/model.ts';
import type { InstructionView, StageImage, StageView } from './model.ts';

export interface RunUser {
  /** As written in USER; `root` where nothing is. */
  readonly name: string;
  readonly isRoot: boolean;
  /** Null where the Dockerfile does not tell. */
  readonly uid: number | null;
  readonly gid: number | null;
  readonly home: string | null;
  /** How a mount can name uid and gid by the build arguments that the user was made with. */
  readonly written: NonNullable<UserIds['written']>;
  /** Nothing says who it is. */
  readonly isAssumed: boolean;
  /** Why none of this is certain, in words; null where it is. */
  readonly doubt: string | null;
}

const ROOT: RunUser = {
  name: 'root',
  isRoot: true,
  uid: 0,
  gid: 0,
  home: '/root',
  written: {},
  isAssumed: false,
  doubt: null,
};

/** Unknown is never root: where nothing says who runs a step, the answer is a guess and says so. */
export function runUser(view: InstructionView, { image }: Pick<StageView, 'image'>): RunUser {
  const [name = '', group = ''] = (view.user ?? '').split(':');
  const doubt = doubtAbout(view, name, image);
  const isAssumed = doubt !== null && !view.userIsWritten;
  if (name === '' || name === 'root' || /^0+$/.test(name)) return { ...ROOT, doubt, isAssumed };
  const number = /^\d+$/.test(name) ? Number(name) : null;
  const known =
    number === null
      ? view.userIds.get(name)
      : [...view.userIds.values()].find((ids) => ids.uid === number);
  // `USER app:app` names the user's own group more often than not; other names say no number.
  const isOwnGroup = group === '' || group === name;
  const gid = /^\d+$/.test(group) ? Number(group) : isOwnGroup ? (known?.gid ?? null) : null;
  return {
    name,
    isRoot: false,
    uid: known?.uid ?? number,
    gid,
    home: known?.home ?? null,
    written: writtenOf(known, isOwnGroup),
    isAssumed,
    doubt,
  };
}

/** A group that USER names itself is not the one that the user was made with. */
function writtenOf(ids: UserIds | undefined, isOwnGroup: boolean): RunUser['written'] {
  const { uid, gid } = ids?.written ?? {};
  return {
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined || !isOwnGroup ? {} : { gid }),
  };
}

function doubtAbout(view: InstructionView, name: string, image: StageImage): string | null {
  if (name.includes('$')) return `the value of \`USER ${name}\` is not known`;
  switch (image.knowledge) {
    case 'seen':
    case 'official':
      return null;
    case 'configured':
      return `the settings files in ${image.name} are not known`;
    case 'unknown':
      return view.userIsWritten
        ? `HOME and settings of ${image.name} are not known`
        : `the user, HOME and settings of ${image.name} are not known`;
    case 'table':
      return view.userIsWritten
        ? `HOME and settings of ${image.name} are known by its name only`
        : `${image.name} runs as ${name} as far as its name tells`;
  }
}
