/**
 * What a request is about: a Dockerfile and one of the ways in which it is built. A requirements file stands for the
 * nearest build that installs it, by whatever way it is read.
 */
import type { Invocation } from '../../core/invocations/index.ts';
import { pathOfUri } from '../convert/uris.ts';
import type { Session } from '../session.ts';
import { isDockerfile } from './kind-of.ts';

export interface RequestSubject {
  readonly dockerfile: string;
  readonly invocation: Invocation;
  /** The builds that come into question where nobody says which is meant. */
  readonly candidates: readonly Invocation[];
  /** Nobody chose: the first of them is taken. */
  readonly open: boolean;
}

/** Null where no build reads the file. */
export async function subjectOf(
  session: Session,
  uri: string,
  invocation?: string,
): Promise<RequestSubject | null> {
  const file = pathOfUri(uri);
  if (file === null) return null;
  if (await isDockerfile(session, uri)) return subjectOfDockerfile(session, file, invocation);
  const installers = await session.project.installersOf(file);
  const named = installers.find((one) => one.invocation.id === invocation);
  if (named) return subjectOfDockerfile(session, named.dockerfile, named.invocation.id);
  const [nearest] = installers;
  return nearest ? subjectOfDockerfile(session, nearest.dockerfile, invocation) : null;
}

export async function subjectOfDockerfile(
  session: Session,
  dockerfile: string,
  named?: string,
): Promise<RequestSubject | null> {
  const { invocation: chosen, candidates } = await session.project.choose(dockerfile);
  const all = await session.project.invocations(dockerfile);
  const asked = named === undefined ? undefined : all.find(({ id }) => id === named);
  const invocation = asked ?? chosen ?? candidates[0];
  if (invocation === undefined) return null;
  return { dockerfile, invocation, candidates, open: asked === undefined && chosen === null };
}
