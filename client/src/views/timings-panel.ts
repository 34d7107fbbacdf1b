/** Build Timings: the build that runs or ran last, with the one before it. */
import * as vscode from 'vscode';
import type { Forecast } from '../../../server/protocol/report.ts';
import { METHODS, type TimingsView } from '../../../server/protocol/requests.ts';
import type { TimingsHostMessage, TimingsViewMessage } from '../../../server/protocol/views.ts';
import { takeWayOut } from '../commands/take-way-out.ts';
import type { Disposable } from '../disposable.ts';
import type { ServerConnection } from '../server-connection.ts';
import { runningTimings } from './running-timings.ts';
import { loudly, sayNoDockerfile } from './failures.ts';
import { folderOf, openLine } from './open-line.ts';
import { openWebview, type WebviewHost } from './webview-host.ts';

export interface ShownTimings {
  /** Of the invocation; absent: the one that is meant. */
  readonly invocation?: string;
  /** The panel follows this build while it runs. */
  readonly buildId?: string;
}

export interface TimingsPanel extends Disposable {
  readonly show: (uri: vscode.Uri, shown?: ShownTimings) => Promise<TimingsPanel>;
  /** Asks for the recorded build again: after a build has ended. */
  readonly refresh: () => Promise<void>;
  readonly onCancel: vscode.Event<void>;
}

export function createTimingsPanel(
  extension: vscode.ExtensionContext,
  connection: ServerConnection,
): TimingsPanel {
  const cancel = new vscode.EventEmitter<void>();
  let host: WebviewHost<TimingsHostMessage> | null = null;
  let file: vscode.Uri | null = null;
  let invocation: string | undefined;
  let followed: string | null = null;
  /** Of the build that is followed. */
  let forecast: Forecast | null = null;
  /** A recorded build that the user chose; the last one without a choice. */
  let chosen: string | undefined;
  let view: TimingsView | null = null;

  async function refresh(): Promise<void> {
    followed = null;
    chosen = undefined;
    await load();
  }

  async function load(): Promise<void> {
    if (!file) return;
    const answer = await connection.request<TimingsView | null>(METHODS.timings, {
      uri: file.toString(),
      ...(invocation === undefined ? {} : { invocation }),
      ...(chosen === undefined ? {} : { record: chosen }),
    });
    if (!host) return;
    if (!answer) {
      if (view) return;
      host.panel.dispose();
      sayNoDockerfile(file);
      return;
    }
    view = answer;
    host.panel.title = `Build Timings: ${view.dockerfile}`;
    // While a build runs, the last recorded one is what came before it.
    host.send({ kind: 'timings', view: followed === null ? view : runningTimings(view) });
  }

  async function handle(message: TimingsViewMessage): Promise<void> {
    switch (message.kind) {
      case 'ready':
        if (!view) await load();
        return;
      case 'open':
        if (view) await open(vscode.Uri.parse(view.dockerfileUri), message);
        return;
      case 'choose-recorded':
        chosen = message.id;
        await load();
        return;
      case 'cancel':
        cancel.fire();
        return;
      case 'build':
        await build(undefined);
        return;
      case 'open-log':
        await openLog();
        return;
      case 'take-way-out':
        await takeWayOutOf(message.id);
        return;
    }
  }

  async function open(
    dockerfile: vscode.Uri,
    { file: name, line }: { readonly file?: string; readonly line: number },
  ): Promise<void> {
    const place = name === undefined ? dockerfile : vscode.Uri.joinPath(folderOf(dockerfile), name);
    await openLine(place, line);
  }

  /** Options skip the questions. */
  async function build(options: object | undefined): Promise<void> {
    await vscode.commands.executeCommand('layerForecast.buildImage', file, options, again());
  }

  async function openLog(): Promise<void> {
    const log = view?.failure?.log;
    if (typeof log !== 'string') return;
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(log));
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One });
  }

  async function takeWayOutOf(id: string): Promise<void> {
    const wayOut = view?.failure?.waysOut.find((one) => one.id === id);
    if (!wayOut || !view || !file) return;
    const params = {
      uri: file.toString(),
      ...(invocation === undefined ? {} : { invocation }),
      ...(chosen === undefined ? {} : { record: chosen }),
    };
    const folder = folderOf(vscode.Uri.parse(view.dockerfileUri));
    await takeWayOut({ connection, params, folder, build }, wayOut);
  }

  /** The build in view, by reference: the server knows all of its options. */
  function again(): object | undefined {
    if (view?.forecastId === undefined) return undefined;
    const { forecastId: forecast, invocation: of } = view;
    return { forecast, ...(of ? { invocation: of.id } : {}) };
  }

  const progress = connection.onBuildProgress((event) => {
    if (event.buildId !== followed || !view || !host) return;
    if (event.forecast !== undefined) forecast = event.forecast;
    host.send({ kind: 'timings', view: runningTimings(view, event, forecast) });
  });

  const panel: TimingsPanel = {
    async show(uri, shown = {}) {
      if (file?.toString() !== uri.toString() || invocation !== shown.invocation) view = null;
      file = uri;
      invocation = shown.invocation;
      followed = shown.buildId ?? null;
      forecast = null;
      chosen = undefined;
      if (host) host.panel.reveal(undefined, true);
      host ??= openWebview<TimingsViewMessage, TimingsHostMessage>(extension, {
        viewType: 'layerForecast.timings',
        title: 'Build Timings',
        bundle: 'timings',
        onMessage: (message) => void loudly(handle(message)),
        onClose: () => {
          host = null;
        },
      });
      await load();
      return panel;
    },
    refresh,
    onCancel: cancel.event,
    dispose() {
      progress.dispose();
      cancel.dispose();
      host?.panel.dispose();
    },
  };
  return panel;
}
