/** Asks the builder for builds made outside while a forecast is shown; what comes of it changes the forecast. */
import { guarded } from './guard.ts';
import type { BuildPlace } from '../node/project/index.ts';
import { forecastMayChange } from './refresh.ts';
import type { Session } from './session.ts';

/** Nobody waits for it: the forecast is there before, without the seconds of these builds. */
export async function learnOutsideBuilds(
  session: Session,
  place: BuildPlace,
  builder: string = session.settings.builder,
): Promise<void> {
  const question = { place, builder, isRecentEnough: true, signal: session.ending };
  const isNew = await guarded(
    session.connection,
    'outside builds',
    false,
    async () => (await session.workbench.learnOutside(question)).isNew,
  );
  if (isNew) forecastMayChange(session);
}
