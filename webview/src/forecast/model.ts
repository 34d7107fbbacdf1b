/**
 * What the picture shows, worked out from the forecast: lanes of blocks, each with its verdict and its seconds, as it
 * is or after the offered fixes. Nothing here knows the page.
 */
import { failingOf } from '../../../server/protocol/failing.ts';
import type { Reason, ReasonKind, Verdict } from '../../../server/protocol/shapes.ts';
import type { Seconds, Step, StepWithFixes } from '../../../server/protocol/report.ts';
import type { ForecastView, StageBlock, StageLane } from '../../../server/protocol/requests.ts';

/** `none`: the instruction makes no layer. `unknown`: there is no forecast. */
export type BlockVerdict = Verdict | 'none' | 'unknown';

export interface Block {
  /** The same over two forecasts of one file, so that a selection stays. */
  readonly key: string;
  /** Index into the steps that are shown; null for an instruction without a layer. */
  readonly step: number | null;
  readonly text: string;
  readonly file: string;
  readonly line: number;
  readonly verdict: BlockVerdict;
  readonly seconds: Seconds | null;
  readonly reasons: readonly Reason[];
  /** As it is without the fixes, while the fixes are shown and change something. */
  readonly asItIs: StepWithFixes | null;
  /** With the fixes, while they are not shown and would change something. */
  readonly fixed: StepWithFixes | null;
  readonly from: readonly string[];
}

export interface Lane {
  readonly name: string;
  readonly base: string;
  readonly baseStage: string | null;
  readonly blocks: readonly Block[];
  /** Medians of what runs again; null where nothing of it was measured. */
  readonly seconds: number | null;
}

export interface Picture {
  readonly lanes: readonly Lane[];
  readonly steps: readonly Step[];
  /** The longest time of a block, either way: the full length of a bar. */
  readonly longest: number;
}

export function pictureOf(view: ForecastView, withFixes: boolean): Picture {
  const longest = longestOf(view);
  const { dockerfile } = view;
  if (withFixes && view.withFixes && view.stagesWithFixes) {
    const { steps } = view.withFixes;
    const lanes = view.stagesWithFixes.map((stage) => laneOf(stage, steps, dockerfile, false));
    return { lanes, steps, longest };
  }
  const { steps } = view.forecast;
  const lanes = view.stages.map((stage) => laneOf(stage, steps, dockerfile, withFixes));
  return { lanes, steps, longest };
}

export function blocksOf(picture: Picture): readonly Block[] {
  return picture.lanes.flatMap((lane) => lane.blocks);
}

export function blockByKey(picture: Picture, key: string | null): Block | null {
  if (key === null) return null;
  return blocksOf(picture).find((block) => block.key === key) ?? null;
}

/** The block to explain first: the one that fails, else the one that costs the most, else the first that runs, else that depends. */
export function firstToExplain(picture: Picture): Block | null {
  const failing = blocksOf(picture).find((block) => failingOf(block.reasons) === 'fails');
  if (failing !== undefined) return failing;
  const running = blocksOf(picture).filter((block) => block.verdict === 'miss');
  const depending = blocksOf(picture).filter((block) => block.verdict === 'conditional');
  const candidates = running.length > 0 ? running : depending;
  let best: Block | null = null;
  for (const block of candidates) {
    if (best === null || medianOf(block.seconds) > medianOf(best.seconds)) best = block;
  }
  return best;
}

/** Seconds that the offered fixes save; null where it is not known or nothing. */
export function savedSeconds(view: ForecastView): number | null {
  const asItIs = view.forecast.totals.seconds;
  if (!view.withFixes || !asItIs) return null;
  const { totals } = view.withFixes;
  const left = totals.seconds ?? (totals.miss + totals.conditional === 0 ? { median: 0 } : null);
  if (!left) return null;
  const saved = asItIs.median - left.median;
  return saved >= 0.05 ? saved : null;
}

