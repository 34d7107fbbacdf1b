/** What the frontend of a build refuses because it is older than the syntax of the file. */
import {
  buildkitOf,
  builtInFrontend,
  namedFrontend,
  newerSyntax,
  versionsWith,
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
  const { what, since } = found;
  const start = `${what.charAt(0).toUpperCase()}${what.slice(1)} needs Dockerfile syntax ${versionsWith(found)}`;
  return image === null
    ? `${start}, which BuildKit has since ${buildkitOf(since)}; the builder has ${buildkit}. Write \`# syntax=docker/dockerfile:1\` in the first line.`
    : `${start}, and the frontend is \`${image}\`. Use \`docker/dockerfile:1\`.`;
}
