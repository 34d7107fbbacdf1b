/** Snapshots as files: JSON with a version. A file that is not one, or of another version, reads as null. */
import type { FileTable, Snapshot, SnapshotFile } from './model.ts';
import { SNAPSHOT_VERSION } from './snapshot.ts';
import { isJsonObject, readJson } from '../text/json.ts';

const KIND = 'layer-forecast-snapshot';

export function writeSnapshot(snapshot: Snapshot): string {
  const files: [string, Readonly<Record<string, SnapshotFile>>][] = [];
  // A file may have any name, even `__proto__`.
  for (const [name, table] of Object.entries(snapshot.files))
    files.push([name, Object.fromEntries(table)]);
  return `${JSON.stringify({ kind: KIND, ...snapshot, files: Object.fromEntries(files) })}\n`;
}

export function parseSnapshot(text: string): Snapshot | null {
  const value = readJson(text);
  if (!isJsonObject(value) || value['version'] !== SNAPSHOT_VERSION) return null;
  const tables = ['content', 'holes', 'missing', 'ignore', 'files'].every((name) =>
    isJsonObject(value[name]),
  );
  if (!tables || !isPlan(value['plan']) || !areTables(value)) return null;
  const { kind, ...snapshot } = value;
  if (kind !== KIND) return null;
  // The checks above cover all that a forecast follows without looking: indexes, lists and texts.
  return { ...(snapshot as unknown as Snapshot), files: fileTables(value['files']) };
}

function fileTables(files: unknown): Readonly<Record<string, FileTable>> {
  const tables = Object.entries(isJsonObject(files) ? files : {}).map(([name, table]) => {
    // Looked at by `areTables`.
    return [
      name,
      new Map(Object.entries(table as Readonly<Record<string, SnapshotFile>>)),
    ] as const;
  });
  return Object.fromEntries(tables);
}

type Fields = Readonly<Record<string, unknown>>;

function isListOf(value: unknown, test: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(test);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isIndex(value: unknown, length: number): boolean {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) < length;
}

function isTextMap(value: unknown): boolean {
  return isJsonObject(value) && Object.values(value).every(isText);
}

function isPlan(value: unknown): boolean {
  if (!isJsonObject(value) || !isTextMap(value['engine']) || !isText(value['target'])) return false;
  const { stages, steps, vertices, refusals } = value;
  if (!Array.isArray(stages) || !Array.isArray(steps) || !Array.isArray(vertices)) return false;
  if (!isListOf(value['assumed'], isText) || !Array.isArray(value['problems'])) return false;
  return (
    (refusals === undefined || isListOf(refusals, isRefusal)) &&
    stages.every(isStage) &&
    steps.every((step) => isStep(step, vertices.length)) &&
    vertices.every((vertex, index) => isVertex(vertex, index, steps.length))
  );
}

function isRefusal(value: unknown): boolean {
  return (
    isJsonObject(value) &&
    Number.isInteger(value['line']) &&
    isText(value['message']) &&
    typeof value['isCertain'] === 'boolean'
  );
}

function isStage(value: unknown): boolean {
  return (
    isJsonObject(value) &&
    Number.isInteger(value['index']) &&
    isText(value['name']) &&
    isText(value['base'])
  );
}

function isStep(value: unknown, nVertices: number): boolean {
  if (!isJsonObject(value)) return false;
  const isPlaced = Number.isInteger(value['stage']) && Number.isInteger(value['line']);
  const texts = [value['name'], value['keyword'], value['text']].every(isText);
  const { vertex } = value;
  return (
    isPlaced &&
    texts &&
    (vertex === null || isIndex(vertex, nVertices)) &&
    isListOf(value['parts'], isPart)
  );
}

function isPart(value: unknown): boolean {
  return isJsonObject(value) && [value['kind'], value['name'], value['value']].every(isText);
}

/** Inputs stand in front of what they are inputs of, so that no cycle can be written. */
function isVertex(value: unknown, index: number, nSteps: number): boolean {
  if (!isJsonObject(value) || value['index'] !== index) return false;
  const isNamed = isText(value['kind']) && isText(value['operation']);
  const steps = isListOf(value['steps'], (step) => isIndex(step, nSteps));
  return isNamed && steps && isListOf(value['inputs'], (input) => isInput(input, index));
}

function isInput(value: unknown, vertex: number): boolean {
  if (!isJsonObject(value) || !isIndex(value['vertex'], vertex) || !isText(value['selector']))
    return false;
  const { content } = value;
  return (
    content === null || (isJsonObject(content) && isListOf(content['selections'], isSelection))
  );
}

function isSelection(value: unknown): boolean {
  if (!isJsonObject(value)) return false;
  const { path, include, exclude } = value;
  return isText(path) && isListOf(include, isText) && isListOf(exclude, isText);
}

function areTables(value: Fields): boolean {
  const { content, holes, missing, missingWhenRun, ignore, files, plan } = value;
  const vertices =
    isJsonObject(plan) && Array.isArray(plan['vertices']) ? plan['vertices'].length : 0;
  return (
    isTextMap(content) &&
    values(holes).every((list) =>
      isListOf(list, (hole) => isJsonObject(hole) && isIndex(hole['vertex'], vertices)),
    ) &&
    values(missing).every((list) => isListOf(list, isText)) &&
    values(missingWhenRun).every((list) => isListOf(list, isText)) &&
    values(ignore).every(isTextMap) &&
    values(files).every((context) => isJsonObject(context) && Object.values(context).every(isFile))
  );
}

function values(value: unknown): readonly unknown[] {
  return isJsonObject(value) ? Object.values(value) : [];
}

function isFile(value: unknown): boolean {
  if (!isJsonObject(value) || !isText(value['record'])) return false;
  const { lines, packages } = value;
  if (packages !== undefined && !isTextMap(packages)) return false;
  return lines === undefined || isListOf(lines, isText);
}
