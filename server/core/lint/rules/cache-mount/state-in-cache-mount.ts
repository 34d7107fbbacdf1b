/** A cache mount takes a file along that lies beside the cache and belongs to the image. */
import { cacheSteps } from '../../caches/cache-steps.ts';
import { changeTarget } from '../../caches/edits.ts';
import type { LostFiles } from '../../caches/lost-files.ts';
import { mountName } from '../../caches/words.ts';
import type { Rule, RuleFinding } from '../../model.ts';

export const stateInCacheMount: Rule = {
  id: 'state-in-cache-mount',
  family: 'cache-mount',
  since: '0.2.0',
  changes: ['mounts'],
  severity: 'info',
  summary: 'A cache mount takes a file out of the image that lies beside the cache',
  // On another image the folders can be others.
  canTell: ({ model }) =>
    model.stages.every(({ image }) => ['seen', 'official'].includes(image.knowledge)),
  check: (input) =>
    cacheSteps(input).steps.flatMap(({ lost }) =>
      lost
        .filter(({ kind }) => kind === 'beside')
        .map((one) => findingOf(one, input.model.dockerfile.text)),
    ),
};

function findingOf({ mount, what, instead }: LostFiles, text: string): RuleFinding {
  const edit = instead === null ? null : changeTarget(mount, instead, text);
  const advice = instead === null ? '' : ` Write \`target=${instead}\`.`;
  return {
    span: mount.mount.flag.span,
    message: `The cache mount at ${mountName(mount)} takes ${what} along, which then is in no image and the same for all that share the mount.${advice}`,
    related: [],
    fixes:
      edit === null || instead === null
        ? []
        : [
            {
              id: 'narrow-mount',
              title: `Move the cache mount to ${instead} (review: the image has ${what} then)`,
              safety: 'review',
              edits: [edit],
            },
          ],
  };
}