/** The end of a reason's chain: what the user did. */
export function rootOf(reason: Reason): Reason {
  let root = reason;
  while (root.because) root = root.because;
  return root;
}

/** From the user's change to the step. */
export function fromTheChange(reason: Reason): readonly Reason[] {
  const chain: Reason[] = [];
  for (let link: Reason | undefined = reason; link; link = link.because) chain.push(link);
  return chain.reverse();
}

/** Reasons that say how a change spreads, or that nothing is known, but not what the user changed. */
const NO_CHANGES: ReadonlySet<ReasonKind> = new Set([
  'no-baseline',
  'step-above',
  'copied-content',
  'content-unknown',
  'no-cache',
]);

/** What the user did, each change once, in the order of the steps. */
export function changesOf(picture: Picture): readonly Reason[] {
  const changes = new Map<string, Reason>();
  for (const block of blocksOf(picture)) {
    for (const reason of block.reasons) {
      const root = rootOf(reason);
      if (!NO_CHANGES.has(root.kind)) changes.set(changeKey(root), root);
    }
  }
  return [...changes.values()];
}

export function changeKey(root: Reason): string {
  return `${root.file ?? ''}:${root.line ?? 0}:${root.text}`;
}

function laneOf(
  stage: StageLane,
  steps: readonly Step[],
  dockerfile: string,
  overlay: boolean,
): Lane {
  const seen = new Map<string, number>();
  const blocks = stage.blocks.map((block) => {
    const own = idOf(block, steps) ?? `${stage.name}|${block.text}`;
    const nth = seen.get(own) ?? 0;
    seen.set(own, nth + 1);
    const key = `${own}|${nth}`;
    return blockOf(block, key, steps, { dockerfile, overlay });
  });
  const medians = blocks
    .filter((block) => block.verdict !== 'hit' && block.seconds)
    .map((block) => medianOf(block.seconds));
  return {
    name: stage.name,
    base: stage.base,
    baseStage: stage.baseStage,
    blocks,
    seconds: medians.length > 0 ? medians.reduce((sum, one) => sum + one, 0) : null,
  };
}

/** The same with the fixes in, whose mounts are in the text. */
function idOf({ step }: StageBlock, steps: readonly Step[]): string | undefined {
  return step === null ? undefined : steps[step]?.id;
}

function blockOf(
  block: StageBlock,
  key: string,
  steps: readonly Step[],
  how: { readonly dockerfile: string; readonly overlay: boolean },
): Block {
  const step = block.step === null ? undefined : steps[block.step];
  const common = { key, text: block.text, line: block.line, from: block.from };
  if (!step) {
    return {
      ...common,
      step: null,
      file: how.dockerfile,
      verdict: steps.length === 0 ? 'unknown' : 'none',
      seconds: null,
      reasons: [],
      asItIs: null,
      fixed: null,
    };
  }
  const asItIs = { verdict: step.verdict, seconds: step.seconds };
  const fixed = step.withFixes && differs(asItIs, step.withFixes) ? step.withFixes : null;
  const shown = how.overlay && fixed ? fixed : asItIs;
  return {
    ...common,
    step: block.step,
    file: step.file,
    verdict: shown.verdict,
    seconds: shown.seconds,
    reasons: step.reasons,
    asItIs: how.overlay && fixed ? asItIs : null,
    fixed: how.overlay ? null : fixed,
  };
}

function differs(one: StepWithFixes, other: StepWithFixes): boolean {
  return (
    one.verdict !== other.verdict ||
    Math.abs(medianOf(one.seconds) - medianOf(other.seconds)) >= 0.05
  );
}

function longestOf(view: ForecastView): number {
  const steps = [...view.forecast.steps, ...(view.withFixes?.steps ?? [])];
  return steps.reduce((longest, step) => Math.max(longest, medianOf(step.seconds)), 0);
}

export function medianOf(seconds: Seconds | null): number {
  return seconds?.median ?? 0;
}
