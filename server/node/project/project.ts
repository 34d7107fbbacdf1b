/**
 * The one place that knows which files are before the product and which builds they describe. Everything is made when
 * it is first asked for and kept until something changes; of a file only what its text says is made anew.
 */
import path from 'node:path';
import {
  chooseInvocation,
  inferContext,
  invocationOf,
  plainInvocation,
  withUniqueIds,
  type DeclaredBuild,
  type FolderProbe,
  type Invocation,
} from '../../core/invocations/index.ts';
import { groupBy } from '../../core/text/group-by.ts';
import { withSlashes } from '../files/index.ts';
import { createDeclared } from './declared.ts';
import { dockerfileFacts, type DockerfileFacts } from './dockerfile-facts.ts';
import type {
  Installer,
  Project,
  ProjectOptions,
  ProjectProblem,
  Reader,
  Reference,
} from './model.ts';
import { isBuildFile, isDockerfile, isRequirements } from './names.ts';
import { rememberByText } from './recent-facts.ts';
import { requirementsFacts } from './requirements-facts.ts';
import { createRoots } from './root.ts';
import { scan, type FoundFiles } from './scan.ts';
import { createTexts } from './texts.ts';

interface Index {
  readonly dockerfiles: readonly string[];
  readonly invocations: ReadonlyMap<string, readonly Invocation[]>;
  readonly references: ReadonlyMap<string, readonly Reference[]>;
  readonly readers: ReadonlyMap<string, readonly Reader[]>;
  readonly problems: readonly ProjectProblem[];
}

export function createProject(options: ProjectOptions): Project {
  const texts = createTexts(options.openText);
  const roots = createRoots(options.folders);
  const declared = createDeclared({ options, texts, rootOf: roots.rootOf });
  const dockerfiles = rememberByText((_, text) => dockerfileFacts(text));
  const requirements = rememberByText(requirementsFacts);
  let scanned: Promise<FoundFiles> | null = null;
  let index: Promise<Index> | null = null;

  const probe: FolderProbe = {
    exists: (folder, file) => texts.exists(path.join(folder, file)),
    names: (folder) => texts.names(path.normalize(folder)),
  };

  function factsOf(dockerfile: string): DockerfileFacts | null {
    const text = texts.read(dockerfile);
    return text === null ? null : dockerfiles.of(dockerfile, text);
  }

  async function invocationsOf(
    dockerfile: string,
    builds: readonly DeclaredBuild[],
  ): Promise<readonly Invocation[]> {
    const root = withSlashes(roots.rootOf(dockerfile));
    const place = { root, dockerfile: withSlashes(dockerfile) };
    const inferred = () => {
      const evidence = factsOf(dockerfile)?.evidence();
      return inferContext(place.dockerfile, root, evidence ?? NO_EVIDENCE, probe);
    };
    const described = builds.flatMap((build) => invocationOf(build, { ...place, inferred }) ?? []);
    const named = [...withUniqueIds(described)];
    const setting = await options.contextSetting(dockerfile);
    const context = setting === null ? null : withSlashes(setting);
    if (context !== null && !named.some((one) => one.context === context)) {
      const evidence = 'the setting layerForecast.context';
      named.push(plainInvocation({ ...place, context, target: null, kind: 'setting', evidence }));
    }
    if (named.length > 0) return named.map(native);
    const [last] = (await options.recorded?.(dockerfile)) ?? [];
    if (last) {
      const target = last.target === '' ? null : last.target;
      const evidence = 'the last recorded build';
      const at = { ...place, context: withSlashes(last.context), target };
      return [native(plainInvocation({ ...at, kind: 'recorded', evidence }))];
    }
    const { context: nearest, evidence } = inferred();
    const at = { ...place, context: nearest, target: null };
    return [native(plainInvocation({ ...at, kind: 'evidence', evidence }))];
  }

  async function makeIndex(): Promise<Index> {
    scanned ??= scan({
      folders: options.folders(),
      rootOf: roots.rootOf,
      isDockerfile: (file) => isDockerfile(file, texts),
      isBuildFile,
      isRequirements,
    });
    const files = await scanned;
    const buildFiles = options.withoutBuildFiles === true ? [] : files.buildFiles;
    const found = await declared.of(buildFiles);
    const { problems } = found;
    // A build whose Dockerfile only a script knows at run time is none of those that are here.
    const builds = found.builds.filter(
      (build) => build.dockerfile !== null || build.inline !== null,
    );
    const byDockerfile = groupBy(builds, buildSubject);
    const named = [...byDockerfile.keys()].filter((file) => texts.isFile(file));
    // A dead link, a pipe or a folder can have the name of a Dockerfile.
    const readable = files.dockerfiles.filter((file) => texts.isFile(file));
    const all = [...new Set([...readable, ...named])];
    const invocations = new Map<string, readonly Invocation[]>();
    for (const dockerfile of all)
      invocations.set(
        dockerfile,
        await invocationsOf(dockerfile, byDockerfile.get(dockerfile) ?? []),
      );
    const references = new Map<string, readonly Reference[]>();
    for (const build of builds) {
      const reference = { kind: 'build', file: buildSubject(build) } as const;
      const source = path.normalize(build.source.file);
      const line = build.source.line ?? 1;
      references.set(source, [...(references.get(source) ?? []), { ...reference, line }]);
    }
    for (const [dockerfile, ways] of invocations)
      references.set(dockerfile, referencesOfDockerfile(dockerfile, ways));
    followRequirements(references);
    return { dockerfiles: all, invocations, references, readers: readersIn(references), problems };
  }

  function referencesOfDockerfile(
    dockerfile: string,
    ways: readonly Invocation[],
  ): readonly Reference[] {
    const facts = factsOf(dockerfile);
    if (facts === null) return [];
    return [...new Set(ways.map(({ context }) => context))].flatMap((context) => [
      ...facts
        .installs(context, (file) => texts.isFile(path.join(context, file)))
        .map(({ contextPath, kind, line }): Reference => {
          return { kind, file: path.join(context, contextPath), line, context };
        }),
      ...ignoreFile(dockerfile, context),
    ]);
  }

  function ignoreFile(dockerfile: string, context: string): readonly Reference[] {
    const candidates = [`${dockerfile}.dockerignore`, path.join(context, '.dockerignore')];
    const file = candidates.find((one) => texts.isFile(one));
    return file === undefined ? [] : [{ kind: 'ignore-file', file, line: 1, context }];
  }

  /** What the installed files name themselves, and these in turn. */
  function followRequirements(references: Map<string, readonly Reference[]>): void {
    const waiting = [...references.values()].flat();
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (!isInstall(next) || references.has(next.file)) continue;
      const text = texts.read(next.file);
      const named = text === null ? [] : requirements.of(next.file, text).references;
      references.set(next.file, named);
      waiting.push(...named);
    }
  }

  function current(): Promise<Index> {
    index ??= makeIndex();
    return index;
  }

  async function invocations(dockerfile: string): Promise<readonly Invocation[]> {
    const known = (await current()).invocations.get(dockerfile);
    return known ?? (await invocationsOf(dockerfile, []));
  }

  return {
    dockerfiles: async () => (await current()).dockerfiles,
    analysis: (dockerfile) => Promise.resolve(factsOf(dockerfile)?.analysis ?? null),
    references: async (file) => {
      const known = (await current()).references.get(file);
      if (known !== undefined) return known;
      if (isDockerfile(file, texts)) return referencesOfDockerfile(file, await invocations(file));
      const text = isRequirements(file) ? texts.read(file) : null;
      return text === null ? [] : requirements.of(file, text).references;
    },
    readersOf: async (file) => (await current()).readers.get(file) ?? [],
    installersOf: async (file) => installers(await current(), file),
    invocations,
    choose: async (dockerfile, { target } = {}) => {
      const ways = await invocations(dockerfile);
      const setting = await options.contextSetting(dockerfile);
      const preferred = options.preferred?.(dockerfile);
      const chosen = chooseInvocation(ways, {
        ...(setting === null ? {} : { context: setting }),
        ...(target === undefined ? {} : { target }),
        ...(preferred === undefined ? {} : { preferred }),
      });
      if (chosen === null) throw new Error(`${dockerfile} has no invocation.`);
      return chosen;
    },
    allInvocations: async () => [...(await current()).invocations.values()].flat(),
    problems: async () => (await current()).problems,
    edited: () => {
      index = null;
    },
    changed: (files) => {
      texts.forget(files);
      roots.forget();
      for (const facts of dockerfiles.all()) facts.forgetContexts();
      scanned = null;
      index = null;
    },
  };
}

