/**
 * The one place that knows which files are before the product and which builds they describe. Everything is computed
 * when it is first asked for and kept until something changes; an edit of a file parses that file only.
 */
import { isDeepStrictEqual } from 'node:util';
import { buildModel } from '../../core/build-model/build-model.ts';
import {
  chooseInvocation,
  findInvocation,
  type InvocationChoice,
  type ContextEvidence,
  type Invocation,
} from '../../core/invocations/index.ts';
import type { CacheUser } from '../../core/lint/model.ts';
import { buildFiles } from './build-files.ts';
import { createConfigs, isConfigFile } from './configs.ts';
import { createDeclared } from './declared.ts';
import { dockerfileFacts } from './dockerfile-facts.ts';
import { installersIn, meantInstallers } from './installers.ts';
import {
  factsOf,
  invocationsOf,
  makeIndex,
  probeOf,
  referencesOfBuilds,
  referencesOfRequirements,
  type Index,
  type IndexInput,
} from './make-index.ts';
import type { Project, ProjectOptions } from './model.ts';
import { isBuildFile, isDockerfile, isRequirements } from './names.ts';
import { namedBuildProblems } from './named-builds.ts';
import { rememberByText } from './recent-facts.ts';
import { requirementsFacts } from './requirements-facts.ts';
import { createRoots } from './root.ts';
import { scan, type FoundFiles } from './scan.ts';
import { createTexts } from './texts.ts';

