/**
 * Who is at the other end: what the client can do, what the user says of the workspace, and where the workspace is. The
 * extension of VS Code says that it has views and watches files; for every other client the server does without both.
 */
import { pathToFileURL } from 'node:url';
import type { InitializeParams, WorkspaceFolder } from 'vscode-languageserver/node';

export interface Client {
  /** The user trusts the workspace: docker and git may run. */
  readonly trusted: boolean;
  readonly syntaxShownElsewhere: boolean;
  /** It has the commands of lenses and hovers; else the server runs them. */
  readonly hasViews: boolean;
  /** It tells of every change on disk; else answers look at the disk again. */
  readonly watchesFiles: boolean;
  /** `initializationOptions.settings`, for clients that cannot be asked for settings. */
  readonly settings: unknown;
  readonly folders: readonly WorkspaceFolder[];
  readonly changesFolders: boolean;
  readonly hasConfiguration: boolean;
  readonly registersConfiguration: boolean;
  readonly registersWatchers: boolean;
  readonly refreshesLenses: boolean;
  readonly refreshesHints: boolean;
  readonly showsDocuments: boolean;
  readonly showsProgress: boolean;
  readonly appliesEdits: boolean;
  /** Edits of several files with their versions. */
  readonly editsDocuments: boolean;
  /** Edits that make files. */
  readonly makesFiles: boolean;
}

export function readClient(params: InitializeParams): Client {
  const { workspace, window } = params.capabilities;
  const options = asRecord(params.initializationOptions);
  // A client that sends something else gets the careful defaults: no trust, no views.
  const says = (name: string) => options[name] === true;
  return {
    trusted: says('trusted'),
    syntaxShownElsewhere: says('syntaxShownElsewhere'),
    hasViews: says('hasViews'),
    watchesFiles: says('watchesFiles'),
    settings: options['settings'],
    folders: foldersOf(params),
    changesFolders: workspace?.workspaceFolders === true,
    hasConfiguration: workspace?.configuration === true,
    registersConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    registersWatchers: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    refreshesLenses: workspace?.codeLens?.refreshSupport === true,
    refreshesHints: workspace?.inlayHint?.refreshSupport === true,
    showsDocuments: window?.showDocument?.support === true,
    showsProgress: window?.workDoneProgress === true,
    appliesEdits: workspace?.applyEdit === true,
    editsDocuments: workspace?.workspaceEdit?.documentChanges === true,
    makesFiles: workspace?.workspaceEdit?.resourceOperations?.includes('create') === true,
  };
}

/** Older clients name one folder, as a URI or as a path. None: each file stands in its own folder. */
function foldersOf(params: InitializeParams): readonly WorkspaceFolder[] {
  if (Array.isArray(params.workspaceFolders) && params.workspaceFolders.length > 0)
    return params.workspaceFolders;
  const given: { readonly rootUri?: unknown; readonly rootPath?: unknown } = params;
  const { rootUri, rootPath } = given;
  if (typeof rootUri === 'string') return [{ uri: rootUri, name: rootUri }];
  if (typeof rootPath !== 'string' || rootPath === '') return [];
  return [{ uri: pathToFileURL(rootPath).toString(), name: rootPath }];
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
