/** The mistakes that the library finds, in words for people who seldom write TOML. */

/** The library's sentences are the only sign of which mistake it is. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ['Unterminated string constant', 'the text has no closing quote'],
  ['Unterminated table-key', 'the header has no closing bracket'],
  ['Unterminated array', 'the list has no closing bracket'],
  ['Unterminated inline table', 'the table has no closing brace'],
  ['Empty bare keys are not allowed', 'a key is missing'],
  ['Must be a newline', 'a new line is missing before this'],
  ['Expected equal (=) token', '`=` is missing after the key'],
  ['Unspecified values are invalid', 'a value or a closing bracket is missing'],
  ['Expected comma (,) token', 'a comma is missing'],
  ['Defining a key multiple times is invalid', 'this key or table is defined twice'],
  ['Unexpected character', 'this character is not expected; texts need quotes'],
  ['Unexpected token', 'this is not expected here; texts need quotes'],
  ['Control characters (codes < 0x1f and 0x7f) are not allowed', 'this is a control character'],
  [
    'The key, equals sign, and value must be on the same line',
    'key, `=` and value have to be on one line',
  ],
  ['Underscores are allowed between digits', '`_` may only be between digits'],
  ['Unexpected spaces', 'a blank is not allowed here'],
  ['Three or more quotes are not permitted', 'three quotes would end the text'],
  ['Unexpected invalid date', 'there is no such date'],
  ['Unexpected invalid time', 'there is no such time'],
  ['Leading zeros are not allowed', 'a number may not begin with 0'],
  [
    'Invalid character in escape sequence',
    String.raw`there is no such escape; in single quotes, \ is a plain character`,
  ],
  ['Consecutive dots are not permitted in keys', 'the key has two dots in a row'],
  ['Keys cannot end with a dot', 'the key ends with a dot'],
  ['Keys cannot start with a dot', 'the key begins with a dot'],
]);

/** `Invalid code point 0`, in a text or a comment. */
const NO_CHARACTER = 'Invalid code point ';

/** Fits behind `This is not valid TOML: `. */
export function plainMessage(message: string): string {
  if (message.startsWith(NO_CHARACTER)) return 'this character is not allowed';
  return WORDS.get(message) ?? message.replace(/^\w/, (letter) => letter.toLowerCase());
}
