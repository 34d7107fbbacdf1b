/** A list of steps says each chain once. */
import assert from 'node:assert/strict';
import { shownReasons } from '../../../server/core/report/shown-reasons.ts';
import type { Reason } from '../../../server/protocol/shapes.ts';
import type { Step } from '../../../server/protocol/report.ts';
import { masked } from '../../support/masked.ts';

function reason(text: string, because?: Reason): Reason {
  return { kind: 'other', text: masked(text), ...(because && { because }) };
}

function step(line: number, ...reasons: readonly Reason[]): Step {
  const common = { file: 'Dockerfile', verdict: 'miss', display: 'done' } as const;
  return {
    ...common,
    id: masked(`step ${line}`),
    ...{ name: masked(`step ${line}`), stage: 'a', instruction: 'RUN', line, reasons },
    ...{ seconds: null, withFixes: null },
  };
}

function shown(steps: readonly Step[]): readonly unknown[] {
  return shownReasons(steps).map(({ chains, sameAs }) =>
    sameAs === null ? chains.map((chain) => chain.map(({ text }) => text)) : sameAs.line,
  );
}

describe('shown reasons', () => {
  const edit = reason('a line 1 changed');
  const above = reason('follows COPY', edit);

  it('print a chain at its first step, and the step that is followed at the others', () => {
    assert.deepEqual(shown([step(1, edit), step(2, above), step(3, above)]), [
      [['a line 1 changed']],
      [['follows COPY']],
      [['follows COPY']],
    ]);
  });

  it('print the whole chain where no step above says its end', () => {
    assert.deepEqual(shown([step(2, above), step(3, above)]), [
      [['follows COPY', 'a line 1 changed']],
      [['follows COPY']],
    ]);
  });

  it('print a chain that ends in something else', () => {
    const other = reason('follows COPY', reason('b line 1 changed'));
    assert.deepEqual(shown([step(2, above), step(3, other)]), [
      [['follows COPY', 'a line 1 changed']],
      [['follows COPY', 'b line 1 changed']],
    ]);
  });

  it('name the earlier step with the very same reasons, where they are several', () => {
    const more = reason('b was added');
    assert.deepEqual(shown([step(1, edit, more), step(2, edit, more), step(3, more)]), [
      [['a line 1 changed'], ['b was added']],
      1,
      [['b was added']],
    ]);
  });
});
