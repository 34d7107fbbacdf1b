/** Who runs a RUN instruction, and where that user is at home. */
import type { InstructionView } from '../model.ts';

export interface RunUser {
  /** As written in USER; `root` where nothing is. */
  readonly name: string;
  readonly isRoot: boolean;
  /** Null where the Dockerfile does not tell. */
  readonly uid: number | null;
  readonly gid: number | null;
  readonly home: string | null;
}

const ROOT: RunUser = { name: 'root', isRoot: true, uid: 0, gid: 0, home: '/root' };

export function runUser(view: InstructionView): RunUser {
  const [name = '', group = ''] = (view.user ?? '').split(':');
  if (name === '' || name === 'root' || /^0+$/.test(name)) return ROOT;
  const number = /^\d+$/.test(name) ? Number(name) : null;
  const known =
    number === null
      ? view.userIds.get(name)
      : [...view.userIds.values()].find((ids) => ids.uid === number);
  // `USER app:app` names the user's own group more often than not; other names say no number.
  const isOwnGroup = group === '' || group === name;
  const gid = /^\d+$/.test(group) ? Number(group) : isOwnGroup ? (known?.gid ?? null) : null;
  return { name, isRoot: false, uid: known?.uid ?? number, gid, home: known?.home ?? null };
}
