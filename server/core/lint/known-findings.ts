/**
 * A baseline: findings that were there before, so that only new ones are reported. A finding is known by its rule, its
 * file and the text of its lines. Lines that move take their findings along, and a finding whose lines are edited is new.
 */
import { parseJson } from '../syntax/json/index.ts';
import type { Span } from '../text/span.ts';

export interface KnownFinding {
  /** Relative to the folder of the baseline, with `/`. */
  readonly file: string;
  readonly rule: string;
  /** Of the text of its lines. */
  readonly digest: string;
  /** How many there are of it. */
  readonly count: number;
}

export type FindingIdentity = Omit<KnownFinding, 'count'>;

const VERSION = 1;

/** Null for a text that is no baseline. */
export function readKnown(text: string): readonly KnownFinding[] | null {
  const value = parseJson(text);
  if (!isRecord(value) || value['version'] !== VERSION || !Array.isArray(value['findings']))
    return null;
  const findings: readonly unknown[] = value['findings'];
  return findings.every(isKnown) ? findings : null;
}

/** Sorted and counted, a finding a line: a change of one is a change of one line. `kept`: from the baseline before. */
export function writeKnown(
  findings: readonly FindingIdentity[],
  kept: readonly KnownFinding[] = [],
): string {
  const counted = new Map(countOf(findings));
  for (const { file, rule, digest, count } of kept) {
    const key = keyOf({ file, rule, digest });
    counted.set(key, { file, rule, digest, count: Math.max(count, counted.get(key)?.count ?? 0) });
  }
  const lines = [...counted]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, known]) => `    ${JSON.stringify(known)}`);
  const list = lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n  ]`;
  return `{\n  "version": ${String(VERSION)},\n  "findings": ${list}\n}\n`;
}

/** Makes takers of known findings; a taker takes each as often as it was there. */
export function knownTakers(
  known: readonly KnownFinding[],
): () => (one: FindingIdentity) => boolean {
  const counts = new Map<string, number>();
  for (const one of known) counts.set(keyOf(one), (counts.get(keyOf(one)) ?? 0) + one.count);
  return () => {
    const taken = new Map<string, number>();
    return (one) => {
      const key = keyOf(one);
      const n = taken.get(key) ?? 0;
      taken.set(key, n + 1);
      return n < (counts.get(key) ?? 0);
    };
  };
}

/** The lines of a place, whatever blanks are in them. */
export function textOfLines(text: string, { start, end }: Span): string {
  const from = start === 0 ? 0 : text.lastIndexOf('\n', start - 1) + 1;
  const to = text.indexOf('\n', Math.max(start, end - 1));
  return text
    .slice(from, to < 0 ? text.length : to)
    .replace(/\s+/g, ' ')
    .trim();
}

function countOf(findings: readonly FindingIdentity[]): ReadonlyMap<string, KnownFinding> {
  const counted = new Map<string, KnownFinding>();
  for (const { file, rule, digest } of findings) {
    const key = keyOf({ file, rule, digest });
    counted.set(key, { file, rule, digest, count: (counted.get(key)?.count ?? 0) + 1 });
  }
  return counted;
}

function keyOf({ file, rule, digest }: FindingIdentity): string {
  return JSON.stringify([file, rule, digest]);
}

function isKnown(value: unknown): value is KnownFinding {
  return (
    isRecord(value) &&
    ['file', 'rule', 'digest'].every((name) => typeof value[name] === 'string') &&
    typeof value['count'] === 'number'
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
