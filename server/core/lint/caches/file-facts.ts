/** What all checks of a Dockerfile's steps share: gathered once for the file. */
import type { RuleInput } from '../model.ts';
import { idsOfNewMounts } from './cache-users.ts';
import type { Surroundings } from './doubts.ts';
import { contentsFinder } from './folder-contents.ts';
import { writableCaches } from './mount-state.ts';

export interface FileFacts extends Surroundings {
  readonly writable: ReadonlySet<string>;
  /** Ids of new mounts by `mountKey`; those that are not there need none. */
  readonly ids: ReadonlyMap<string, string>;
}

export function fileFacts(input: RuleInput): FileFacts {
  const { dockerfile, stages, runs } = input.model;
  return {
    dockerfile,
    stages,
    contents: contentsFinder(stages, runs),
    writable: writableCaches(runs, dockerfile),
    ids: idsOfNewMounts(input),
  };
}
