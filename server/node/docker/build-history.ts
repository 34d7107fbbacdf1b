/**
 * What `docker buildx history` knows of builds, made by any client. Answers are limited in time and size. A
 * failure is a sentence, not an exception: everything works without this history, with fewer measured seconds.
 */
import path from 'node:path';
import {
  parseInspection,
  parseListing,
  type InspectedBuild,
  type ListedBuild,
} from '../../core/builder-history/index.ts';
import { createBuildLogReader, type BuildLogReaderOptions } from '../../core/build-log/index.ts';
import type { Mask } from '../../core/text/mask.ts';
import type { Build } from '../../protocol/report.ts';
import { askDocker, type DockerTool, type ToolOutput } from './tool.ts';

export interface BuilderHistoryInput {
  /** From `findDocker`, which hands it out in a trusted workspace only. */
  readonly docker: DockerTool;
  readonly builder: string;
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
}

export type ListBuildsResult =
  | { readonly kind: 'listed'; readonly builds: readonly ListedBuild[] }
  | { readonly kind: 'problem'; readonly message: string };

/** A builder that does not answer is waited for in the background, and never for long. */
const TIMEOUT_MILLISECONDS = 10_000;
const MAX_LISTING_BYTES = 4 * 1024 * 1024;
/** The log of a build that compiles a lot has a few megabytes. */
const MAX_LOG_BYTES = 64 * 1024 * 1024;

/** The builds that the builder remembers, the newest first: at most 50 of each node. */
export async function listBuilds(input: BuilderHistoryInput): Promise<ListBuildsResult> {
  const args = ['ls', '--format=json', '--no-trunc'];
  const answer = await ask(input, args, MAX_LISTING_BYTES);
  if (answer.code !== 0) return { kind: 'problem', message: problemOf(input.builder, answer) };
  const { builds, isUnreadable } = parseListing(answer.stdout);
  if (!isUnreadable) return { kind: 'listed', builds };
  const message = `docker buildx history ls of the builder ${input.builder} printed something else than builds. Update the buildx plugin.`;
  return { kind: 'problem', message };
}

export interface PlacedBuild extends InspectedBuild {
  /** Absolute; null where the build did not read a Dockerfile and a folder of this machine. */
  readonly place: { readonly dockerfile: string; readonly context: string } | null;
}

/** Null where the builder says nothing of it, such as of a build that it has forgotten meanwhile. */
export async function inspectBuild(
  input: BuilderHistoryInput,
  id: string,
): Promise<PlacedBuild | null> {
  const answer = await ask(input, ['inspect', '--format=json', id], MAX_LISTING_BYTES);
  const inspected = answer.code === 0 ? parseInspection(answer.stdout) : null;
  return inspected && { ...inspected, place: placeOf(inspected) };
}

/** Null where its log cannot be read, or holds no step. */
export async function readLogOfBuild(
  input: BuilderHistoryInput & Pick<BuildLogReaderOptions, 'managersOf'> & { readonly mask: Mask },
  id: string,
): Promise<Build | null> {
  // The log goes where the progress of a build goes.
  const { code, stderr } = await ask(input, ['logs', '--progress=rawjson', id], MAX_LOG_BYTES);
  if (code !== 0) return null;
  const { mask, managersOf } = input;
  const reader = createBuildLogReader({ mask, ...(managersOf ? { managersOf } : {}) });
  reader.push(stderr);
  reader.end();
  return reader.builds()[0] ?? null;
}

function ask(
  { docker, builder, signal, timeoutMs = TIMEOUT_MILLISECONDS }: BuilderHistoryInput,
  args: readonly string[],
  maxOutputBytes: number,
): Promise<ToolOutput> {
  const [verb = '', ...rest] = args;
  return askDocker(docker, ['buildx', 'history', verb, `--builder=${builder}`, ...rest], {
    ...{ timeoutMs, maxOutputBytes, cwd: ROOT },
    ...(signal === undefined ? {} : { signal }),
  });
}

/** buildx shows a context as seen from its own folder: from the root every one is seen the same way. */
const ROOT = path.parse(process.cwd()).root;

/** Matches `https://…`, `git@host:…`; a Windows drive has one letter. */
const REMOTE = /^(?:[a-z][a-z0-9+.-]+:\/\/|[\w.-]+@[\w.-]+:)/i;

function placeOf({ context, dockerfile }: InspectedBuild): PlacedBuild['place'] {
  if (context === null || context === '-' || REMOTE.test(context)) return null;
  if (dockerfile === '-' || REMOTE.test(dockerfile)) return null;
  const folder = path.resolve(ROOT, context);
  return { context: folder, dockerfile: path.resolve(folder, dockerfile) };
}

/** Matches what docker and buildx say of a command or an option that they do not have. */
const UNKNOWN =
  /unknown (?:command|flag|shorthand)|is not a docker command|requires (?:exactly )?\d+ argument|docker (?:buildx )?--help/i;

function problemOf(builder: string, { stderr, failure }: ToolOutput): string {
  if (UNKNOWN.test(stderr))
    return 'This buildx has no history of builds, so builds made outside of Layer Forecast are not known. Update the buildx plugin to 0.21 or newer.';
  const said = /^ERROR: (.*)$/m.exec(stderr)?.[1] ?? stderr.trim().split('\n').at(-1) ?? '';
  const why = failure === 'timeout' ? 'it did not answer in time' : said;
  return `The builder ${builder} cannot say which builds it made: ${why === '' ? 'it gave no reason' : why}. See docker buildx history ls.`;
}
