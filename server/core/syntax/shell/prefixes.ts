/**
 * Commands that start another command: `sudo pip …`, `env A=1 pip …`, `timeout 60 pip …`. Data, and the walk over
 * their options to the word where the real command begins.
 */
import type { EnvironmentFilter, ShellWord } from './model.ts';

interface Prefix {
  /** Options that take the next word as their value. */
  readonly values?: readonly string[];
  /** Words between the options and the command, such as the seconds of `timeout`. */
  readonly operands?: number;
  /** Words that must follow the name: `run` of `conda run`. */
  readonly subcommand?: string;
  /** With one of these it starts nothing: `command -v pip`. */
  readonly asks?: readonly string[];
  readonly switchesUser?: boolean;
  /** The first operand names the user. */
  readonly userOperand?: boolean;
  /** Options that name the user. */
  readonly userOptions?: readonly string[];
  /** Without one of them it is root. */
  readonly elseRoot?: boolean;
  /** Its own settings say which variables reach the command. */
  readonly filtersEnvironment?: boolean;
  /** Without one of these they say, too, whether HOME changes; absent: it does. */
  readonly homeOptions?: RegExp;
  /** Starts a command only with one of these options: `runuser -u app pip`, unlike `runuser app -c pip`. */
  readonly needs?: readonly string[];
  /** Takes `NAME=value` words. */
  readonly assigns?: boolean;
}

const PREFIXES: ReadonlyMap<string, Prefix> = new Map<string, Prefix>([
  ['env', { values: ['-u', '--unset', '-C', '--chdir'], assigns: true }],
  [
    'sudo',
    {
      values: [
        '-u',
        '--user',
        '-g',
        '--group',
        '-h',
        '-p',
        '-C',
        '-r',
        '-t',
        '-U',
        '-D',
        '-R',
        '-T',
      ],
      assigns: true,
      switchesUser: true,
      userOptions: ['-u', '--user'],
      elseRoot: true,
      filtersEnvironment: true,
      homeOptions: /^(?:-[a-zA-Z]*[Hi][a-zA-Z]*|--(?:set-home|login))$/,
      asks: ['-l', '-v', '-V', '-k'],
    },
  ],
  [
    'doas',
    {
      values: ['-u', '-C'],
      switchesUser: true,
      userOptions: ['-u'],
      elseRoot: true,
      filtersEnvironment: true,
    },
  ],
  ['gosu', { operands: 1, switchesUser: true, userOperand: true }],
  ['su-exec', { operands: 1, switchesUser: true, userOperand: true }],
  [
    'runuser',
    {
      values: ['-u', '--user', '-g', '--group', '-G', '--supp-group', '-w'],
      switchesUser: true,
      userOptions: ['-u', '--user'],
      needs: ['-u', '--user'],
    },
  ],
  ['setpriv', { switchesUser: true }],
  ['exec', { values: ['-a'] }],
  ['command', { asks: ['-v', '-V'] }],
  ['builtin', {}],
  ['time', { values: ['-o', '-f', '--output', '--format'] }],
  ['nice', { values: ['-n', '--adjustment'] }],
  ['ionice', { values: ['-c', '-n', '--class', '--classdata'] }],
  ['nohup', {}],
  ['setsid', {}],
  ['unbuffer', {}],
  ['eatmydata', {}],
  ['fakeroot', {}],
  ['chronic', {}],
  ['tini', {}],
  ['dumb-init', {}],
  ['flock', { values: ['-w', '--timeout', '-E'], operands: 1 }],
  ['parallel', { values: ['-j', '--jobs', '-n', '-N', '-a', '-I', '--colsep', '--retries'] }],
  ['xvfb-run', { values: ['-n', '-s', '-e', '-f', '-p'] }],
  ['stdbuf', { values: ['-i', '-o', '-e'] }],
  ['timeout', { values: ['-s', '-k', '--signal', '--kill-after'], operands: 1 }],
  [
    'xargs',
    {
      values: [
        ...['-a', '-d', '-E', '-I', '-L', '-n', '-P', '-s', '--arg-file', '--delimiter'],
        ...['--max-args', '--max-procs', '--max-chars'],
      ],
    },
  ],
  ['conda', { subcommand: 'run', values: ['-n', '--name', '-p', '--prefix', '--cwd'] }],
  ['mamba', { subcommand: 'run', values: ['-n', '--name', '-p', '--prefix', '--cwd'] }],
  ['micromamba', { subcommand: 'run', values: ['-n', '--name', '-p', '--prefix', '--cwd'] }],
  ['poetry', { subcommand: 'run' }],
  ['pipenv', { subcommand: 'run' }],
  ['pdm', { subcommand: 'run' }],
]);

