/**
 * What the words of one `docker build …` ask for. Words may have open parts (`open-text.ts`); paths stay as they are
 * written, since only the caller knows the working directory.
 */
import {
  globalTakesValue,
  isKeyOption,
  longName,
  takesValue,
  type KeyOption,
} from './build-options.ts';
import { isOpen } from './open-text.ts';

export interface BuildRequest {
  /** A folder, `-`, or the address of a remote context; null where the command names none. */
  readonly context: string | null;
  /** `-` for standard input; null: the usual name in the context. */
  readonly file: string | null;
  /** The path in `file` starts at the context; otherwise at the working directory. */
  readonly fileInContext?: boolean;
  readonly target: string | null;
  /** Null: the value comes from the environment. */
  readonly args: readonly (readonly [string, string | null])[];
  readonly namedContexts: readonly (readonly [string, string])[];
  readonly platforms: readonly string[];
  readonly network: string | null;
  readonly cacheFrom: readonly string[];
  readonly noCache: boolean;
}

export const NO_REQUEST: BuildRequest = {
  context: null,
  file: null,
  target: null,
  args: [],
  namedContexts: [],
  platforms: [],
  network: null,
  cacheFrom: [],
  noCache: false,
};

/** Null where the words, from the name of the program on, are no command that builds an image. */
export function readBuildCommand(words: readonly string[]): BuildRequest | null {
  const start = argumentsStart(words);
  if (isKaniko(words[0] ?? '')) return readKaniko(words.slice(1));
  return start === null ? null : readBuildArguments(words.slice(start));
}

/** Options and context of a build, such as the words after `docker build`. */
export function readBuildArguments(words: readonly string[]): BuildRequest {
  const { options, operands } = splitArguments(words);
  const all = (wanted: KeyOption): readonly string[] =>
    options.filter(([name]) => name === wanted).map(([, value]) => value);
  const last = (wanted: KeyOption): string | null => all(wanted).at(-1) ?? null;
  return {
    context: contextOf(operands),
    file: last('file'),
    target: last('target'),
    args: all('build-arg').map(readArgument),
    namedContexts: all('build-context').flatMap(readNamedContext),
    platforms: all('platform').flatMap(splitList),
    network: last('network'),
    cacheFrom: all('cache-from'),
    noCache: all('no-cache').some((value) => value !== 'false'),
  };
}

/** `NAME=value`, or `NAME` for the value that the environment has. */
export function readArgument(text: string): readonly [string, string | null] {
  const equals = text.indexOf('=');
  return equals === -1 ? [text, null] : [text.slice(0, equals), text.slice(equals + 1)];
}

export function readNamedContext(text: string): readonly (readonly [string, string])[] {
  const [name, value] = readArgument(text);
  return value === null ? [] : [[name, value]];
}

/** A list with commas, such as `linux/amd64,linux/arm64`. */
export function splitList(text: string): readonly string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** Whether the word names a program that builds images, by its name or by the name of its variable. */
export function isBuildProgram(word: string): boolean {
  const name = word.slice(word.lastIndexOf('/') + 1).replace(/\.exe$/i, '');
  if (/^(?:docker|podman|buildah|nerdctl|depot|docker-buildx)$/.test(name)) return true;
  if (isKaniko(word)) return true;
  const open = /^\uE000([^\uE001]*)\uE001$/.exec(word)?.[1] ?? '';
  return /docker|podman|nerdctl|buildah|container_?(?:cli|cmd|engine|tool|runtime)|^(?:oci|cri)_?bin$/i.test(
    open,
  );
}

function isKaniko(word: string): boolean {
  return word.endsWith('kaniko/executor');
}

/** kaniko has no operands; its Dockerfile is searched in the working directory and in the context. */
function readKaniko(words: readonly string[]): BuildRequest | null {
  const values = (wanted: readonly string[]): readonly string[] =>
    words.flatMap((word, index): readonly string[] => {
      const [name, value] = readArgument(word);
      return wanted.includes(name) ? [value ?? words[index + 1] ?? ''] : [];
    });
  const last = (...names: readonly string[]): string | null => values(names).at(-1) ?? null;
  const context = (last('--context', '-c') ?? '.').replace(/^dir:\/\//, '');
  return {
    ...NO_REQUEST,
    context,
    file: last('--dockerfile', '-f'),
    target: last('--target'),
    args: values(['--build-arg']).map(readArgument),
    platforms: values(['--custom-platform', '--customPlatform']),
  };
}

/** Where the arguments of the build begin, after `docker --context x buildx --builder y build`. */
function argumentsStart(words: readonly string[]): number | null {
  const [program = ''] = words;
  if (!isBuildProgram(program)) return null;
  for (let at = 1; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word.startsWith('-')) {
      if (globalTakesValue(word.replace(/^--?/, ''))) at++;
      continue;
    }
    if (/^(?:build|bud|b)$/.test(word)) {
      const short = word === 'b' && words[at - 1] !== 'buildx' && !program.endsWith('-buildx');
      return short || (word === 'bud' && program.includes('docker')) ? null : at + 1;
    }
    // `docker $BUILDX build`: a variable between the two can only be options or `buildx`.
    if (!/^(?:buildx|image|builder)$/.test(word) && !isOpen(word)) return null;
  }
  return null;
}

interface Split {
  readonly options: readonly (readonly [KeyOption, string])[];
  readonly operands: readonly string[];
}

function splitArguments(words: readonly string[]): Split {
  const options: (readonly [KeyOption, string])[] = [];
  const operands: string[] = [];
  const add = (name: string, value: string): void => {
    if (isKeyOption(name)) options.push([name, value]);
  };
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--') {
      operands.push(...words.slice(at + 1));
      break;
    }
    if (word.startsWith('--')) {
      const [name, value] = readArgument(word.slice(2));
      if (value !== null) add(name, value);
      else if (!takesValue(name)) add(name, 'true');
      else add(name, words[++at] ?? '');
    } else if (word.startsWith('-') && word !== '-') {
      const short = readShort(word);
      if (short !== null) add(short.name, short.value ?? words[++at] ?? '');
    } else operands.push(word);
  }
  return { options, operands };
}

/** The option with a value in a word of short ones, such as `-t`, `-fDockerfile` and `-qt`. */
function readShort(word: string): { readonly name: string; readonly value: string | null } | null {
  for (let at = 1; at < word.length; at++) {
    const name = longName(word[at] ?? '');
    if (name === null) continue;
    const value = word.slice(at + 1).replace(/^=/, '');
    return { name, value: value === '' ? null : value };
  }
  return null;
}

/**
 * A build has one context. A word such as `$BUILD_OPTIONS` beside it stands for options; alone, it may be the context.
 */
function contextOf(operands: readonly string[]): string | null {
  const known = operands.findLast((word) => !isOpen(word) && word !== '');
  const partly = operands.findLast((word) => !/^\uE000[^\uE001]*\uE001$/.test(word) && word !== '');
  return known ?? partly ?? operands.at(-1) ?? null;
}
