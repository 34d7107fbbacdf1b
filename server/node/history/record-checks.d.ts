/** The types of what `scripts/record-checks.ts` makes. */
import type { BuildRecord, OutsideBuild } from '../../core/timing/index.ts';

export function isBuildRecord(value: unknown): value is BuildRecord;
export function isOutsideBuild(value: unknown): value is OutsideBuild;