const SHELLS: ReadonlySet<string> = new Set(['sh', 'bash', 'ash', 'dash', 'ksh', 'zsh']);

export interface Prefixed {
  /** Index of the word where the real command begins. */
  readonly command: number;
  /** Indexes of `NAME=value` words. */
  readonly assignments: readonly number[];
  /** Names of `env -u NAME`. */
  readonly unset: readonly string[];
  readonly switchesUser: boolean;
  /** Index of the word that names the user; null where none does. */
  readonly user: number | null;
  /** It is root, though no word says so. */
  readonly isRoot: boolean;
  readonly clearsEnvironment: boolean;
  readonly filters: EnvironmentFilter;
  /** `env -C folder`: the folder changes. */
  readonly movesFolder: boolean;
}

/** Null where the first word starts no other command. */
export function readPrefix(words: readonly ShellWord[]): Prefixed | null {
  const name = commandName(words[0]);
  const prefix = PREFIXES.get(name);
  if (prefix === undefined) return null;
  let at = 1;
  if (prefix.subcommand !== undefined) {
    if (words[at]?.value !== prefix.subcommand) return null;
    at++;
  }
  const assignments: number[] = [];
  const unset: string[] = [];
  let user: number | null = null;
  let isComplete = prefix.needs === undefined;
  let clearsEnvironment = false;
  let movesFolder = false;
  let namesUser = false;
  let setsHome = false;
  let keepsAll = false;
  for (; at < words.length; at++) {
    const value = words[at]?.value ?? '';
    if (prefix.assigns && /^[A-Za-z_]\w*=/.test(value)) {
      assignments.push(at);
      continue;
    }
    if (!value.startsWith('-')) break;
    if (value === '--') {
      at++;
      break;
    }
    if (prefix.asks?.includes(value)) return null;
    if (name === 'env' && /^(-i|-|--ignore-environment)$/.test(value)) clearsEnvironment = true;
    if (/^(-C|-D|--chdir|--cwd)/.test(value)) movesFolder = true;
    const takesValue = prefix.values?.includes(value) ?? false;
    if (name === 'env' && /^(-u|--unset)/.test(value))
      unset.push(takesValue ? (words[at + 1]?.value ?? '') : value.replace(/^(-u|--unset=)/, ''));
    isComplete ||= prefix.needs?.includes(value) ?? false;
    if (prefix.userOptions?.includes(value)) user = at + 1;
    // `-uapp` and `--user=app` name one, too.
    namesUser ||= prefix.userOptions?.some((one) => value.startsWith(one)) ?? false;
    setsHome ||= prefix.homeOptions?.test(value) ?? false;
    keepsAll ||= /^(?:-[a-zA-Z]*E|--preserve-env)$/.test(value);
    if (takesValue) at++;
  }
  if (prefix.userOperand) user = at;
  at += prefix.operands ?? 0;
  if (at >= words.length || !isComplete) return null;
  return {
    ...{ command: at, assignments, unset, user, clearsEnvironment, movesFolder },
    switchesUser: prefix.switchesUser ?? false,
    isRoot: prefix.elseRoot === true && !namesUser,
    filters: filterOf(prefix, setsHome, keepsAll),
  };
}

