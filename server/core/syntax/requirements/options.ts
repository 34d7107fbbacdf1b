/**
 * The options that pip 26.2 allows in a requirements file, read as Python's `optparse` does: `--name value`,
 * `--name=value`, `-n value`, `-nvalue`, flags in one word, unambiguous beginnings of long names.
 */
import { quoted } from '../../text/quote.ts';
import { sliceWord, type OptionWord } from './option-words.ts';

export interface FoundOption {
  /** The long name without dashes. */
  readonly name: string;
  readonly option: OptionWord;
  /** Null for a flag. */
  readonly value: OptionWord | null;
}

export interface OptionsRead {
  readonly options: readonly FoundOption[];
  /** Words that are no options: pip drops them without a word. */
  readonly leftOver: readonly OptionWord[];
  /** What stops the installation; nothing after it was read. */
  readonly fault: OptionFault | null;
}

export interface OptionFault {
  readonly word: OptionWord;
  readonly message: string;
}

interface KnownOption {
  readonly name: string;
  readonly takesValue: boolean;
  /** A message about a value that pip refuses. */
  readonly check?: (value: string, written: string) => string | null;
}

const HASH_ALGORITHMS = ['sha256', 'sha384', 'sha512'];
const FEATURES = [
  'fast-deps',
  'inprocess-build-deps',
  'venv-isolation',
  'truststore',
  'no-binary-enable-wheel-cache',
  'build-constraint',
];

const LONG: Readonly<Record<string, KnownOption>> = {
  '--index-url': valued('index-url'),
  '--pypi-url': valued('index-url'),
  '--extra-index-url': valued('extra-index-url'),
  '--no-index': flag('no-index'),
  '--constraint': valued('constraint'),
  '--requirement': valued('requirement'),
  '--editable': valued('editable'),
  '--find-links': valued('find-links'),
  '--no-binary': valued('no-binary', checkPackages),
  '--only-binary': valued('only-binary', checkPackages),
  '--prefer-binary': flag('prefer-binary'),
  '--require-hashes': flag('require-hashes'),
  '--no-require-hashes': flag('no-require-hashes'),
  '--pre': flag('pre'),
  '--all-releases': valued('all-releases', checkPackages),
  '--only-final': valued('only-final', checkPackages),
  '--trusted-host': valued('trusted-host'),
  '--use-feature': valued('use-feature', checkFeature),
  '--hash': valued('hash', checkHash),
  '--config-settings': valued('config-settings', checkSetting),
};

const SHORT: Readonly<Record<string, string>> = {
  '-i': '--index-url',
  '-c': '--constraint',
  '-r': '--requirement',
  '-e': '--editable',
  '-f': '--find-links',
  '-C': '--config-settings',
};

/** Options of older versions, so that the message can say since when they are gone. */
const GONE: Readonly<Record<string, string>> = {
  '--process-dependency-links': '19.0',
  '--always-unzip': '20.2',
  '--install-option': '23.1',
  '--global-option': '25.3',
};

export function readOptions(words: readonly OptionWord[]): OptionsRead {
  const options: FoundOption[] = [];
  const leftOver: OptionWord[] = [];
  const rest = new Rest(words);
  let isOver = false;
  for (let word = rest.take(); word !== null; word = rest.take()) {
    if (isOver || !word.text.startsWith('-') || word.text === '-') {
      leftOver.push(word);
    } else if (word.text === '--') {
      isOver = true;
    } else {
      const read = word.text.startsWith('--') ? readLong : readShort;
      const fault = read(word, rest, options);
      if (fault !== null) return { options, leftOver, fault };
    }
  }
  return { options, leftOver, fault: null };
}

/** Words that are still to be read; a value that was glued to its option is put back in front. */
class Rest {
  readonly #words: readonly OptionWord[];
  #next = 0;
  #front: OptionWord | null = null;

  constructor(words: readonly OptionWord[]) {
    this.#words = words;
  }

  take(): OptionWord | null {
    const front = this.#front;
    if (front !== null) {
      this.#front = null;
      return front;
    }
    return this.#words[this.#next++] ?? null;
  }

  putBack(word: OptionWord): void {
    this.#front = word;
  }
}

