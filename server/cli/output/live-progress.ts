/** A running build as lines for a terminal, in the order and with the marks that `docker buildx build` has. */
import cliTruncate from 'cli-truncate';
import stringWidth from 'string-width';
import type { MaskedText } from '../../protocol/masked-text.ts';
import type { BuildStep } from '../../protocol/report.ts';
import { formatSeconds, SECONDS_WIDTH } from '../../protocol/seconds.ts';
import type { BuildState, OutputLine } from '../../node/building/index.ts';
import { painter } from '../../core/report/text/style.ts';

export interface LiveProgress {
  readonly state: BuildState;
  readonly builder: string;
  /** Since the build began. */
  readonly seconds: number;
  /** Since the first step began, by the clock of `state`. */
  readonly now: number;
  /** The last lines of each step that runs, by its name. */
  readonly output: ReadonlyMap<string, readonly MaskedText[]>;
  /** Of the terminal. */
  readonly size: { readonly columns: number; readonly rows: number };
  readonly color: boolean;
}

/** As many as buildx shows of a step that runs. */
const MOST_OUTPUT = 6;

export function liveLines(progress: LiveProgress): readonly string[] {
  const { state, builder, seconds, size, color } = progress;
  const paint = painter(color);
  const done = `${String(state.done)}/${String(state.total)}`;
  const title = `[+] Building ${formatSeconds(seconds)} (${done}) on builder ${builder}`;
  const steps = state.build.steps.map((step) => ({
    lines: stepLines(step, progress),
    isRunning: state.running.includes(step.name),
  }));
  return [
    paint('bold', title),
    // A line stays free for the cursor.
    ...fitting(steps, size.rows - 2),
  ];
}

interface StepLines {
  readonly lines: readonly string[];
  readonly isRunning: boolean;
}

/** What runs is shown before what is over, and of that the last. */
function fitting(steps: readonly StepLines[], rows: number): readonly string[] {
  let left = rows;
  const shown = new Set<StepLines>();
  for (const one of [...steps.filter(({ isRunning }) => isRunning), ...steps.toReversed()]) {
    if (shown.has(one) || one.lines.length > left) continue;
    shown.add(one);
    left -= one.lines.length;
  }
  return steps.filter((one) => shown.has(one)).flatMap(({ lines }) => lines);
}

function stepLines(
  step: BuildStep,
  { state, now, output, size, color }: LiveProgress,
): readonly string[] {
  const paint = painter(color);
  const isRunning = state.running.includes(step.name);
  const value =
    step.error !== undefined
      ? 'ERROR'
      : step.cached
        ? 'CACHED'
        : formatSeconds(isRunning ? Math.max(step.seconds, now - step.start) : step.seconds);
  const width = size.columns - SECONDS_WIDTH - 1;
  const name = ` => ${step.name.replace(/\s+/g, ' ')}`;
  const line = `${fitted(name, width)} ${value.padStart(SECONDS_WIDTH)}`;
  const painted =
    step.error !== undefined ? paint('red', line) : isRunning ? line : paint('cyan', line);
  const below = isRunning ? (output.get(step.name) ?? []).slice(-MOST_OUTPUT) : [];
  return [
    painted,
    ...below.map((text) => paint('dim', fitted(` => => # ${text}`, size.columns - 1))),
  ];
}

/** Cut or filled up to a width in columns. */
function fitted(text: string, width: number): string {
  const cut = cliTruncate(text.replace(/\t/g, '    '), Math.max(1, width));
  return cut + ' '.repeat(Math.max(0, width - stringWidth(cut)));
}

/** Keeps the last lines of each step. */
export function createOutputs(): {
  readonly push: (lines: readonly OutputLine[]) => void;
  readonly last: ReadonlyMap<string, readonly MaskedText[]>;
} {
  const last = new Map<string, MaskedText[]>();
  return {
    last,
    push(lines) {
      for (const { step, text } of lines) {
        const kept = last.get(step) ?? [];
        last.set(step, kept);
        kept.push(text);
        if (kept.length > MOST_OUTPUT) kept.shift();
      }
    },
  };
}
