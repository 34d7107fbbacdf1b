/** Packages that an install has to download and build although its cache mount is filled: they are other versions now. */
import { changedPackages, reasonFile } from '../../core/forecast/index.ts';
import type { ForecastReason, ForecastResult, Snapshot } from '../../core/forecast/model.ts';
import { isRequirementsFile } from './meaning.ts';
import type { ReadBuild } from './read-build.ts';

/** Normalized names by step of the plan; steps without any are not there. */
export type NewPackages = ReadonlyMap<number, readonly string[]>;

const NONE: NewPackages = new Map();

/** `before` is the build whose wheels the mount has. */
export function newPackages(
  read: ReadBuild,
  before: Snapshot | undefined,
  { steps }: ForecastResult,
): NewPackages {
  // What a step installs is found by reading its script, which only a change of such a file is worth.
  const isTouched = steps.some(({ reasons }) => reasons.some(endsInRequirements));
  if (before === undefined || !isTouched) return NONE;
  const found = new Map<number, readonly string[]>();
  const now = read.snapshot.files['context'];
  const earlier = before.files['context'];
  const installs = read.installs();
  for (const { index, line, keyword } of read.plan.steps) {
    const files = keyword === 'RUN' ? (installs.get(line) ?? []) : [];
    const names = files.flatMap((file) => changedPackages(earlier?.get(file), now?.get(file)));
    if (names.length > 0) found.set(index, [...new Set(names)]);
  }
  return found;
}

function endsInRequirements(reason: ForecastReason): boolean {
  let last = reason;
  while (last.because !== undefined) last = last.because;
  const file = last.file === undefined ? null : reasonFile(last.file);
  return file?.role === 'context' && isRequirementsFile(file.path);
}
