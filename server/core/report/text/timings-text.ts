/** A build's steps as plain text, with the packages of an installer's step below it. */
import { processError } from '../../build-failure/index.ts';
import type { Build, BuildStep, PackageTiming } from '../../../protocol/report.ts';
import { formatSeconds, SECONDS_WIDTH } from '../../../protocol/seconds.ts';
import { painter, type Paint } from './style.ts';

const NAME_WIDTH = 64;
/** Of what is below a step: its figures stand under the step's name. */
const INDENT = ' '.repeat(SECONDS_WIDTH + 4);

/** Of what a failed step printed. */
const MOST_OUTPUT = 8;

export function timingsText(
  build: Build,
  color: boolean,
  { withOutput = true }: { readonly withOutput?: boolean } = {},
): string {
  const paint = painter(color);
  const title = `${build.name === '' ? 'build' : build.name}: ${formatSeconds(build.seconds)}`;
  return `${[paint('bold', title), ...build.steps.flatMap((step) => stepLines(step, paint, withOutput))].join('\n')}\n`;
}

function stepLines(step: BuildStep, paint: Paint, withOutput: boolean): readonly string[] {
  const state =
    step.error === undefined ? (step.cached ? 'cached' : formatSeconds(step.seconds)) : 'failed';
  const line = `  ${state.padStart(SECONDS_WIDTH)}  ${shorten(step.name)}`;
  return [
    step.error !== undefined
      ? paint('red', line)
      : step.cached || step.stage === ''
        ? paint('dim', line)
        : line,
    ...(step.error === undefined ? [] : [paint('red', `${INDENT}${shortError(step.error)}`)]),
    ...(withOutput
      ? (step.output ?? []).slice(-MOST_OUTPUT).map((text) => `${INDENT}${text}`)
      : []),
    ...packageLines(step.packages),
    ...step.phases.map(
      (phase) => `${INDENT}${formatSeconds(phase.seconds).padStart(SECONDS_WIDTH)}  ${phase.label}`,
    ),
  ];
}

/** The command is in the line above. */
function shortError(error: string): string {
  const ended = processError(error);
  if (ended === null) return error.split('\n')[0] ?? '';
  return ended.exitCode === null ? ended.text : `exit code ${String(ended.exitCode)}`;
}

/** In a step of several managers each package says whose it is. */
function packageLines(packages: readonly PackageTiming[]): readonly string[] {
  const several = new Set(packages.map(({ manager }) => manager)).size > 1;
  return packages.map((one) => packageLine(one, several ? `${one.manager} ` : ''));
}

function packageLine(one: PackageTiming, manager: string): string {
  const seconds = one.phases.reduce((sum, phase) => sum + phase.seconds, 0);
  const origin = one.built ? 'built from source' : one.origin.replace('-', ' ');
  const who = one.requiredBy.length === 0 ? '' : ` ← ${one.requiredBy.join(', ')}`;
  return `${INDENT}${formatSeconds(seconds).padStart(SECONDS_WIDTH)}  ${manager}${one.name} ${one.version ?? ''} · ${origin}${who}`;
}

function shorten(name: string): string {
  const single = name.replace(/\s+/g, ' ');
  return single.length > NAME_WIDTH ? `${single.slice(0, NAME_WIDTH - 1)}…` : single;
}
