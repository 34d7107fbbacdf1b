/**
 * Analyses of the texts that were asked about last: at one keystroke findings, fixes and the forecast all want the same
 * one.
 */
import { analyze, type Analysis, type RuleContext } from './analyze.ts';

export type Analyses = (input: RuleContext & { readonly text: string }) => Analysis;

/** A few open files, each as it is and as it was a moment ago. */
const DEFAULT_LIMIT = 12;

export function createAnalyses(limit = DEFAULT_LIMIT): Analyses {
  const known = new Map<string, Analysis>();
  return (input) => {
    const key = `${contextKey(input)}\n${input.text}`;
    const analysis = known.get(key) ?? analyze(input);
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

/** The same for contexts in which the rules say the same. */
export function contextKey({ ruleSettings, key }: RuleContext): string {
  return JSON.stringify([ruleSettings ?? {}, key ?? '']);
}
