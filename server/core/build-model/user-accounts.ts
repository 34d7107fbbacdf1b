/**
 * Users that RUN instructions make with `useradd` and `adduser`, with the numbers and homes that the commands spell
 * out. What the system would choose by itself (the next free number) is not guessed.
 */
import type { UserIds } from '../images/model.ts';
import { commandArguments, type ShellScript } from '../syntax/shell/index.ts';

export interface Accounts {
  readonly users: ReadonlyMap<string, UserIds>;
  /** By the group's name. */
  readonly groups: ReadonlyMap<string, MadeGroup>;
  /** Users that are made without a number: the system chooses the next free one. */
  readonly unnumbered: ReadonlySet<string>;
}

export interface MadeGroup {
  readonly gid: number;
  /** The variable that the number came from: `${APP_GID}`. */
  readonly written?: string;
}

export const NO_ACCOUNTS: Accounts = {
  users: new Map(),
  groups: new Map(),
  unnumbered: new Set(),
};

/** A word of a command, with its variables replaced and as it is written. */
interface AccountWord {
  readonly value: string | null;
  readonly raw: string;
}

/** The accounts behind a script that runs in this environment. */
export function accountsAfter(
  before: Accounts,
  script: ShellScript,
  variable: (name: string) => string | undefined,
): Accounts {
  let now = before;
  for (const command of script.commands) {
    if (!MAY_BE_ABOUT_ACCOUNTS.test(command.words[0]?.raw ?? '')) continue;
    const args = commandArguments(command, { variable, home: null }).map(
      ({ value, word }): AccountWord => ({ value, raw: word.raw }),
    );
    const first = args[0]?.value;
    const name = first?.slice(first.lastIndexOf('/') + 1);
    if (name === 'groupadd' || name === 'addgroup') now = addGroup(now, args.slice(1));
    else if (name === 'useradd' || name === 'adduser') now = addUser(now, name, args.slice(1));
    else if (name === 'usermod' || name === 'userdel' || name === 'deluser')
      now = forgetUser(now, args.at(-1)?.value ?? null);
  }
  return now;
}

/** The name of such a command, and what could come to one: variables and quotes. */
const MAY_BE_ABOUT_ACCOUNTS = /user|group|[$`'"\\]/;

/** Options that take a value and say nothing that is asked for here. */
const VALUE_OPTIONS = [
  ...[
    '-b',
    '--base-dir',
    '-c',
    '--comment',
    '-e',
    '--expiredate',
    '-f',
    '--inactive',
    '-G',
    '--groups',
    '-k',
    '--skel',
  ],
  ...[
    '-K',
    '--key',
    '-p',
    '--password',
    '-s',
    '--shell',
    '-R',
    '--root',
    '--gecos',
    '--ingroup',
    '--firstuid',
  ],
  ...[
    '--lastuid',
    '-Z',
    '--selinux-user',
    '--conf',
    '-u',
    '--uid',
    '-g',
    '--gid',
    '-d',
    '--home-dir',
    '--home',
    '-h',
  ],
];

function addGroup(before: Accounts, args: readonly AccountWord[]): Accounts {
  const { options, operands } = readArguments(args, ['-g', '--gid']);
  const name = operands[0];
  const word = options.get('-g') ?? options.get('--gid');
  const gid = readNumber(word?.value);
  if (typeof name !== 'string' || gid === null) return before;
  const written = variableIn(word);
  const made = written === undefined ? { gid } : { gid, written };
  return { ...before, groups: new Map(before.groups).set(name, made) };
}

function addUser(
  before: Accounts,
  command: 'useradd' | 'adduser',
  args: readonly AccountWord[],
): Accounts {
  const isAdduser = command === 'adduser';
  // For Debian's and busybox' adduser `-g` and `-c` are texts about the person, not a group.
  const values = isAdduser ? VALUE_OPTIONS.concat('-G') : VALUE_OPTIONS;
  const { options, flags, operands } = readArguments(args, values);
  // `adduser app group` adds a user that is there already to a group.
  const name = operands[0];
  if (typeof name !== 'string' || (isAdduser && operands.length > 1)) return before;
  const uidWord = options.get('-u') ?? options.get('--uid');
  const uid = readNumber(uidWord?.value);
  if (uid === null) {
    const unnumbered = new Set(before.unnumbered).add(name);
    return { ...forgetUser(before, name), unnumbered };
  }
  const group = isAdduser
    ? (options.get('--gid') ?? options.get('--ingroup') ?? options.get('-G'))
    : (options.get('-g') ?? options.get('--gid'));
  const madeGroup = before.groups.get(group?.value ?? '');
  const gid = readNumber(group?.value) ?? madeGroup?.gid ?? null;
  const homeWord =
    options.get('-d') ?? options.get('--home-dir') ?? options.get('--home') ?? options.get('-h');
  const folder = homeWord === undefined ? undefined : homeWord.value;
  // A system user of Debian's adduser has no home unless one is named.
  const isHomeless = isAdduser && flags.has('--system');
  const home = folder ?? (folder === null || isHomeless ? null : `/home/${name}`);
  const written = {
    ...named('uid', variableIn(uidWord)),
    ...named('gid', variableIn(group) ?? madeGroup?.written),
  };
  const ids = { uid, gid, home, ...(Object.keys(written).length === 0 ? {} : { written }) };
  return { ...before, users: new Map(before.users).set(name, ids) };
}

function forgetUser(before: Accounts, name: string | null): Accounts {
  if (name === null || !before.users.has(name)) return before;
  const users = new Map(before.users);
  users.delete(name);
  return { ...before, users };
}

/** `${APP_UID}` for `$APP_UID`, `"${APP_UID}"` and `--uid=${APP_UID}`; undefined where the word is more than that. */
function variableIn(word: AccountWord | undefined): string | undefined {
  const name = /^(?:--?\w+=)?(["']?)\$(?:\{(\w+)\}|(\w+))\1$/.exec(word?.raw ?? '');
  const variable = name?.[2] ?? name?.[3];
  return variable === undefined || name?.[1] === "'" ? undefined : `\${${variable}}`;
}

function named<Name extends 'uid' | 'gid'>(
  name: Name,
  value: string | undefined,
): Partial<Record<Name, string>> {
  const one: Partial<Record<Name, string>> = {};
  if (value !== undefined) one[name] = value;
  return one;
}

function readArguments(
  args: readonly AccountWord[],
  valueOptions: readonly string[],
): {
  readonly options: ReadonlyMap<string, AccountWord>;
  readonly flags: ReadonlySet<string>;
  readonly operands: readonly (string | null)[];
} {
  const options = new Map<string, AccountWord>();
  const flags = new Set<string>();
  const operands: (string | null)[] = [];
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? { value: null, raw: '' };
    const { value } = word;
    if (!value?.startsWith('-')) {
      operands.push(value);
      continue;
    }
    const equals = value.indexOf('=');
    // `-mu 1000`: only the last letter of a cluster can take a value.
    const option = /^-[a-zA-Z]{2,}$/.test(value) ? `-${value.at(-1) ?? ''}` : value;
    if (equals > 0)
      options.set(value.slice(0, equals), { ...word, value: value.slice(equals + 1) });
    else if (valueOptions.includes(option))
      options.set(option, args[++at] ?? { value: null, raw: '' });
    else flags.add(value);
  }
  return { options, flags, operands };
}

function readNumber(text: string | null | undefined): number | null {
  return typeof text === 'string' && /^\d{1,9}$/.test(text) ? Number(text) : null;
}
