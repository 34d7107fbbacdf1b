/**
 * A build log, as it comes in pieces of any size, made into builds with their steps. The format shows itself by its
 * first line; lines that belong to no format (the output of a wrapper, an error at the end) are passed over.
 */
import type { Build, BuildStep, PackageTiming, Phase } from '../../protocol/report.ts';
import { INSTALLER_FORMATS } from './installers.ts';
import type {
  InstallerPhase,
  InstallerReader,
  LogEvent,
  LogFormat,
  LogFormatReader,
  StepEvent,
} from './model.ts';
import { plainFormat } from './plain.ts';
import { rawjsonFormat } from './rawjson.ts';
import { stageOfName } from './step-names.ts';

const FORMATS: readonly LogFormat[] = [rawjsonFormat, plainFormat];

export interface BuildLogReader {
  /** Takes the next piece of the log. */
  readonly push: (chunk: string) => void;
  /** No more comes: an unfinished last line counts. */
  readonly end: () => void;
  readonly builds: () => readonly Build[];
  /** Names of the steps of the last build that have begun and not ended. */
  readonly running: () => readonly string[];
}

interface StepState {
  name: string;
  started: number | null;
  /** End of the last finished run. */
  completed: number | null;
  running: number | null;
  seconds: number;
  cached: boolean;
  error: string | null;
  lastLine: number | null;
  installer: InstallerReader | null;
}

interface BuildState {
  readonly steps: Map<string, StepState>;
  startedText: string | null;
}

export interface BuildLogReaderOptions {
  /** Hears every line that a step prints, with the step's name. */
  readonly onLine?: (step: string, text: string) => void;
}

export function createBuildLogReader(options: BuildLogReaderOptions = {}): BuildLogReader {
  const builds: BuildState[] = [];
  let format: LogFormatReader | null = null;
  let rest = '';

  function currentBuild(): BuildState {
    const last = builds[builds.length - 1];
    if (last) return last;
    const first: BuildState = { steps: new Map(), startedText: null };
    builds.push(first);
    return first;
  }

  function readLine(line: string): void {
    format ??= FORMATS.find((one) => one.recognizes(line))?.create() ?? null;
    for (const event of format?.read(line) ?? []) apply(event);
  }

  function apply(event: LogEvent): void {
    switch (event.kind) {
      case 'new-build':
        builds.push({ steps: new Map(), startedText: event.started ?? null });
        return;
      case 'step':
        applyStep(stateOf(event.id), event);
        return;
      case 'line':
        options.onLine?.(stateOf(event.id).name, event.text);
        applyLine(stateOf(event.id), event.text, event.time);
        return;
    }
  }

  function stateOf(id: string): StepState {
    const { steps } = currentBuild();
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
        installer: null,
      };
      steps.set(id, state);
    }
    return state;
  }

  return {
    push(chunk) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) readLine(line);
    },
    end() {
      if (rest !== '') readLine(rest);
      rest = '';
    },
    builds: () => builds.map(buildOf),
    running: () =>
      [...(builds.at(-1)?.steps.values() ?? [])].filter(isRunning).map((step) => step.name),
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

function applyLine(state: StepState, text: string, time: number): void {
  state.lastLine = time;
  state.installer ??= INSTALLER_FORMATS.find((one) => one.recognizes(text))?.create() ?? null;
  state.installer?.read(text, time);
}

/** Steps that never started are left out: the engine did not look at them, or did them as part of another. */
function buildOf(state: BuildState): Build {
  const shown = [...state.steps.values()].filter(
    (step) => step.started !== null && step.name !== '',
  );
  const start = Math.min(...shown.map((step) => step.started ?? 0));
  const end = Math.max(...shown.map(endOf));
  const definition = shown.find((step) => step.name.startsWith(DEFINITION_PREFIX));
  return {
    name: definition ? definition.name.slice(DEFINITION_PREFIX.length) : '',
    started: state.startedText ?? (start > 1e9 ? rfc3339(start) : ''),
    seconds: shown.length === 0 ? 0 : round(end - start),
    steps: shown.map((step) => stepOf(step, start)).sort((a, b) => a.start - b.start),
  };
}

const DEFINITION_PREFIX = '[internal] load build definition from ';

function endOf(step: StepState): number {
  return Math.max(step.completed ?? 0, step.lastLine ?? 0, step.started ?? 0);
}

function isRunning(step: StepState): boolean {
  if (step.running === null || step.error !== null) return false;
  return step.completed === null || step.running > step.completed;
}

function stepOf(step: StepState, buildStart: number): BuildStep {
  const start = step.started ?? buildStart;
  const running = isRunning(step);
  const seconds = step.seconds + (running ? Math.max(0, endOf(step) - (step.running ?? start)) : 0);
  const installed = step.installer?.result(endOf(step));
  const phase = (one: InstallerPhase): Phase => ({
    kind: one.kind,
    label: one.label,
    start: round(one.start - buildStart),
    seconds: round(one.end - one.start),
  });
  return {
    name: step.name,
    stage: stageOfName(step.name),
    start: round(start - buildStart),
    seconds: round(seconds),
    cached: step.cached,
    ...(step.error === null ? {} : { error: step.error }),
    phases: (installed?.phases ?? []).map(phase),
    packages: (installed?.packages ?? []).map((one): PackageTiming => ({
      name: one.name,
      ...(one.version === null ? {} : { version: one.version }),
      requiredBy: one.requiredBy,
      origin: one.origin,
      built: one.built,
      ...(one.bytes === null ? {} : { bytes: one.bytes }),
      phases: one.phases.map(phase),
    })),
  };
}

/** Milliseconds are as fine as the plain log is; more digits only make reports hard to read. */
function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}

/** RFC 3339 text of seconds since 1970, without the clock that core does not have. */
function rfc3339(seconds: number): string {
  const whole = Math.floor(seconds);
  const days = Math.floor(whole / 86400);
  const { year, month, day } = civilFromDays(days);
  const pad = (value: number, width = 2) => String(value).padStart(width, '0');
  const ofDay = whole - days * 86400;
  const milliseconds = Math.floor((seconds - whole) * 1000);
  const date = `${pad(year, 4)}-${pad(month)}-${pad(day)}`;
  const clock = `${pad(Math.floor(ofDay / 3600))}:${pad(Math.floor(ofDay / 60) % 60)}:${pad(ofDay % 60)}`;
  return `${date}T${clock}.${pad(milliseconds, 3)}Z`;
}

function civilFromDays(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719468;
  const era = Math.floor(shifted / 146097);
  const dayOfEra = shifted - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36524) -
      Math.floor(dayOfEra / 146096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthIndex = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * monthIndex + 2) / 5) + 1,
  };
}
