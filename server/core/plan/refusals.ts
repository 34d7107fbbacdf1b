/** What the frontend of a build refuses because it is older than the syntax of the file. */
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
import type { Plan, Refusal } from './model.ts';

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
