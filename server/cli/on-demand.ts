/** What `check` and `fix` need for an option only, and load then: it asks docker or reads git, and is in another program. */
import type { ImagesForRules, SinceRevision } from '../node/linting/index.ts';
import type { CliIo } from './io.ts';

/** `--ask-images` */
export async function imagesToAsk(io: CliIo): Promise<ImagesForRules> {
  const { cliImages } = await import('./building.ts');
  return cliImages(io);
}

/** `--since` */
export async function changesSince(cwd: string, revision: string): Promise<SinceRevision> {
  const { sinceRevision } = await import('./building.ts');
  return sinceRevision(cwd, revision);
}
