/**
 * Holds a TOML value against the schema. What does not fit is a problem at its place and missing from the value, so that
 * the rest of a file counts.
 */
import type { TomlEntry, TomlNode, TomlTable } from '../../syntax/toml/index.ts';
import { quoted } from '../../text/quote.ts';
import { didYouMean } from '../../text/suggest.ts';
import type { Problem, Span } from '../../text/span.ts';
import { isTaken } from '../options.ts';
import { isFileKey, misplacedKey } from './file-keys.ts';
import type { Schema } from './schema.ts';

export interface Validated {
  /** Undefined where it does not fit. */
  readonly value: unknown;
  readonly problems: readonly Problem[];
}

/** `name`: the key of the value, for messages. */
export function validate(node: TomlNode, schema: Schema, name: string): Validated {
  const fitting = alternativesOf(schema).find((one) => kindOf(one) === node.kind);
  if (fitting === undefined) return wrong(node.span, name, schema);
  switch (node.kind) {
    case 'scalar':
      return isTaken(fitting, node.value)
        ? { value: node.value, problems: [] }
        : wrong(node.span, name, fitting, node.value);
    case 'list': {
      const items = node.items.map((one) => validate(one, fitting.items ?? {}, name));
      return {
        value: items.flatMap(({ value }) => (value === undefined ? [] : [value])),
        problems: items.flatMap(({ problems }) => problems),
      };
    }
    case 'table':
      return validateTable(node, fitting, name);
  }
}

export function alternativesOf(schema: Schema): readonly Schema[] {
  return schema.anyOf ?? [schema];
}

function kindOf({ type }: Schema): TomlNode['kind'] {
  return type === 'object' ? 'table' : type === 'array' ? 'list' : 'scalar';
}

function validateTable(table: TomlTable, schema: Schema, name: string): Validated {
  const value: Record<string, unknown> = {};
  const problems: Problem[] = [];
  for (const entry of table.entries) {
    // What was meant for the file may exclude files: that is no small mistake.
    if (isMisplaced(entry, schema, name)) {
      problems.push(problem(entry.keySpan, misplacedKey(entry.key, name), 'error'));
      continue;
    }
    const known = propertyOf(schema, entry.key);
    if (known === null) {
      problems.push(unknownKey(entry, schema, name));
      continue;
    }
    // `Dockerfile.dev` without quotes is a table.
    if (isOfTexts(schema.additionalProperties) && entry.value.kind === 'table') {
      const message = `${quoted(name)} takes texts. Write a name with a dot in quotes, such as "Dockerfile.dev".`;
      problems.push(problem(entry.keySpan, message, 'error'));
      continue;
    }
    const read = validate(entry.value, known, entry.key);
    problems.push(...read.problems);
    // `__proto__` is a name like any other.
    if (read.value !== undefined)
      Object.defineProperty(value, entry.key, { value: read.value, enumerable: true });
  }
  const missing = (schema.required ?? []).filter((key) => !Object.hasOwn(value, key));
  const isNamed = (key: string) => table.entries.some((entry) => entry.key === key);
  for (const key of missing)
    if (!isNamed(key))
      problems.push(problem(table.span, `${quoted(name)} needs ${quoted(key)}.`, 'error'));
  return { value: missing.length > 0 ? undefined : value, problems };
}

/** The schema of a key of a table; null for one that the table does not take. */
export function propertyOf(
  { properties = {}, additionalProperties }: Schema,
  key: string,
): Schema | null {
  if (Object.hasOwn(properties, key)) return properties[key] ?? null;
  return additionalProperties === undefined || additionalProperties === false
    ? null
    : additionalProperties;
}

function unknownKey(
  { key, keySpan }: TomlEntry,
  { properties = {} }: Schema,
  name: string,
): Problem {
  const names = Object.keys(properties);
  const near = didYouMean(key, names);
  const known =
    near === '' ? ` The keys are ${names.map((one) => `\`${one}\``).join(', ')}.` : near;
  const message =
    name === RULES_KEY
      ? `There is no rule ${quoted(key)}.${near}`
      : name === ''
        ? `There is no key ${quoted(key)}.${known}`
        : `${quoted(name)} has no key ${quoted(key)}.${known}`;
  return problem(keySpan, message, 'warning');
}

const RULES_KEY = 'rules';

/** `exclude` below `[rules]`; below `[builds]` a text can be a Dockerfile of that name. */
function isMisplaced({ key, value }: TomlEntry, { additionalProperties }: Schema, name: string) {
  if (!isFileKey(key)) return false;
  return name === RULES_KEY || (isOfTexts(additionalProperties) && value.kind !== 'scalar');
}

function isOfTexts(schema: Schema['additionalProperties']): boolean {
  return schema !== undefined && schema !== false && schema.type === 'string';
}

function wrong(
  span: Span,
  name: string,
  schema: Schema,
  given: string | number | boolean | null = null,
): Validated {
  const wanted = alternativesOf(schema).map(takes).join(', or ');
  const near = typeof given === 'string' ? nearChoice(given, schema.enum ?? []) : '';
  const message = `${quoted(name)} takes ${wanted}.${near}`;
  return { value: undefined, problems: [problem(span, message, 'error')] };
}

/** `warn` and `information` are other tools' words for what begins the same. */
function nearChoice(given: string, choices: readonly string[]): string {
  const near = didYouMean(given, choices);
  const word = given.toLowerCase();
  const alike = choices.filter((one) => one.startsWith(word) || word.startsWith(one));
  const [only] = alike;
  if (near !== '' || word.length < SHORTEST_BEGINNING || alike.length > 1 || only === undefined)
    return near;
  return ` Did you mean \`${only}\`?`;
}

const SHORTEST_BEGINNING = 3;

/** For a sentence: `true or false`. */
export function takes({ type, enum: choices, minimum, maximum, items }: Schema): string {
  switch (type) {
    case 'string':
      return choices === undefined ? 'a text' : choices.map((one) => `"${one}"`).join(', ');
    case 'boolean':
      return 'true or false';
    case 'integer': {
      const from = minimum === undefined ? '' : ` from ${String(minimum)}`;
      return `a whole number${from}${maximum === undefined ? '' : ` up to ${String(maximum)}`}`;
    }
    case 'array':
      return items?.type === 'string' ? 'a list of texts' : 'a list of tables';
    default:
      return 'a table';
  }
}

function problem(span: Span, message: string, severity: Problem['severity']): Problem {
  return { code: 'configuration', severity, message, span };
}
