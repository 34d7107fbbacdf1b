/** The flags of an instruction against the ones it knows: values, switches, lists, and what is wrong with them. */
import type { Problem } from '../../../text/span.ts';
import type { Flag, Word } from '../model.ts';
import { errorAt, quoted } from '../problems.ts';
import { didYouMean } from '../../../text/suggest.ts';

/** `switch`: with or without `=true`; `value`: once, with a value; `list`: any number of times, with values. */
export type FlagKind = 'switch' | 'value' | 'list';

export interface FlagValues {
  readonly value: (name: string) => Word | null;
  /** Null where the flag is absent. */
  readonly isOn: (name: string) => boolean | null;
  readonly list: (name: string) => readonly Flag[];
  readonly problems: readonly Problem[];
}

/** Reads flags by a table of the known ones; of a flag that is wrongly given twice the first counts. */
export function readFlagValues(
  keyword: string,
  flags: readonly Flag[],
  known: Readonly<Record<string, FlagKind>>,
): FlagValues {
  const problems: Problem[] = [];
  const given = new Map<string, Flag[]>();
  for (const flag of flags) {
    const problem = flagProblem(keyword, flag, known, given);
    if (problem !== null) {
      problems.push(problem);
      continue;
    }
    const sameName = given.get(flag.name);
    if (sameName === undefined) given.set(flag.name, [flag]);
    else sameName.push(flag);
  }
  const first = (name: string): Flag | null => given.get(name)?.[0] ?? null;
  return {
    value: (name) => {
      const flag = first(name);
      return flag === null ? null : flagWord(flag);
    },
    isOn: (name) => {
      const flag = first(name);
      return flag === null ? null : flag.value?.toLowerCase() !== 'false';
    },
    list: (name) => given.get(name) ?? [],
    problems,
  };
}

/** The value of a flag as a word. */
export function flagWord(flag: Flag): Word {
  return { raw: flag.value ?? '', span: flag.valueSpan ?? flag.span };
}

function flagProblem(
  keyword: string,
  flag: Flag,
  known: Readonly<Record<string, FlagKind>>,
  given: ReadonlyMap<string, readonly Flag[]>,
): Problem | null {
  const name = `--${flag.name}`;
  const kind = Object.hasOwn(known, flag.name) ? known[flag.name] : undefined;
  if (kind === undefined) return unknownFlag(keyword, flag, Object.keys(known));
  if (kind !== 'list' && given.has(flag.name)) {
    const message = `${name} is given a second time, and ${keyword} takes it once. Remove one of the two.`;
    return errorAt(flag.span, 'flag-repeated', message);
  }
  if (kind !== 'switch') {
    if (flag.value !== null) return null;
    const message = `${name} needs a value. Write ${name}=… .`;
    return errorAt(flag.span, 'flag-value-missing', message);
  }
  if (flag.value === null || /^(?:true|false)$/i.test(flag.value)) return null;
  const message = `${name} is a switch, so ${quoted(flag.value)} is no value for it. Write ${name}, or ${name}=false.`;
  return errorAt(flag.span, 'flag-value-invalid', message);
}

function unknownFlag(keyword: string, flag: Flag, names: readonly string[]): Problem {
  const hint = didYouMean(flag.name, names, '--');
  const takes =
    names.length === 0
      ? 'it takes none'
      : `it takes ${names.map((name) => `--${name}`).join(', ')}`;
  return errorAt(
    flag.span,
    'flag-unknown',
    `${quoted(`--${flag.name}`)} is no flag of ${keyword}: ${takes}.${hint}`,
  );
}
