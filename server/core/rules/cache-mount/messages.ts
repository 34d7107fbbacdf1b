/** What a finding says: what is wrong, why it costs time, what to do. */
import type { Span } from '../../text/span.ts';
import type { RunUser } from './run-user.ts';
import type { CacheSwitch, CacheUse } from './cache-use.ts';
import { isBusy, type Cleaning } from './cleanings.ts';
import type { CheckedUse } from './fixes.ts';
import { frontendLacksMounts } from './doubts.ts';
import { mountFlag, ownerText } from './edits.ts';
import { isPlainCacheFolder } from './paths.ts';
import type { Dockerfile } from '../../syntax/dockerfile/model.ts';
import { VOLUME_SUFFIX, type MountState, type PlacedMount } from './mount-state.ts';
import { quoted } from '../../syntax/dockerfile/problems.ts';

const WHY = 'each time this step runs again, all packages are downloaded and built anew';

interface Place {
  readonly dockerfile: Dockerfile;
  readonly workdir: string;
  readonly mounts: readonly PlacedMount[];
}

export function findingMessage(checked: CheckedUse, place: Place): string {
  const { use, state, cleanings } = checked;
  if (use.misplaced.length > 0) return misplacedMessage(use);
  const busy = cleanings.filter((one) => isBusy(one, use, place.mounts));
  const emptying = cleanings.filter((one) => !busy.includes(one));
  const causes = [
    ...mountCauses(use, state),
    ...use.switches.map((one) => switchCause(use, one, state)),
    ...emptying.map(({ text }) => `\`${text}\` throws the cache away`),
  ];
  const wasted = causes.length === 0 ? [] : [`${list(causes)}: ${WHY}`];
  const failing = busy.map(
    ({ text }) => `\`${text}\` fails on the cache mount ("Device or resource busy")`,
  );
  return [...wasted, ...failing, ...advice(checked, place)]
    .map((text) => `${capital(text)}.`)
    .join(' ');
}

function misplacedMessage({ misplaced, call }: CacheUse): string {
  const written = quoted(misplaced[0]?.word.raw ?? '');
  return `${written} is an option of RUN, and ${call.manager.name} refuses it. Write it right after \`RUN\`.`;
}

export function relatedPlaces({ use, cleanings }: CheckedUse): { span: Span; message: string }[] {
  const { name } = use.call.manager;
  const switches = use.switches.flatMap((one) => {
    if (one.kind === 'setting')
      return [{ span: one.span, message: `${one.key} switches ${name}'s cache off.` }];
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
            `${call} has no cache mount at ${folder}, where ${name} keeps downloads and built wheels`,
          ];
    case 'elsewhere': {
      const where = mountName(state.mount);
      return [
        `the cache mount at ${where} misses ${name}'s cache, which is ${folder ?? 'elsewhere'}`,
      ];
    }
    case 'tmpfs':
      return [`${name}'s cache, ${folder ?? ''}, lies in a tmpfs that is gone when the step ends`];
    case 'readonly':
      return [
        `the cache mount at ${mountName(state.mount)} is read-only, so that ${name} keeps nothing in it and cannot build wheels`,
      ];
    case 'owner': {
      const owner = `${ownerName(state.mount)} owns the cache mount at ${mountName(state.mount)}`;
      const runner = `this step runs as ${userName(use.user)}`;
      return [`${owner} and ${runner}, so that ${name} goes on without its cache`];
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
    ? `the cache mount at ${mountName(state.mount)} stays empty, since ${what} switches ${name}'s cache off`
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
      return `the setting \`${one.key}\``;
  }
}

function advice({ use, state, cleanings }: CheckedUse, place: Place): string[] {
  if (use.folder === null && state.kind !== 'covered') return [unknownFolderAdvice(use, state)];
  const { folder, user } = use;
  if (folder !== null && !isPlainCacheFolder(folder, place.workdir, user?.home ?? null))
    return [
      `a mount there would hide what else is in ${folder}: move the cache to a folder of its own`,
    ];
  const frontend = frontendLacksMounts(place.dockerfile)
    ? ['the `# syntax` line asks for a frontend without mounts: let it say `docker/dockerfile:1`']
    : [];
  return [
    ...frontend,
    ...mountAdvice(use, state),
    ...use.switches.map((one) => switchAdvice(use, one)),
    ...cleanings.map(cleaningAdvice),
  ];
}

function mountAdvice(use: CacheUse, state: MountState): string[] {
  const { user, folder } = use;
  if (state.kind === 'covered' || folder === null) return [];
  if (state.kind === 'readonly')
    return [`remove \`${state.mount.readonlyOption ?? 'ro'}\` from the mount`];
  if (typeof user?.uid !== 'number') {
    const who = user === null ? 'The user of this command' : `The user ${user.name}`;
    return [
      `${who} needs a number that the Dockerfile shows (\`useradd --uid 1000 …\`); then give a cache mount at ${folder} that \`uid=\``,
    ];
  }
  const owner = user.isRoot ? null : { uid: user.uid, gid: user.gid };
  if (state.kind === 'absent') return [`add \`${mountFlag(use, folder, owner)}\``];
  if (state.kind !== 'owner') return [`write \`${mountFlag(use, folder, owner)}\` instead`];
  return owner === null
    ? ['take `uid=` out of the mount']
    : [`add \`${ownerText(owner)}\` to the mount`];
}

function switchAdvice(use: CacheUse, one: CacheSwitch): string {
  const option = use.call.manager.cache.options[0] ?? '';
  const named = `name the folder with \`${option}=${use.folder ?? '…'}\``;
  switch (one.kind) {
    case 'option':
      return one.own ? `take \`${one.word.value}\` away` : `take it out of \`${one.word.raw}\``;
    case 'assignment':
      return `take \`${one.assignment.name}\` away`;
    case 'variable':
      return `take \`${one.name}\` away, or ${named}`;
    case 'setting':
      return `take the setting away, or ${named}`;
  }
}

function cleaningAdvice({ text }: Cleaning): string {
  return `with a cache mount nothing of the cache is in the image, so that \`${text}\` can go`;
}

function unknownFolderAdvice({ user, call }: CacheUse, state: MountState): string {
  const option = call.manager.cache.options[0] ?? '';
  if (user === null)
    return `the Dockerfile does not show whose cache this is: name the folder with \`${option}=…\`, and put a cache mount there that its user can write to`;
  const number = user.uid === null ? ' and number' : '';
  const where = state.kind === 'owner' ? 'give the mount that `uid=`' : 'put a cache mount there';
  return `the Dockerfile does not show the home${number} of ${user.name}: create the user with \`useradd --uid 1000 --create-home …\`, and ${where}`;
}

function list(parts: readonly string[]): string {
  return parts.length < 2
    ? (parts[0] ?? '')
    : `${parts.slice(0, -1).join(', ')}, and ${parts.at(-1) ?? ''}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
