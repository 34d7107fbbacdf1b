/** What a finding says: what is wrong, why it costs time, what to do. */
import type { Span } from '../../../text/span.ts';
import type { RunUser } from '../../../build-model/run-user.ts';
import type { CacheSwitch, CacheUse } from './cache-use.ts';
import { isBusy, type Cleaning } from './cleanings.ts';
import type { CheckedUse } from './fixes.ts';
import { frontendLacksMounts } from './doubts.ts';
import { firstThatFits } from '../../message-length.ts';
import type { InstructionView, StageImage } from '../../../build-model/model.ts';
import { mountFlag, ownerOf, ownerText } from './edits.ts';
import { isPlainCacheFolder } from './cache-folder.ts';
import type { Dockerfile } from '../../../syntax/dockerfile/model.ts';
import { VOLUME_SUFFIX, type MountState, type PlacedMount } from './mount-state.ts';
import { quoted } from '../../../syntax/dockerfile/problems.ts';

const WHY = 'each run downloads and builds all packages again';

interface Place {
  readonly dockerfile: Dockerfile;
  readonly workdir: string;
  readonly view: InstructionView;
  readonly image: StageImage;
  readonly mounts: readonly PlacedMount[];
}

/** Of all installs of a RUN that miss the same mount. */
export function findingMessage(group: readonly CheckedUse[], place: Place): string {
  const [first] = group;
  if (first === undefined) return '';
  if (first.use.misplaced.length > 0) return misplacedMessage(first.use);
  const cleanings = distinct(
    group.flatMap((one) => one.cleanings.map((cleaning) => ({ ...one, cleaning }))),
  );
  const busy = cleanings.filter(({ cleaning, use }) => isBusy(cleaning, use, place.mounts));
  const emptying = cleanings.filter((one) => !busy.includes(one));
  const causes = [
    ...mountCauses(first.use, first.state),
    ...group.flatMap(({ use, state }) => use.switches.map((one) => switchCause(use, one, state))),
    ...emptying.map(({ cleaning }) => `${shortCode(cleaning.text)} empties the cache`),
  ];
  const failing = busy.map(
    ({ cleaning }) =>
      `${shortCode(cleaning.text)} fails on the cache mount ("Device or resource busy")`,
  );
  const advised = group.flatMap((one) => advice(one, place));
  const { use, state } = first;
  const shortest =
    state.kind === 'owner'
      ? `${ownerName(state.mount)} owns the mount, and ${userName(use.user)} runs the step`
      : `\`${use.call.text}\` keeps no cache`;
  return fitting({
    causes: [...new Set(causes)],
    failing,
    advised: [...new Set(advised)],
    shortest,
  });
}

/** One for each text: installs of a RUN share what empties their cache. */
function distinct<One extends { readonly cleaning: Cleaning }>(
  all: readonly One[],
): readonly One[] {
  return [...new Map(all.map((one) => [one.cleaning.text, one])).values()];
}

interface MessageParts {
  readonly causes: readonly string[];
  /** What breaks the build as it is. */
  readonly failing: readonly string[];
  readonly advised: readonly string[];
  /** Stands for causes that are too long beside their advice. */
  readonly shortest: string;
}

/** All of it, or as much as fits: the causes before the costs, the first advice before the others. */
function fitting({ causes, failing, advised, shortest }: MessageParts): string {
  const [cause = '', ...others] = causes;
  const [step, ...steps] = advised;
  const first = step === undefined ? [] : [step];
  const short = others.length === 0 ? cause : `${cause}, and more`;
  const whole = causes.length === 0 ? [] : [`${list(causes)}: ${WHY}`];
  const choices: readonly (readonly string[])[] = [
    [...whole, ...failing, ...advised],
    [...(causes.length === 0 ? [] : [list(causes)]), ...failing, ...first, ...steps],
    [...(causes.length === 0 ? [] : [list(causes)]), ...failing, ...first],
    [...(causes.length === 0 ? [] : [short]), ...failing.slice(0, 1), ...first],
    [...(failing.length === 0 ? [shortest] : failing.slice(0, 1)), ...first],
    [...(causes.length === 0 ? failing.slice(0, 1) : [short])],
  ];
  return firstThatFits(choices.map((parts) => parts.map((text) => `${capital(text)}.`).join(' ')));
}

/** A command that goes on and on is told by its beginning. */
function shortCode(text: string): string {
  return `\`${text.length > 40 ? `${text.slice(0, 39)}…` : text}\``;
}

function misplacedMessage({ misplaced, call }: CacheUse): string {
  const written = quoted(misplaced[0]?.word.raw ?? '');
  return `${written} is an option of RUN, and ${call.manager.name} refuses it. Write it right after \`RUN\`.`;
}

