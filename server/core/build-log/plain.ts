/**
 * `--progress=plain` and CI logs of it: `#N name`, `#N 1.234 output`, `#N DONE 1.2s` (BuildKit util/progress/progressui).
 * The format has no clock of its own: seconds count from each step's start. The start of a step is taken to be the
 * moment its header was printed, on a clock that moves with what the steps before it report.
 */
import type { LogEvent, LogFormat, LogFormatReader } from './model.ts';

const HEADER = /^#(\d+) ([^]*)$/;
/** `4.803 Collecting six`: at most three decimals. */
const OUTPUT = /^(\d+(?:\.\d{1,3})?)(?: ([^]*)|$)/;
const DONE = /^DONE (\d+(?:\.\d+)?)s$/;

export const plainFormat: LogFormat = {
  id: 'plain',
  recognizes: (line) =>
    /^#\d+ (\[|building with|DONE|CACHED|\d+\.\d+ )/.test(line) ||
    /^#\d+ (exporting|resolve|importing|FROM )/.test(line),
  create: createPlainReader,
};

/** `[internal] load …`, `[builder 2/5] COPY a b`: a step's name that nothing else looks like. */
const STEP_HEADER = /^\[(?:[^\]]*(?:internal|auth|\d+\/\d+))\] /;
/** What a log that begins in the middle of a step may know of it first. */
const NO_NAME =
  /^(?:\d+\.\d{1,3} |DONE \d|CACHED$|CANCELED$|ERROR: |sha256:[0-9a-f]{64}(?: |$)|transferring )/;

interface PlainStep {
  readonly id: string;
  readonly start: number;
  end: number;
  /** Empty where the log begins behind the step's header. */
  name: string;
  finished: boolean;
}

function createPlainReader(): LogFormatReader {
  let build = 0;
  let clock = 0;
  let steps = new Map<string, PlainStep>();
  /** Whether a step began for which the Dockerfile must have been read. */
  let hasRead = false;

  function read(line: string): readonly LogEvent[] {
    const header = HEADER.exec(line.trimEnd());
    if (!header) return [];
    const number = header[1] ?? '';
    const rest = header[2] ?? '';
    if (rest === '...') return [];
    if (rest.startsWith('building with ')) return startBuild();
    const known = steps.get(number);
    if (!known) return begin(number, rest);
    if (STEP_HEADER.test(rest)) {
      if (known.name === '') return nameStep(known, rest);
      if (isOfNextBuild(known, rest)) return [...startBuild(), ...begin(number, rest)];
      return [];
    }
    return continueStep(known, rest);
  }

  function startBuild(): readonly LogEvent[] {
    const first = build === 0 && steps.size === 0;
    build++;
    clock = 0;
    steps = new Map();
    hasRead = false;
    return first ? [] : [{ kind: 'new-build' }];
  }

  /**
   * Numbers that start again belong to another build. A step's header is printed again whenever the log returns to it,
   * even to the first one, as long as the Dockerfile is not read.
   */
  function isOfNextBuild(known: PlainStep, header: string): boolean {
    if (textOfHeader(known.name) !== textOfHeader(header)) return true;
    const [first] = steps.values();
    return known === first && known.finished && hasRead;
  }

  function begin(number: string, rest: string): readonly LogEvent[] {
    const isNamed = !NO_NAME.test(rest);
    const step: PlainStep = {
      id: `${String(build)}:${number}`,
      start: clock,
      end: clock,
      name: isNamed ? rest : '',
      finished: false,
    };
    steps.set(number, step);
    if (!isNamed) return continueStep(step, rest);
    if (!DEFINITION.test(rest)) hasRead = true;
    return [{ kind: 'step', id: step.id, name: rest, started: step.start }];
  }

  function nameStep(step: PlainStep, name: string): readonly LogEvent[] {
    step.name = name;
    return [{ kind: 'step', id: step.id, name, started: step.start }];
  }

  function continueStep(step: PlainStep, rest: string): readonly LogEvent[] {
    const done = DONE.exec(rest);
    if (done) {
      step.finished = true;
      step.end = Math.max(step.end, step.start + Number(done[1]));
      clock = Math.max(clock, step.end);
      return [{ kind: 'step', id: step.id, started: step.start, completed: step.end }];
    }
    if (rest === 'CACHED') {
      step.finished = true;
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

/** What is done before the Dockerfile is known. */
const DEFINITION =
  /^\[[^\]]*internal\] load (?:build definition from|\.dockerignore|remote build context|git source) ?/;

/** Without the part in brackets: targets that share a step name it each in its own way. */
function textOfHeader(header: string): string {
  return header.slice(header.indexOf('] ') + 2);
}
