/** What the build of a forecast sends of its contexts, for the Layer Forecast view. */
import { amountText, contextHeadline } from '../../core/report/context-headline.ts';
import type { ContextParams, ContextView } from '../../protocol/requests.ts';
import { releaseMemorySoon } from '../release-memory.ts';
import type { Session } from '../session.ts';
import { forecastRequest } from './request-of.ts';
import { subjectOf } from './subject-of.ts';

/** Null where no build reads the file, and where the build cannot be planned: the forecast says why. */
export async function contextView(
  session: Session,
  { uri, ...selection }: ContextParams,
  signal: AbortSignal,
): Promise<ContextView | null> {
  const subject = await subjectOf(session, uri, selection.invocation);
  if (subject === null) return null;
  const request = await forecastRequest(session, subject, selection);
  const answer = await session.workbench.contextSizes({ ...request, signal });
  releaseMemorySoon();
  if (answer.kind === 'problem') return null;
  const { report } = answer;
  return {
    report,
    amount: report.sent.files === 0 ? 'nothing is sent' : amountText(report.sent),
    headline: contextHeadline(report),
  };
}
