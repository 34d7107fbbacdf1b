/** Which handler answers which message. Every one runs under the guard. */
import type { CancellationToken } from 'vscode-languageserver/node';
import { requirementProblem } from '../core/syntax/requirements/index.ts';
import {
  METHODS,
  type BuildParams,
  type ChosenInvocations,
  type ChangeChoicesParams,
  type ContextParams,
  type ForecastParams,
  type TimingsParams,
  type WayOutParams,
} from '../protocol/requests.ts';
import { isConfigFile } from '../node/project/index.ts';
import { pathOfUri } from './convert/uris.ts';
import { guarded } from './guard.ts';
import { filesChanged, forecastMayChange, refreshAll, showFindings } from './refresh.ts';
import { buildChoices } from './requests/build-choices.ts';
import { BROKEN_BUILD, runBuild } from './requests/build.ts';
import { changeChoices, NO_CHOICES } from './requests/change-choices.ts';
import { codeActions } from './requests/code-action.ts';
import { codeLenses } from './requests/code-lens.ts';
import { configCompletions } from './requests/config.ts';
import { withdrawDiagnostics } from './requests/diagnostics.ts';
import { contextView } from './requests/context.ts';
import { dockerfileUris } from './requests/dockerfiles.ts';
import { invocationChoices, NO_INVOCATIONS, setChosenInvocations } from './requests/invocations.ts';
import { executeCommand } from './requests/execute-command.ts';
import { fixAllOfFile, NO_FIXES } from './requests/fix-all.ts';
import { hoverAt } from './requests/hover.ts';
import { inlayHints } from './requests/inlay-hint.ts';
import { forecastView } from './requests/forecast.ts';
import { timingsView } from './requests/timings.ts';
import { wayOutEdit } from './requests/way-out.ts';
import { onWatchedFiles } from './requests/watched-files.ts';
import type { Session } from './session.ts';
import { loadSettings, tellSettings } from './settings.ts';
import { fromPresentDisk } from './unwatched-disk.ts';

interface UriParams {
  readonly uri: string;
}