/** The other installs of the group, and what switches the cache off or empties it. */
export function relatedPlaces(
  group: readonly CheckedUse[],
): readonly { span: Span; message: string }[] {
  const places = [
    ...group.slice(1).map(({ use }) => {
      return { span: use.call.span, message: `${shortCode(use.call.text)} uses the same cache.` };
    }),
    ...group.flatMap(placesOf),
  ];
  const byPlace = new Map(places.map((one) => [`${one.span.start} ${one.message}`, one]));
  return [...byPlace.values()];
}

function placesOf({ use, cleanings }: CheckedUse): { span: Span; message: string }[] {
  const { name } = use.call.manager;
  const switches = use.switches.flatMap((one) => {
    if (one.kind === 'setting')
      return one.span === null
        ? []
        : [{ span: one.span, message: `${one.key} switches ${name}'s cache off.` }];
    if (one.kind !== 'variable') return [];
    const span = one.span ?? one.from?.span;
    const message = `${one.name} switches ${name}'s cache off, whatever its value says.`;
    return span === undefined ? [] : [{ span, message }];
  });
  const cleaned = cleanings.map(({ span }) => ({ span, message: 'The cache is removed here.' }));
  return [...switches, ...cleaned];
}

function mountCauses(use: CacheUse, state: MountState): string[] {
  const call = `\`${use.call.text}\``;
  const { name } = use.call.manager;
  const { folder } = use;
  switch (state.kind) {
    case 'covered':
      return [];
    case 'absent':
      return folder === null
        ? [`${call} runs without a mount for ${name}'s cache`]
        : [
            `${call} has no cache mount at ${folder}${
              use.user?.isRoot === true && use.user.isAssumed
                ? `, its cache if the image runs as root`
                : ''
            }`,
          ];
    case 'elsewhere': {
      const where = mountName(state.mount);
      return [
        `the cache mount at ${where} misses ${name}'s cache, which is ${folder ?? 'elsewhere'}`,
      ];
    }
    case 'tmpfs':
      return [`${name}'s cache is in a tmpfs, which is discarded after the step`];
    case 'readonly':
      return [
        `the cache mount at ${mountName(state.mount)} is read-only, so ${name} keeps nothing in it and fails to build wheels`,
      ];
    case 'owner': {
      const owner = `${ownerName(state.mount)} owns the cache mount at ${mountName(state.mount)}`;
      const runner = `this step runs as ${userName(use.user)}`;
      return [`${owner} and ${runner}, so ${name} goes on without its cache`];
    }
  }
}

/** The path as written, and where that leads if it is not what it seems. */
function mountName({ mount, path, unset }: PlacedMount): string {
  const written = mount.options['target'] ?? '';
  const real = path ?? 'nowhere';
  if (unset.length > 0)
    return `\`${written}\` (${real}, since the builder knows no ${unset.join(', ')})`;
  if (written.startsWith('~')) return `\`${written}\` (${real}, since the builder knows no \`~\`)`;
  const suffix = VOLUME_SUFFIX.exec(written)?.[0] ?? '';
  if (suffix !== '') return `\`${written}\` (\`${suffix}\` is part of the path)`;
  return written === path ? written : `\`${written}\` (${real})`;
}

function ownerName({ read }: PlacedMount): string {
  return read.uid === null || read.uid === 0 ? 'root' : `uid ${read.uid}`;
}

function userName(user: RunUser | null): string {
  if (user === null) return 'another user';
  const plain = user.uid === null || user.isRoot || user.name === String(user.uid);
  return plain ? user.name : `${user.name} (uid ${user.uid})`;
}

function switchCause(use: CacheUse, one: CacheSwitch, state: MountState): string {
  const { name } = use.call.manager;
  const what = switchName(one);
  return state.kind === 'covered'
    ? `the cache mount at ${mountName(state.mount)} stays empty: ${what} switches ${name}'s cache off`
    : `${what} switches the cache off`;
}

function switchName(one: CacheSwitch): string {
  switch (one.kind) {
    case 'option':
      return one.own ? `\`${one.word.value}\`` : `an option in \`${one.word.raw}\``;
    case 'assignment':
      return `\`${one.assignment.name}\``;
    case 'variable':
      return `\`${one.name}\`${one.from === null ? '' : ` (line ${one.from.line})`}`;
    case 'setting':
      return one.file === null
        ? `the setting \`${one.key}\``
        : `\`${one.key}\` in the image's ${one.file}`;
  }
}

