/** Why a recorded build failed: reads the files as they are now, so that the ways out are edits of these. */
import path from 'node:path';
import { buildModel } from '../../core/build-model/build-model.ts';
import type { BuildModel } from '../../core/build-model/model.ts';
import {
  explainFailure,
  type FilesNow,
  type RecordedFailure,
  type SceneContext,
  type TextFile,
} from '../../core/build-failure/index.ts';
import { dockerfileKind, requirementsKind, type DocumentKind } from '../../core/documents/index.ts';
import type { SeenImages } from '../../core/images/image-facts.ts';
import { installedRequirements } from '../../core/build-model/installed-requirements.ts';
import { ignoreMatcher, parseIgnoreFile } from '../../core/syntax/dockerignore/index.ts';
import { parseRequirements } from '../../core/syntax/requirements/index.ts';
import type { BuildRecord } from '../../core/timing/index.ts';
import type { BuildFailure } from '../../protocol/report.ts';
import { findIgnoreFile } from '../context/index.ts';
import { findFiles, isAbsent, kindOfFile, readDocument, relativePath } from '../files/index.ts';
import { nestedFiles } from '../project/index.ts';

export interface BuildFailureInput {
  readonly record: BuildRecord;
  /** Absolute folder that reported paths are relative to. */
  readonly base: string;
  /** Absolute path → text of unsaved editor buffers. */
  readonly overlay?: ReadonlyMap<string, string>;
  readonly images: SeenImages;
  /** Absolute path of the log; null where it is not kept. */
  readonly log: string | null;
}

/** Null for a build that did not fail, and for one of a release that kept nothing of the failure. */
export async function buildFailure(input: BuildFailureInput): Promise<BuildFailure | null> {
  const { record, base, images, log } = input;
  const { failure, key, options } = record;
  if (failure === undefined) return null;
  const { overlay = new Map<string, string>() } = input;
  const read: ReadText = async (path, kind) => {
    const document = overlay.has(path) ? null : await readDocument(path, kind);
    return document?.kind === 'text' ? document.text : (overlay.get(path) ?? null);
  };
  // A compose file can hold a Dockerfile, whose lines are not those of the file.
  const isOwnFile = ((await kindOfFile(key.dockerfile))?.id ?? 'dockerfile') === 'dockerfile';
  const file = isOwnFile ? relativePath(base, key.dockerfile) : null;
  const text = isOwnFile ? await read(key.dockerfile, dockerfileKind) : null;
  const model = text === null ? null : buildModel({ text, images });
  const now: FilesNow = {
    dockerfile: model && file !== null && text !== null ? { file, text, model } : null,
    requirements: model ? await requirementsOf(model, key.context, base, read) : () => [],
    context: asksForFiles(record, failure) ? await contextOf(record, base, overlay) : null,
  };
  return explainFailure({ build: record.build, failure, file, log, now, options });
}

/** Null for what is no document of that kind, or cannot be read. */
type ReadText = (file: string, kind: DocumentKind) => Promise<string | null>;

/** The files that the steps install, with those that these name themselves, by the line of the step. */
async function requirementsOf(
  model: BuildModel,
  context: string,
  base: string,
  read: ReadText,
): Promise<FilesNow['requirements']> {
  const byLine = new Map<number, Map<string, TextFile>>();
  const exists = (file: string): boolean => !isAbsent(path.join(context, file));
  for (const { instructionIndex, contextPath } of installedRequirements(model, { exists })) {
    const line = model.dockerfile.instructions[instructionIndex]?.line ?? 0;
    const files = byLine.get(line) ?? new Map<string, TextFile>();
    byLine.set(line, files);
    const names = contextPath === null ? [] : [contextPath];
    // Files can name one another in a circle.
    for (let name = names.shift(); name !== undefined; name = names.shift()) {
      const text = files.has(name) ? null : await read(path.join(context, name), requirementsKind);
      if (text === null) continue;
      files.set(name, { file: relativePath(base, path.join(context, name)), text });
      const { requirements, constraints } = nestedFiles(name, parseRequirements(text).value);
      names.push(...requirements, ...constraints);
    }
  }
  return (line) => [...(byLine.get(line)?.values() ?? [])];
}

/** To list a context takes time that most failures are not worth. */
function asksForFiles({ build }: BuildRecord, { message }: RecordedFailure): boolean {
  const texts = [message, ...build.steps.flatMap(({ output }) => output?.slice(-20) ?? [])];
  return texts.some((text) => /not found|no such file|permission denied/i.test(text));
}

/** Folders looked into at most: more are no help in finding a slip. */
const MOST_FOLDERS = 2000;

async function contextOf(
  { key }: BuildRecord,
  base: string,
  overlay: ReadonlyMap<string, string>,
): Promise<SceneContext | null> {
  const { context, dockerfile } = key;
  if (isAbsent(context)) return null;
  const found = await findFiles(context, { folderLimit: MOST_FOLDERS });
  const names = found.map((file) => relativePath(context, file));
  const source = await findIgnoreFile(dockerfile, context, overlay);
  if (source.kind !== 'found') return { files: names, ignored: [], ignoreFile: null };
  const matcher = ignoreMatcher(parseIgnoreFile(source.text).value);
  return {
    files: names.filter((name) => !matcher.excludes(name)),
    ignored: names.filter((name) => matcher.excludes(name)),
    ignoreFile: { file: relativePath(base, source.path), text: source.text },
  };
}
