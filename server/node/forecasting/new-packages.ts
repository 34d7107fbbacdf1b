/** Packages that an install has to download and build although its cache mount is filled: they are other versions now. */
import { changedPackages, reasonFile } from '../../core/forecast/index.ts';
import type {
  FileTable,
  ForecastReason,
  ForecastResult,
  Snapshot,
} from '../../core/forecast/model.ts';
import type { PackageName, StepToEstimate } from '../../core/timing/index.ts';
import { isRequirementsFile } from '../project/index.ts';
import type { ReadBuild } from './read-build.ts';

export type NewPackages = Required<Pick<StepToEstimate, 'newPackages' | 'newConstraints'>>;

export const NOTHING_NEW: NewPackages = { newPackages: [], newConstraints: [] };

/** By step of the plan. `before` is the build whose wheels the mount has. */
export function newPackages(
  read: ReadBuild,
  before: Snapshot | undefined,
  { steps }: ForecastResult,
): ReadonlyMap<number, NewPackages> {
  const found = new Map<number, NewPackages>();
  // What a step installs is found by reading its script, which only a change of such a file is worth.
  const isTouched = steps.some(({ reasons }) => reasons.some(endsInRequirements));
  if (before === undefined || !isTouched) return found;
  const now = read.snapshot.files['context'];
  const earlier: FileTable = before.files['context'] ?? new Map();
  const asked = askedPackages(earlier);
  const wasAsked = (name: string, digest: string) => asked.get(name)?.has(digest) === true;
  const changedIn = (files: ReadonlySet<string>): readonly string[] =>
    [...files].flatMap((file) => changedPackages(earlier.get(file), now?.get(file), wasAsked));
  const installs = read.installs();
  for (const { index, line, keyword } of read.plan.steps) {
    const files = keyword === 'RUN' ? installs.get(line) : undefined;
    if (files === undefined) continue;
    const { requirements, constraints, managers } = files;
    const named = (packages: readonly string[]): readonly PackageName[] =>
      [...managers].flatMap((manager) => packages.map((name) => ({ manager, name })));
    const required = [...requirements].flatMap((file) => packageNames(now?.get(file)));
    const names = new Set(required);
    const prescribed = changedIn(constraints);
    found.set(index, {
      newPackages: named([
        ...changedIn(requirements),
        ...prescribed.filter((name) => names.has(name)),
      ]),
      // What nobody asks for by name may come along with something else.
      newConstraints: named(prescribed.filter((name) => !names.has(name))),
    });
  }
  return found;
}

function packageNames(file: ReturnType<FileTable['get']>): readonly string[] {
  return Object.keys(file?.packages ?? {});
}

/** By table, which is the same from one keystroke to the next. */
const askedBefore = new WeakMap<FileTable, ReadonlyMap<string, ReadonlySet<string>>>();

/** What any file of the earlier build asked for, by package. */
function askedPackages(files: FileTable): ReadonlyMap<string, ReadonlySet<string>> {
  const known = askedBefore.get(files);
  if (known !== undefined) return known;
  const asked = new Map<string, Set<string>>();
  for (const { packages = {} } of files.values()) {
    for (const [name, digest] of Object.entries(packages)) {
      const digests = asked.get(name) ?? new Set<string>();
      asked.set(name, digests.add(digest));
    }
  }
  askedBefore.set(files, asked);
  return asked;
}

function endsInRequirements(reason: ForecastReason): boolean {
  let last = reason;
  while (last.because !== undefined) last = last.because;
  const file = last.file === undefined ? null : reasonFile(last.file);
  return file?.role === 'context' && isRequirementsFile(file.path);
}