const NO_EVIDENCE = { sources: [], reads: [], copiesAll: false };

/** The Dockerfile that a build is of; of an inline one the file that describes the build. */
function buildSubject(build: DeclaredBuild): string {
  return path.normalize(build.dockerfile ?? build.source.file);
}

function native(invocation: Invocation): Invocation {
  const { dockerfile, context, source } = invocation;
  return {
    ...invocation,
    dockerfile: path.normalize(dockerfile),
    context: path.normalize(context),
    source: { ...source, file: path.normalize(source.file) },
  };
}

function isInstall({ kind }: Reference): boolean {
  return kind === 'requirement' || kind === 'constraint';
}

function readersIn(
  references: ReadonlyMap<string, readonly Reference[]>,
): ReadonlyMap<string, readonly Reader[]> {
  const readers = new Map<string, Reader[]>();
  for (const [reader, named] of references) {
    for (const { kind, file, line } of named) {
      const known = readers.get(file) ?? [];
      known.push({ kind, file: reader, line });
      readers.set(file, known);
    }
  }
  return readers;
}

/** Up through the files that name this one, to the Dockerfiles; each Dockerfile by its shortest way. */
function installers({ readers, invocations, references }: Index, file: string): Installer[] {
  const found = new Map<string, Installer>();
  const seen = new Set([file]);
  let level: readonly { file: string; via: readonly string[]; only: boolean }[] = [
    { file, via: [], only: false },
  ];
  while (level.length > 0) {
    const next: (typeof level)[number][] = [];
    for (const { file: at, via, only } of level) {
      for (const reader of readers.get(at) ?? []) {
        if (!isInstall({ ...reader, file: at })) continue;
        // What only a constraint leads to says versions, and installs nothing.
        const constraint = only || reader.kind === 'constraint';
        for (const invocation of invocations.get(reader.file) ?? []) {
          const key = `${reader.file}\0${invocation.id}`;
          const kind = constraint ? 'constraint' : 'requirement';
          const reads = references
            .get(reader.file)
            ?.some((one) => one.file === at && one.context === invocation.context);
          if (reads === true && !found.has(key))
            found.set(key, { dockerfile: reader.file, invocation, via, kind });
        }
        if (invocations.has(reader.file) || seen.has(reader.file)) continue;
        seen.add(reader.file);
        next.push({ file: reader.file, via: [reader.file, ...via], only: constraint });
      }
    }
    level = next;
  }
  const distance = (one: string) => path.relative(path.dirname(file), one).split(path.sep).length;
  return [...found.values()].sort(
    (a, b) =>
      distance(a.dockerfile) - distance(b.dockerfile) || a.dockerfile.localeCompare(b.dockerfile),
  );
}
