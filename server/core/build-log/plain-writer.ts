/**
 * The log of a build as people know it, `--progress=plain`: `#5 [2/3] RUN …`, `#5 0.497 output`, `#5 DONE 1.2s`. Made of
 * the events of another format while they come, and read back by `plain.ts`.
 */
import type { MaskedText } from '../../protocol/masked-text.ts';
import type { Mask } from '../text/mask.ts';
import type { LogEvent } from './model.ts';
import { terminalText } from './terminal-text.ts';

export interface PlainLog {
  readonly push: (event: LogEvent) => void;
  /** All so far. Of a very long log the middle is left out. */
  readonly text: () => MaskedText;
}

interface WrittenStep {
  readonly number: number;
  name: string;
  started: number | null;
  ended: boolean;
}

/** Units of the text; a log is read by people, and kept for each of many builds. */
const LONGEST = 4_000_000;

/** `onLine` hears each line of the log as it is written. */
export function createPlainLog(mask: Mask, onLine?: (line: MaskedText) => void): PlainLog {
  const steps = new Map<string, WrittenStep>();
  const head: MaskedText[] = [];
  const tail: MaskedText[] = [];
  let headLength = 0;
  let tailLength = 0;
  let nLeftOut = 0;
  let last: WrittenStep | null = null;

  function write(line: string): void {
    const text = mask(line);
    onLine?.(text);
    if (headLength < LONGEST / 2) {
      head.push(text);
      headLength += text.length;
      return;
    }
    tail.push(text);
    tailLength += text.length;
    if (tailLength > LONGEST) {
      // Half at a time, so that not every line moves all others.
      const dropped = tail.splice(0, Math.ceil(tail.length / 2));
      nLeftOut += dropped.length;
      tailLength -= dropped.reduce((sum, one) => sum + one.length, 0);
    }
  }

  /** The header comes again where the log returns to a step. */
  function goTo(step: WrittenStep): void {
    if (last === step) return;
    if (last !== null) write('');
    write(`#${String(step.number)} ${step.name.replace(/\s+/g, ' ')}`);
    last = step;
  }

  function pushStep(event: Extract<LogEvent, { kind: 'step' }>): void {
    const step = stepOf(event.id);
    if (event.name !== undefined) step.name = event.name;
    // What has not begun is only announced.
    if (event.started !== undefined) {
      step.started ??= event.started;
      if (!step.ended) goTo(step);
    }
    if (step.started === null || step.ended) return;
    const end = endOf(event, step.started);
    if (end === null) return;
    step.ended = true;
    goTo(step);
    write(`#${String(step.number)} ${end}`);
  }

  function stepOf(id: string): WrittenStep {
    let step = steps.get(id);
    if (step === undefined) {
      step = { number: steps.size + 1, name: '', started: null, ended: false };
      steps.set(id, step);
    }
    return step;
  }

  return {
    push(event) {
      if (event.kind === 'step') pushStep(event);
      if (event.kind !== 'line') return;
      const step = stepOf(event.id);
      goTo(step);
      const seconds = Math.max(0, event.time - (step.started ?? event.time));
      write(`#${String(step.number)} ${seconds.toFixed(3)} ${terminalText(event.text)}`);
    },
    text() {
      const middle = nLeftOut === 0 ? [] : [mask(`… ${String(nLeftOut)} lines are left out …`)];
      const whole: readonly string[] = [...head, ...middle, ...tail, ''];
      // Each line is masked already.
      return mask(whole.join('\n'));
    },
  };
}

function endOf(event: Extract<LogEvent, { kind: 'step' }>, started: number): string | null {
  if (event.error !== undefined) return `ERROR: ${event.error}`;
  if (event.completed === undefined) return null;
  if (event.cached === true) return 'CACHED';
  return `DONE ${Math.max(0, event.completed - started).toFixed(1)}s`;
}
