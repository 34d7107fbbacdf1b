/** Files changed on disk: forecasts may rest on them, and Dockerfiles may have come or gone. */
import { FileChangeType, type DidChangeWatchedFilesParams } from 'vscode-languageserver/node';
import { filesChanged } from '../refresh.ts';
import type { Session } from '../session.ts';

/** Folders in which tools write all the time and which no plan should wake up for. */
const NOISE = /\/(?:\.git\/(?!HEAD$|refs\/)|node_modules\/|__pycache__\/|\.venv\/|\.mypy_cache\/)/;

export function onWatchedFiles(session: Session, event: DidChangeWatchedFilesParams): void {
  const changes = event.changes.filter((change) => !NOISE.test(change.uri));
  if (changes.length === 0) return;
  if (
    changes.some((change) => change.type !== FileChangeType.Changed || isDockerfile(change.uri))
  ) {
    session.index.forgetFiles();
  }
  filesChanged(session);
}

function isDockerfile(uri: string): boolean {
  return /dockerfile|containerfile/i.test(uri);
}
