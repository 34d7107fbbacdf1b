/**
 * A cache mount is shared by images of different systems, and the package manager keeps there what it compiled: an image
 * on musl can take what was linked to glibc, an old release what needs a newer C library.
 */
import { PACKAGE_MANAGERS } from '../../../package-managers/index.ts';
import type { TextEdit } from '../../../text/edits.ts';
import {
  cacheUsers,
  conflictOf,
  idOfSystem,
  placeOfUser,
  systemName,
  type CacheConflict,
  type OwnCacheUser,
} from '../../caches/cache-users.ts';
import { hasErrors } from '../../../build-model/mount-targets.ts';
import type { PlacedMount } from '../../caches/mount-state.ts';
import { firstThatFits } from '../../message-length.ts';
import type { BuildModel } from '../../../build-model/model.ts';
import type { CacheUser, Rule, RuleFinding, RuleInput } from '../../model.ts';

export const sharedWheelCache: Rule = {
  id: 'shared-wheel-cache',
  family: 'cache-mount',
  since: '0.2.0',
  changes: ['mounts'],
  severity: 'warning',
  summary: 'Images on different C libraries share the wheels that a package manager compiled',
  // The other files of the project decide, and they are not always known.
  canTell: () => false,
  check,
};

function check(input: RuleInput): readonly RuleFinding[] {
  const users = cacheUsers(input.model).filter(({ apart }) => apart === 'compiled');
  const all = [...users, ...input.neighbours].filter(({ isUsed }) => isUsed);
  const seen = new Set<PlacedMount['mount']>();
  return users.flatMap((user): RuleFinding[] => {
    const { mount, run } = user;
    if (mount === null || !user.isUsed || seen.has(mount.mount)) return [];
    const conflict = conflictOf(user, all);
    if (conflict === null || hasErrors(run.instruction, input.model.dockerfile)) return [];
    seen.add(mount.mount);
    return [findingOf(user, mount, conflict, input)];
  });
}

function findingOf(
  user: OwnCacheUser,
  mount: PlacedMount,
  { other, kind }: CacheConflict,
  { model }: RuleInput,
): RuleFinding {
  const id = idOfSystem(user, kind, mount.mount.options['id']);
  const edit = withId(mount, id, model.dockerfile.text);
  const { span } = mount.mount.flag;
  return {
    span,
    message: messageOf(user, { other, kind }, id),
    related: relatedTo(other, kind, model),
    fixes:
      edit === null
        ? []
        : [
            {
              id: 'own-cache',
              title: `Give the cache mount the id ${id}`,
              safety: 'safe',
              edits: [edit],
            },
          ],
  };
}

/** In another file it is the other end of the same conflict. */
function relatedTo(
  other: CacheUser,
  kind: CacheConflict['kind'],
  { stages }: BuildModel,
): RuleFinding['related'] {
  const message = `Uses the same cache on ${systemName(other, kind)}.`;
  if (other.place !== undefined) return [{ ...other.place, message, isOtherEnd: true }];
  const views = stages.flatMap(({ instructions }) => instructions);
  const here = views.find(
    ({ instruction }) => other.file === null && instruction.line === other.line,
  );
  return here === undefined ? [] : [{ span: here.instruction.span, message }];
}

function messageOf(user: OwnCacheUser, { other, kind }: CacheConflict, id: string): string {
  const manager = PACKAGE_MANAGERS.find((one) => one.id === user.managerId)?.name ?? '';
  const [own, its] = [systemName(user, kind), systemName(other, kind)];
  const cause = `This image on ${own} shares its cache with ${placeOfUser(other)} on ${its}: ${manager} takes wheels that were compiled there, and they may not load here.`;
  return firstThatFits([`${cause} Write \`id=${id}\` into the mount.`, cause]);
}

/** Null where the mount is written with quotes or over lines. */
function withId({ mount }: PlacedMount, id: string, file: string): TextEdit | null {
  const { span } = mount.flag;
  if (/["'\\`]/.test(file.slice(span.start, span.end))) return null;
  const place = mount.spans['id'];
  if (place === undefined)
    return { span: { start: span.end, end: span.end }, newText: `,id=${id}` };
  return { span: place, newText: `id=${id}` };
}
