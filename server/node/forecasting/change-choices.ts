/** What a forecast can suppose to be changed: requirements that are installed, and files that the steps read. */
import path from 'node:path';
import type { Models } from '../../core/build-model/build-model.ts';
import type { FileTable } from '../../core/forecast/model.ts';
import { installedRequirements } from '../../core/build-model/installed-requirements.ts';
import {
  parseRequirements,
  requirementText,
  type RequirementsFile,
} from '../../core/syntax/requirements/index.ts';
import type { ChangeChoices, RequirementsChoice } from '../../protocol/requests.ts';
import { relativePath } from '../files/index.ts';
import {
  isRequirementsFile,
  LARGEST_REQUIREMENTS,
  requirementsText,
  nestedFiles,
} from '../project/index.ts';
import type { BuildRequest } from './model.ts';
import type { ReadBuild } from './read-build.ts';

/** A list that somebody still searches. */
const MOST_FILES = 2_000;
const MOST_REQUIREMENTS_FILES = 50;

export async function changeChoices(
  request: BuildRequest,
  read: ReadBuild,
  models: Models,
): Promise<ChangeChoices> {
  const files = filesThatAreRead(request, read);
  return {
    requirements: await requirementsChoices(request, read, models),
    files: files.slice(0, MOST_FILES),
    nLeftOut: Math.max(0, files.length - MOST_FILES),
    problem: null,
  };
}

function filesThatAreRead(request: BuildRequest, { snapshot }: ReadBuild): readonly string[] {
  const { place, base, options } = request;
  const files: string[] = [];
  for (const [context, table] of Object.entries(snapshot.files)) {
    // The build context itself is never replaced.
    const named = context === 'context' ? undefined : options.buildContexts?.[context];
    const folder = named === undefined ? place.context : path.resolve(base, named);
    for (const file of table.keys()) {
      const absolute = path.join(folder, file);
      if (!isFile(table, file) || absolute === place.dockerfile) continue;
      if (!file.endsWith('.dockerignore')) files.push(relativePath(base, absolute));
    }
  }
  return files.sort();
}

async function requirementsChoices(
  request: BuildRequest,
  read: ReadBuild,
  models: Models,
): Promise<readonly RequirementsChoice[]> {
  const { context } = request.place;
  const table: FileTable = read.snapshot.files['context'] ?? new Map();
  const installed = installedRequirements(models({ text: read.text }), {
    exists: (file) => isFile(table, file),
  }).flatMap(({ contextPath }) => contextPath ?? []);
  // Behind those that are named in the Dockerfile come those that these name, then what looks like one.
  const others = [...table.keys()].filter(isRequirementsFile).sort();
  const waiting = [...installed, ...others];
  const isInstalled = new Set(installed);
  const choices = new Map<string, RequirementsChoice>();
  for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
    if (choices.size >= MOST_REQUIREMENTS_FILES) break;
    const size = table.get(file)?.size ?? 0;
    if (choices.has(file) || !isFile(table, file) || size > LARGEST_REQUIREMENTS) continue;
    const absolute = path.join(context, file);
    const text = request.overlay?.get(absolute) ?? (await requirementsText(absolute)) ?? '';
    const { value } = parseRequirements(text);
    const shown = relativePath(request.base, absolute);
    choices.set(file, { file: shown, installed: isInstalled.has(file), lines: linesOf(value) });
    const nested = nestedFiles(file, value);
    const named = [...nested.requirements, ...nested.constraints];
    if (isInstalled.has(file)) for (const one of named) isInstalled.add(one);
    waiting.unshift(...named);
  }
  return [...choices.values()];
}

function isFile(table: FileTable, file: string): boolean {
  return table.get(file)?.record.startsWith('file ') === true;
}

function linesOf({ lines }: RequirementsFile): readonly string[] {
  return lines.flatMap((line) => (line.kind === 'requirement' ? [requirementText(line)] : []));
}
