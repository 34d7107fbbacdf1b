/** What a forecast of a Dockerfile can suppose to be changed. */
import type { ChangeChoices, ChangeChoicesParams } from '../../protocol/requests.ts';
import type { Session } from '../session.ts';
import { forecastRequest } from './request-of.ts';
import { subjectOf } from './subject-of.ts';

export const NO_CHOICES: ChangeChoices = {
  requirements: [],
  files: [],
  nLeftOut: 0,
  problem: 'Could not list the files; see the Layer Forecast output.',
};

export async function changeChoices(
  session: Session,
  { uri, ...selection }: ChangeChoicesParams,
  signal?: AbortSignal,
): Promise<ChangeChoices> {
  const subject = await subjectOf(session, uri, selection.invocation);
  if (subject === null) return { ...NO_CHOICES, problem: 'No Dockerfile installs this file.' };
  const request = await forecastRequest(session, subject, selection);
  return session.workbench.changeChoices({ ...request, ...(signal ? { signal } : {}) });
}
