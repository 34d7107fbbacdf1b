/** What a forecast of a Dockerfile can suppose to be changed. */
import type { ChangeChoices, ChangeChoicesParams } from '../../protocol/requests.ts';
import type { Session } from '../session.ts';
import { dockerfileOf } from './dockerfile-of.ts';
import { requestOf } from './forecast.ts';

export const NO_CHOICES: ChangeChoices = {
  requirements: [],
  files: [],
  nLeftOut: 0,
  problem: 'What could change was not found out; the log of Layer Forecast says why.',
};

export async function changeChoices(
  session: Session,
  { uri, options }: ChangeChoicesParams,
  signal?: AbortSignal,
): Promise<ChangeChoices> {
  const dockerfile = await dockerfileOf(session, uri);
  if (dockerfile === null) return { ...NO_CHOICES, problem: 'No Dockerfile installs this file.' };
  const request = await requestOf(session, dockerfile, options);
  return session.workbench.changeChoices({ ...request, ...(signal ? { signal } : {}) });
}
