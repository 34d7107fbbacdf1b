/**
 * What lives as long as the connection: open documents, settings, the workbench, and the forecasts that were made of
 * the present state. Handlers get a session and nothing else.
 */
import path from 'node:path';
import type { Connection, TextDocuments, WorkspaceFolder } from 'vscode-languageserver/node';
import { createAnalyses, type Analyses } from '../core/analyses.ts';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import {
  createDiskJournal,
  createWorkbench,
  type Workbench,
  type WritableJournal,
} from '../node/use-cases/index.ts';
import { isInside } from '../node/files/index.ts';
import { DEFAULT_SETTINGS, type Settings } from '../protocol/settings.ts';
import { pathOfUri } from './convert/uris.ts';
import { createDockerfileIndex, type DockerfileIndex } from './dockerfile-index.ts';

export interface Session {
  readonly connection: Connection;
  readonly documents: TextDocuments<TextDocument>;
  readonly analyses: Analyses;
  readonly workbench: Workbench;
  readonly index: DockerfileIndex;
  settings: Settings;
  folders: readonly WorkspaceFolder[];
  trusted: boolean;
  syntaxShownElsewhere: boolean;
  /** Grows with every change that a forecast may rest on; answers made at an older count are stale. */
  generation: number;
  /** Changes on disk that the client told of. */
  readonly disk: WritableJournal;
  /** Whether the client asks for lenses again when it is told to. */
  readonly canRefreshLenses: boolean;
  /** The same of inlay hints. */
  readonly canRefreshHints: boolean;
  /** The server ends, and with it what it started. */
  readonly ending: AbortSignal;
}

export interface SessionOptions {
  readonly connection: Connection;
  readonly documents: TextDocuments<TextDocument>;
  readonly trusted: boolean;
  readonly syntaxShownElsewhere: boolean;
  readonly folders: readonly WorkspaceFolder[];
  readonly canRefreshLenses: boolean;
  readonly canRefreshHints: boolean;
  readonly ending: AbortSignal;
}

export function createSession(options: SessionOptions): Session {
  const analyses = createAnalyses();
  const session: Session = {
    ...options,
    analyses,
    settings: DEFAULT_SETTINGS,
    generation: 0,
    disk: createDiskJournal(),
    workbench: createWorkbench({
      analyses,
      trusted: () => session.trusted,
      dockerPath: () => session.settings.dockerPath,
      historyLimit: () => session.settings.historyLimit,
    }),
    index: createDockerfileIndex({
      analyze: (text) => analyses({ text, ruleSettings: session.settings.rules }),
      folders: () => folderPaths(session),
      textOf: (file) => openText(session, file),
    }),
  };
  return session;
}

export function folderPaths(session: Session): readonly string[] {
  return session.folders.map((folder) => pathOfUri(folder.uri)).filter((file) => file !== null);
}

/** The workspace folder of a file; its own folder where it is in none. Reported paths are relative to it. */
export function baseFolder(session: Session, file: string): string {
  const inside = folderPaths(session).filter((folder) => isInside(folder, file));
  // Folders of a workspace may lie in one another: the deepest one is meant.
  return inside.sort((a, b) => b.length - a.length)[0] ?? path.dirname(file);
}

/** Unsaved text of open documents, by absolute path. */
export function overlay(session: Session): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const document of session.documents.all()) {
    const file = pathOfUri(document.uri);
    if (file !== null) texts.set(file, document.getText());
  }
  return texts;
}

function openText(session: Session, file: string): string | undefined {
  return session.documents
    .all()
    .find((document) => pathOfUri(document.uri) === file)
    ?.getText();
}

/** Where the context of a Dockerfile is: the setting for it, else its own folder. */
export function contextOf(session: Session, dockerfile: string): string {
  const base = baseFolder(session, dockerfile);
  const name = path.relative(base, dockerfile).split(path.sep).join('/');
  const setting = session.settings.context[name];
  return setting === undefined ? path.dirname(dockerfile) : path.resolve(base, setting);
}
