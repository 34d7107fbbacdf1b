/** The questions of `Build Image`, each with what would be built now as its first offer. */
import * as vscode from 'vscode';
import {
  METHODS,
  type BuildChoices,
  type BuildOptionsInput,
  type BuildSelection,
  type ForecastView,
} from '../../../server/protocol/requests.ts';
import { askForBuild } from '../chosen-builds.ts';
import { sayNoDockerfile } from '../views/failures.ts';
import { describeOffer, offerOfForecast, type WholeOptions } from './build-offer.ts';
import type { CommandContext } from './context.ts';
import { askBuildArgs } from '../ask-build-args.ts';

interface Start extends vscode.QuickPickItem {
  readonly next: 'build' | 'change' | 'another-build';
}

const ANOTHER_BUILD: Start = {
  label: '$(list-selection) Choose another build of this Dockerfile …',
  next: 'another-build',
};

/** Offers what the forecast of the selection is of, the questions to change it, and the other builds of the file. */
export async function chooseBuildOptions(
  context: CommandContext,
  extension: vscode.ExtensionContext,
  uri: vscode.Uri,
  asked: Omit<BuildSelection, 'uri'>,
): Promise<Omit<BuildSelection, 'uri'> | undefined> {
  const view = await context.connection.request<ForecastView | null>(METHODS.forecast, {
    uri: uri.toString(),
    ...asked,
  });
  if (!view) {
    sayNoDockerfile(uri);
    return undefined;
  }
  // A Dockerfile that nothing describes has a new id with each target that is built.
  const hasSeveral = (view.build?.choices.length ?? 0) > 1;
  const memory = `buildOptions:${hasSeveral ? (view.build?.invocation.id ?? '') : ''}:${view.dockerfileUri}`;
  const last = extension.workspaceState.get<BuildOptionsInput>(memory, {});
  const offer = offerOfForecast(view, last);
  const start = await vscode.window.showQuickPick<Start>(
    [
      { label: '$(play) Build now', description: describeOffer(offer), next: 'build' },
      {
        label: '$(settings) Choose target, tags, build arguments, builder …',
        next: 'change',
      },
      ...(hasSeveral ? [ANOTHER_BUILD] : []),
    ],
    { title: `Build ${view.dockerfile}` },
  );
  switch (start?.next) {
    case undefined:
      return undefined;
    case 'build':
      return offer.selection;
    case 'another-build': {
      const invocation = await askForBuild(extension, context.connection, uri);
      if (invocation === undefined) return undefined;
      // The options of the forecast before are those of the other build.
      return chooseBuildOptions(context, extension, uri, { invocation });
    }
    case 'change':
      break;
  }
  const answers = await ask(context, uri, offer.whole);
  if (!answers) return undefined;
  await extension.workspaceState.update(memory, withoutValues(withoutEmpty(answers)));
  // Over the options of a forecast, an empty answer is one too: it takes an option back.
  return { ...offer.selection, options: answers };
}

/** Empty where an option is not to be given. */
async function ask(
  context: CommandContext,
  uri: vscode.Uri,
  before: WholeOptions,
): Promise<BuildOptionsInput | undefined> {
  const choices = await context.connection.request<BuildChoices>(METHODS.buildChoices, {
    uri: uri.toString(),
  });
  const target = await pick('Target stage', '(the last stage)', choices.targets, before.target);
  if (target === undefined) return undefined;
  const tags = await vscode.window.showInputBox({
    title: 'Tags of the image, separated by blanks',
    placeHolder: 'example/app:dev',
    value: before.tags.join(' '),
  });
  if (tags === undefined) return undefined;
  // Values that only the server knows are asked for again.
  const known = new Map(before.argumentNames.map((name) => [name, undefined]));
  const buildArgs = await askBuildArgs(choices, known);
  if (!buildArgs) return undefined;
  const builder = await pick('Builder', '(the current one)', choices.builders, before.builder);
  if (builder === undefined) return undefined;
  const network = await pick(
    'Network of the steps',
    '(the default)',
    ['host', 'none'],
    before.network,
  );
  if (network === undefined) return undefined;
  return {
    network,
    target,
    buildArgs,
    builder,
    ...(tags.trim() === '' ? {} : { tags: tags.trim().split(/\s+/), load: true }),
  };
}

/** The empty text stands for `none`. */
async function pick(
  title: string,
  none: string,
  names: readonly string[],
  last: string | undefined,
): Promise<string | undefined> {
  if (names.length === 0) return '';
  const items = [none, ...names];
  const first = last !== undefined && items.includes(last) ? [last] : [];
  const picked = await vscode.window.showQuickPick(
    [...first, ...items.filter((item) => item !== last)],
    { title },
  );
  return picked === none ? '' : picked;
}

function withoutEmpty({ buildArgs = {}, ...texts }: BuildOptionsInput): BuildOptionsInput {
  return {
    ...Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== '')),
    ...(Object.keys(buildArgs).length === 0 ? {} : { buildArgs }),
  };
}

/** Values of build arguments may be secrets: they are asked for each time and never kept. */
function withoutValues(options: BuildOptionsInput): BuildOptionsInput {
  return Object.fromEntries(Object.entries(options).filter(([name]) => name !== 'buildArgs'));
}
