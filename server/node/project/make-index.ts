/** Makes of the files of a project what is asked of it: the builds of each Dockerfile, and which files read which. */
import path from 'node:path';
import {
  inferContext,
  invocationOf,
  plainInvocation,
  withUniqueIds,
  type ContextEvidence,
  type DeclaredBuild,
  type FolderProbe,
  type Invocation,
} from '../../core/invocations/index.ts';
import { groupBy } from '../../core/text/group-by.ts';
import { withSlashes } from '../files/index.ts';
import type { Configs } from './configs.ts';
import type { Declared } from './declared.ts';
import type { DockerfileFacts } from './dockerfile-facts.ts';
import { isInstall } from './model.ts';
import type { ProjectOptions, ProjectProblem, Reader, Reference } from './model.ts';
import type { FactsOf } from './recent-facts.ts';
import type { RequirementsFacts } from './requirements-facts.ts';
import type { Roots } from './root.ts';
import type { FoundFiles } from './scan.ts';
import type { Texts } from './texts.ts';

export interface Index {
  /** Without the files that only hold an inline Dockerfile. */
  readonly dockerfiles: readonly string[];
  readonly invocations: ReadonlyMap<string, readonly Invocation[]>;
  readonly references: ReadonlyMap<string, readonly Reference[]>;
  readonly readers: ReadonlyMap<string, readonly Reader[]>;
  readonly problems: readonly ProjectProblem[];
}

export interface IndexInput {
  readonly options: ProjectOptions;
  readonly texts: Texts;
  readonly roots: Roots;
  readonly declared: Declared;
  readonly configs: Configs;
  readonly dockerfiles: FactsOf<DockerfileFacts>;
  readonly requirements: FactsOf<RequirementsFacts>;
  /** What the contexts were inferred from, by Dockerfile. */
  readonly evidence: Map<string, ContextEvidence>;
}

export async function makeIndex(input: IndexInput, files: FoundFiles): Promise<Index> {
  const { options, texts } = input;
  const buildFiles = options.withoutBuildFiles === true ? [] : files.buildFiles;
  const found = await input.declared.of(buildFiles);
  const { problems } = found;
  // A build whose Dockerfile only a script knows at run time is none of those that are here.
  const builds = found.builds.filter((build) => build.dockerfile !== null || build.inline !== null);
  const bySubject = groupBy(builds, buildSubject);
  const named = builds.flatMap(({ dockerfile }) =>
    dockerfile === null ? [] : [path.normalize(dockerfile)],
  );
  // A dead link, a pipe or a folder can have the name of a Dockerfile.
  const dockerfiles = [...new Set([...files.dockerfiles, ...named])].filter(texts.isFile);
  const inline = builds.filter((build) => build.inline !== null).map(buildSubject);
  const invocations = new Map<string, readonly Invocation[]>();
  for (const subject of new Set([...dockerfiles, ...inline]))
    invocations.set(subject, await invocationsOf(input, subject, bySubject.get(subject) ?? []));
  const references = new Map<string, readonly Reference[]>();
  const add = (file: string, more: readonly Reference[]): void => {
    references.set(file, [...(references.get(file) ?? []), ...more]);
  };
  for (const build of builds) {
    const { file, line = 1 } = build.source;
    add(path.normalize(file), [{ kind: 'build', file: buildSubject(build), line }]);
  }
  for (const [subject, ways] of invocations) add(subject, referencesOfBuilds(input, ways));
  followRequirements(input, references);
  const readers = readersIn(references, texts);
  return { dockerfiles, invocations, references, readers, problems };
}

/** The Dockerfile that a build is of; of an inline one the file that describes the build. */
function buildSubject(build: DeclaredBuild): string {
  return path.normalize(build.dockerfile ?? build.source.file);
}

