/**
 * What happens when something changes: findings of open files again, and a word to the client that forecasts are
 * stale. Typing is answered at once for findings of the file itself, and in one go for the rest when it pauses.
 */
import { METHODS } from '../protocol/requests.ts';
import { publishDiagnostics } from './requests/diagnostics.ts';
import type { Session } from './session.ts';

/** Long enough for a burst of keystrokes or of file events, short enough to feel at once. */
const PAUSE_MILLISECONDS = 120;

const pending = new WeakMap<Session, NodeJS.Timeout>();

/** A file that a build may read changed, on disk or in an editor. */
export function forecastMayChange(session: Session): void {
  session.generation++;
  clearTimeout(pending.get(session));
  pending.set(
    session,
    setTimeout(() => {
      void session.connection.sendNotification(METHODS.forecastChanged, {});
      void session.connection.sendRequest('workspace/codeLens/refresh').catch(() => {
        // An older client does not know the request: its lenses follow the next edit.
      });
    }, PAUSE_MILLISECONDS),
  );
}

export function refreshAll(session: Session): void {
  for (const document of session.documents.all()) void publishDiagnostics(session, document);
  forecastMayChange(session);
}
