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
  return isBuildRecord(record) && record.version === RECORD_VERSION ? withIdentities(record) : null;
}

export function parseOutsideBuild(value: unknown): OutsideBuild | null {
  const build = completedRecord(value);
  return isOutsideBuild(build) && build.version === RECORD_VERSION ? build : null;
}
