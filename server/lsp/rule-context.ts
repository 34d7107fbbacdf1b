/**
 * What the rules go by besides the text of a Dockerfile: settings, what was seen of base images, and the package caches
 * of the project's other Dockerfiles. Findings are made of what is known; who learns more makes them again.
 */
import type { BuildModel } from '../core/build-model/model.ts';
import type { RuleContext } from '../core/lint/lint.ts';
import { imagesToAskAbout, neighboursOf } from '../node/linting/index.ts';
import { kindOfDocument } from './requests/kind-of.ts';
import { baseFolder, type Session } from './session.ts';

/** `file` is null for a document that is on no disk. */
export async function ruleContext(session: Session, file: string | null): Promise<RuleContext> {
  const { workbench, cacheUsers, settings } = session;
  await workbench.images.remember();
  const { images, key } = workbench.images.current();
  const neighbours =
    file === null ? [] : neighboursOf(cacheUsers.users, file, baseFolder(session, file));
  const known = file === null ? undefined : session.buildFiles.get(file);
  const configured = file === null ? null : session.project.settingsOf(file);
  return {
    file,
    ...configured,
    ruleSettings: { ...settings.rules, ...configured?.ruleSettings },
    images,
    neighbours,
    build: known?.build ?? null,
    imagesKey: key,
    key: `${JSON.stringify(neighbours)} ${known?.key ?? ''}`,
  };
}

/** Asks about base images that are not known. True where something new came of it. */
export async function learnImages(session: Session, { stages }: BuildModel): Promise<boolean> {
  const who = session.settings.askImages;
  const references = imagesToAskAbout(stages);
  if (who === 'off' || !session.trusted || references.length === 0) return false;
  const { images } = session.workbench;
  return (await images.ask({ who, references, signal: session.ending })).isNew;
}

/** Looks at how the open Dockerfiles are built, and what their contexts lack. True where that is new. */
export async function learnBuildFiles(session: Session): Promise<boolean> {
  let isNew = false;
  for (const file of session.buildFiles.keys())
    if (!session.openFiles.has(file)) session.buildFiles.delete(file);
  for (const [file, document] of session.openFiles) {
    if (kindOfDocument(document) !== 'dockerfile') continue;
    const build = await session.project.buildFiles(file);
    const key = JSON.stringify(build && { ...build, sources: [...build.sources] });
    if (session.buildFiles.get(file)?.key === key) continue;
    session.buildFiles.set(file, { build, key });
    isNew = true;
  }
  return isNew;
}

/** Looks at all Dockerfiles of the project. True where their caches are other ones than before. */
export async function learnCacheUsers(session: Session): Promise<boolean> {
  const users = await session.project.cacheUsers();
  const key = JSON.stringify(users);
  if (key === session.cacheUsers.key) return false;
  session.cacheUsers = { users, key };
  return true;
}
