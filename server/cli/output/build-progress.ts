/** What a terminal shows while a build runs: live where there is one, else the plain log, as `docker buildx build` does. */
import type { MaskedText } from '../../protocol/masked-text.ts';
import type { BuildEvents, BuildState } from '../../node/building/index.ts';
import type { CliIo } from '../io.ts';
import type { LiveArea } from './live-area.ts';
import { createOutputs, liveLines } from './live-progress.ts';

export interface BuildProgressText {
  readonly events: Pick<BuildEvents, 'onForecast' | 'onProgress' | 'onOutput' | 'onLog'>;
  readonly stop: () => void;
}

/** Ten a second, as buildx. */
const STEP_MILLISECONDS = 100;

/** `onForecast` comes first, and its forecast is printed above. */
export async function createBuildProgress(
  io: CliIo,
  onForecast: NonNullable<BuildEvents['onForecast']>,
): Promise<BuildProgressText> {
  const area = await io.openLive();
  return area === null ? plainProgress(io, onForecast) : liveProgress(io, area, onForecast);
}

function plainProgress(
  io: CliIo,
  onForecast: NonNullable<BuildEvents['onForecast']>,
): BuildProgressText {
  return {
    events: {
      onForecast: (before, builder) => {
        onForecast(before, builder);
        io.err(`Building on builder ${builder}.\n`);
      },
      onLog: (lines: readonly MaskedText[]) => io.err(`${lines.join('\n')}\n`),
    },
    stop: () => undefined,
  };
}

function liveProgress(
  io: CliIo,
  area: LiveArea,
  onForecast: NonNullable<BuildEvents['onForecast']>,
): BuildProgressText {
  const outputs = createOutputs();
  let state: BuildState | null = null;
  let builder = '';
  let started = 0;
  let told = 0;
  const timer = setInterval(draw, STEP_MILLISECONDS);

  function draw(): void {
    if (state === null) return;
    const seconds = (performance.now() - started) / 1000;
    const now = state.build.seconds + (performance.now() - told) / 1000;
    const { last: output } = outputs;
    const size = area.size();
    area.show(liveLines({ state, builder, seconds, now, output, size, color: io.color }));
  }

  return {
    events: {
      onForecast: (before, name) => {
        builder = name;
        started = performance.now();
        onForecast(before, name);
      },
      onProgress: (next) => {
        state = next;
        told = performance.now();
        draw();
      },
      onOutput: outputs.push,
    },
    stop: () => {
      clearInterval(timer);
      area.clear();
    },
  };
}
