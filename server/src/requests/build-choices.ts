/** What Build Image can offer for a Dockerfile: its stages, its arguments, the builders of this machine. */
import type { BuildChoices } from '../../protocol/requests.ts';
import type { Session } from '../session.ts';
import { dockerfileOf } from './dockerfile-of.ts';

export async function buildChoices(session: Session, uri: string): Promise<BuildChoices> {
  const dockerfile = await dockerfileOf(session, uri);
  const analysis = dockerfile === null ? null : await session.index.analysis(dockerfile);
  const targets = (analysis?.stages ?? [])
    .map((stage) => stage.name)
    .filter((name) => name !== null);
  const buildArgs = new Map<string, string | null>();
  for (const command of analysis?.commands ?? []) {
    if (command.kind !== 'arg') continue;
    for (const { key, value } of command.pairs) {
      buildArgs.set(key.raw, buildArgs.get(key.raw) ?? value?.raw ?? null);
    }
  }
  return {
    targets,
    buildArgs: [...buildArgs].map(([name, value]) => ({ name, default: value })),
    builders: await session.workbench.builders(),
  };
}
