/** Baselines of a run: which findings are known, by the file that the command line or the configuration names. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  knownTakers,
  readKnown,
  writeKnown,
  type FindingIdentity,
  type KnownFinding,
} from '../../core/lint/known-findings.ts';
import { CONFIGURATION } from '../../core/lint/lint-document.ts';
import { errorCode, errorText, relativePath, writeFileAtomically } from '../files/index.ts';
import type { Project } from '../project/index.ts';

/** A finding in an absolute file, whatever its baseline is. */
export type PlacedIdentity = FindingIdentity;

export interface KnownFilter {
  /** Takes a known finding away. `file`: the one that is checked, whose configuration counts. */
  readonly isKnown: (identity: () => PlacedIdentity, file: string) => boolean;
  /** Sentences about baselines that cannot be read. */
  readonly problems: () => readonly string[];
}

export interface KnownFilterInput {
  readonly project: Pick<Project, 'text' | 'config'>;
  /** Absolute path of the baseline for all files; null where the configuration decides. */
  readonly named: string | null;
  /** In messages, names are relative to it. */
  readonly cwd: string;
}

export function createKnownFilter({ project, named, cwd }: KnownFilterInput): KnownFilter {
  const takers = new Map<string, Taker>();
  const problems: string[] = [];

  function takerOf(baseline: string): Taker {
    const known = takers.get(baseline);
    if (known !== undefined) return known;
    const text = project.text(baseline);
    const makeTaker = text === null ? null : takersOf(baseline, text);
    if (makeTaker === null) {
      const shown = relativePath(cwd, baseline);
      problems.push(
        text === null
          ? `The baseline ${shown} cannot be read. Write it with check --write-baseline.`
          : `${shown} is no baseline. Remove it and write it with check --write-baseline.`,
      );
    }
    const taker = makeTaker?.() ?? (() => false);
    takers.set(baseline, taker);
    return taker;
  }

  return {
    isKnown: (identity, file) => {
      const baseline = named ?? baselineOf(project, file);
      if (baseline === null) return false;
      const finding = identity();
      if (!mayBeKnown(finding)) return false;
      return takerOf(baseline)(relativeTo(baseline, finding));
    },
    problems: () => problems,
  };
}

type Taker = (one: FindingIdentity) => boolean;

/** By path, of its last text: an editor asks with each keystroke, and a baseline can have thousands of findings. */
const readTakers = new Map<
  string,
  { readonly text: string; readonly make: (() => Taker) | null }
>();

/** Null for a text that is no baseline. */
function takersOf(baseline: string, text: string): (() => Taker) | null {
  const before = readTakers.get(baseline);
  if (before?.text === text) return before.make;
  const known = readKnown(text);
  const make = known && knownTakers(known);
  readTakers.set(baseline, { text, make });
  return make;
}

/** What is wrong with a configuration can change what its files are checked for, and is never left unsaid. */
function mayBeKnown({ rule }: Pick<PlacedIdentity, 'rule'>): boolean {
  return rule !== CONFIGURATION;
}

/** Absolute path of the baseline that the configuration names; null where it names none. */
export function baselineOf(project: Pick<Project, 'config'>, file: string): string | null {
  const found = project.config(file);
  const baseline = found?.config.baseline ?? null;
  return found === null || baseline === null ? null : path.resolve(found.folder, baseline);
}

export interface BaselineToWrite {
  /** Absolute. */
  readonly file: string;
  readonly findings: readonly PlacedIdentity[];
  /** Whether the run would have found it if it were still there; the others stay in the baseline. */
  readonly wasLookedFor: (known: PlacedIdentity) => boolean;
  readonly cwd: string;
}

/** Null where it was written, else why it was not. A file that is no baseline is never overwritten. */
export async function writeBaseline({
  file,
  findings,
  wasLookedFor,
  cwd,
}: BaselineToWrite): Promise<string | null> {
  const shown = relativePath(cwd, file);
  const before = await readBefore(file);
  if (before.kind === 'unreadable') return `Cannot read ${shown}: ${before.reason}.`;
  if (before.kind === 'other')
    return `${shown} is no baseline and stays as it is. Name another file, or remove this one first.`;
  const folder = path.dirname(file);
  const kept = before.known.filter(
    (one) => mayBeKnown(one) && !wasLookedFor({ ...one, file: path.resolve(folder, one.file) }),
  );
  const text = writeKnown(
    findings.filter(mayBeKnown).map((one) => relativeTo(file, one)),
    kept,
  );
  const written = await writeFileAtomically(file, text);
  return written.kind === 'failed' ? written.message : null;
}

type Before =
  | { readonly kind: 'baseline'; readonly known: readonly KnownFinding[] }
  | { readonly kind: 'other' }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** What is on the disk at the path: nothing and an empty file are a baseline without findings. */
async function readBefore(file: string): Promise<Before> {
  try {
    const text = await readFile(file, 'utf8');
    const known = text.trim() === '' ? [] : readKnown(text);
    return known === null ? { kind: 'other' } : { kind: 'baseline', known };
  } catch (error) {
    return errorCode(error) === 'ENOENT'
      ? { kind: 'baseline', known: [] }
      : { kind: 'unreadable', reason: errorText(error) };
  }
}

function relativeTo(baseline: string, { file, ...rest }: PlacedIdentity): FindingIdentity {
  return { file: relativePath(path.dirname(baseline), file), ...rest };
}
