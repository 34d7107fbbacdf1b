/** Baselines of a run: which findings are known, by the file that the command line or the configuration names. */
import path from 'node:path';
import {
  knownTaker,
  readKnown,
  writeKnown,
  type FindingIdentity,
} from '../../core/lint/known-findings.ts';
import { relativePath, writeFileAtomically, type WriteResult } from '../files/index.ts';
import type { Project } from '../project/index.ts';

/** A finding in an absolute file, whatever its baseline is. */
export type PlacedIdentity = FindingIdentity;

export interface KnownFilter {
  /** Takes a known finding away. `file`: the one that is checked, whose configuration counts. */
  readonly isKnown: (finding: PlacedIdentity, file: string) => boolean;
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
  const takers = new Map<string, ReturnType<typeof knownTaker>>();
  const problems: string[] = [];

  function takerOf(baseline: string): ReturnType<typeof knownTaker> {
    const known = takers.get(baseline);
    if (known !== undefined) return known;
    const text = project.text(baseline);
    const findings = text === null ? null : readKnown(text);
    if (findings === null) {
      const shown = relativePath(cwd, baseline);
      problems.push(
        text === null
          ? `The baseline ${shown} cannot be read. Write it with check --write-baseline.`
          : `${shown} is no baseline. Write it again with check --write-baseline.`,
      );
    }
    const taker = knownTaker(findings ?? []);
    takers.set(baseline, taker);
    return taker;
  }

  return {
    isKnown: (finding, file) => {
      const baseline = named ?? baselineOf(project, file);
      if (baseline === null) return false;
      return takerOf(baseline)(relativeTo(baseline, finding));
    },
    problems: () => problems,
  };
}

/** Absolute path of the baseline that the configuration names; null where it names none. */
export function baselineOf(project: Pick<Project, 'config'>, file: string): string | null {
  const found = project.config(file);
  const baseline = found?.config.baseline ?? null;
  return found === null || baseline === null ? null : path.resolve(found.folder, baseline);
}

export function writeBaseline(
  file: string,
  findings: readonly PlacedIdentity[],
): Promise<WriteResult> {
  return writeFileAtomically(file, writeKnown(findings.map((one) => relativeTo(file, one))));
}

function relativeTo(baseline: string, { file, ...rest }: PlacedIdentity): FindingIdentity {
  return { file: relativePath(path.dirname(baseline), file), ...rest };
}
