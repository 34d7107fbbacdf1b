/**
 * The scenarios of `test/fixtures/scenarios`: a build, changes one after the other, and what each step should come to.
 * The same files are forecast here and built on a real engine.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ContextEntry, ContextFiles, Contexts } from '../../../server/core/forecast/index.ts';
import { planBuild, type PlanMemory } from '../../../server/core/plan/index.ts';
import { isAtLeast } from '../../../server/core/build-model/versions.ts';
import type { BaseImage, ImageLookup } from '../../../server/core/images/model.ts';
import type { BuildOptions, Engine, Plan } from '../../../server/core/plan/model.ts';
import { parseDockerfile } from '../../../server/core/syntax/dockerfile/index.ts';
import { ignoreMatcher, parseIgnoreFile } from '../../../server/core/syntax/dockerignore/index.ts';
import { projectRoot } from '../paths.ts';
import { assumedImages } from './base-images.ts';

/** A text is a file of mode 644; a name with a final `/` is a folder; null takes a file away. */
export type FileSpec = string | null | FileFacts;

export interface FileFacts {
  readonly text?: string;
  /** Bytes, in place of a text. */
  readonly base64?: string;
  readonly mode?: string;
  readonly link?: string;
  readonly isPipe?: boolean;
  /** `user:group`, on the machine that builds. */
  readonly owner?: string;
  readonly xattrs?: Readonly<Record<string, string>>;
}

/** An image of its own: how an engine is told to make it, and what a plan is told of it where there is no engine. */
export interface ImageSpec {
  readonly dockerfile: readonly string[];
  readonly facts: Partial<BaseImage>;
}

/** What a web server answers, by path. */
export type WebFiles = Readonly<Record<string, { readonly text: string; readonly etag: string }>>;

export type FileSpecs = Readonly<Record<string, FileSpec>>;

export interface ScenarioOptions extends Partial<Omit<BuildOptions, 'buildContexts'>> {
  readonly buildArgs?: Readonly<Record<string, string>>;
  /** Options of `docker buildx build` that no key holds, as they are given. */
  readonly passedOn?: readonly string[];
}

export interface ExpectedStep {
  readonly step: string;
  readonly verdict: 'hit' | 'miss' | 'conditional';
  readonly display: 'cached' | 'done' | 'absent';
  /** The engine may run this step or another one with the same key. */
  readonly racy?: boolean;
  /** What the engine printed, where it need not be what the forecast says. */
  readonly observed?: 'cached' | 'done' | 'absent' | 'failed';
}

export interface ScenarioChange {
  readonly title: string;
  /** What differs from the start; each change is one from the start, not from the change before. */
  readonly dockerfile?: readonly string[];
  readonly files?: FileSpecs;
  readonly options?: ScenarioOptions;
  readonly contexts?: Readonly<Record<string, FileSpecs>>;
  /** `FROM name-@nonce@`. */
  readonly images?: Readonly<Record<string, ImageSpec>>;
  /** `@web@` stands for the server's address. */
  readonly web?: WebFiles;
  readonly touch?: readonly string[];
  /** The context is in another folder: of another name, or of the same name elsewhere. */
  readonly place?: 'moved' | 'namesake';
  /** The build ends with an error. */
  readonly fails?: boolean;
  /** Changed files keep the time of change that they had. */
  readonly keepTimes?: boolean;
  /** The verdict is that of a builder that has not seen the context before. */
  readonly cold?: boolean;
  readonly expected: readonly ExpectedStep[];
  /** Where later BuildKits decide otherwise, by the version from which on they do (`0.26`, `0.33.1`), oldest first. */
  readonly later?: Readonly<Record<string, readonly ExpectedStep[]>>;
}

export interface Scenario {
  readonly name: string;
  readonly title: string;
  /** The least BuildKit that it runs on. */
  readonly since?: string;
  /** The only image store for which it holds. */
  readonly store?: Engine['store'];
  readonly start: {
    readonly dockerfile: readonly string[];
    readonly files: FileSpecs;
    readonly options?: ScenarioOptions;
    readonly contexts?: Readonly<Record<string, FileSpecs>>;
    readonly images?: Readonly<Record<string, ImageSpec>>;
    readonly web?: WebFiles;
    readonly fails?: boolean;
  };
  readonly changes: readonly ScenarioChange[];
}

