/**
 * Ways in which scripts say where they are, such as `$(dirname "$0")`. Each is replaced by a variable that the reader
 * knows, on the same line, so that the shell parser sees a word with a value.
 */

export const SCRIPT_FOLDER = 'LAYER_FORECAST_SCRIPT_FOLDER';
export const SCRIPT_FILE = 'LAYER_FORECAST_SCRIPT_FILE';
export const FIRST_FOLDER = 'LAYER_FORECAST_FIRST_FOLDER';
export const ROOT = 'LAYER_FORECAST_ROOT';

type Idiom = readonly [RegExp, string];

/** Blanks, path characters: bounded, so that no text takes long. */
const MAYBE = String.raw`[ \t]{0,9}`;
const BLANK = String.raw`[ \t]{1,9}`;
const PATH = String.raw`"?([\w.$\{\}/-]{1,200})"?([\w./-]{0,100})`;
/** `$0`, `${0}`, `$BASH_SOURCE`, `${BASH_SOURCE[0]}`. */
const SELF = String.raw`"?\$(?:0|\{0\}|BASH_SOURCE|\{BASH_SOURCE(?:\[0\])?(?::-\$0)?\})"?`;
const RESOLVE = `(?:realpath|g?readlink${BLANK}-f)${BLANK}(?:--${BLANK})?`;
const DIRNAME = `dirname${BLANK}(?:--${BLANK})?`;
const CHANGE = `(?:CDPATH=${BLANK})?cd${BLANK}(?:-P${BLANK})?(?:--${BLANK})?`;
const SILENT = String.raw`(?:${MAYBE}[1&]?>${MAYBE}/dev/null)?(?:${MAYBE}2>&1)?`;
const PRINT = `pwd(?:${BLANK}-[PL])?`;
const ASSIGN = String.raw`^([ \t]*(?:export |local |readonly )?\w+="?)`;

/** In this order: the later ones see the variables that the earlier ones left. */
const IDIOMS: readonly Idiom[] = [
  [/\$\{(?:0|BASH_SOURCE(?:\[0\])?)%\/\*\}/g, `\${${SCRIPT_FOLDER}}`],
  // `$(realpath "$0")`, `$(readlink -f "$0")`
  [inner(RESOLVE + SELF), `\${${SCRIPT_FILE}}`],
  // `$(dirname "$0")`, also of what the idiom before left.
  [inner(DIRNAME + SELF), `\${${SCRIPT_FOLDER}}`],
  [inner(String.raw`${DIRNAME}"?\$\{${SCRIPT_FILE}\}"?`), `\${${SCRIPT_FOLDER}}`],
  [inner(`git${BLANK}rev-parse${BLANK}--show-toplevel`), `\${${ROOT}}`],
  // `NAME=$(pwd)` is the folder where the script starts, wherever NAME is used.
  [
    new RegExp(ASSIGN + String.raw`(?:\$\(pwd\)|${'`'}pwd${'`'}|\$PWD\b|\$\{PWD\})`, 'gm'),
    `$1\${${FIRST_FOLDER}}`,
  ],
  [inner(PRINT), '${PWD}'],
  // `$(cd "$HERE/.." && pwd)` and `$(realpath "$HERE/..")`
  [inner(`${CHANGE}${PATH}${SILENT}${MAYBE}(?:&&|;)${MAYBE}${PRINT}`), '$1$2'],
  [inner(RESOLVE + PATH), '$1$2'],
  // `$(dirname "$HERE")`, and one inside the other.
  [inner(DIRNAME + PATH), '$1/..'],
  [inner(DIRNAME + PATH), '$1/..'],
  [inner(`${CHANGE}${PATH}${SILENT}${MAYBE}(?:&&|;)${MAYBE}${PRINT}`), '$1$2'],
];

export function replaceIdioms(text: string): string {
  return IDIOMS.reduce((now, [idiom, value]) => now.replace(idiom, value), text);
}

/** The command between `$(` and `)`, or between backticks. */
function inner(command: string): RegExp {
  return new RegExp(
    String.raw`(?:\$\(${MAYBE}(?=[^)]{0,400}\))|${'`'}${MAYBE}(?=[^${'`'}]{0,400}${'`'}))${command}${MAYBE}[)${'`'}]`,
    'g',
  );
}