export async function invocationsOf(
  input: IndexInput,
  dockerfile: string,
  builds: readonly DeclaredBuild[],
): Promise<readonly Invocation[]> {
  const { options, roots } = input;
  const place = {
    root: withSlashes(roots.rootOf(dockerfile)),
    dockerfile: withSlashes(dockerfile),
  };
  const inferred = () => {
    const evidence = factsOf(input, dockerfile)?.evidence() ?? NO_EVIDENCE;
    input.evidence.set(dockerfile, evidence);
    return inferContext(place.dockerfile, place.root, evidence, probeOf(input));
  };
  const described = builds.flatMap((build) => invocationOf(build, { ...place, inferred }) ?? []);
  const named = [...withUniqueIds(described)];
  const configured = input.configs.contextOf(dockerfile);
  const setting = configured?.folder ?? (await options.contextSetting(dockerfile));
  const context = setting === null ? null : withSlashes(setting);
  if (context !== null && !named.some((one) => one.context === context)) {
    const evidence = configured?.from ?? 'the setting layerForecast.context';
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

const NO_EVIDENCE: ContextEvidence = { sources: [], reads: [], copiesAll: false };

export function probeOf({ texts }: IndexInput): FolderProbe {
  return {
    exists: (folder, file) => texts.exists(path.join(folder, file)),
    names: (folder) => texts.names(path.normalize(folder)),
  };
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

/** Of a Dockerfile, or of one that a compose file has inline. */
export function factsOf(
  { texts, dockerfiles }: IndexInput,
  dockerfile: string,
  inline: string | null = null,
): DockerfileFacts | null {
  if (inline !== null) return dockerfiles.of(`${dockerfile}\0${inline}`, inline);
  const text = texts.read(dockerfile);
  return text === null ? null : dockerfiles.of(dockerfile, text);
}

/** What the builds of one Dockerfile read, in each of their contexts. */
export function referencesOfBuilds(
  input: IndexInput,
  ways: readonly Invocation[],
): readonly Reference[] {
  const { texts } = input;
  const places = new Map(ways.map((one) => [`${one.context}\0${one.inline ?? ''}`, one]));
  return [...places.values()].flatMap(({ dockerfile, inline, context }) => {
    const facts = factsOf(input, dockerfile, inline);
    if (facts === null) return [];
    const where = { context, ...(inline === null ? {} : { inline }) };
    return [
      ...facts
        .installs(context, (file) => texts.isFile(path.join(context, file)))
        .map(({ contextPath, kind, line }): Reference => {
          return { kind, file: path.join(context, contextPath), line, ...where };
        }),
      ...ignoreFile(input, dockerfile, context).map((file): Reference => {
        return { kind: 'ignore-file', file, line: 1, ...where };
      }),
    ];
  });
}

function ignoreFile({ texts }: IndexInput, dockerfile: string, context: string): readonly string[] {
  const candidates = [`${dockerfile}.dockerignore`, path.join(context, '.dockerignore')];
  return candidates.filter(texts.isFile).slice(0, 1);
}

/** What the installed files name themselves, and these in turn. */
function followRequirements(
  input: IndexInput,
  references: Map<string, readonly Reference[]>,
): void {
  const waiting = [...references.values()].flat();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (!isInstall(next) || references.has(next.file)) continue;
    const named = referencesOfRequirements(input, next.file);
    references.set(next.file, named);
    waiting.push(...named);
  }
}

export function referencesOfRequirements(
  { texts, requirements }: IndexInput,
  file: string,
): readonly Reference[] {
  const text = texts.read(file);
  return text === null ? [] : requirements.of(file, text).references;
}

/** A file is found by its own path too where it is read through a link. */
function readersIn(
  references: ReadonlyMap<string, readonly Reference[]>,
  { realOf }: Texts,
): ReadonlyMap<string, readonly Reader[]> {
  const readers = new Map<string, Reader[]>();
  for (const [reader, named] of references) {
    for (const reference of named) {
      const one = { ...reference, file: reader };
      for (const file of new Set([reference.file, realOf(reference.file)])) {
        const known = readers.get(file);
        if (known === undefined) readers.set(file, [one]);
        else known.push(one);
      }
    }
  }
  return readers;
}