/** Whether a scenario is about what this engine does. */
export function appliesTo(scenario: Scenario, engine: Engine): boolean {
  return (
    (scenario.store ?? engine.store) === engine.store &&
    isAtLeast(engine.buildkit, scenario.since ?? '0.0')
  );
}

const folder = path.join(projectRoot, 'test/fixtures/scenarios');

export function readScenarios(): readonly Scenario[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      // The files are ours, and a wrong one fails its scenario.
      const scenario = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Omit<
        Scenario,
        'name'
      >;
      return { ...scenario, name: file.replace('.json', '') };
    });
}

/** A build of a scenario in full: the start with one change applied, or as it is. */
export interface ScenarioBuild {
  readonly title: string;
  readonly dockerfile: string;
  readonly files: FileSpecs;
  readonly options: ScenarioOptions;
  readonly contexts: Readonly<Record<string, FileSpecs>>;
  readonly images: Readonly<Record<string, ImageSpec>>;
  readonly web: WebFiles;
  readonly fails: boolean;
  readonly change: ScenarioChange | null;
}

export function scenarioBuilds(scenario: Scenario, nonce: string): readonly ScenarioBuild[] {
  const { start } = scenario;
  const fill = (lines: readonly string[]): string =>
    `${lines.join('\n')}\n`.replaceAll('@nonce@', nonce);
  const first: ScenarioBuild = {
    title: 'the start',
    dockerfile: fill(start.dockerfile),
    files: fillFiles(start.files, nonce),
    options: fillOptions(start.options ?? {}, nonce),
    contexts: fillContexts(start.contexts ?? {}, nonce),
    images: fillImages(start.images ?? {}, nonce),
    web: start.web ?? {},
    fails: start.fails ?? false,
    change: null,
  };
  const changed = scenario.changes.map((change): ScenarioBuild => {
    const contexts = Object.entries(first.contexts).map(
      ([name, files]) =>
        [name, { ...files, ...fillFiles(change.contexts?.[name] ?? {}, nonce) }] as const,
    );
    return {
      title: change.title,
      dockerfile: fill(change.dockerfile ?? start.dockerfile),
      files: { ...first.files, ...fillFiles(change.files ?? {}, nonce) },
      options: fillOptions(change.options ?? start.options ?? {}, nonce),
      contexts: Object.fromEntries(contexts),
      images: { ...first.images, ...fillImages(change.images ?? {}, nonce) },
      web: { ...first.web, ...change.web },
      fails: change.fails ?? false,
      change,
    };
  });
  return [first, ...changed];
}

/** `@nonce@` stands for a word that no other build has. */
export function fillFiles(files: FileSpecs, nonce: string): FileSpecs {
  const entries = Object.entries(files).map(([name, spec]): readonly [string, FileSpec] => {
    if (typeof spec === 'string') return [name, spec.replaceAll('@nonce@', nonce)];
    const text = spec?.text?.replaceAll('@nonce@', nonce);
    return [name, text === undefined ? spec : { ...spec, text }];
  });
  return Object.fromEntries(entries);
}

function fillOptions(options: ScenarioOptions, nonce: string): ScenarioOptions {
  const pairs = Object.entries(options.buildArgs ?? {});
  if (pairs.length === 0) return options;
  const filled = pairs.map(([name, value]) => [name, value.replaceAll('@nonce@', nonce)] as const);
  return { ...options, buildArgs: Object.fromEntries(filled) };
}

function fillImages(
  images: Readonly<Record<string, ImageSpec>>,
  nonce: string,
): Readonly<Record<string, ImageSpec>> {
  return Object.fromEntries(
    Object.entries(images).map(([name, { dockerfile, facts }]) => [
      name,
      { dockerfile: dockerfile.map((line) => line.replaceAll('@nonce@', nonce)), facts },
    ]),
  );
}

