/**
 * What happens when something changes: findings of open files again, and a word to the client that forecasts are
 * stale. Typing is answered at once for findings of the file itself, and in one go for the rest when it pauses.
 */
import { METHODS } from '../protocol/requests.ts';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { isConfigFile } from '../node/project/index.ts';
import { baselineOf } from '../node/linting/index.ts';
import { guarded } from './guard.ts';
import { publishDiagnostics } from './requests/diagnostics.ts';
import { learnBuildFiles, learnCacheUsers, learnImages } from './rule-context.ts';
import type { Session } from './session.ts';

/** Long enough for a burst of keystrokes or of file events, short enough to feel at once. */
const PAUSE_MILLISECONDS = 120;

const pending = new WeakMap<Session, NodeJS.Timeout>();

/** Something in an editor changed, or a setting. */
export function forecastMayChange(session: Session): void {
  session.generation++;
  tellSoon(session);
}

/** Tells the client, in a pause, to ask for lenses and hints again. */
export function tellSoon(session: Session): void {
  clearTimeout(pending.get(session));
  pending.set(
    session,
    setTimeout(() => {
      void tellClient(session);
    }, PAUSE_MILLISECONDS),
  );
}

/** Files on disk changed: what was read of them counts no more. Null: anything may have changed. */
export function filesChanged(session: Session, files: readonly string[] | null): void {
  session.disk.changed(files);
  session.project.changed(files);
  if (files === null || files.some((file) => isSettingsOfRules(session, file)))
    showAllFindings(session);
  forecastMayChange(session);
}

/** Findings at once; and again where asking about base images tells more. */
export async function showFindings(session: Session, document: TextDocument): Promise<void> {
  const model = await publishDiagnostics(session, document);
  if (model === null) return;
  const isNew = await guarded(session.connection, 'images', false, () =>
    learnImages(session, model),
  );
  if (isNew) refreshAll(session);
}

/** The caches of other Dockerfiles, and contexts, are looked at in a pause: a big project takes its time. */
async function lookAround(session: Session): Promise<void> {
  const { connection } = session;
  const hasUsers = await guarded(connection, 'cache users', false, () => learnCacheUsers(session));
  const hasBuilds = await guarded(connection, 'builds', false, () => learnBuildFiles(session));
  if (!hasUsers && !hasBuilds) return;
  showAllFindings(session);
}

/** A configuration, or a baseline that one names. */
function isSettingsOfRules(session: Session, file: string): boolean {
  if (isConfigFile(file)) return true;
  return [...session.openFiles.keys()].some((open) => baselineOf(session.project, open) === file);
}

function showAllFindings(session: Session): void {
  for (const document of session.documents.all()) void showFindings(session, document);
}

async function tellClient(session: Session): Promise<void> {
  void lookAround(session);
  const { connection, client } = session;
  try {
    // Some clients warn their users of notifications that they do not know.
    if (client.hasViews) await connection.sendNotification(METHODS.forecastChanged, {});
    if (client.refreshesLenses) await connection.sendRequest('workspace/codeLens/refresh');
    if (client.refreshesHints) await connection.sendRequest('workspace/inlayHint/refresh');
  } catch {
    // The client went away between the change and the word about it.
  }
}

export function refreshAll(session: Session): void {
  showAllFindings(session);
  forecastMayChange(session);
}
