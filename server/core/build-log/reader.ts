/**
 * A build log, as it comes in pieces of any size, made into builds with their steps. Each channel of the log (see
 * `undress.ts`) has its own builds; lines that belong to no build (the output of a wrapper, an error at the end) are
 * passed over.
 */
import type { MaskedText } from '../../protocol/masked-text.ts';
import type { Build } from '../../protocol/report.ts';
import type { CalledManagers } from '../package-managers/log-model.ts';
import { maskCredentials, type Mask } from '../text/mask.ts';
import { unwrapJsonLine } from './json-lines.ts';
import { leadingTime } from './dress-key.ts';
import type { LineEvent, LogEvent, LogFormatReader, StepEvent } from './model.ts';
import { createOutputTail } from './output-tail.ts';
import { isRunning, reportBuilds, type BuildState, type StepState } from './report-build.ts';
import { createStepReaders, type StepReaders } from './step-readers.ts';
import { terminalText } from './terminal-text.ts';
import { createUndresser, type Undressed } from './undress.ts';

export interface BuildLogReader {
  /** Takes the next piece of the log. */
  readonly push: (chunk: string) => void;
  /** No more comes: an unfinished last line counts. */
  readonly end: () => void;
  readonly builds: () => readonly Build[];
  /** Names of the steps of the last build that have begun and not ended. */
  readonly running: () => readonly MaskedText[];
}

export interface BuildLogReaderOptions {
  /** Hears every line that a step prints, with the step's name. */
  readonly onLine?: (step: string, text: string) => void;
  /** Hears all that happens, as it is. */
  readonly onEvent?: (event: LogEvent) => void;
  /** The managers that a step calls, by its name; without it, or where it says null, its lines show which they are. */
  readonly managersOf?: (step: string) => CalledManagers | null;
  /** What goes out is masked by it; without it, of credentials in URLs. Lines are heard as they are. */
  readonly mask?: Mask;
}

/** The lines of the log that begin alike, and the build that they are about now. */
interface Channel {
  readonly format: LogFormatReader;
  build: BuildState | null;
}

export function createBuildLogReader(options: BuildLogReaderOptions = {}): BuildLogReader {
  const { mask = maskCredentials } = options;
  const builds: BuildState[] = [];
  const channels = new Map<number, Channel>();
  const undress = createUndresser();
  let rest = '';

  function readLine(raw: string): void {
    const line = terminalText(unwrapJsonLine(raw.replace(/\r+$/, '')));
    const pieces = line.includes('\r') ? line.split('\r').filter((piece) => piece !== '') : [line];
    const first = undress(pieces[0] ?? '');
    if (first) readText(first);
    for (const piece of pieces.slice(1)) {
      const later = undressRewritten(piece, pieces[0] ?? '', first);
      if (later) readText(later);
    }
  }

  /** What overwrote the start of its line: a line of the build, or more output of the same step. */
  function undressRewritten(
    piece: string,
    start: string,
    first: Undressed | null,
  ): Undressed | null {
    const dress = first?.dress ?? leadingTime(start);
    const found = undress(piece.startsWith('#') ? `${dress}${piece}` : piece);
    if (found || !first) return found;
    const output = /^#\d+ \d+(?:\.\d+)? /.exec(first.text);
    return output ? { ...first, text: `${output[0]}${piece}` } : null;
  }

  function readText({ channel: index, format, text }: Undressed): void {
    let channel = channels.get(index);
    if (!channel) {
      channel = { format: format.create(), build: null };
      channels.set(index, channel);
    }
    for (const event of channel.format.read(text)) apply(channel, event);
  }

  function apply(channel: Channel, event: LogEvent): void {
    options.onEvent?.(event);
    switch (event.kind) {
      case 'new-build':
        channel.build = newBuild(event.started ?? null);
        return;
      case 'step':
        applyStep(stateOf(channel, event.id), event);
        return;
      case 'line': {
        const state = stateOf(channel, event.id);
        options.onLine?.(state.name, event.text);
        state.readers ??= createStepReaders(options.managersOf?.(state.name) ?? null);
        applyLine(state, state.readers, event);
        return;
      }
    }
  }

  function newBuild(startedText: string | null): BuildState {
    const build: BuildState = { steps: new Map(), startedText };
    builds.push(build);
    return build;
  }

  function stateOf(channel: Channel, id: string): StepState {
    channel.build ??= newBuild(null);
    const { steps } = channel.build;
    let state = steps.get(id);
    if (!state) {
      state = {
        name: '',
        started: null,
        completed: null,
        running: null,
        seconds: 0,
        cached: false,
        error: null,
        lastLine: null,
        readers: null,
        output: createOutputTail(),
      };
      steps.set(id, state);
    }
    return state;
  }

  return {
    push(chunk) {
      const end = chunk.indexOf('\n');
      // A very long line comes in many pieces, and to look through all of it for each of them takes too long.
      if (end === -1) {
        rest += chunk;
        return;
      }
      readLine(rest + chunk.slice(0, end));
      const lines = chunk.slice(end + 1).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) readLine(line);
    },
    end() {
      if (rest !== '') readLine(rest);
      rest = '';
    },
    builds: () => builds.flatMap((build) => reportBuilds(build, mask)),
    running: () =>
      [...(builds.at(-1)?.steps.values() ?? [])].filter(isRunning).map((step) => mask(step.name)),
  };
}

function applyStep(state: StepState, event: StepEvent): void {
  if (event.name !== undefined) state.name = event.name;
  if (event.started !== undefined && event.started !== state.running) {
    state.running = event.started;
    state.started = Math.min(state.started ?? event.started, event.started);
  }
  if (event.completed !== undefined && event.completed !== state.completed) {
    // A source runs twice, once for its key and once for its content: both count.
    const from =
      state.completed === null || (state.running ?? 0) >= state.completed ? state.running : null;
    state.seconds += Math.max(0, event.completed - (from ?? event.completed));
    state.completed = event.completed;
  }
  if (event.cached !== undefined) state.cached = event.cached;
  if (event.error !== undefined) state.error = event.error;
}

function applyLine(state: StepState, readers: StepReaders, { text, time }: LineEvent): void {
  state.lastLine = time;
  state.output.push(text);
  // A progress bar writes over its line: what it showed one after another are lines to a manager's reader.
  for (const line of terminalText(text).split('\r')) readers.read(line, time);
}