function fillContexts(
  contexts: Readonly<Record<string, FileSpecs>>,
  nonce: string,
): Readonly<Record<string, FileSpecs>> {
  return Object.fromEntries(
    Object.entries(contexts).map(([name, files]) => [name, fillFiles(files, nonce)]),
  );
}

export function expectedSteps(change: ScenarioChange, engine: Engine): readonly ExpectedStep[] {
  const [, steps] = Object.entries(change.later ?? {}).findLast(([since]) =>
    isAtLeast(engine.buildkit, since),
  ) ?? [null, change.expected];
  return steps;
}

export function digest(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

export function planOf(
  build: ScenarioBuild,
  engine: Engine,
  images: ImageLookup = imagesOf(build),
  memory?: PlanMemory,
): Plan {
  const { buildArgs = {}, ...options } = build.options;
  const buildContexts = Object.fromEntries(
    Object.keys(build.contexts).map((name) => [name, `/${name}`]),
  );
  const text = build.dockerfile.replaceAll('@web@', 'http://web.example');
  const dockerfile = parseDockerfile(text).value;
  return planBuild(dockerfile, { ...options, buildArgs, buildContexts }, engine, images, memory);
}

function imagesOf({ images }: ScenarioBuild): ImageLookup {
  return (reference, platform) => {
    const base = assumedImages(reference, platform);
    const own = /\/([a-z]+)-[^/:]*:latest$/.exec(reference)?.[1] ?? '';
    return base === null || !Object.hasOwn(images, own) ? base : { ...base, ...images[own]!.facts };
  };
}

export function contextsOf(build: ScenarioBuild): Contexts {
  const own = contextFiles({ ...build.files, Dockerfile: build.dockerfile });
  const named = Object.entries(build.contexts).map(
    ([name, files]) => [name, contextFiles(files)] as const,
  );
  return new Map([['context', own], ...named]);
}

export function contextFiles(specs: FileSpecs): ContextFiles {
  const ignore = ['Dockerfile.dockerignore', '.dockerignore'].flatMap((file) => {
    const spec = specs[file];
    if (spec === undefined || spec === null) return [];
    return [{ file, text: typeof spec === 'string' ? spec : (spec.text ?? '') }];
  })[0];
  const matcher = ignoreMatcher(parseIgnoreFile(ignore?.text ?? '').value);
  const entries = new Map<string, ContextEntry>();
  for (const [name, spec] of Object.entries(specs)) {
    const file = name.replace(/\/$/, '');
    if (spec === null || matcher.excludes(file)) continue;
    for (let at = file.lastIndexOf('/'); at > 0; at = file.lastIndexOf('/', at - 1)) {
      if (!entries.has(file.slice(0, at)))
        entries.set(file.slice(0, at), { kind: 'dir', mode: 0o755, size: 0 });
    }
    entries.set(file, entryOf(name, spec));
  }
  return { entries, ...(ignore && { ignore }) };
}

function entryOf(name: string, spec: Exclude<FileSpec, null>): ContextEntry {
  const facts: FileFacts = typeof spec === 'string' ? { text: spec } : spec;
  const { mode, link, isPipe, xattrs } = facts;
  if (name.endsWith('/')) return { kind: 'dir', mode: parseInt(mode ?? '755', 8), size: 0 };
  if (link !== undefined) return { kind: 'symlink', mode: 0o777, size: 0, target: link };
  if (isPipe === true) return { kind: 'other', mode: parseInt(mode ?? '644', 8), size: 0 };
  const bytes = fileBytes(facts);
  const text = bytes.toString();
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n');
  return {
    kind: 'file',
    mode: parseInt(mode ?? '644', 8),
    size: bytes.length,
    digest: digest(bytes),
    lines: lines.map((line) => digest(line).slice(0, 12)),
    ...(xattrs && { xattrs: Object.entries(xattrs).sort() }),
  };
}

export function fileBytes({ text = '', base64 }: FileFacts): Buffer {
  return base64 === undefined ? Buffer.from(text) : Buffer.from(base64, 'base64');
}
