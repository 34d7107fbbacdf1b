/**
 * `RUN --mount=…`: options as comma-separated values. What depends on a variable is not checked here, because its value
 * is known only in the build.
 */
import { sourceSpan, type MappedText } from '../../../text/mapped-text.ts';
import type { Parsed, Problem, Span } from '../../../text/span.ts';
import { expandWord } from '../expand.ts';
import type { Dockerfile, Flag, Mount } from '../model.ts';
import { addAll, errorAt, quoted, warningAt } from '../problems.ts';
import { readCsvLine } from './csv.ts';
import { missingValueMessage, unknownOptionMessage, unknownTypeHint } from './mount-hints.ts';
import {
  mountOptionNames,
  mountTypes,
  readOptionValue,
  type MountOptionName,
} from './mount-options.ts';
import { misplacedOptions, type MountType, type MountOption } from './mount-types.ts';

/**
 * Reads a `--mount` flag. `detached` is an option that a blank separates from it, which only tells what was meant; empty
 * where there is none.
 */
export function readMount(flag: Flag, dockerfile: Dockerfile, detached = ''): Parsed<Mount> {
  const text: MappedText = flag.valueText ?? {
    text: '',
    pieces: [{ at: 0, source: flag.span.end }],
  };
  const line = readCsvLine(text.text);
  if (line.kind === 'error') {
    const message =
      text.text === '' && detached !== ''
        ? missingValueMessage(detached)
        : `The options of --mount cannot be read: ${line.message}. Write them as name=value with commas between; an option with a comma in it goes into double quotes as a whole.`;
    return {
      value: { type: 'bind', options: {}, spans: {}, flag },
      problems: [errorAt(flag.valueSpan ?? flag.span, 'mount-syntax', message)],
    };
  }
  const reading: MountReading = {
    type: 'bind',
    typeIsKnown: true,
    options: new Map(),
    problems: [],
    escape: dockerfile.escape,
    detached,
  };
  for (const field of line.fields) {
    readOption(reading, field.text, sourceSpan(text, { start: field.start, end: field.end }));
  }
  if (reading.typeIsKnown) {
    addAll(reading.problems, misplacedOptions(reading.type, reading.options, flag.span));
  }
  const entries = [...reading.options];
  return {
    value: {
      type: reading.type,
      options: Object.fromEntries(entries.map(([name, option]) => [name, option.value])),
      spans: Object.fromEntries(entries.map(([name, option]) => [name, option.span])),
      flag,
    },
    problems: reading.problems,
  };
}

interface MountReading {
  type: MountType;
  /** False where the type comes from a variable. */
  typeIsKnown: boolean;
  readonly options: Map<string, MountOption>;
  readonly problems: Problem[];
  readonly escape: Dockerfile['escape'];
  readonly detached: string;
}

function readOption(reading: MountReading, field: string, span: Span): void {
  const equals = field.indexOf('=');
  const key = (equals < 0 ? field : field.slice(0, equals)).toLowerCase();
  const name = mountOptionNames.get(key);
  if (name === undefined) {
    reading.problems.push(
      errorAt(span, 'mount-option-unknown', unknownOptionMessage(field, reading.detached)),
    );
    return;
  }
  const raw = equals < 0 ? null : field.slice(equals + 1);
  const variable = raw?.includes('$') === true;
  if (name === 'from' && raw !== null && isVariable(raw)) {
    const message =
      'The image or stage of a mount cannot come from a variable. Give the image a stage of its own (FROM $NAME AS some-name) and name that stage here.';
    reading.problems.push(errorAt(span, 'mount-from-variable', message));
  }
  const expanded = expandWord(raw ?? '', {
    escape: reading.escape,
    lookup: () => undefined,
    keepUnset: true,
  });
  const wrong = expanded.problems[0];
  if (wrong !== undefined) {
    const message = `The value of ${quoted(key)} cannot be read: ${wrong}.`;
    reading.problems.push(errorAt(span, 'word-syntax', message));
    return;
  }
  if (name === 'type') {
    readType(reading, raw, expanded.value, variable, span);
    return;
  }
  checkOrder(reading, name, key, span);
  const value = readOptionValue(name, raw, variable ? null : expanded.value);
  if (value.kind === 'error') {
    reading.problems.push(errorAt(span, 'mount-option-value', value.message));
    return;
  }
  if (value.name === 'readonly') reading.options.delete('readwrite');
  reading.options.set(value.name, { value: value.value, span });
}

/** A dollar sign at the very end is let through. */
function isVariable(raw: string): boolean {
  const dollar = raw.indexOf('$');
  return dollar >= 0 && dollar !== raw.length - 1;
}

function readType(
  reading: MountReading,
  raw: string | null,
  expanded: string,
  variable: boolean,
  span: Span,
): void {
  if (raw === null) {
    const message = `${quoted('type')} needs a value. Write type=… with one of ${mountTypes.join(', ')}.`;
    reading.problems.push(errorAt(span, 'mount-option-value', message));
    return;
  }
  reading.options.set('type', { value: raw, span });
  reading.typeIsKnown = !variable;
  if (variable) {
    const message =
      'The type of this mount comes from a variable, so what the mount does is not known here; it is taken for a bind mount.';
    reading.problems.push(warningAt(span, 'mount-type-variable', message));
    return;
  }
  const type = mountTypes.find((one) => one === expanded.toLowerCase());
  if (type !== undefined) {
    reading.type = type;
    return;
  }
  reading.typeIsKnown = false;
  const message = `${quoted(raw)} is no type of mount: there are ${mountTypes.join(', ')}.${unknownTypeHint(expanded)}`;
  reading.problems.push(errorAt(span, 'mount-type', message));
}

/** BuildKit reads options in order, and decides about these by the type it has seen so far. */
function checkOrder(reading: MountReading, name: MountOptionName, key: string, span: Span): void {
  if (!reading.typeIsKnown) return;
  const { type } = reading;
  const allowed =
    name === 'required' ? type === 'secret' || type === 'ssh' : name !== 'size' || type === 'tmpfs';
  if (allowed) return;
  const belongs = name === 'size' ? 'a tmpfs mount' : 'a secret or ssh mount';
  const reason = reading.options.has('type')
    ? `this is a ${type} mount`
    : 'no type has been given before it, so the mount counts as a bind mount';
  const message = `${quoted(key)} belongs to ${belongs}, and ${reason}. Remove it, or write the type first.`;
  reading.problems.push(errorAt(span, 'mount-option-misplaced', message));
}
