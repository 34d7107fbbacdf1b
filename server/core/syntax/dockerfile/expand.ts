/**
 * Variables, quotes and escapes in the words of a Dockerfile, by the rules of BuildKit's own small shell
 * (frontend/dockerfile/shell/lex.go). It is not a shell: `${name:-word}` and its like are known, command substitution and
 * arithmetic are not.
 */
import { replaceAll, replaceFirst, trimPrefix, trimSuffix } from './glob-substitution.ts';
import {
  createLexer,
  fail,
  failed,
  lookUp,
  next,
  peek,
  readName,
  type ExpandOptions,
  type Lexer,
} from './expand-lexer.ts';
import { isSpace } from './white-space.ts';

export type { ExpandOptions } from './expand-lexer.ts';

export interface ExpandedWord {
  readonly value: string;
  /** Names that were looked up and are not set, each once. */
  readonly unset: readonly string[];
  /** What is wrong with the text; the value is empty then. */
  readonly problems: readonly string[];
}

export interface ExpandedWords {
  readonly values: readonly string[];
  readonly unset: readonly string[];
  readonly problems: readonly string[];
}

/** The value of one word: white space in it stays. */
export function expandWord(raw: string, options: ExpandOptions): ExpandedWord {
  // Most words have nothing in them that could mean anything else.
  if (!/["'$\\`\ufeff]/.test(raw)) return { value: raw, unset: [], problems: [] };
  const lexer = createLexer(raw, options);
  const read = readUntil(lexer, null, options.keepEscapes ?? false);
  return {
    value: lexer.error === null ? read.text : '',
    unset: [...lexer.unset],
    problems: lexer.error === null ? [] : [lexer.error],
  };
}

/** The words of a text: split at white space that is not quoted, after the variables have their values. */
export function expandWords(raw: string, options: ExpandOptions): ExpandedWords {
  const lexer = createLexer(raw, options);
  const read = readUntil(lexer, null, options.keepEscapes ?? false);
  return {
    values: lexer.error === null ? read.words : [],
    unset: [...lexer.unset],
    problems: lexer.error === null ? [] : [lexer.error],
  };
}

/** Deeper nesting of `${a:-${b:-…}}` than any person writes; it would only exhaust the stack. */
const deepestNesting = 200;

interface ReadText {
  readonly text: string;
  readonly words: readonly string[];
}

const nothingRead: ReadText = { text: '', words: [] };

/** Reads up to the stop character, which it takes, or to the end. */
function readUntil(
  lexer: Lexer,
  stop: string | null,
  rawEscapes: boolean,
  inPattern = false,
): ReadText {
  const outer = { rawEscapes: lexer.rawEscapes, inPattern: lexer.inPattern };
  Object.assign(lexer, { rawEscapes, inPattern });
  lexer.depth++;
  const read =
    lexer.depth > deepestNesting
      ? (fail(lexer, 'variables are nested too deeply'), nothingRead)
      : readLevel(lexer, stop);
  lexer.depth--;
  Object.assign(lexer, outer);
  return read;
}

function readLevel(lexer: Lexer, stop: string | null): ReadText {
  let text = '';
  const words = startWords(lexer);
  while (lexer.at < lexer.text.length) {
    const character = peek(lexer);
    if (character === stop) {
      lexer.at += character.length;
      return { text, words: endWords(lexer, words) };
    }
    const special = readSpecial(lexer, character);
    if (failed(lexer)) return nothingRead;
    if (special !== null) {
      text += special;
      if (character === '$') for (const part of special) addCharacter(lexer, words, part);
      else addRaw(lexer, words, special);
      continue;
    }
    lexer.at += character.length;
    if (character !== lexer.options.escape) {
      text += character;
      addCharacter(lexer, words, character);
      continue;
    }
    if (lexer.rawEscapes) {
      text += character;
      addRaw(lexer, words, character);
    }
    const escaped = next(lexer);
    if (escaped === '') break;
    text += escaped;
    addRaw(lexer, words, escaped);
  }
  if (stop !== null) {
    fail(lexer, `the text ends before the ${stop} that belongs to it`);
    return nothingRead;
  }
  return { text, words: endWords(lexer, words) };
}

/** What a character that means something stands for, or null where it means itself. */
function readSpecial(lexer: Lexer, character: string): string | null {
  switch (character) {
    case '$':
      return readVariable(lexer);
    case '<':
      return readHeredocMark(lexer);
    case "'":
      return lexer.options.literalQuotes === true ? null : readSingleQuotes(lexer);
    case '"':
      return lexer.options.literalQuotes === true ? null : readDoubleQuotes(lexer);
    default:
      return null;
  }
}

interface Words {
  readonly done: string[];
  inWord: boolean;
}

function startWords(lexer: Lexer): Words {
  lexer.buffer = '';
  return { done: [], inWord: false };
}

function addCharacter(lexer: Lexer, words: Words, character: string): void {
  if (!isSpace(character.charCodeAt(0))) {
    addRaw(lexer, words, character);
  } else if (words.inWord && lexer.buffer !== '') {
    words.done.push(lexer.buffer);
    lexer.buffer = '';
    words.inWord = false;
  }
}

function addRaw(lexer: Lexer, words: Words, text: string): void {
  lexer.buffer += text;
  words.inWord = true;
}

function endWords(lexer: Lexer, words: Words): readonly string[] {
  if (lexer.buffer !== '') words.done.push(lexer.buffer);
  lexer.buffer = '';
  words.inWord = false;
  return words.done;
}

function readSingleQuotes(lexer: Lexer): string {
  const quote = lexer.options.keepQuotes === true ? "'" : '';
  const close = lexer.text.indexOf("'", lexer.at + 1);
  if (close < 0) return fail(lexer, "a single quote (') is opened and never closed");
  const inside = lexer.text.slice(lexer.at + 1, close);
  lexer.at = close + 1;
  const { escape, before034 = false } = lexer.options;
  const isProtected = lexer.inPattern && !before034;
  return quote + (isProtected ? inside.replaceAll(escape, escape + escape) : inside) + quote;
}

function readDoubleQuotes(lexer: Lexer): string {
  const quote = lexer.options.keepQuotes === true ? '"' : '';
  let text = quote;
  lexer.at++;
  while (lexer.at < lexer.text.length) {
    const character = peek(lexer);
    if (character === '"') {
      lexer.at++;
      return text + quote;
    }
    if (character === '$') {
      text += readVariable(lexer);
      if (failed(lexer)) return '';
      continue;
    }
    lexer.at += character.length;
    if (character !== lexer.options.escape) {
      text += character;
      continue;
    }
    const escaped = peek(lexer);
    if (escaped === '"' || escaped === '$' || escaped === lexer.options.escape) {
      if (lexer.rawEscapes) text += character;
      text += next(lexer);
      continue;
    }
    // Before anything else the escape character means itself, and a pattern would read it once more.
    const { keepQuotes = false, before034 = false } = lexer.options;
    const isReadAgain = lexer.inPattern || !keepQuotes || before034;
    if (escaped !== '') text += lexer.rawEscapes && isReadAgain ? character + character : character;
  }
  return fail(lexer, 'a double quote (") is opened and never closed');
}

/** `<<` and the blanks after it, which stay with the word that follows. */
function readHeredocMark(lexer: Lexer): string {
  const start = lexer.at++;
  if (lexer.text[lexer.at] !== '<') return '<';
  lexer.at++;
  while (' \t\r'.includes(lexer.text[lexer.at] ?? '-')) lexer.at++;
  return lexer.text.slice(start, lexer.at);
}

function readVariable(lexer: Lexer): string {
  lexer.at++;
  if (lexer.text[lexer.at] === '{') {
    lexer.at++;
    return readBraced(lexer);
  }
  const name = readName(lexer);
  if (name === '') return '$';
  const value = lookUp(lexer, name);
  if (value === undefined && lexer.options.keepUnset === true) return `$${name}`;
  return value ?? '';
}

function readBraced(lexer: Lexer): string {
  const first = peek(lexer);
  if (first === '') return fail(lexer, '`${` has no closing `}`');
  if (first === '{' || first === '}' || first === ':') {
    return fail(lexer, `\`\${${first}\` names no variable`);
  }
  const name = readName(lexer);
  const operator = next(lexer);
  switch (operator) {
    case '}': {
      const value = lookUp(lexer, name);
      if (value === undefined && lexer.options.keepUnset === true) return `\${${name}}`;
      return value ?? '';
    }
    case ':':
      return readModifier(lexer, name, next(lexer), true);
    case '+':
    case '-':
    case '?':
    case '#':
    case '%':
      return readModifier(lexer, name, operator, false);
    case '/':
      return readReplacement(lexer, name);
    default:
      return fail(lexer, unknownModifier(name, operator));
  }
}

function unknownModifier(name: string, operator: string): string {
  if (operator === '') return `\`\${${name}\` has no closing \`}\``;
  return `\`\${${name}${operator}…}\` is a substitution that Dockerfiles do not have`;
}

function readModifier(lexer: Lexer, name: string, operator: string, colon: boolean): string {
  const written = colon ? `:${operator}` : operator;
  const isPattern = operator === '#' || operator === '%';
  if (colon && isPattern) return fail(lexer, unknownModifier(name, written));
  const word = readUntil(lexer, '}', isPattern, isPattern).text;
  if (failed(lexer)) return missingEnd(lexer, '}');
  const value = lookUp(lexer, name);
  if (value === undefined && lexer.options.keepUnset === true)
    return `\${${name}${written}${word}}`;
  const present = value !== undefined && !(colon && value === '');
  switch (operator) {
    case '-':
      return present ? value : word;
    case '+':
      return present ? word : '';
    case '?':
      if (present) return value;
      return fail(lexer, requiredMessage(name, word, value === undefined));
    case '#':
    case '%':
      return trimmedValue(lexer, operator, word, value ?? '');
    default:
      return fail(lexer, unknownModifier(name, written));
  }
}

function requiredMessage(name: string, word: string, isUnset: boolean): string {
  if (word !== '') return `${name}: ${word}`;
  return `${name} has to be ${isUnset ? 'set' : 'set and not empty'} here`;
}

function trimmedValue(lexer: Lexer, operator: '#' | '%', word: string, value: string): string {
  const longest = word.startsWith(operator);
  const trim = operator === '#' ? trimPrefix : trimSuffix;
  const result = trim(longest ? word.slice(1) : word, value, longest);
  return result.kind === 'value' ? result.value : fail(lexer, result.message);
}

function readReplacement(lexer: Lexer, name: string): string {
  const everywhere = lexer.text[lexer.at] === '/';
  if (everywhere) lexer.at++;
  const pattern = readUntil(lexer, '/', true, true).text;
  if (failed(lexer)) return missingEnd(lexer, '/');
  const replacement = readUntil(lexer, '}', true).text;
  if (failed(lexer)) return missingEnd(lexer, '}');
  const value = lookUp(lexer, name);
  if (value === undefined && lexer.options.keepUnset === true) {
    return `\${${name}/${pattern}/${replacement}}`;
  }
  const replace = everywhere ? replaceAll : replaceFirst;
  const result = replace(pattern, replacement, value ?? '');
  return result.kind === 'value' ? result.value : fail(lexer, result.message);
}

/** An error inside braces that ran to the end is, for people, the missing brace. */
function missingEnd(lexer: Lexer, end: string): string {
  if (lexer.at >= lexer.text.length) lexer.error = `\`\${\` has no closing \`${end}\``;
  return '';
}
