/** The questions of `Build Image`, each with the last answer for this Dockerfile as its first offer. */
import * as vscode from 'vscode';
import {
  METHODS,
  type BuildChoices,
  type BuildOptionsInput,
} from '../../../server/protocol/requests.ts';
import type { CommandContext } from './index.ts';

interface Start extends vscode.QuickPickItem {
  readonly change: boolean;
}

export async function chooseBuildOptions(
  context: CommandContext,
  extension: vscode.ExtensionContext,
  uri: vscode.Uri,
  offer: BuildOptionsInput = {},
): Promise<BuildOptionsInput | undefined> {
  const memory = `buildOptions:${uri.toString()}`;
  const last = { ...extension.workspaceState.get<BuildOptionsInput>(memory, {}), ...offer };
  const start = await vscode.window.showQuickPick<Start>(
    [
      { label: '$(play) Build now', description: describe(last), change: false },
      {
        label: '$(settings) Choose target, tags, build arguments, builder …',
        change: true,
      },
    ],
    { title: `Build ${vscode.workspace.asRelativePath(uri)}` },
  );
  if (!start) return undefined;
  if (!start.change) return last;
  const chosen = await ask(context, uri, last);
  if (chosen) await extension.workspaceState.update(memory, withoutValues(chosen));
  return chosen;
}

async function ask(
  context: CommandContext,
  uri: vscode.Uri,
  last: BuildOptionsInput,
): Promise<BuildOptionsInput | undefined> {
  const choices = await context.connection.request<BuildChoices>(METHODS.buildChoices, {
    uri: uri.toString(),
  });
  const target = await pick('Target stage', ['(the last stage)', ...choices.targets], last.target);
  if (target === undefined) return undefined;
  const tags = await vscode.window.showInputBox({
    title: 'Tags of the image, separated by blanks',
    placeHolder: 'example/app:dev',
    value: (last.tags ?? []).join(' '),
  });
  if (tags === undefined) return undefined;
  const buildArgs = await askBuildArgs(choices, last.buildArgs ?? {});
  if (!buildArgs) return undefined;
  const builder = await pick('Builder', ['(the current one)', ...choices.builders], last.builder);
  if (builder === undefined) return undefined;
  const network = await pick(
    'Network of the steps',
    ['(the default)', 'host', 'none'],
    last.network,
  );
  if (network === undefined) return undefined;
  return {
    ...(network.startsWith('(') ? {} : { network }),
    ...(target.startsWith('(') ? {} : { target }),
    ...(tags.trim() === '' ? {} : { tags: tags.trim().split(/\s+/) }),
    ...(Object.keys(buildArgs).length === 0 ? {} : { buildArgs }),
    ...(builder.startsWith('(') ? {} : { builder }),
    ...(tags.trim() === '' ? {} : { load: true }),
  };
}

async function pick(
  title: string,
  items: readonly string[],
  last: string | undefined,
): Promise<string | undefined> {
  if (items.length === 1) return items[0];
  const first = last !== undefined && items.includes(last) ? [last] : [];
  return vscode.window.showQuickPick([...first, ...items.filter((item) => item !== last)], {
    title,
  });
}

/** `before`: the arguments that are given now, with their values where these are known. */
export async function askBuildArgs(
  choices: BuildChoices,
  before: Readonly<Record<string, string | undefined>>,
): Promise<Readonly<Record<string, string>> | undefined> {
  if (choices.buildArgs.length === 0) return {};
  const given = await vscode.window.showQuickPick(
    choices.buildArgs.map((one) => ({
      label: one.name,
      description: one.default === null ? 'no default' : `default: ${one.default}`,
      picked: Object.hasOwn(before, one.name),
    })),
    { title: 'Build arguments to give', canPickMany: true },
  );
  if (!given) return undefined;
  const values: Record<string, string> = {};
  for (const { label } of given) {
    const value = await vscode.window.showInputBox({
      title: `Value of ${label}`,
      value: before[label] ?? '',
      password: /secret|token|password|key/i.test(label),
    });
    if (value === undefined) return undefined;
    values[label] = value;
  }
  return values;
}

/** Values of build arguments may be secrets: they are asked for each time and never kept. */
function withoutValues(options: BuildOptionsInput): BuildOptionsInput {
  return Object.fromEntries(Object.entries(options).filter(([name]) => name !== 'buildArgs'));
}

function describe(options: BuildOptionsInput): string {
  return [
    options.target === undefined ? '' : `target ${options.target}`,
    (options.tags ?? []).join(' '),
    argumentNames(options),
    options.builder === undefined ? '' : `builder ${options.builder}`,
    options.network === undefined ? '' : `network ${options.network}`,
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

/** Names only: values may be secrets. */
function argumentNames({ buildArgs = {} }: BuildOptionsInput): string {
  const names = Object.keys(buildArgs);
  return names.length === 0 ? '' : `with ${names.join(', ')}`;
}
