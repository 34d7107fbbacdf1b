/** Files changed on disk: forecasts may rest on them, and Dockerfiles may have come or gone. */
import path from 'node:path';
import {
  FileChangeType,
  type DidChangeWatchedFilesParams,
  type FileEvent,
} from 'vscode-languageserver/node';
import { lookAt } from '../../node/files/index.ts';
import { pathOfUri } from '../convert/uris.ts';
import { filesChanged } from '../refresh.ts';
import type { Session } from '../session.ts';

/** Folders in which tools write all the time and which no plan should wake up for. */
const NOISE = /\/(?:\.git\/(?!HEAD$|refs\/)|node_modules\/|__pycache__\/|\.venv\/|\.mypy_cache\/)/;

/** What decides on a forecast although an ignore file may name it: `Dockerfile`, `.dockerignore`, `.git/HEAD`, configurations, files that describe builds. */
const ALWAYS =
  /dockerfile|containerfile|dockerignore|\/\.git\/|\.(?:ya?ml|hcl|json|sh|mk|txt|in|env)$|makefile|\.env|\/(?:layer-forecast|pyproject)\.toml$/i;

export function onWatchedFiles(session: Session, event: DidChangeWatchedFilesParams): void {
  const changes = event.changes.filter(({ uri }) => !NOISE.test(uri) && mayMatter(session, uri));
  const isWhole = event.changes.some((change) => !NOISE.test(change.uri) && isFolder(change));
  if (changes.length === 0 && !isWhole) return;
  filesChanged(
    session,
    isWhole ? null : changes.map(({ uri }) => pathOfUri(uri)).filter((file) => file !== null),
  );
}

/** A folder that comes or goes as a whole, such as in a checkout, may be the only one that is told of: not its files. */
function isFolder({ uri, type }: FileEvent): boolean {
  const file = pathOfUri(uri);
  if (file === null || type === FileChangeType.Changed) return false;
  if (type === FileChangeType.Created) return lookAt(file)?.isDirectory() === true;
  // What is gone cannot be looked at: most folders have a name without a dot.
  return !ALWAYS.test(uri) && path.extname(file) === '';
}

function mayMatter(session: Session, uri: string): boolean {
  if (ALWAYS.test(uri)) return true;
  const file = pathOfUri(uri);
  return file === null || session.workbench.mayRead(file);
}
