/**
 * Analyses of the texts that were asked about last: at one keystroke findings, fixes and the forecast all want the same
 * one.
 */
import { analyze, type Analysis, type AnalyzeInput } from './analyze.ts';

export type Analyses = (input: Pick<AnalyzeInput, 'text' | 'ruleSettings'>) => Analysis;

/** A few open files, each as it is and as it was a moment ago. */
const DEFAULT_LIMIT = 12;

export function createAnalyses(limit = DEFAULT_LIMIT): Analyses {
  const known = new Map<string, Analysis>();
  return ({ text, ruleSettings }) => {
    const key = `${JSON.stringify(ruleSettings ?? {})}\n${text}`;
    const analysis = known.get(key) ?? analyze({ text, ...(ruleSettings ? { ruleSettings } : {}) });
    // Put behind the others: the first is the one that was not asked for longest.
    known.delete(key);
    known.set(key, analysis);
    for (const oldest of known.keys()) {
      if (known.size <= limit) break;
      known.delete(oldest);
    }
    return analysis;
  };
}
