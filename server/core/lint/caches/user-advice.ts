/** What to do where it is not known who runs an install, or what number or home they have. */
import type { RunUser } from '../../build-model/run-user.ts';
import { folderOptions } from './cache-switches.ts';
import type { Advice, TellPlace } from './cause.ts';
import type { CheckedUse } from './checked-use.ts';

/** Where a number and a home come from: a user that the Dockerfile makes, or one that the image brings. */
function numberAdvice(user: RunUser, { view, image }: TellPlace): Advice {
  const { name } = user;
  if (name.includes('$')) return { text: `give the argument of \`USER ${name}\` a default` };
  const isAdduser = image.makesUsersWith === 'adduser';
  // These images bring no user of that number.
  if (/^\d+$/.test(name) && image.knowledge === 'official') {
    const how = isAdduser ? `adduser -D -u ${name}` : `useradd --uid ${name} --create-home`;
    return { text: `create the user with \`${how} …\`` };
  }
  if (view.unnumberedUsers.has(name)) {
    const how = isAdduser ? 'adduser -u 1000' : 'useradd --uid 1000';
    return { text: `give ${name} a number where it is made (\`${how} …\`)` };
  }
  // Its /etc/passwd has both; `id` would tell the number only.
  const brief = `ask the image for number and home of ${name}`;
  const command = `docker run --rm --entrypoint grep ${image.name} ${name} /etc/passwd`;
  return { text: `${brief} (\`${command}\`)`, brief };
}

/** What to do where the number of the user is not known, who needs a mount of their own. */
export function ownMountAdvice(
  user: RunUser | null,
  folder: string,
  place: TellPlace,
): readonly Advice[] {
  const number =
    user === null ? { text: 'find out the number of its user' } : numberAdvice(user, place);
  return [number, { text: `add a cache mount at ${folder} with that \`uid=\`` }];
}

/** Nobody knows whose home the cache is in. */
export function unknownFolderAdvice({ use, state }: CheckedUse, place: TellPlace): Advice {
  const { user, cache } = use;
  const option = folderOptions(cache)[0] ?? '';
  if (user === null)
    return {
      text: `the Dockerfile does not show whose cache this is: name the folder with \`${option}=…\`, and put a cache mount there that its user can write to`,
    };
  if (use.command.filters !== 'nothing') {
    const owner = user.isRoot || user.uid === null ? '' : ` with \`uid=${String(user.uid)}\``;
    return {
      text: `settings of \`sudo\` decide where the cache is: name the folder with \`${option}=…\`, and put a cache mount there${owner}`,
    };
  }
  const where =
    state.kind === 'owner' ? 'give the mount that `uid=`' : 'add a mount with that `uid=`';
  // The number is enough for a folder of its own.
  if (user.uid !== null && place.image.knowledge !== 'official')
    return {
      text: `the home of ${user.name} is not known: name the folder with \`${option}=…\`, and ${state.kind === 'owner' ? 'give the mount' : 'put a cache mount there with'} \`uid=${String(user.uid)}\``,
    };
  const { text, brief = text } = numberAdvice(user, place);
  return { text: `${text}, and ${where}`, brief: `${brief}, and ${where}` };
}
