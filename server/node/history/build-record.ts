/** Reads a build's record out of the history's JSON: whatever is not a whole record of this version is left out. */
import { RECORD_VERSION, type BuildRecord, type OutsideBuild } from '../../core/timing/index.ts';

export function parseBuildRecord(value: unknown): BuildRecord | null {
  return isBuildRecord(value) ? value : null;
}

export function parseOutsideBuild(value: unknown): OutsideBuild | null {
  return isOutsideBuild(value) ? value : null;
}

function isOutsideBuild(value: unknown): value is OutsideBuild {
  return (
    hasTexts(value, ['id', 'ref', 'started', 'native']) &&
    isObject(value) &&
    value['version'] === RECORD_VERSION &&
    isKey(value['key']) &&
    isOptions(value['options']) &&
    isSeconds(value['seconds']) &&
    isOutcome(value['outcome']) &&
    isEngine(value['engine']) &&
    value['snapshot'] === null &&
    (value['failure'] === undefined || isFailure(value['failure'])) &&
    isListOf(value['identities'], (one) => hasTexts(one, ['name', 'identity'])) &&
    (value['build'] === null || isBuild(value['build']))
  );
}

function isBuildRecord(value: unknown): value is BuildRecord {
  return (
    isObject(value) &&
    value['version'] === RECORD_VERSION &&
    typeof value['id'] === 'string' &&
    isKey(value['key']) &&
    (value['ref'] === undefined || isText(value['ref'])) &&
    (value['invocation'] === undefined || isText(value['invocation'])) &&
    isOptions(value['options']) &&
    typeof value['started'] === 'string' &&
    isSeconds(value['seconds']) &&
    isOutcome(value['outcome']) &&
    isEngine(value['engine']) &&
    (value['snapshot'] === null || typeof value['snapshot'] === 'string') &&
    isBuild(value['build']) &&
    isListOf(value['steps'], isRecordedStep) &&
    isObject(value['images']) &&
    Object.values(value['images']).every(isImage) &&
    (value['forecast'] === null || isForecast(value['forecast'])) &&
    (value['score'] === null || isScore(value['score'])) &&
    (value['failure'] === undefined || isFailure(value['failure']))
  );
}

function isOutcome(value: unknown): boolean {
  return value === 'succeeded' || value === 'failed' || value === 'cancelled';
}

function isKey(value: unknown): boolean {
  return hasTexts(value, ['dockerfile', 'context', 'target', 'builder']);
}

function isOptions(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { platform, network, buildContexts, tags } = value;
  return (
    isListOf(value['buildArgs'], isText) &&
    (platform === undefined || isText(platform)) &&
    (network === undefined || isText(network)) &&
    (tags === undefined || isListOf(tags, isText)) &&
    (buildContexts === undefined ||
      (isObject(buildContexts) && Object.values(buildContexts).every(isText)))
  );
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isForecast(value: unknown): boolean {
  return isObject(value) && Array.isArray(value['steps']) && isObject(value['totals']);
}

function isImage(value: unknown): boolean {
  if (!hasTexts(value, ['workdir', 'user']) || !isObject(value)) return false;
  const isTexts = (list: unknown) => isListOf(list, (item) => typeof item === 'string');
  const digest = value['digest'];
  const shell = value['shell'];
  return (
    (digest === null || typeof digest === 'string') &&
    isTexts(value['env']) &&
    (shell === null || isTexts(shell)) &&
    isTexts(value['onbuild'])
  );
}

function isEngine(value: unknown): boolean {
  return (
    hasTexts(value, ['buildkit']) &&
    isObject(value) &&
    (value['store'] === 'containerd' || value['store'] === 'graphdriver')
  );
}

function isBuild(value: unknown): boolean {
  return (
    hasTexts(value, ['name', 'started']) &&
    isObject(value) &&
    isSeconds(value['seconds']) &&
    isListOf(value['steps'], isBuildStep)
  );
}

function isBuildStep(value: unknown): boolean {
  return (
    hasTexts(value, ['name', 'stage']) &&
    isObject(value) &&
    isSeconds(value['start']) &&
    isSeconds(value['seconds']) &&
    typeof value['cached'] === 'boolean' &&
    (value['output'] === undefined || isListOf(value['output'], isText)) &&
    isListOf(value['phases'], isPhase) &&
    isListOf(value['packages'], isPackage)
  );
}

function isPhase(value: unknown): boolean {
  return (
    hasTexts(value, ['kind', 'label']) &&
    isObject(value) &&
    isSeconds(value['start']) &&
    isSeconds(value['seconds'])
  );
}

function isPackage(value: unknown): boolean {
  return (
    hasTexts(value, ['name', 'origin']) &&
    isObject(value) &&
    typeof value['built'] === 'boolean' &&
    Array.isArray(value['requiredBy']) &&
    isListOf(value['phases'], isPhase)
  );
}

function isRecordedStep(value: unknown): boolean {
  return (
    hasTexts(value, ['identity', 'name', 'observed']) &&
    isObject(value) &&
    typeof value['line'] === 'number' &&
    isSeconds(value['seconds']) &&
    typeof value['cacheMount'] === 'boolean' &&
    isSeconds(value['buildingSeconds']) &&
    isSeconds(value['downloadingSeconds']) &&
    typeof value['fromCache'] === 'number'
  );
}

function isFailure(value: unknown): boolean {
  return (
    hasTexts(value, ['message']) &&
    isObject(value) &&
    isListOf(
      value['source'],
      (line) =>
        hasTexts(line, ['text']) &&
        isObject(line) &&
        typeof line['line'] === 'number' &&
        typeof line['failed'] === 'boolean',
    )
  );
}

function isScore(value: unknown): boolean {
  return (
    isObject(value) &&
    typeof value['right'] === 'number' &&
    typeof value['wrong'] === 'number' &&
    typeof value['conditional'] === 'number' &&
    Array.isArray(value['steps'])
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem);
}

function hasTexts(value: unknown, names: readonly string[]): boolean {
  return isObject(value) && names.every((name) => typeof value[name] === 'string');
}

/** JSON has no infinity; a time that is no number would spoil every sum. */
function isSeconds(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value);
}
