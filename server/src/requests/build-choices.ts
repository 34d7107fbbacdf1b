/** What Build Image can offer for a Dockerfile: its stages, its arguments, the builders of this machine. */
import type { Analysis } from '../../core/analyze.ts';
import type { BuildChoices } from '../../protocol/requests.ts';
import type { Session } from '../session.ts';
import { subjectOf } from './subject-of.ts';

export async function buildChoices(session: Session, uri: string): Promise<BuildChoices> {
  const subject = await subjectOf(session, uri);
  const { dockerfile, invocation } = subject ?? {};
  const analysis =
    dockerfile === undefined
      ? null
      : await session.project.analysis(dockerfile, invocation?.inline);
  const targets = (analysis?.stages ?? [])
    .map((stage) => stage.name)
    .filter((name) => name !== null);
  return {
    targets,
    buildArgs: [...(analysis ? declaredArguments(analysis) : [])].map(([name, value]) => ({
      name,
      default: value,
    })),
    builders: await session.workbench.builders(),
  };
}

/** The arguments of a Dockerfile in its order, with the first default that one has. */
export function declaredArguments(analysis: Analysis): ReadonlyMap<string, string | null> {
  const found = new Map<string, string | null>();
  for (const command of analysis.commands) {
    if (command.kind !== 'arg') continue;
    for (const { key, value } of command.pairs)
      found.set(key.raw, found.get(key.raw) ?? value?.raw ?? null);
  }
  return found;
}
