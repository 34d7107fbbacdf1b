/**
 * Which links of the steps' reason chains a list of steps prints. A chain is printed at its first step: a later step that
 * follows the same cause names the step that it follows, and the reader finds the rest there.
 */
import type { Reason } from '../../protocol/shapes.ts';
import type { Step } from '../../protocol/report.ts';

/** What is said of a step, in a forecast or of a build. */
export type StepWithReasons = Pick<Step, 'name' | 'file' | 'line' | 'reasons'>;

export interface ShownReasons {
  /** For each reason the links to print, the step's own first. */
  readonly chains: readonly (readonly Reason[])[];
  /** An earlier step with the very same reasons, which is named in place of them; null elsewhere. */
  readonly sameAs: StepWithReasons | null;
}

/** Parallel to the steps. */
export function shownReasons(steps: readonly StepWithReasons[]): readonly ShownReasons[] {
  const printed = new Set<string>();
  const owners = new Map<string, StepWithReasons>();
  return steps.map((step): ShownReasons => {
    const all = JSON.stringify(step.reasons);
    const owner = owners.get(all);
    // A single reason takes as little room as the name of the other step.
    if (owner !== undefined && step.reasons.length > 1) return { chains: [], sameAs: owner };
    owners.set(all, step);
    return { chains: step.reasons.map((reason) => newLinks(reason, printed)), sameAs: null };
  });
}

/** The reason itself, and of its chain what no earlier line says. */
function newLinks(reason: Reason, printed: Set<string>): readonly Reason[] {
  const links: Reason[] = [];
  for (let link: Reason | undefined = reason; link !== undefined; link = link.because) {
    const text = JSON.stringify(link);
    if (links.length > 0 && printed.has(text)) break;
    printed.add(text);
    links.push(link);
  }
  return links;
}