function readLong(word: OptionWord, rest: Rest, options: FoundOption[]): OptionFault | null {
  const equals = word.text.indexOf('=');
  const written = equals < 0 ? word.text : word.text.slice(0, equals);
  const matches = Object.hasOwn(LONG, written)
    ? [written]
    : Object.keys(LONG).filter((name) => name.startsWith(written));
  const [name] = matches;
  if (name === undefined) return { word, message: unknownOption(written) };
  if (matches.length > 1) {
    const list = matches.sort().map(quoted);
    return {
      word,
      message: `${quoted(written)} may mean ${list.join(', ')}. Write the name in full.`,
    };
  }
  const known = LONG[name];
  if (known === undefined) return { word, message: unknownOption(written) };
  if (equals >= 0) {
    if (!known.takesValue) {
      return {
        word,
        message: `${quoted(name)} takes no value. Remove ${quoted(word.text.slice(equals))}.`,
      };
    }
    rest.putBack(sliceWord(word, equals + 1));
  }
  return addOption(known, written, word, rest, options);
}

function readShort(word: OptionWord, rest: Rest, options: FoundOption[]): OptionFault | null {
  // Every option with one letter takes a value, so that what follows the first letter is its value.
  const letter = Array.from(word.text.slice(1))[0] ?? '';
  const written = `-${letter}`;
  const long = Object.hasOwn(SHORT, written) ? SHORT[written] : undefined;
  const known = long === undefined ? undefined : LONG[long];
  if (known === undefined) return { word, message: unknownOption(written) };
  if (word.text.length > written.length) rest.putBack(sliceWord(word, written.length));
  return addOption(known, written, word, rest, options);
}

function addOption(
  known: KnownOption,
  written: string,
  word: OptionWord,
  rest: Rest,
  options: FoundOption[],
): OptionFault | null {
  if (!known.takesValue) {
    options.push({ name: known.name, option: word, value: null });
    return null;
  }
  const value = rest.take();
  if (value === null) {
    return { word, message: `${quoted(written)} needs a value, and the line ends here.` };
  }
  const message = hasVariable(value.text) ? null : (known.check?.(value.text, written) ?? null);
  if (message !== null) return { word: value, message };
  options.push({ name: known.name, option: word, value });
  return null;
}

/** pip replaces `${NAME}` before it looks, so that such a value says nothing yet. */
export function hasVariable(text: string): boolean {
  return /\$\{[A-Z0-9_]+\}/.test(text);
}

function unknownOption(written: string): string {
  const gone = Object.hasOwn(GONE, written) ? GONE[written] : undefined;
  if (gone !== undefined) {
    return `pip takes ${quoted(written)} no longer, since version ${gone}. Remove it.`;
  }
  return `pip knows no option ${quoted(written)} in a requirements file. Give it on pip's command line, or remove it.`;
}

function flag(name: string): KnownOption {
  return { name, takesValue: false };
}

function valued(name: string, check?: KnownOption['check']): KnownOption {
  return check === undefined ? { name, takesValue: true } : { name, takesValue: true, check };
}

function checkPackages(value: string, written: string): string | null {
  if (!value.startsWith('-')) return null;
  return `${quoted(written)} takes ${quoted(value)} as its value. Name packages, or \`:all:\` or \`:none:\`.`;
}

function checkFeature(value: string, written: string): string | null {
  if (FEATURES.includes(value)) return null;
  return `pip has no feature ${quoted(value)} for ${quoted(written)}. It has ${FEATURES.join(', ')}.`;
}

function checkHash(value: string): string | null {
  const colon = value.indexOf(':');
  const algorithm = value.slice(0, Math.max(0, colon));
  if (colon >= 0 && HASH_ALGORITHMS.includes(algorithm)) return null;
  const what =
    colon < 0 ? `${quoted(value)} names no algorithm` : `pip takes no hash by ${quoted(algorithm)}`;
  return `${what}. Write \`--hash=sha256:…\`; sha384 and sha512 are allowed too.`;
}

function checkSetting(value: string, written: string): string | null {
  return value.includes('=')
    ? null
    : `${quoted(written)} needs \`KEY=VALUE\`, not ${quoted(value)}.`;
}
