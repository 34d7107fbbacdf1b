/**
 * Which edits change the key of which step. Each comparison holds two Dockerfiles (or two ways to build one) and says
 * for each step of the second whether its own key is the same (`=`) or another one (`x`). What a step stands on is not
 * part of its own key. The pairs were tried on a real engine first.
 */
import assert from 'node:assert/strict';
import { operations, type PlanInput } from './support.ts';

export interface Comparison {
  readonly title: string;
  /** Instructions below `FROM busybox`, which is step one. */
  readonly before: string;
  /** The same as before where only options change. */
  readonly after?: string;
  readonly options?: PlanInput['options'];
  readonly afterOptions?: PlanInput['options'];
  readonly engine?: PlanInput['engine'];
  /** One sign for each step below FROM. */
  readonly expected: string;
}

export function givenArgs(buildArgs: Readonly<Record<string, string>>): PlanInput['options'] {
  return { buildArgs };
}

export function compareOperations(suite: string, comparisons: readonly Comparison[]): void {
  describe(suite, () => {
    for (const one of comparisons) {
      it(`${one.title}: ${one.expected}`, () => {
        const { engine = {}, options = {} } = one;
        const before = operations(`FROM busybox\n${one.before}`, { options, engine });
        const text = `FROM busybox\n${one.after ?? one.before}`;
        const after = operations(text, { options: one.afterOptions ?? options, engine });
        const signs = after.slice(1).map((key, at) => (key === before[at + 1] ? '=' : 'x'));
        assert.equal(signs.join(''), one.expected);
      });
    }
  });
}
