/** The builds of a Dockerfile, or those that install a requirements file, for people to choose from. */
import { invocationOption } from '../../core/report/invocation-option.ts';
import { distinct, type Invocation } from '../../core/invocations/index.ts';
import type {
  ChosenInvocations,
  InvocationChoices,
  InvocationOption,
} from '../../protocol/requests.ts';
import { relativePath } from '../../node/files/index.ts';
import { pathOfUri, uriOfPath } from '../convert/uris.ts';
import { forecastMayChange } from '../refresh.ts';
import { baseFolder, type Session } from '../session.ts';

import { isDockerfile } from './kind-of.ts';

export const NO_INVOCATIONS: InvocationChoices = { builds: [], open: false };

export async function invocationChoices(session: Session, uri: string): Promise<InvocationChoices> {
  const file = pathOfUri(uri);
  if (file === null) return NO_INVOCATIONS;
  if (!(await isDockerfile(session, uri))) {
    const installers = await session.project.installersOf(file);
    const builds = distinct(installers.map(({ invocation }) => invocation));
    return { builds: builds.map((one) => choice(session, one)), open: builds.length > 1 };
  }
  const { invocation, candidates } = await session.project.choose(file);
  const all = distinct([...candidates, ...(await session.project.invocations(file))]);
  return { builds: all.map((one) => choice(session, one)), open: invocation === null };
}

export function optionOf(session: Session, invocation: Invocation): InvocationOption {
  const base = baseFolder(session, invocation.dockerfile);
  return invocationOption(invocation, (file) => relativePath(base, file));
}

function choice(session: Session, invocation: Invocation): InvocationChoices['builds'][number] {
  const dockerfileUri = uriOfPath(invocation.dockerfile);
  return { ...optionOf(session, invocation), dockerfileUri };
}

/** What the user chose counts from now on for everything that asks about the Dockerfile. */
export function setChosenInvocations(session: Session, chosen: ChosenInvocations): void {
  session.chosenInvocations.clear();
  for (const [uri, id] of Object.entries(chosen)) {
    const file = pathOfUri(uri);
    if (file !== null && typeof id === 'string') session.chosenInvocations.set(file, id);
  }
  forecastMayChange(session);
}
