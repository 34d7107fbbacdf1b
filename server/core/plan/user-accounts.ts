/**
 * Users that RUN instructions make with `useradd` and `adduser`, with the numbers and homes that the commands spell
 * out. What the system would choose by itself (the next free number) is not guessed.
 */
import type { UserIds } from '../rules/model.ts';
import { commandArguments, type ShellScript } from '../syntax/shell/index.ts';

export interface Accounts {
  readonly users: ReadonlyMap<string, UserIds>;
  /** Group name → number. */
  readonly groups: ReadonlyMap<string, number>;
}

export const NO_ACCOUNTS: Accounts = { users: new Map(), groups: new Map() };

/** The accounts behind a script that runs in this environment. */
export function accountsAfter(
  before: Accounts,
  script: ShellScript,
  variable: (name: string) => string | undefined,
): Accounts {
  let now = before;
  for (const command of script.commands) {
    const args = commandArguments(command, { variable, home: null }).map(({ value }) => value);
    const name = args[0]?.slice(args[0].lastIndexOf('/') + 1);
    if (name === 'groupadd' || name === 'addgroup') now = addGroup(now, args.slice(1));
    else if (name === 'useradd' || name === 'adduser') now = addUser(now, name, args.slice(1));
    else if (name === 'usermod' || name === 'userdel' || name === 'deluser')
      now = forgetUser(now, args.at(-1) ?? null);
  }
  return now;
}

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

function addGroup(before: Accounts, args: readonly (string | null)[]): Accounts {
  const { options, operands } = readArguments(args, ['-g', '--gid']);
  const name = operands[0];
  const gid = readNumber(options.get('-g') ?? options.get('--gid'));
  if (typeof name !== 'string' || gid === null) return before;
  return { ...before, groups: new Map(before.groups).set(name, gid) };
}

function addUser(
  before: Accounts,
  command: 'useradd' | 'adduser',
  args: readonly (string | null)[],
): Accounts {
  const isAdduser = command === 'adduser';
  // For Debian's and busybox' adduser `-g` and `-c` are texts about the person, not a group.
  const values = isAdduser ? VALUE_OPTIONS.concat('-G') : VALUE_OPTIONS;
  const { options, flags, operands } = readArguments(args, values);
  // `adduser app group` adds a user that is there already to a group.
  const name = operands[0];
  if (typeof name !== 'string' || (isAdduser && operands.length > 1)) return before;
  const uid = readNumber(options.get('-u') ?? options.get('--uid'));
  if (uid === null) return forgetUser(before, name);
  const group = isAdduser
    ? (options.get('--gid') ?? options.get('--ingroup') ?? options.get('-G'))
    : (options.get('-g') ?? options.get('--gid'));
  const gid = readNumber(group) ?? before.groups.get(group ?? '') ?? null;
  const written =
    options.get('-d') ?? options.get('--home-dir') ?? options.get('--home') ?? options.get('-h');
  // A system user of Debian's adduser has no home unless one is named.
  const isHomeless = isAdduser && flags.has('--system');
  const home = written ?? (written === null || isHomeless ? null : `/home/${name}`);
  return { ...before, users: new Map(before.users).set(name, { uid, gid, home }) };
}

function forgetUser(before: Accounts, name: string | null): Accounts {
  if (name === null || !before.users.has(name)) return before;
  const users = new Map(before.users);
  users.delete(name);
  return { ...before, users };
}

function readArguments(
  args: readonly (string | null)[],
  valueOptions: readonly string[],
): {
  readonly options: ReadonlyMap<string, string | null>;
  readonly flags: ReadonlySet<string>;
  readonly operands: readonly (string | null)[];
} {
  const options = new Map<string, string | null>();
  const flags = new Set<string>();
  const operands: (string | null)[] = [];
  for (let at = 0; at < args.length; at++) {
    const value = args[at] ?? null;
    if (!value?.startsWith('-')) {
      operands.push(value);
      continue;
    }
    const equals = value.indexOf('=');
    // `-mu 1000`: only the last letter of a cluster can take a value.
    const option = /^-[a-zA-Z]{2,}$/.test(value) ? `-${value.at(-1) ?? ''}` : value;
    if (equals > 0) options.set(value.slice(0, equals), value.slice(equals + 1));
    else if (valueOptions.includes(option)) options.set(option, args[++at] ?? null);
    else flags.add(value);
  }
  return { options, flags, operands };
}

function readNumber(text: string | null | undefined): number | null {
  return typeof text === 'string' && /^\d{1,9}$/.test(text) ? Number(text) : null;
}
