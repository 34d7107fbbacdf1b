/**
 * `--progress=plain` and CI logs of it: `#N name`, `#N 1.234 output`, `#N DONE 1.2s` (BuildKit util/progress/progressui).
 * The format has no clock of its own: seconds count from each step's start. The start of a step is taken to be the
 * moment its header was printed, on a clock that moves with what the steps before it report.
 */
import type { LogEvent, LogFormat, LogFormatReader } from './model.ts';

const HEADER = /^#(\d+) (.*)$/;
/** `4.803 Collecting six`: at most three decimals. */
const OUTPUT = /^(\d+(?:\.\d{1,3})?) ?(.*)$/;
const DONE = /^DONE (\d+(?:\.\d+)?)s$/;

export const plainFormat: LogFormat = {
  id: 'plain',
  recognizes: (line) =>
    /^#\d+ (\[|building with|DONE|CACHED|\d+\.\d+ )/.test(line) ||
    /^#\d+ (exporting|resolve|importing|FROM )/.test(line),
  create: createPlainReader,
};

interface PlainStep {
  readonly id: string;
  readonly start: number;
  end: number;
}

function createPlainReader(): LogFormatReader {
  let build = 0;
  let clock = 0;
  let steps = new Map<string, PlainStep>();

  function read(line: string): readonly LogEvent[] {
    const header = HEADER.exec(line.replace(/\r$/, ''));
    if (!header) return [];
    const number = header[1] ?? '';
    const rest = header[2] ?? '';
    if (rest === '...') return [];
    if (rest.startsWith('building with ')) return startBuild();
    const known = steps.get(number);
    if (!known) return begin(number, rest);
    if (rest.startsWith('[internal] load build definition from ') && known.end > known.start) {
      return [...startBuild(), ...begin(number, rest)];
    }
    return continueStep(known, rest);
  }

  function startBuild(): readonly LogEvent[] {
    const first = build === 0 && steps.size === 0;
    build++;
    clock = 0;
    steps = new Map();
    return first ? [] : [{ kind: 'new-build' }];
  }

  function begin(number: string, name: string): readonly LogEvent[] {
    const step: PlainStep = { id: `${String(build)}:${number}`, start: clock, end: clock };
    steps.set(number, step);
    return [{ kind: 'step', id: step.id, name, started: step.start }];
  }

  function continueStep(step: PlainStep, rest: string): readonly LogEvent[] {
    const done = DONE.exec(rest);
    if (done) {
      step.end = Math.max(step.end, step.start + Number(done[1]));
      clock = Math.max(clock, step.end);
      return [{ kind: 'step', id: step.id, started: step.start, completed: step.end }];
    }
    if (rest === 'CACHED') {
      return [
        { kind: 'step', id: step.id, started: step.start, completed: step.start, cached: true },
      ];
    }
    if (rest === 'CANCELED') {
      return [{ kind: 'step', id: step.id, completed: step.end, error: 'canceled' }];
    }
    if (rest.startsWith('ERROR: ')) {
      return [
        { kind: 'step', id: step.id, completed: step.end, error: rest.slice('ERROR: '.length) },
      ];
    }
    const output = OUTPUT.exec(rest);
    if (output) {
      step.end = Math.max(step.end, step.start + Number(output[1]));
      clock = Math.max(clock, step.end);
      return [
        { kind: 'line', id: step.id, time: step.start + Number(output[1]), text: output[2] ?? '' },
      ];
    }
    // A status line, or the header again when the log returns to this step: neither says anything new.
    return [];
  }
  return { read };
}
