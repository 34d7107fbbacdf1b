/**
 * What lives as long as the connection: open documents, settings, the workbench, and the forecasts that were made of
 * the present state. Handlers get a session and nothing else.
 */
import path from 'node:path';
import type { Connection, TextDocuments, WorkspaceFolder } from 'vscode-languageserver/node';
import type { BuildFiles } from '../core/invocations/index.ts';
import type { CacheUser } from '../core/lint/model.ts';
import { createModels, type Models } from '../core/build-model/build-model.ts';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import {
  createDiskJournal,
  createProject,
  type WritableJournal,
  type Project,
} from '../node/project/index.ts';
import { createWorkbench, type Workbench } from '../node/workbench.ts';
import { isInside, relativePath } from '../node/files/index.ts';
import { DEFAULT_SETTINGS, type Settings } from '../protocol/settings.ts';
import { toldActivity } from './activity.ts';
import type { Client } from './client.ts';
import { pathOfUri } from './convert/uris.ts';
import { createForecastIds, type ForecastIds } from './forecast-ids.ts';
import { createSyntaxFindings, type SyntaxFindings } from './syntax-findings.ts';
import { createPublished, type Published } from './published.ts';

export interface Session {
  readonly connection: Connection;
  readonly documents: TextDocuments<TextDocument>;
  readonly models: Models;
  readonly workbench: Workbench;
  readonly project: Project;
  /** Open documents by absolute path. */
  readonly openFiles: Map<string, TextDocument>;
  /** By absolute path of the Dockerfile, the id of the invocation that the user chose. */
  readonly chosenInvocations: Map<string, string>;
  readonly ids: ForecastIds;
  readonly syntaxFindings: SyntaxFindings;
  readonly published: Published;
  /** Of all Dockerfiles of the project, as far as they were looked at; `key` says what they say. */
  cacheUsers: { readonly users: readonly CacheUser[]; readonly key: string };
  /** By absolute path of an open Dockerfile, how it is built; `key` says what that says. */
  readonly buildFiles: Map<string, { readonly build: BuildFiles | null; readonly key: string }>;
  settings: Settings;
  folders: readonly WorkspaceFolder[];
  trusted: boolean;
  /** Grows with every change that a forecast may rest on; answers made at an older count are stale. */
  generation: number;
  /** Changes on disk that the client told of. */
  readonly disk: WritableJournal;
  readonly client: Client;
  /** Builds that run for a command, so that another command can cancel them. */
  readonly builds: Set<AbortController>;
  /** What `workspace/didChangeConfiguration` or the initialization said, for a client that cannot be asked. */
  toldSettings: unknown;
  /** The server ends, and with it what it started. */
  readonly ending: AbortSignal;
}

export interface SessionOptions {
  readonly connection: Connection;
  readonly documents: TextDocuments<TextDocument>;
  readonly client: Client;
  readonly ending: AbortSignal;
}

export function createSession(options: SessionOptions): Session {
  const models = createModels();
  const session: Session = {
    ...options,
    trusted: options.client.trusted,
    folders: options.client.folders,
    toldSettings: options.client.settings,
    models,
    cacheUsers: { users: [], key: '[]' },
    buildFiles: new Map(),
    settings: DEFAULT_SETTINGS,
    generation: 0,
    disk: createDiskJournal(),
    workbench: createWorkbench({
      models,
      trusted: () => session.trusted,
      dockerPath: () => session.settings.dockerPath,
      historyLimit: () => session.settings.historyLimit,
      outsideBuilds: () => session.settings.outsideBuilds === 'on',
      activity: toldActivity(() => session),
    }),
    openFiles: new Map(),
    builds: new Set(),
    chosenInvocations: new Map(),
    ids: createForecastIds(),
    syntaxFindings: createSyntaxFindings(options.connection),
    published: createPublished(),
    project: createProject({
      models,
      folders: () => folderPaths(session),
      openText: (file) => session.openFiles.get(file)?.getText(),
      contextSetting: (dockerfile) => Promise.resolve(contextSetting(session, dockerfile)),
      recorded: (dockerfile) => session.workbench.recordedPlaces(dockerfile),
      readBake: (file, read, setting) => session.workbench.readBake(file, read, setting),
      preferred: (dockerfile) => session.chosenInvocations.get(dockerfile),
      environment: definedVariables(process.env),
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

/** The folder that the settings name as the context of a Dockerfile; null where they name none. */
function contextSetting(session: Session, dockerfile: string): string | null {
  const base = baseFolder(session, dockerfile);
  const setting = session.settings.context[relativePath(base, dockerfile)];
  return setting === undefined ? null : path.resolve(base, setting);
}

function definedVariables(env: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
