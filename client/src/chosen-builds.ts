/**
 * Which of its builds a Dockerfile stands for in this workspace: asked once where several are possible, and remembered.
 * The server is told, so that lenses, hovers and status bar are about the same build.
 */
import * as vscode from 'vscode';
import { METHODS, type InvocationChoices } from '../../server/protocol/requests.ts';
import { activeFile, dockerfilesOf } from './files.ts';
import type { ServerConnection } from './server-connection.ts';
import { chosenBuilds, MEMORY } from './remembered-builds.ts';

/** What a command is about: a file, and the build of it where the user has named one. */
export interface CommandSubject {
  readonly uri: vscode.Uri;
  readonly invocation?: string;
}

type Build = InvocationChoices['builds'][number];

export async function rememberBuild(
  extension: vscode.ExtensionContext,
  connection: ServerConnection,
  dockerfileUri: string,
  invocation: string,
): Promise<void> {
  const chosen = { ...chosenBuilds(extension), [dockerfileUri]: invocation };
  await extension.workspaceState.update(MEMORY, chosen);
  connection.notify(METHODS.chosenInvocations, chosen);
}

/** `undefined`: the user dismissed the question. `null`: there is only one build, or it is known which one is meant. */
export async function chooseBuild(
  extension: vscode.ExtensionContext,
  connection: ServerConnection,
  uri: vscode.Uri,
): Promise<string | null | undefined> {
  const { builds, open } = await invocationsOf(connection, uri.toString());
  if (!open || builds.length < 2) return null;
  return rememberedBuild(extension, builds) ?? (await askForBuild(extension, connection, uri));
}

/** Asks also where the user has chosen before. */
export async function askForBuild(
  extension: vscode.ExtensionContext,
  connection: ServerConnection,
  uri: vscode.Uri,
): Promise<string | undefined> {
  const { builds } = await invocationsOf(connection, uri.toString());
  const isRemembered = isOfOneDockerfile(builds);
  const name = vscode.workspace.asRelativePath(uri);
  const isDockerfile = builds.every(({ dockerfileUri }) => dockerfileUri === uri.toString());
  const picked = await vscode.window.showQuickPick(
    builds.map((build) => ({ ...inPicker(build, isRemembered), build })),
    {
      title: isDockerfile ? `Which build of ${name}?` : `Which build that installs ${name}?`,
      matchOnDescription: true,
      matchOnDetail: true,
      ...(isRemembered
        ? { placeHolder: 'Remembered for this workspace. Layer Forecast can change it.' }
        : {}),
    },
  );
  if (!picked) return undefined;
  const { id, dockerfileUri } = picked.build;
  // A requirements file that several images install is asked about each time: every answer is right at some time.
  if (isRemembered) await rememberBuild(extension, connection, dockerfileUri, id);
  return id;
}

/** What a command is about: its argument, the active file, the only Dockerfile, or the build that the user picks. */
export async function chooseSubject(
  extension: vscode.ExtensionContext,
  connection: ServerConnection,
  argument: unknown,
): Promise<CommandSubject | undefined> {
  if (argument instanceof vscode.Uri) return { uri: argument };
  if (typeof argument === 'string') return { uri: vscode.Uri.parse(argument) };
  const uri = activeFile();
  return uri ? { uri } : pickBuild(extension, connection);
}

async function pickBuild(
  extension: vscode.ExtensionContext,
  connection: ServerConnection,
): Promise<CommandSubject | undefined> {
  const uris = await dockerfilesOf(connection);
  const [first, ...others] = uris;
  if (first === undefined) return undefined;
  // Of one Dockerfile, the command itself asks for the build, where it has to.
  if (others.length === 0) return { uri: vscode.Uri.parse(first) };
  const choices = await Promise.all(uris.map((uri) => invocationsOf(connection, uri)));
  const picked = await vscode.window.showQuickPick(choices.flatMap(inWorkspacePicker), {
    title: 'Layer Forecast: which build?',
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (!picked) return undefined;
  const { build, isOneOfSeveral, open } = picked;
  const uri = vscode.Uri.parse(build.dockerfileUri);
  if (!isOneOfSeveral) return { uri };
  if (open) await rememberBuild(extension, connection, build.dockerfileUri, build.id);
  return { uri, invocation: build.id };
}

async function invocationsOf(
  connection: ServerConnection,
  uri: string,
): Promise<InvocationChoices> {
  return connection.request<InvocationChoices>(METHODS.invocations, { uri });
}

/** The user has chosen for the Dockerfile, and a requirements file of the same build is not asked about again. */
function rememberedBuild(
  extension: vscode.ExtensionContext,
  builds: readonly Build[],
): string | undefined {
  if (!isOfOneDockerfile(builds)) return undefined;
  const chosen = chosenBuilds(extension);
  return builds.find(({ id, dockerfileUri }) => chosen[dockerfileUri] === id)?.id;
}

function isOfOneDockerfile(builds: readonly Build[]): boolean {
  return new Set(builds.map(({ dockerfileUri }) => dockerfileUri)).size === 1;
}

function inPicker(build: Build, isOfOne: boolean): vscode.QuickPickItem {
  const { label, detail, evidence, dockerfileUri } = build;
  const name = vscode.workspace.asRelativePath(vscode.Uri.parse(dockerfileUri));
  return {
    label: isOfOne ? label : `${name}: ${label}`,
    description: detail,
    detail: evidence,
  };
}

/** An entry for each build of a Dockerfile. */
function inWorkspacePicker({ builds, open }: InvocationChoices) {
  const isOneOfSeveral = builds.length > 1;
  return builds.map((build) => ({
    label: vscode.workspace.asRelativePath(vscode.Uri.parse(build.dockerfileUri)),
    description: `${build.label} · ${build.detail}`,
    detail: build.evidence,
    build,
    isOneOfSeveral,
    open,
  }));
}