export function registerHandlers(session: Session): void {
  const { connection } = session;
  registerDocuments(session);

  connection.onCodeAction((params, token) =>
    guarded(
      connection,
      'code actions',
      [],
      async () => [...(await codeActions(session, params))],
      token,
    ),
  );
  connection.onCodeLens((params, token) =>
    guarded(
      connection,
      'code lenses',
      [],
      (signal) =>
        fromPresentDisk(session, async () => [
          ...(await codeLenses(session, params.textDocument.uri, signal)),
        ]),
      token,
    ),
  );
  connection.onCompletion(({ textDocument: { uri }, position }) =>
    guarded(connection, 'completion', [], () => configCompletions(session, { uri, position })),
  );
  connection.onHover((params, token) =>
    guarded(
      connection,
      'hover',
      null,
      (signal) => fromPresentDisk(session, () => hoverAt(session, params, signal)),
      token,
    ),
  );
  connection.languages.inlayHint.on((params, token) =>
    guarded(
      connection,
      'inlay hints',
      [],
      (signal) =>
        fromPresentDisk(session, async () => [...(await inlayHints(session, params, signal))]),
      token,
    ),
  );
  connection.onRequest(METHODS.forecast, (params: ForecastParams, token: CancellationToken) =>
    guarded(connection, 'forecast', null, (signal) => forecastView(session, params, signal), token),
  );
  connection.onRequest(METHODS.context, (params: ContextParams, token: CancellationToken) =>
    guarded(connection, 'context', null, (signal) => contextView(session, params, signal), token),
  );
  connection.onRequest(METHODS.build, (params: BuildParams, token: CancellationToken) =>
    guarded(
      connection,
      'build',
      BROKEN_BUILD,
      (signal) => runBuild(session, params, signal),
      token,
    ),
  );
  connection.onRequest(METHODS.timings, (params: TimingsParams, token: CancellationToken) =>
    guarded(connection, 'timings', null, () => timingsView(session, params), token),
  );
  connection.onRequest(METHODS.wayOut, (params: WayOutParams) =>
    guarded(connection, 'way out', null, () => wayOutEdit(session, params)),
  );
  connection.onRequest(METHODS.invocations, (params: UriParams) =>
    guarded(connection, 'invocations', NO_INVOCATIONS, () =>
      invocationChoices(session, params.uri),
    ),
  );
  connection.onNotification(METHODS.chosenInvocations, (chosen: ChosenInvocations) => {
    void guarded(connection, 'chosen invocations', undefined, () =>
      setChosenInvocations(session, chosen),
    );
  });
  connection.onRequest(METHODS.fixAll, (params: UriParams) =>
    guarded(connection, 'fix all', NO_FIXES, () => fixAllOfFile(session, params.uri)),
  );
  connection.onRequest(METHODS.dockerfiles, () =>
    guarded(connection, 'dockerfiles', [], () => dockerfileUris(session)),
  );
  connection.onRequest(METHODS.buildChoices, (params: UriParams) =>
    guarded(connection, 'build choices', { targets: [], buildArgs: [], builders: [] }, () =>
      buildChoices(session, params.uri),
    ),
  );
  connection.onRequest(
    METHODS.changeChoices,
    (params: ChangeChoicesParams, token: CancellationToken) =>
      guarded(
        connection,
        'change choices',
        NO_CHOICES,
        (signal) => changeChoices(session, params, signal),
        token,
      ),
  );
  connection.onRequest(METHODS.checkRequirement, ({ requirement }: { requirement: string }) =>
    guarded(connection, 'check requirement', null, () => requirementProblem(requirement)),
  );
  connection.onRequest(METHODS.clearHistory, () =>
    guarded(connection, 'clear history', { removed: 0 }, async () => {
      const removed = await session.workbench.clearHistory();
      session.project.settingsChanged();
      forecastMayChange(session);
      return { removed };
    }),
  );
  connection.onNotification(METHODS.buildEnded, () => {
    void guarded(connection, 'build ended', undefined, () => {
      session.project.settingsChanged();
      // The build may have written its output anywhere.
      filesChanged(session, null);
    });
  });
  connection.onNotification(METHODS.trustGranted, () => {
    session.trusted = true;
    session.project.settingsChanged();
    refreshAll(session);
  });
  connection.onDidChangeConfiguration((params) => {
    void guarded(connection, 'settings', undefined, () => {
      tellSettings(session, params.settings);
      return loadSettings(session);
    });
  });
  connection.onExecuteCommand((params) =>
    guarded(connection, 'command', null, () =>
      fromPresentDisk(session, () => executeCommand(session, params)),
    ),
  );
  connection.onDidChangeWatchedFiles((event) => {
    void guarded(connection, 'watched files', undefined, () => onWatchedFiles(session, event));
  });
}

function registerDocuments(session: Session): void {
  const { documents, connection } = session;
  documents.onDidChangeContent(({ document }) => {
    const file = pathOfUri(document.uri);
    if (file !== null) {
      session.openFiles.set(file, document);
      session.project.edited(file);
    }
    if (file !== null && isConfigFile(file)) refreshAll(session);
    else {
      void showFindings(session, document);
      forecastMayChange(session);
    }
  });
  documents.onDidSave(({ document }) => {
    const file = pathOfUri(document.uri);
    filesChanged(session, file === null ? [] : [file]);
    // It may have another encoding now.
    void showFindings(session, document);
  });
  documents.onDidClose(({ document }) => {
    const file = pathOfUri(document.uri);
    if (file !== null) {
      session.openFiles.delete(file);
      session.project.edited(file);
      // An edit of it that was not saved counts no more.
      if (isConfigFile(file)) refreshAll(session);
    }
    session.syntaxFindings.forget(document.uri);
    void guarded(connection, 'closing', undefined, () =>
      withdrawDiagnostics(session, document.uri),
    );
    forecastMayChange(session);
  });
}
