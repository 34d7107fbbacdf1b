/**
 * What to say, in Markdown, of an instruction of a Dockerfile: the verdict of the next build with its reasons, what
 * running it takes, and what its cache key holds; of one without a layer, in which steps' keys it is.
 */
import { failingOf } from '../../protocol/failing.ts';
import type { Reason } from '../../protocol/shapes.ts';
import type { Seconds, Step } from '../../protocol/report.ts';
import { formatRange, formatSeconds } from '../../protocol/seconds.ts';
import type { Plan, PlanStep } from '../plan/model.ts';
import { codeMarkdown, plainMarkdown, proseMarkdown } from '../text/markdown.ts';
import { maskSecrets } from '../text/mask.ts';
import { oneLine } from '../text/one-line.ts';
import { keyContents } from './key-contents.ts';

export interface StepHoverInput {
  readonly plan: Plan;
  /** Parallel to the plan's steps; empty where there is no forecast. */
  readonly steps: readonly Step[];
  /** What running each step took so far; parallel to the plan's steps. */
  readonly measured: readonly (Seconds | null)[];
  readonly notes: readonly { readonly step: number; readonly text: string }[];
  /** Why there is no forecast. */
  readonly problem: string | null;
  readonly secrets: readonly string[];
}

export interface StepHover {
  readonly markdown: string;
  readonly firstLine: number;
  readonly lastLine: number;
}

/** Null where the line has nothing to do with a layer of this build. */
export function stepHover(input: StepHoverInput, line: number): StepHover | null {
  const here = input.plan.steps.filter((step) => step.line <= line && line <= step.endLine);
  // A COPY that is linked has two steps, and one that copies from an image stands on that image's line too.
  const main = here.find((step) => step.implicit !== true && step.keyword !== 'LINK') ?? here[0];
  if (!main) return variableHover(input, line);
  const others = here.filter((step) => step !== main);
  const contents = keyContents({ ...input, step: main });
  const blocks = [
    verdictText(input, main),
    reasonMarkdown(input.steps[main.index]?.reasons ?? []),
    input.notes
      .filter((note) => note.step === main.index)
      .map((note) => proseMarkdown(note.text))
      .join('\n\n'),
    others.map((step) => otherStep(input, step)).join('\n\n'),
    contents.length === 0
      ? ''
      : ['Its cache key holds', '', ...contents.map((text) => `- ${text}`)].join('\n'),
  ];
  return {
    markdown: blocks.filter((block) => block !== '').join('\n\n'),
    firstLine: main.line,
    lastLine: main.endLine,
  };
}

function verdictText(input: StepHoverInput, step: PlanStep): string {
  const answer = input.steps[step.index];
  const measured = input.measured[step.index] ?? null;
  if (!answer) {
    const took = measured ? ` Running it took ${secondsText(measured)}.` : '';
    return `${proseMarkdown(input.problem ?? 'No forecast.')}${took}`;
  }
  const failing = failingOf(answer.reasons);
  if (failing !== null)
    return failing === 'fails'
      ? '**Fails** in the next build.'
      : '**Not reached** in the next build, which fails before.';
  const fixed = fixedText(answer);
  switch (answer.verdict) {
    case 'hit':
      return `**Cached** in the next build.${measured ? ` Running it took ${secondsText(measured)}.` : ''}`;
    case 'miss':
      return `**${isNew(answer) ? 'Runs' : 'Runs again'}** in the next build: ${costText(answer)}${fixed}.`;
    case 'conditional':
      return `**Depends** on what the steps before it write: ${costText(answer)} if it runs${fixed}.`;
  }
}

/** A step that was never built before does not run *again*. */
function isNew({ reasons }: Step): boolean {
  return reasons.some(({ kind }) => kind === 'no-baseline' || kind === 'instruction-added');
}

function costText({ seconds }: Step): string {
  return seconds ? secondsText(seconds) : 'how long is not measured yet';
}

function secondsText({ low, median, high, basis }: Seconds): string {
  const about = formatSeconds(median);
  const range = formatRange(low, high);
  return `about ${about} (${range === about ? '' : `${range}, `}${plainMarkdown(basis)})`;
}

/** As in the headline: a fix that saves less than a tenth is not worth a word. */
function fixedText({ seconds, withFixes }: Step): string {
  if (!withFixes) return '';
  if (withFixes.verdict === 'hit') return '; cached with the fixes';
  if (!seconds || !withFixes.seconds || withFixes.seconds.median >= seconds.median * 0.9) return '';
  return `; ${formatSeconds(withFixes.seconds.median)} with the fixes`;
}

/** From the step to what the user did, each link a level deeper. */
export function reasonMarkdown(reasons: readonly Reason[]): string {
  const lines: string[] = [];
  for (const reason of reasons) {
    let depth = 0;
    for (let link: Reason | undefined = reason; link; link = link.because) {
      lines.push(`${'  '.repeat(depth++)}- ${proseMarkdown(link.text)}`);
    }
  }
  return lines.join('\n');
}

function otherStep(input: StepHoverInput, step: PlanStep): string {
  const verdict = input.steps[step.index]?.verdict;
  const words = { hit: 'cached', miss: 'runs', conditional: 'depends' };
  const name = codeMarkdown(maskSecrets(step.name, input.secrets));
  return verdict === undefined ? `With it: ${name}.` : `With it: ${name}, ${words[verdict]}.`;
}

/** ARG, ENV, USER, SHELL: the first step of each stage whose key holds what they set. */
function variableHover({ plan }: StepHoverInput, line: number): StepHover | null {
  const quiet = plan.stages.flatMap((stage) => stage.quiet).find((one) => one.line === line);
  if (!quiet) return null;
  const holders = plan.steps.filter((step) => step.parts.some((part) => part.line === line));
  const firsts = holders.filter(
    (step, index) => holders.findIndex((one) => one.stage === step.stage) === index,
  );
  if (firsts.length === 0) return null;
  const names = firsts.map((step) => `${codeMarkdown(oneLine(step.text))} (line ${step.line})`);
  const markdown = `A change of this value runs ${names.join(' and ')} and the steps after it again: it is part of the cache key.`;
  return { markdown, firstLine: line, lastLine: line };
}
