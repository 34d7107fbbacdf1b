/**
 * Stages kept from one plan to the next. An edit touches one stage of a Dockerfile; what another one makes is the same
 * again as long as its lines, its place, the state that it begins with and the options of the build are the same. Only
 * what it stands on and copies from are other operations now: those are put in their places.
 */
import type { Dockerfile } from '../syntax/dockerfile/model.ts';
import type { Conversion, LiveStage } from './conversion.ts';
import { recordStage, replayStage, type KeptStage } from './kept-stage.ts';
import { formatPlatform } from '../build-model/platforms.ts';
import { isSameState, keptState } from './same-state.ts';
import type { StageState } from '../build-model/stage-state.ts';
import type { Stage } from './stages.ts';

/** Give the same one to each plan of a Dockerfile. It holds the stages of the last plan only. */
export interface PlanMemory {
  stages: ReadonlyMap<string, PlacedStage>;
}

export type PlacedStages = Map<string, PlacedStage>;

export interface StageMemory {
  /** False where the stage has to be worked out; else it has its result. */
  readonly replay: (live: LiveStage) => boolean;
  /** Calls `convert` with a conversion whose findings are those of the stage alone. */
  readonly record: (live: LiveStage, convert: (recording: Conversion) => void) => void;
}

interface PlacedStage {
  /** What all stages of the build rest on. */
  readonly build: string;
  /** The lines of the stage and where it stands. */
  readonly place: string;
  /** What it begins with. */
  readonly state: StageState;
  readonly kept: KeptStage;
}

/** Letters. What a stage keeps holds on to the text that it was read from. */
const LARGEST_TEXT = 500_000;

export function createPlanMemory(): PlanMemory {
  return { stages: new Map() };
}

/** The memory of one conversion; what it keeps goes into `next`. */
export function stageMemory(
  { stages }: PlanMemory,
  next: PlacedStages,
  conversion: Conversion,
  dockerfile: Dockerfile,
): StageMemory {
  const isKept = dockerfile.text.length <= LARGEST_TEXT;
  const build = isKept ? buildKey(conversion, dockerfile) : '';
  const platform = formatPlatform(conversion.targetPlatform);
  const idOf = ({ stage }: LiveStage): string => `${platform} ${stage.index}`;
  return {
    replay(live) {
      if (!standsInItsLines(live.stage)) return false;
      const placed = isKept ? stages.get(idOf(live)) : undefined;
      if (placed?.build !== build || !isSameState(placed.state, live.state)) return false;
      if (placed.place !== placeKey(conversion, live, dockerfile)) return false;
      if (!replayStage(conversion, live, placed.kept)) return false;
      next.set(idOf(live), placed);
      return true;
    },
    record(live, convert) {
      if (!isKept || !standsInItsLines(live.stage)) {
        convert(conversion);
        return;
      }
      const place = placeKey(conversion, live, dockerfile);
      const state = keptState(live.state);
      const kept = recordStage(conversion, live, convert);
      if (kept !== null) next.set(idOf(live), { build, place, state, kept });
    },
  };
}

/** Triggers of an image, or of the stage below, stand elsewhere. */
function standsInItsLines({ source, commands }: Stage): boolean {
  return source !== null && commands.every(({ onbuild }) => !onbuild);
}

/** Options, engine, and what stands above the first FROM. */
function buildKey(conversion: Conversion, { text }: Dockerfile): string {
  const { options, engine, frontend, scope, timestamp, namesPlatform } = conversion;
  const head = text.slice(0, conversion.stages.all[0]?.source?.from.span.start ?? 0);
  return JSON.stringify([
    options,
    engine,
    frontend,
    [...scope.globals],
    timestamp,
    namesPlatform,
    head,
  ]);
}

function placeKey(
  { stages }: Conversion,
  { stage, platform }: LiveStage,
  { text }: Dockerfile,
): string {
  const { index, named, total, shownName, ignoreCache, source } = stage;
  const end = stages.all[index + 1]?.source?.from.span.start ?? text.length;
  const lines = text.slice(source?.from.span.start ?? 0, end);
  const line = source?.from.line ?? 0;
  const place = [index, line, named, total, ignoreCache, formatPlatform(platform), shownName];
  return `${place.join(' ')}\n${lines}`;
}
