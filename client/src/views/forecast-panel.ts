/** Layer Forecast: what the next build runs again, kept true while the user types. */
import * as vscode from 'vscode';
import {
  METHODS,
  type BaselineChoice,
  type BuildChoices,
  type ChangeChoice,
  type ChangeChoices,
  type ForecastParams,
  type ForecastView,
} from '../../../server/protocol/requests.ts';
import type { ForecastHostMessage, ForecastViewMessage } from '../../../server/protocol/views.ts';
import { chooseBuild, rememberBuild } from '../chosen-builds.ts';
import { askBuildArgs } from '../ask-build-args.ts';
import type { Disposable } from '../disposable.ts';
import type { ServerConnection } from '../server-connection.ts';
import { pickFile, pickPackage } from './change-picks.ts';
import { createContextQuestion } from './context-question.ts';
import { loudly, quietly, sayNoDockerfile } from './failures.ts';
import { folderOf, openEntry, openLine } from './open-line.ts';
import { openWebview, type WebviewHost } from './webview-host.ts';

export interface ForecastPanel extends Disposable {
  readonly show: (uri: vscode.Uri, invocation?: string) => void;
}

export function createForecastPanel(
  extension: vscode.ExtensionContext,
  connection: ServerConnection,
): ForecastPanel {
  let host: WebviewHost<ForecastHostMessage> | null = null;
  let file: vscode.Uri | null = null;
  /** The build that was chosen for this panel; undefined for the one that is meant. */
  let invocation: string | undefined;
  /** Files for which the user was asked, and did not say. */
  const asked = new Set<string>();
  let baseline: BaselineChoice | undefined;
  /** A change that nobody has made; undefined for the files as they are. */
  let after: ChangeChoice | undefined;
  let target: string | undefined;
  /** Values may be secret: they stay in this process, and only as long as the panel speaks of the same file. */
  let buildArgs: Readonly<Record<string, string>> | undefined;
  let view: ForecastView | null = null;
  let running: vscode.CancellationTokenSource | null = null;
  const context = createContextQuestion(connection);

  async function refresh(): Promise<void> {
    const asking = host;
    if (!asking || !file) return;
    running?.cancel();
    context.cancel();
    const cancellation = new vscode.CancellationTokenSource();
    running = cancellation;
    const params: ForecastParams = {
      uri: file.toString(),
      ...(invocation === undefined ? {} : { invocation }),
      ...(baseline ? { baseline } : {}),
      ...(after ? { after } : {}),
      ...optionsOf({ target, buildArgs }),
    };
    try {
      const answer = await connection.request<ForecastView | null>(
        METHODS.forecast,
        params,
        cancellation.token,
      );
      // A newer question is on its way, or the panel was closed meanwhile.
      if (cancellation.token.isCancellationRequested || asking !== host) return;
      if (answer) show(asking, answer);
      else nothingToShow(asking, file);
      if (answer?.build?.open === true) void loudly(askWhichBuild(answer));
    } catch (error) {
      // A newer question cancelled this one: its answer is on the way.
      if (!cancellation.token.isCancellationRequested) throw error;
    } finally {
      if (running === cancellation) running = null;
      cancellation.dispose();
    }
  }

  function show(to: WebviewHost<ForecastHostMessage>, answer: ForecastView): void {
    view = answer;
    to.panel.title = `Layer Forecast: ${answer.dockerfile}`;
    to.send({ kind: 'forecast', view: answer });
    // The forecast does not wait for it.
    void quietly(
      context.ask(answer, (found) => {
        if (to === host) to.send({ kind: 'context', context: found });
      }),
    );
  }

  /** Once: who dismisses the question finds the choice in the view. */
  async function askWhichBuild({ dockerfileUri }: ForecastView): Promise<void> {
    if (asked.has(dockerfileUri)) return;
    asked.add(dockerfileUri);
    const chosen = await chooseBuild(extension, connection, vscode.Uri.parse(dockerfileUri));
    if (chosen === undefined || chosen === null || view?.dockerfileUri !== dockerfileUri) return;
    invocation = chosen;
    await refresh();
  }

  /** A panel that shows this file keeps what it shows; any other would wait for ever. */
  function nothingToShow(to: WebviewHost<ForecastHostMessage>, asked: vscode.Uri): void {
    if (view) {
      to.send({ kind: 'forecast', view });
      return;
    }
    to.panel.dispose();
    sayNoDockerfile(asked);
  }

  async function handle(message: ForecastViewMessage): Promise<void> {
    switch (message.kind) {
      case 'ready':
        return refresh();
      case 'choose-baseline':
        baseline = message.baseline;
        return refresh();
      case 'pick-revision':
        return pickRevision();
      case 'choose-change':
        return chooseChange(message.change);
      case 'choose-build':
        return chooseAnotherBuild(message.invocation);
      case 'choose-target':
        target = message.target;
        return refresh();
      case 'choose-build-args':
        return chooseBuildArgs();
      case 'open':
        return open(message.file, message.line);
      case 'open-entry': {
        const from = dockerfile();
        if (from) await openEntry(vscode.Uri.joinPath(folderOf(from), message.path), message);
        return;
      }
      case 'apply-fixes':
        await vscode.commands.executeCommand('layerForecast.fixAll', dockerfile());
        return;
      case 'build':
        await vscode.commands.executeCommand(
          'layerForecast.buildImage',
          dockerfile(),
          undefined,
          selection(),
        );
        return;
    }
  }

  /** What the forecast is of is what its button offers to build. */
  function selection(): object | undefined {
    if (!view) return undefined;
    const of = view.build?.invocation.id;
    return {
      forecast: view.id,
      ...(of === undefined ? {} : { invocation: of }),
      // A forecast of what was chosen just now may still be under way.
      ...optionsOf({ target, buildArgs }),
    };
  }

  async function chooseAnotherBuild(id: string): Promise<void> {
    if (view) await rememberBuild(extension, connection, view.dockerfileUri, id);
    invocation = id;
    target = undefined;
    buildArgs = undefined;
    host?.send({ kind: 'busy' });
    await refresh();
  }

  function dockerfile(): vscode.Uri | null {
    return view ? vscode.Uri.parse(view.dockerfileUri) : file;
  }

  async function pickRevision(): Promise<void> {
    const revision = await vscode.window.showInputBox({
      title: 'Forecast since a git revision',
      prompt: 'A branch, a tag or a commit, such as main or HEAD~1',
    });
    if (revision === undefined || revision.trim() === '') {
      showAsBefore();
      return;
    }
    baseline = { kind: 'git', revision: revision.trim() };
    await refresh();
  }

  /** The view's chooser may show already what was not chosen in the end: let it go back to what holds. */
  function showAsBefore(): void {
    if (view) host?.send({ kind: 'forecast', view });
  }

  async function chooseChange(
    what: Extract<ForecastViewMessage, { kind: 'choose-change' }>['change'],
  ): Promise<void> {
    if (what === 'as-it-is') {
      after = undefined;
      return refresh();
    }
    const [uri, asked] = [dockerfile(), file];
    if (!uri) return;
    const choices = await connection.request<ChangeChoices>(METHODS.changeChoices, {
      uri: uri.toString(),
      ...(invocation === undefined ? {} : { invocation }),
      ...optionsOf({ target, buildArgs }),
    });
    const chosen =
      what === 'pick-package'
        ? await pickPackage(choices, connection)
        : await pickFile(choices, folderOf(uri));
    // Meanwhile the panel may have come to speak of another file.
    if (chosen === undefined || file !== asked) {
      showAsBefore();
      return;
    }
    after = chosen;
    host?.send({ kind: 'busy' });
    await refresh();
  }

  async function chooseBuildArgs(): Promise<void> {
    const uri = dockerfile();
    if (!uri) return;
    const choices = await connection.request<BuildChoices>(METHODS.buildChoices, {
      uri: uri.toString(),
    });
    // Those of the last build are given as well, with values that the server keeps to itself.
    const before = new Map<string, string | undefined>();
    for (const name of view?.buildArgs?.given ?? []) before.set(name, undefined);
    for (const [name, value] of Object.entries(buildArgs ?? {})) before.set(name, value);
    const chosen = await askBuildArgs(choices, before);
    if (chosen === undefined) return;
    buildArgs = chosen;
    await refresh();
  }

  /** `name` is relative to the workspace folder of the Dockerfile. */
  async function open(name: string, line: number): Promise<void> {
    const from = dockerfile();
    if (from) await openLine(vscode.Uri.joinPath(folderOf(from), name), line);
  }

  const changes = connection.onForecastChanged(() => {
    if (host?.panel.visible) void quietly(refresh());
  });

  return {
    show(uri, named) {
      if (file?.toString() !== uri.toString() || invocation !== named) {
        baseline = undefined;
        after = undefined;
        target = undefined;
        buildArgs = undefined;
        view = null;
      }
      file = uri;
      invocation = named;
      if (host) {
        host.panel.reveal(undefined, true);
        host.send({ kind: 'busy' });
        void loudly(refresh());
        return;
      }
      host = openWebview<ForecastViewMessage, ForecastHostMessage>(extension, {
        viewType: 'layerForecast.forecast',
        title: 'Layer Forecast',
        bundle: 'forecast',
        onMessage: (message) => void loudly(handle(message)),
        onClose: () => {
          context.cancel();
          host = null;
          view = null;
          // Who opens the view again asks what the next build does, not what it would do.
          after = undefined;
        },
      });
    },
    dispose() {
      changes.dispose();
      running?.cancel();
      context.cancel();
      host?.panel.dispose();
    },
  };
}

/** Nothing chosen is no options at all: then it is the question that lens and status bar ask too. */
function optionsOf(chosen: {
  readonly target: string | undefined;
  readonly buildArgs: Readonly<Record<string, string>> | undefined;
}): Pick<ForecastParams, 'options'> {
  const { target, buildArgs } = chosen;
  if (target === undefined && buildArgs === undefined) return {};
  return {
    options: {
      ...(target === undefined ? {} : { target }),
      ...(buildArgs === undefined ? {} : { buildArgs }),
    },
  };
}
