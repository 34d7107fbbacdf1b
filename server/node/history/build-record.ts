/** Reads a build's record out of the history's JSON: whatever is not a whole record of this version is left out. */
import { RECORD_VERSION, type BuildRecord, type OutsideBuild } from '../../core/timing/index.ts';
import { isBuildRecord, isOutsideBuild } from './record-checks.js';

export function parseBuildRecord(value: unknown): BuildRecord | null {
  return isBuildRecord(value) && value.version === RECORD_VERSION ? value : null;
}

export function parseOutsideBuild(value: unknown): OutsideBuild | null {
  return isOutsideBuild(value) && value.version === RECORD_VERSION ? value : null;
}