function filterOf(
  { filtersEnvironment, homeOptions }: Prefix,
  setsHome: boolean,
  keepsAll: boolean,
): EnvironmentFilter {
  if (filtersEnvironment !== true) return 'nothing';
  if (homeOptions !== undefined && !setsHome) return 'variables and HOME';
  return keepsAll ? 'nothing' : 'variables';
}

export interface NestedScript {
  /** Index of the word that is the script; null where the script comes from standard input. */
  readonly script: number | null;
  readonly switchesUser: boolean;
  /** Index of the word that names the user. */
  readonly user: number | null;
  /** `su -`: nothing of the image's environment reaches it. */
  readonly clearsEnvironment: boolean;
}

/** Options of `su` and `runuser` that take the next word. */
const SU_VALUES = /^(?:-[cgGsw]|--(?:command|group|supp-group|shell|whitelist-environment))$/;

/** `sh -c '…'`, `su app -c '…'`, `eval '…'`, `bash <<EOF`. */
export function readShellCall(words: readonly ShellWord[]): NestedScript | null {
  const name = commandName(words[0]);
  if (name === 'eval') return words.length === 2 ? sameUser(1) : null;
  if (name === 'su' || name === 'runuser') return readSuCall(words);
  const first = name === 'busybox' ? 1 : 0;
  if (!SHELLS.has(commandName(words[first]))) return null;
  let wantsScript = false;
  for (let at = first + 1; at < words.length; at++) {
    const value = words[at]?.value ?? '';
    if (!/^[-+]/.test(value) || value === '-') {
      // Without -c the word is a file that nobody here can read; `-` and `-s` mean standard input.
      if (wantsScript) return sameUser(at);
      return value === '-' ? sameUser(null) : null;
    }
    if (/^-[a-z]*c[a-z]*$/.test(value)) wantsScript = true;
    // `-o pipefail` and `--rcfile name` take a value.
    if (/^[-+][a-z]*[oO]$/.test(value) || /^--(rcfile|init-file)$/.test(value)) at++;
  }
  return wantsScript ? null : sameUser(null);
}

function sameUser(script: number | null): NestedScript {
  return { script, switchesUser: false, user: null, clearsEnvironment: false };
}

function readSuCall(words: readonly ShellWord[]): NestedScript | null {
  const option = words.findIndex((word) => /^(?:-c|--command)$/.test(word.value));
  if (option < 1 || option + 1 >= words.length) return null;
  const values = words.map(({ value }) => value);
  const user = values.findIndex(
    (value, at) => at > 0 && !value.startsWith('-') && !SU_VALUES.test(values[at - 1] ?? ''),
  );
  return {
    script: option + 1,
    switchesUser: true,
    user: user < 0 ? null : user,
    clearsEnvironment: values.some((value) => /^(?:-|-l|--login)$/.test(value)),
  };
}

/** Whether a program reads POSIX shell text. */
export function isPosixShell(program: string): boolean {
  return SHELLS.has(baseName(program));
}

/** Programs that images bring to be named in SHELL, and that give the text to a POSIX shell. */
const SHELL_WRAPPERS: ReadonlySet<string> = new Set(['_dockerfile_shell.sh']);

/** Whether what SHELL says ends in a POSIX shell: `bash -c`, `conda run -n x /bin/bash -c`. */
export function readsPosixShell(shell: readonly string[]): boolean {
  const [first = ''] = shell;
  if (isPosixShell(first) || SHELL_WRAPPERS.has(baseName(first))) return true;
  return shell.some(isPosixShell) && /^-[a-z]*c[a-z]*$/.test(shell.at(-1) ?? '');
}

export function commandName(word: ShellWord | undefined): string {
  return word === undefined ? '' : baseName(word.value);
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
