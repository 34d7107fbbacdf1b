/** Everything that the Build Timings view draws: the last recorded build of a Dockerfile and the one before it. */
import type { TimingsView } from '../../protocol/requests.ts';
import { uriOfPath } from '../convert/uris.ts';
import { baseFolder, contextOf, type Session } from '../session.ts';
import { dockerfileOf } from './dockerfile-of.ts';
import { relativeName } from './forecast.ts';

export async function timingsView(session: Session, uri: string): Promise<TimingsView | null> {
  const dockerfile = await dockerfileOf(session, uri);
  if (dockerfile === null) return null;
  const answer = await session.workbench.timings({
    dockerfile,
    context: contextOf(session, dockerfile),
  });
  const failed = answer.build?.steps.find((step) => step.error !== undefined);
  return {
    dockerfileUri: uriOfPath(dockerfile),
    dockerfile: relativeName(baseFolder(session, dockerfile), dockerfile),
    builder: answer.builder,
    state: answer.outcome ?? 'empty',
    build: answer.build,
    before: answer.before,
    forecast: answer.forecast,
    score: answer.score,
    trend: answer.trend,
    problem: failed ? `${failed.name}: ${failed.error ?? ''}` : null,
  };
}
