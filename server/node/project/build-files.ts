/** What the rules may know of the build of a Dockerfile: its options, and which of its sources are not there. */
import path from 'node:path';
import type { BuildModel } from '../../core/build-model/model.ts';
import { contextSources } from '../../core/build-model/context-sources.ts';
import {
  sourceFaults,
  type BuildFiles,
  type FolderProbe,
  type IgnoreFileOfBuild,
  type Invocation,
} from '../../core/invocations/index.ts';
import { hasWildcards } from '../../core/build-model/paths.ts';
import { stageViews } from '../../core/build-model/stage-views.ts';
import { relativePath } from '../files/index.ts';
import { isIgnoredByGit } from './git-ignore.ts';
import type { Texts } from './texts.ts';

export interface BuildFilesInput {
  readonly dockerfile: string;
  readonly model: BuildModel;
  readonly invocation: Invocation;
  readonly probe: FolderProbe;
  readonly texts: Texts;
  readonly root: string;
}

export function buildFiles(input: BuildFilesInput): BuildFiles {
  const { model, invocation, probe, texts, root } = input;
  const { dockerfile, commands } = model;
  const { context, args, target, namedContexts } = invocation;
  const stages = stageViews(dockerfile, commands, args, () => null);
  const sources = stages
    .flatMap(({ instructions }) => instructions)
    .flatMap((view) => contextSources(view, dockerfile))
    .flatMap(({ path: one }) =>
      one === '' || hasWildcards(one) ? [] : [one.replace(/\\(.)/g, '$1')],
    );
  return {
    context: relativePath(root, context) || '.',
    options: {
      buildArgs: args,
      buildContexts: namedContexts,
      ...(target === null ? {} : { target }),
    },
    unknownArguments: invocation.unset,
    sources: sourceFaults({
      paths: [...new Set(sources)],
      context,
      probe,
      isIgnoredByGit: (one) => isIgnoredByGit(path.join(context, one), root, texts.read),
      ignore: ignoreFile(input),
      source: invocation.source.kind,
    }),
  };
}

/** The Dockerfile's own one before the context's, as BuildKit takes it. */
function ignoreFile({ dockerfile, invocation, texts }: BuildFilesInput): IgnoreFileOfBuild | null {
  const own = `${dockerfile}.dockerignore`;
  for (const file of [own, path.join(invocation.context, '.dockerignore')]) {
    const text = texts.read(file);
    if (text !== null) return { name: path.basename(file), file, text };
  }
  return null;
}
