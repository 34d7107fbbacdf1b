/** Everything that the Build Timings view draws: a recorded build of a Dockerfile, by itself the last, and the one before it. */
import { explainHeadline } from '../../core/report/explain-headline.ts';
import { maskCredentials } from '../../core/text/mask.ts';
import { placeOf } from '../../node/forecasting/index.ts';
import type { MaskedText } from '../../protocol/masked-text.ts';
import type { TimingsParams, TimingsView } from '../../protocol/requests.ts';
import { uriOfPath } from '../convert/uris.ts';
import { baseFolder, overlay, type Session } from '../session.ts';
import { relativeName } from './forecast.ts';
import { optionOf } from './invocations.ts';
import { forecastRequest } from './request-of.ts';
import { subjectOf } from './subject-of.ts';

const NO_BUILD =
  'No build of this Dockerfile is recorded yet. Build the image: its steps and packages show here while it runs.';

export async function timingsView(
  session: Session,
  { uri, record, ...selection }: TimingsParams,
): Promise<TimingsView | null> {
  const asked = await subjectOf(session, uri, selection.invocation);
  if (asked === null) return null;
  const { dockerfile, invocation } = asked;
  const subject = { place: placeOf(invocation), invocation };
  const { problem: notKnown } = await session.workbench.learnOutside({
    place: subject.place,
    builder: session.settings.builder,
    signal: session.ending,
    // Another bar of the same view is only chosen.
    isRecentEnough: record !== undefined,
  });
  const answer = await session.workbench.timings(subject, record);
  const base = baseFolder(session, dockerfile);
  const explained =
    answer.record && (await session.workbench.explain({ record: answer.record, base }));
  const image = answer.record?.options.tags?.[0];
  const { options } = await forecastRequest(session, asked, selection);
  const failure =
    answer.record &&
    (await session.workbench.failure({ record: answer.record, base, overlay: overlay(session) }));
  return {
    dockerfileUri: uriOfPath(dockerfile),
    dockerfile: relativeName(base, dockerfile),
    builder: answer.builder,
    ...(image === undefined ? {} : { image }),
    state: answer.outcome ?? 'empty',
    build: answer.build,
    before: answer.before,
    ...(answer.record?.madeOutside === true ? { madeOutside: true } : {}),
    forecast: answer.forecast,
    score: answer.score,
    explanation:
      explained?.kind === 'explained'
        ? {
            sentence: explainHeadline(explained.report, { withSeconds: false }),
            report: explained.report,
          }
        : null,
    trend: answer.trend,
    forecastId: session.ids.idOf({ ...subject, options }),
    invocation: optionOf(session, invocation),
    problem: answer.outcome === null ? noBuild(notKnown) : null,
    failure,
  };
}

/** With the reason why the builder could not tell of a build either. */
function noBuild(notKnown: string | null): MaskedText {
  return maskCredentials(notKnown === null ? NO_BUILD : `${NO_BUILD} ${notKnown}`);
}
