/**
 * What the rules go by besides the text of a Dockerfile: settings, and what was seen of base images. Images are asked
 * about in the background; when something new is known, the findings of open files are made again.
 */
import type { Analysis, RuleContext } from '../core/analyze.ts';
import { imagesToAskAbout } from '../node/use-cases/index.ts';
import { guarded } from './guard.ts';
import { refreshAll } from './refresh.ts';
import type { Session } from './session.ts';

export async function ruleContext(session: Session): Promise<RuleContext> {
  const { images } = session.workbench;
  await images.remember();
  return { ruleSettings: session.settings.rules, ...images.current() };
}

/** Answers at once; what comes of it comes later. */
export function askAboutImages(session: Session, { stages }: Analysis): void {
  const who = session.settings.askImages;
  const references = imagesToAskAbout(stages);
  if (who === 'off' || !session.trusted || references.length === 0) return;
  void guarded(session.connection, 'images', undefined, async () => {
    const { images } = session.workbench;
    const { isNew } = await images.ask({ who, references, signal: session.ending });
    if (isNew) refreshAll(session);
  });
}
