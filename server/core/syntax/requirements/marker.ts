/**
 * Environment markers (`python_version < "3.8" and sys_platform == "win32"`): whether pip would read one. What it says
 * is kept as text; nothing here evaluates it.
 */
import {
  atEnd,
  fault,
  skipBlanks,
  take,
  takeUnit,
  takeWord,
  type Scanner,
  type SyntaxFault,
} from './scanner.ts';

/** Null where the whole text is a marker. */
export function checkMarker(text: string): SyntaxFault | null {
  const scanner: Scanner = { text, at: 0 };
  const found = readMarker(scanner, 0);
  if (found !== null) return found;
  return atEnd(scanner)
    ? null
    : fault(scanner, 'expected `and`, `or` or the end of the marker here');
}

const VARIABLE = new RegExp(
  [
    'python_version',
    'python_full_version',
    'os[._]name',
    'sys[._]platform',
    'platform_release',
    'platform_system',
    'platform[._](?:version|machine|python_implementation)',
    'python_implementation',
    'implementation_(?:name|version)',
    'extras?',
    'dependency_groups',
  ].join('|'),
  'y',
);
const STRING = /'[^']*'|"[^"]*"/y;
const OPERATOR = /===|==|~=|!=|<=|>=|<|>/y;
const AND_OR = /or|and/y;
const IN = /in/y;
const NOT = /not/y;

/** Deeper parentheses end pip's own recursion; nobody writes them. */
const MAX_DEPTH = 200;

/** Reads as far as it can, from the scanner's place. */
export function readMarker(scanner: Scanner, depth: number): SyntaxFault | null {
  do {
    const found = readAtom(scanner, depth);
    if (found !== null) return found;
  } while (takeWord(scanner, AND_OR) !== null);
  return null;
}

function readAtom(scanner: Scanner, depth: number): SyntaxFault | null {
  skipBlanks(scanner);
  const open = scanner.at;
  if (!takeUnit(scanner, '(')) return readComparison(scanner);
  if (depth >= MAX_DEPTH) return fault(scanner, 'too many parentheses in the marker', open);
  const found = readMarker(scanner, depth + 1);
  if (found !== null) return found;
  skipBlanks(scanner);
  if (!takeUnit(scanner, ')')) return fault(scanner, 'this `(` in the marker is not closed', open);
  skipBlanks(scanner);
  return null;
}

function readComparison(scanner: Scanner): SyntaxFault | null {
  const left = readOperand(scanner);
  if (left !== null) return left;
  skipBlanks(scanner);
  const operator = readOperator(scanner);
  if (operator !== null) return operator;
  skipBlanks(scanner);
  const right = readOperand(scanner);
  skipBlanks(scanner);
  return right;
}

function readOperand(scanner: Scanner): SyntaxFault | null {
  if (takeWord(scanner, VARIABLE) !== null) return null;
  const start = scanner.at;
  const string = take(scanner, STRING);
  if (string === null) {
    return fault(scanner, 'expected a marker variable such as `python_version`, or a quoted text');
  }
  const inner = scanner.text.slice(string.start + 1, string.end - 1);
  return isPythonString(inner) ? null : fault(scanner, 'this quoted text is not closed', start);
}

function readOperator(scanner: Scanner): SyntaxFault | null {
  if (takeWord(scanner, IN) !== null || take(scanner, OPERATOR) !== null) return null;
  if (takeWord(scanner, NOT) === null) {
    return fault(scanner, 'expected a comparison such as `==`, `<`, `in` or `not in`');
  }
  const found = skipBlanks(scanner) && takeWord(scanner, IN) !== null;
  return found ? null : fault(scanner, 'expected `in` behind `not`');
}

/** The texts are Python literals, so that a backslash at the end takes the quote away, and `\x` needs digits. */
function isPythonString(inner: string): boolean {
  const rest = inner.replace(
    /\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U(?:000[0-9A-Fa-f]|0010)[0-9A-Fa-f]{4}|N\{[^{}]+\}|[^xuUN])/g,
    '',
  );
  return !rest.includes('\\') && !rest.includes('\0');
}
