/**
 * Reads a build's record out of the history's JSON: whatever is not a whole record of this version is left out. Records
 * of earlier releases get what they do not have yet.
 */
import {
  completedRecord,
  RECORD_VERSION,
  withIdentities,
  type BuildRecord,
  type OutsideBuild,
} from '../../core/timing/index.ts';
import { isBuildRecord, isOutsideBuild } from './record-checks.js';

export function parseBuildRecord(value: unknown): BuildRecord | null {
  const record = completedRecord(value);
  const whole = isBuildRecord(record) ? record : withoutForecast(record);
  return whole?.version === RECORD_VERSION ? withIdentities(whole) : null;
}

/**
 * A forecast that another release made may say other things than one of this release. What was measured counts all the
 * same, and is what the history is for.
 */
function withoutForecast(record: unknown): BuildRecord | null {
  if (typeof record !== 'object' || record === null) return null;
  const rest: unknown = { ...record, forecast: null, score: null };
  return isBuildRecord(rest) ? rest : null;
}

export function parseOutsideBuild(value: unknown): OutsideBuild | null {
  const build = completedRecord(value);
  return isOutsideBuild(build) && build.version === RECORD_VERSION ? build : null;
}
