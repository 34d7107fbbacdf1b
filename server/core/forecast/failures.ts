/** Where a build is certain to end with an error, and why: sources that do not exist, and what the frontend refuses. */
import {
  missingSourceMessage,
  trailingCommentMessage,
  unsentFolderMessage,
} from './missing-source-message.ts';
import type { PlanStep, Vertex } from '../plan/model.ts';
import { isAtLeast } from '../build-model/versions.ts';
import { ignoreMatcher, parseIgnoreFile } from '../syntax/dockerignore/index.ts';
import type { ForecastFailure, Snapshot } from './model.ts';
import type { BuildOutcome } from './run-build.ts';
import { hasWildcards } from './select.ts';
import { inputKey } from './snapshot.ts';
import { localName } from './stage-trees.ts';

/** In the order of the file, each once. */
export function failuresOf(now: Snapshot, outcome: BuildOutcome): readonly ForecastFailure[] {
  const found = [...certainRefusals(now), ...oversizedIgnoreFiles(now)];
  for (const vertex of now.plan.vertices) {
    if (outcome.vertices[vertex.index]?.failure !== 'own') continue;
    for (const index of vertex.steps) {
      const step = now.plan.steps[index];
      if (step === undefined) continue;
      found.push(
        ...missingMessages(now, vertex, step).map((message) => ({ line: step.line, message })),
      );
    }
  }
  const distinct = new Map(found.map((one) => [`${String(one.line)} ${one.message}`, one]));
  return [...distinct.values()].sort((a, b) => a.line - b.line);
}

/** Why a vertex fails by itself. */
export function failureMessages(now: Snapshot, vertex: Vertex, step: PlanStep): readonly string[] {
  const refused = certainRefusals(now).filter(({ line }) => line === step.line);
  return [...refused.map(({ message }) => message), ...missingMessages(now, vertex, step)];
}

/** As much as BuildKit reads of one file (frontend/dockerui/readfile.go). */
const LARGEST_IGNORE_FILE = 16 * 1024 * 1024;

/** Since BuildKit 0.33.1 an ignore file that is too large is an error. */
function oversizedIgnoreFiles({ ignore, plan }: Snapshot): readonly ForecastFailure[] {
  if (!isAtLeast(plan.engine.buildkit, '0.33.1')) return [];
  return Object.values(ignore)
    .filter(({ text }) => text.length > LARGEST_IGNORE_FILE)
    .map(({ file }) => ({
      line: 1,
      message: `${file} is larger than 16 MiB, and BuildKit reads no larger ignore file: shorten it.`,
    }));
}

/** Without those that rest on an engine that was not asked. */
export function certainRefusals({ plan }: Snapshot): ForecastFailure[] {
  return (plan.refusals ?? [])
    .filter(({ isCertain }) => isCertain)
    .map(({ line, message }) => ({ line, message }));
}

/** What would fail on the engine that is assumed. */
export function refusalWarnings({ plan }: Snapshot): readonly string[] {
  return (plan.refusals ?? [])
    .filter(({ isCertain }) => !isCertain)
    .map(
      ({ line, message }) =>
        `Line ${String(line)} may fail, since no builder was asked: ${message}`,
    );
}

function missingMessages(now: Snapshot, vertex: Vertex, step: PlanStep): readonly string[] {
  return vertex.inputs.flatMap((input, index) => {
    const key = inputKey(vertex.index, index);
    const paths = new Set([...(now.missing[key] ?? []), ...(now.missingWhenRun?.[key] ?? [])]);
    const keyword = step.keyword === 'RUN' || step.keyword === 'ADD' ? step.keyword : 'COPY';
    const source = now.plan.vertices[input.vertex];
    if (source === undefined) return [];
    if (source.kind === 'local' && paths.has('/#')) return [trailingCommentMessage(keyword, '#')];
    return [...paths].map((path) =>
      hasWildcards(path)
        ? unsentFolderMessage(keyword, path.slice(1))
        : missingSourceMessage({ keyword, ...placeOf(now, source, path) }),
    );
  });
}

function placeOf(
  now: Snapshot,
  source: Vertex,
  path: string,
): { readonly path: string; readonly place: string; readonly ignoredBy: string | null } {
  if (source.kind !== 'local') {
    const step = now.plan.steps[source.steps.at(-1) ?? -1];
    const stage = now.plan.stages.find(({ index }) => index === step?.stage)?.name;
    const place = stage === undefined ? 'the source' : `stage \`${stage}\``;
    return { path, place, ignoredBy: null };
  }
  const name = localName(source);
  const file = path.replace(/^\//, '');
  const ignore = now.ignore[name];
  const isIgnored =
    ignore !== undefined && ignoreMatcher(parseIgnoreFile(ignore.text).value).excludes(file);
  return {
    path: file === '' ? '.' : file,
    place: name === 'context' ? 'the build context' : `the build context \`${name}\``,
    ignoredBy: isIgnored ? ignore.file : null,
  };
}
