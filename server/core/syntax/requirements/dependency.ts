/**
 * A dependency as PEP 508 writes it: `name[extra]>=1,<2 ; marker`, `name (>=1)`, `name @ url ; marker`. The reading is
 * that of pip's copy of `packaging`, habits included: a comma at the end is fine, `1.*` only behind `==` and `!=`.
 */
import { quoted } from '../../text/quote.ts';
import { strip, type Range } from './characters.ts';
import { readMarker } from './marker.ts';
import {
  atEnd,
  fault,
  skipBlanks,
  take,
  takeIdentifier,
  takeUnit,
  type Scanner,
  type SyntaxFault,
} from './scanner.ts';
import { isSpecifier, SPECIFIER_TOKEN } from './versions.ts';

export interface Dependency {
  readonly kind: 'dependency';
  readonly name: Range;
  readonly extras: readonly Range[];
  /** From the first operator to the last version; null where there is none. */
  readonly specifier: Range | null;
  readonly url: Range | null;
  /** Without the `;`. */
  readonly marker: Range | null;
}

export function readDependency(text: string): Dependency | SyntaxFault {
  const scanner: Scanner = { text, at: 0 };
  skipBlanks(scanner);
  const name = takeIdentifier(scanner);
  if (name === null) return fault(scanner, 'expected the name of a package here');
  skipBlanks(scanner);
  const extras = readExtras(scanner);
  if (!Array.isArray(extras)) return extras;
  skipBlanks(scanner);
  if (takeUnit(scanner, '@')) return readUrl(scanner, name, extras);
  const specifier = readSpecifiers(scanner);
  if (specifier !== null && 'kind' in specifier) return specifier;
  skipBlanks(scanner);
  const expected =
    specifier === null
      ? 'expected a version such as `==1.0`, a `;` or the end of the line here'
      : 'expected a comma, a `;` or the end of the line here';
  return readEnd(
    scanner,
    { kind: 'dependency', name, extras, specifier, url: null, marker: null },
    expected,
  );
}

/** `[a,b]` as it stands behind a path. Null where it is well formed. */
export function checkExtras(text: string): SyntaxFault | null {
  const scanner: Scanner = { text, at: 0 };
  const extras = readExtras(scanner);
  return Array.isArray(extras) ? null : extras;
}

/** The names in a well-formed `[a,b]`. */
export function extraNames(text: string): readonly string[] {
  const extras = readExtras({ text, at: 0 });
  return Array.isArray(extras) ? extras.map(({ start, end }) => text.slice(start, end)) : [];
}

function readExtras(scanner: Scanner): Range[] | SyntaxFault {
  const open = scanner.at;
  const extras: Range[] = [];
  if (!takeUnit(scanner, '[')) return extras;
  skipBlanks(scanner);
  let extra = takeIdentifier(scanner);
  while (extra !== null) {
    extras.push(extra);
    skipBlanks(scanner);
    if (!takeUnit(scanner, ',')) break;
    skipBlanks(scanner);
    extra = takeIdentifier(scanner);
    if (extra === null) return fault(scanner, 'expected the name of an extra behind the comma');
  }
  skipBlanks(scanner);
  if (takeUnit(scanner, ']')) return extras;
  const another = takeIdentifier(scanner);
  if (another !== null) return fault(scanner, 'expected a comma between the extras', another.start);
  return fault(scanner, 'this `[` of the extras is not closed', open);
}

const URL = /[^ \t]+/y;

function readUrl(
  scanner: Scanner,
  name: Range,
  extras: readonly Range[],
): Dependency | SyntaxFault {
  skipBlanks(scanner);
  const url = take(scanner, URL);
  if (url === null) return fault(scanner, 'expected a URL behind the `@`');
  skipBlanks(scanner);
  const dependency = {
    kind: 'dependency' as const,
    name,
    extras,
    specifier: null,
    url,
    marker: null,
  };
  return readEnd(scanner, dependency, 'expected a `;` or the end of the line behind the URL');
}

function readEnd(
  scanner: Scanner,
  dependency: Dependency,
  expected: string,
): Dependency | SyntaxFault {
  if (atEnd(scanner)) return dependency;
  if (!takeUnit(scanner, ';')) return fault(scanner, expected);
  const start = scanner.at;
  const found = readMarker(scanner, 0);
  if (found !== null) return found;
  if (!atEnd(scanner)) return fault(scanner, 'expected `and`, `or` or the end of the marker here');
  return { ...dependency, marker: { start, end: scanner.at } };
}

const PREFIX_TRAIL = /\.\*/y;
const LOCAL_TRAIL = /\+[a-z0-9]+/y;

/** With or without parentheses around them; null where there is no specifier at all. */
function readSpecifiers(scanner: Scanner): Range | null | SyntaxFault {
  const open = scanner.at;
  const enclosed = takeUnit(scanner, '(');
  skipBlanks(scanner);
  const start = scanner.at;
  let end = start;
  for (
    let one = take(scanner, SPECIFIER_TOKEN);
    one !== null;
    one = take(scanner, SPECIFIER_TOKEN)
  ) {
    end = one.end;
    if (take(scanner, PREFIX_TRAIL) !== null) {
      return fault(scanner, '`.*` is allowed only behind `==` and `!=`', one.end);
    }
    if (take(scanner, LOCAL_TRAIL) !== null) {
      return fault(scanner, 'a local version (`+…`) is allowed only behind `==` and `!=`', one.end);
    }
    skipBlanks(scanner);
    if (!takeUnit(scanner, ',')) break;
    skipBlanks(scanner);
  }
  skipBlanks(scanner);
  if (enclosed && !takeUnit(scanner, ')')) return fault(scanner, 'this `(` is not closed', open);
  if (end === start) return null;
  // `===` takes commas, too, and the parts between them are looked at once more.
  for (const part of scanner.text.slice(start, end).split(',')) {
    const one = strip(part);
    if (one === '' || isSpecifier(one)) continue;
    return fault(scanner, `${quoted(one)} is no version specifier`, start);
  }
  return { start, end };
}
