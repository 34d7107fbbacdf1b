/** What Build Image can offer for a Dockerfile: its stages, its arguments, the builders of this machine. */
import type { BuildModel } from '../../core/build-model/model.ts';
import type { BuildChoices } from '../../protocol/requests.ts';
import type { Session } from '../session.ts';
import { subjectOf } from './subject-of.ts';

export async function buildChoices(session: Session, uri: string): Promise<BuildChoices> {
  const subject = await subjectOf(session, uri);
  const { dockerfile, invocation } = subject ?? {};
  const model =
    dockerfile === undefined ? null : await session.project.model(dockerfile, invocation?.inline);
  const targets = (model?.stages ?? []).map((stage) => stage.name).filter((name) => name !== null);
  return {
    targets,
    buildArgs: [...(model ? declaredArguments(model) : [])].map(([name, value]) => ({
      name,
      default: value,
    })),
    builders: await session.workbench.builders(),
  };
}

/** The arguments of a Dockerfile in its order, with the first default that one has. */
export function declaredArguments(model: BuildModel): ReadonlyMap<string, string | null> {
  const found = new Map<string, string | null>();
  for (const command of model.commands) {
    if (command.kind !== 'arg') continue;
    for (const { key, value } of command.pairs)
      found.set(key.raw, found.get(key.raw) ?? value?.raw ?? null);
  }
  return found;
}