export function createProject(options: ProjectOptions): Project {
  const { onParse = () => undefined, models = buildModel } = options;
  const texts = createTexts(options.openText);
  const roots = createRoots(options.folders);
  const configs = createConfigs(texts, options.config);
  const declared = createDeclared({ options, texts, rootOf: roots.rootOf });
  const dockerfiles = rememberByText((file, text) => {
    onParse(file);
    // Of a file that nobody has open nobody else wants a model, and those of open files must not make room for it.
    const isOpen = options.openText(file) !== undefined;
    return dockerfileFacts(file, text, isOpen ? models : buildModel);
  });
  const requirements = rememberByText((file, text) => {
    onParse(file);
    return requirementsFacts(file, text);
  });
  const evidence = new Map<string, ContextEvidence>();
  const input: IndexInput = {
    ...{ options, texts, roots, declared, configs, dockerfiles, requirements, evidence },
  };
  let found: Promise<FoundFiles> | null = null;
  /** The same files; null until they are found. */
  let known: ReadonlySet<string> | null = null;
  let index: Promise<Index> | null = null;
  /** Those of one index; every edit makes another. */
  let users: {
    readonly made: Promise<Index>;
    readonly all: Promise<readonly CacheUser[]>;
  } | null = null;
  /** Edited since the index was made. */
  const edited = new Set<string>();

  function current(): Promise<Index> {
    if (index !== null && edited.size === 0) return index;
    const files = [...edited];
    edited.clear();
    const before = index;
    const made = before === null ? make() : before.then((one) => kept(one, files) ?? make());
    index = made;
    // What failed is tried again next time.
    made.catch(() => {
      if (index === made) index = null;
    });
    return made;
  }

  async function make(): Promise<Index> {
    found ??= scan({
      folders: options.folders(),
      rootOf: roots.rootOf,
      isDockerfile: (file) => isDockerfile(file, texts),
      isBuildFile,
      isRequirements,
    });
    const files = await found;
    known = new Set([...files.dockerfiles, ...files.buildFiles, ...files.requirements]);
    return makeIndex(input, files);
  }

  /** The index, where the texts of these files say the same of other files as before. */
  function kept(one: Index, files: readonly string[]): Index | null {
    return files.every((file) => saysTheSame(one, file)) ? one : null;
  }

  function saysTheSame({ invocations, references }: Index, file: string): boolean {
    if (declared.restsOn(file) || isConfigFile(file)) return false;
    const before = references.get(file);
    const ways = invocations.get(file);
    // Nothing of the project names the file.
    if (before === undefined && ways === undefined) return true;
    if (ways === undefined) return isDeepStrictEqual(before, referencesOfRequirements(input, file));
    const inferredFrom = evidence.get(file);
    const isInferredAlike =
      inferredFrom === undefined ||
      isDeepStrictEqual(inferredFrom, factsOf(input, file)?.evidence());
    return isInferredAlike && isDeepStrictEqual(before, referencesOfBuilds(input, ways));
  }

  /** Files came or went that the project has or looked for; one that only has another text leaves them as they are. */
  function isOtherTree(file: string): boolean {
    if (texts.cameOrWent(file) || /[\\/]\.git$/.test(file)) return true;
    const isNamed = isBuildFile(file) || isRequirements(file) || isDockerfile(file, texts);
    return isNamed && known?.has(file) !== true;
  }

  function forgetIndex(): void {
    for (const facts of dockerfiles.all()) facts.forgetContexts();
    index = null;
  }

  function usersIn({ dockerfiles: files }: Index): readonly CacheUser[] {
    return files.flatMap((file) => factsOf(input, file)?.cacheUsers() ?? []);
  }

  async function invocations(dockerfile: string): Promise<readonly Invocation[]> {
    const ways = (await current()).invocations.get(dockerfile);
    return ways ?? (await invocationsOf(input, dockerfile, []));
  }

  async function choose(
    dockerfile: string,
    { target }: { readonly target?: string } = {},
  ): Promise<InvocationChoice> {
    const ways = await invocations(dockerfile);
    const setting =
      configs.contextOf(dockerfile)?.folder ?? (await options.contextSetting(dockerfile));
    const preferred = options.preferred?.(dockerfile) ?? configuredBuild(dockerfile, ways);
    const chosen = chooseInvocation(ways, {
      ...(setting === null ? {} : { context: setting }),
      ...(target === undefined ? {} : { target }),
      ...(preferred === undefined ? {} : { preferred }),
    });
    if (chosen === null) throw new Error(`${dockerfile} has no invocation.`);
    return chosen;
  }

  /** The id of the build that the configuration names, where there is exactly one of that name. */
  function configuredBuild(dockerfile: string, ways: readonly Invocation[]): string | undefined {
    const named = configs.buildOf(dockerfile);
    const found = named === null ? null : findInvocation(ways, named);
    return found !== null && 'id' in found ? found.id : undefined;
  }

  return {
    dockerfiles: async () => (await current()).dockerfiles,
    model: (dockerfile, inline) =>
      Promise.resolve(factsOf(input, dockerfile, inline)?.model ?? null),
    text: texts.read,
    rootOf: roots.rootOf,
    config: configs.of,
    configsAbove: configs.above,
    excluderOf: configs.excluderOf,
    configAt: configs.at,
    configProblems: configs.problemsOf,
    namedBuildProblems: (config) => namedBuildProblems(config, texts, invocations),
    settingsOf: configs.settingsOf,
    references: async (file) => {
      const references = (await current()).references.get(file);
      if (references !== undefined) return references;
      if (isDockerfile(file, texts)) return referencesOfBuilds(input, await invocations(file));
      return isRequirements(file) ? referencesOfRequirements(input, file) : [];
    },
    readersOf: async (file) => (await current()).readers.get(file) ?? [],
    installersOf: async (file) => meantInstallers(installersIn(await current(), file), choose),
    invocations,
    choose,
    allInvocations: async () => [...(await current()).invocations.values()].flat(),
    cacheUsers: () => {
      const made = current();
      if (users?.made !== made) users = { made, all: made.then(usersIn) };
      return users.all;
    },
    buildFiles: async (dockerfile) => {
      const { invocation } = await choose(dockerfile);
      const model = factsOf(input, dockerfile)?.model;
      if (model === undefined || invocation?.inline !== null) return null;
      const root = roots.rootOf(dockerfile);
      return buildFiles({ dockerfile, model, invocation, probe: probeOf(input), texts, root });
    },
    problems: async () => (await current()).problems,
    edited: (file) => {
      const names = [file, ...texts.linksTo(file)];
      for (const one of names) edited.add(one);
      if (names.some(isConfigFile)) configs.forget();
      // A file that an editor alone has comes and goes with its window.
      if (!texts.isOnDisk(file)) forgetIndex();
    },
    changed: (files) => {
      const isOther = files === null || files.some(isOtherTree);
      const links = (files ?? []).flatMap(texts.linksTo);
      texts.forget(files);
      configs.forget();
      if (isOther) {
        roots.forget();
        found = null;
        known = null;
        forgetIndex();
      } else for (const one of [...files, ...links]) edited.add(one);
    },
    settingsChanged: () => {
      declared.forget();
      index = null;
    },
  };
}