function advice(checked: CheckedUse, place: Place): string[] {
  const { use, state, cleanings } = checked;
  if (use.folder === null && state.kind !== 'covered')
    return [unknownFolderAdvice(use, state, place)];
  const { folder, user } = use;
  if (folder !== null && !isPlainCacheFolder(folder, place.workdir, user?.home ?? null))
    return [
      `a mount there would hide what else is in ${folder}: move the cache to a folder of its own`,
    ];
  const frontend = frontendLacksMounts(place.dockerfile)
    ? ['the `# syntax` line asks for a frontend without mounts: let it say `docker/dockerfile:1`']
    : [];
  const [mount, ...mounts] = mountAdvice(checked, place);
  const [cleaning, ...others] = cleanings;
  // A mount alone would make the removal fail: who follows half of an advice must not break the build.
  const both =
    mount !== undefined && cleaning?.removesFolder === true
      ? [`${mount} and remove ${shortCode(cleaning.text)}`]
      : null;
  return [
    ...frontend,
    ...(both ?? (mount === undefined ? [] : [mount])),
    ...mounts,
    ...use.switches.map((one) => switchAdvice(use, one)),
    ...(both === null ? cleanings : others).map(cleaningAdvice),
  ];
}

function mountAdvice({ use, state, id }: CheckedUse, place: Place): string[] {
  const { user, folder } = use;
  if (state.kind === 'covered' || folder === null) return [];
  if (state.kind === 'readonly')
    return [`remove \`${state.mount.readonlyOption ?? 'ro'}\` from the mount`];
  if (typeof user?.uid !== 'number') {
    const number = user === null ? 'find out the number of its user' : numberAdvice(user, place);
    return [number, `add a cache mount at ${folder} with that \`uid=\``];
  }
  const owner = ownerOf({ ...user, uid: user.uid }, place.view);
  if (state.kind === 'absent') return [`add \`${mountFlag(use, { folder, owner, id })}\``];
  if (state.kind !== 'owner') return [`write \`${mountFlag(use, { folder, owner, id })}\` instead`];
  return owner === null
    ? ['remove `uid=` from the mount']
    : [`add \`${ownerText(owner)}\` to the mount`];
}

function switchAdvice(use: CacheUse, one: CacheSwitch): string {
  const option = use.call.manager.cache.options[0] ?? '';
  const named = `name the folder with \`${option}=${use.folder ?? '…'}\``;
  switch (one.kind) {
    case 'option':
      return one.own ? `remove \`${one.word.value}\`` : `remove it from \`${one.word.raw}\``;
    case 'assignment':
      return `remove \`${one.assignment.name}\``;
    case 'variable':
      return `remove \`${one.name}\`, or ${named}`;
    case 'setting':
      return one.file === null ? `remove the setting, or ${named}` : named;
  }
}

function cleaningAdvice({ text }: Cleaning): string {
  return `remove ${shortCode(text)}: a cache mount is never part of the image`;
}

/** Where a number and a home come from: a user that the Dockerfile makes, or one that the image brings. */
function numberAdvice(user: RunUser, { view, image }: Place): string {
  const { name } = user;
  if (name.includes('$')) return `give the argument of \`USER ${name}\` a default`;
  const isAdduser = image.makesUsersWith === 'adduser';
  // These images bring no user of that number.
  if (/^\d+$/.test(name) && image.knowledge === 'official') {
    const how = isAdduser ? `adduser -D -u ${name}` : `useradd --uid ${name} --create-home`;
    return `create the user with \`${how} …\``;
  }
  if (view.unnumberedUsers.has(name)) {
    const how = isAdduser ? 'adduser -u 1000' : 'useradd --uid 1000';
    return `give ${name} a number where it is made (\`${how} …\`)`;
  }
  // Its /etc/passwd has both; `id` would tell the number only.
  return `ask the image for number and home of ${name} (\`docker run --rm --entrypoint grep ${image.name} ${name} /etc/passwd\`)`;
}

function unknownFolderAdvice({ user, call }: CacheUse, state: MountState, place: Place): string {
  const option = call.manager.cache.options[0] ?? '';
  if (user === null)
    return `the Dockerfile does not show whose cache this is: name the folder with \`${option}=…\`, and put a cache mount there that its user can write to`;
  const where = state.kind === 'owner' ? 'give the mount that `uid=`' : 'put a cache mount there';
  // The number is enough for a folder of its own.
  if (user.uid !== null && place.image.knowledge !== 'official')
    return `the home of ${user.name} is not known: name the folder with \`${option}=…\`, and ${where} with \`uid=${String(user.uid)}\``;
  return `${numberAdvice(user, place)}, and ${where}`;
}

function list(parts: readonly string[]): string {
  return parts.length < 2
    ? (parts[0] ?? '')
    : `${parts.slice(0, -1).join(', ')}, and ${parts.at(-1) ?? ''}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
