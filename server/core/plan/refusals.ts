/** What a build is certain to end with an error for: syntax that is newer than its frontend, owners that nobody knows. */
import {
  buildkitOf,
  builtInFrontend,
  namedFrontend,
  needsText,
  newerSyntax,
  newerSyntaxMessage,
  type NewerSyntax,
} from '../syntax/dockerfile/index.ts';
import type { Command, Dockerfile } from '../syntax/dockerfile/model.ts';
import type { Problem } from '../text/span.ts';
import type { Engine, Plan, Refusal } from './model.ts';

/** `commands` is parallel to the instructions. In the order of the file. */
export function refusals(
  { directives, instructions }: Dockerfile,
  commands: readonly Command[],
  plan: Pick<Plan, 'engine' | 'steps'>,
  buildArgs: Readonly<Record<string, string>>,
): readonly Refusal[] {
  const { engine, steps } = plan;
  const named = namedFrontend(directives, buildArgs);
  const frontend = named === null ? builtInFrontend(engine.buildkit) : named.frontend;
  if (frontend === null) return [];
  const isNeeded = ({ refuses, instruction }: NewerSyntax): boolean =>
    refuses === 'file' || steps.some(({ line }) => line === instruction.line);
  return newerSyntax(instructions, commands, frontend)
    .filter(isNeeded)
    .map((found) => ({
      line: found.instruction.line,
      message: refusalMessage(found, named?.image ?? null, engine.buildkit),
      isCertain: named !== null || engine.knowledge !== 'assumed',
    }));
}

function refusalMessage(found: NewerSyntax, image: string | null, buildkit: string): string {
  if (image !== null) return newerSyntaxMessage(found, image);
  return `${needsText(found)}, which BuildKit has since ${buildkitOf(found.since)}; the builder has ${buildkit}. Write \`# syntax=docker/dockerfile:1\` in the first line.`;
}

/** An owner that cannot be looked up is found while an instruction is converted, and is no fault of the file as such. */
export const OWNER = 'owner';

/** Those about owners, and all others. */
export function ownerProblems(
  problems: readonly Problem[],
): readonly [owners: readonly Problem[], others: readonly Problem[]] {
  return [
    problems.filter(({ code }) => code === OWNER),
    problems.filter(({ code }) => code !== OWNER),
  ];
}

export function ownerRefusals(
  { instructions }: Dockerfile,
  problems: readonly Problem[],
  { knowledge }: Engine,
): readonly Refusal[] {
  const lines = new Map<number, string>();
  for (const { span, message } of problems) {
    const at = instructions.find((one) => one.span.start <= span.start && span.end <= one.span.end);
    if (at !== undefined) lines.set(at.line, message);
  }
  return [...lines].map(([line, message]) => {
    return { line, message, isCertain: knowledge !== 'assumed' };
  });
}
