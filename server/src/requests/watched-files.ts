/** Files changed on disk: forecasts may rest on them, and Dockerfiles may have come or gone. */
import type { DidChangeWatchedFilesParams } from 'vscode-languageserver/node';
import { pathOfUri } from '../convert/uris.ts';
import { filesChanged } from '../refresh.ts';
import type { Session } from '../session.ts';

/** Folders in which tools write all the time and which no plan should wake up for. */
const NOISE = /\/(?:\.git\/(?!HEAD$|refs\/)|node_modules\/|__pycache__\/|\.venv\/|\.mypy_cache\/)/;

/** What decides on a forecast although an ignore file may name it: `Dockerfile`, `.dockerignore`, `.git/HEAD`, files that describe builds. */
const ALWAYS =
  /dockerfile|containerfile|dockerignore|\/\.git\/|\.(?:ya?ml|hcl|json|sh|mk|txt|in|env)$|makefile|\.env/i;

export function onWatchedFiles(session: Session, event: DidChangeWatchedFilesParams): void {
  const changes = event.changes.filter(({ uri }) => !NOISE.test(uri) && mayMatter(session, uri));
  if (changes.length === 0) return;
  filesChanged(
    session,
    changes.map(({ uri }) => pathOfUri(uri)).filter((file) => file !== null),
  );
}

function mayMatter(session: Session, uri: string): boolean {
  if (ALWAYS.test(uri)) return true;
  const file = pathOfUri(uri);
  return file === null || session.workbench.mayRead(file);
}
