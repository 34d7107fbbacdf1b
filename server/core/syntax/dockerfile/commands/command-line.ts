/** CMD, ENTRYPOINT, SHELL and HEALTHCHECK: command lines that the image keeps for later. */
import type { Parsed, Problem } from '../../../text/span.ts';
import type { Command, Instruction, Word } from '../model.ts';
import { healthCommandStart } from '../parse.ts';
import { errorAt, quoted } from '../problems.ts';
import { wordAt } from '../words.ts';
import { readFlagValues, type FlagValues } from './flag-values.ts';

export function readCommandLine(
  instruction: Instruction,
  kind: 'cmd' | 'entrypoint',
): Parsed<Command> {
  const { keyword, flags, body, json } = instruction;
  const { problems } = readFlagValues(keyword, flags, {});
  if (json !== null) return { value: { kind, form: 'exec', argv: json }, problems };
  const argv = body.text === '' ? [] : [body.text];
  return { value: { kind, form: 'shell', argv }, problems };
}

export function readShell(instruction: Instruction): Parsed<Command> {
  const { keywordSpan, body, json } = instruction;
  const problems: Problem[] = [...readFlagValues('SHELL', instruction.flags, {}).problems];
  if (body.text === '' || json?.length === 0) {
    const message = 'SHELL needs a program. Write it like SHELL ["/bin/sh", "-c"].';
    problems.push(errorAt(keywordSpan, 'arguments-missing', message));
  } else if (json === null) {
    const span = wordAt(body, { start: 0, end: body.text.length }).span;
    const message = `SHELL takes only the JSON form, and ${quoted(body.text)} is none. Write it like SHELL ["/bin/sh", "-c"].`;
    problems.push(errorAt(span, 'shell-not-json', message));
  }
  return { value: { kind: 'shell', form: 'exec', argv: json ?? [] }, problems };
}

const healthFlags = {
  interval: 'value',
  timeout: 'value',
  'start-period': 'value',
  'start-interval': 'value',
  retries: 'value',
} as const;

export function readHealthcheck(instruction: Instruction): Parsed<Command> {
  const { body, json, keywordSpan } = instruction;
  const start = healthCommandStart(body.text);
  const typeEnd = /^[^\t-\r ]*/.exec(body.text)?.[0].length ?? 0;
  const type = wordAt(body, { start: 0, end: typeEnd });
  const command = body.text.slice(start);
  const none = (problems: readonly Problem[]): Parsed<Command> => ({
    value: { kind: 'healthcheck', form: 'exec', argv: ['NONE'] },
    problems,
  });
  switch (type.raw.toUpperCase()) {
    case '': {
      const message = 'HEALTHCHECK needs NONE, or CMD and a command, after it.';
      return none([errorAt(keywordSpan, 'arguments-missing', message)]);
    }
    case 'NONE': {
      if (command === '' || json?.length === 0) return none([]);
      const message = `HEALTHCHECK NONE takes nothing after it. Remove ${quoted(command)}.`;
      const span = wordAt(body, { start, end: body.text.length }).span;
      return none([errorAt(span, 'healthcheck-form', message)]);
    }
    case 'CMD':
      return readHealthCommand(instruction, type, command);
    default: {
      const message = `${quoted(type.raw)} is nothing that HEALTHCHECK knows. Write CMD before the command.`;
      return none([
        ...healthProblems(instruction),
        errorAt(type.span, 'healthcheck-form', message),
      ]);
    }
  }
}

function readHealthCommand(instruction: Instruction, type: Word, command: string): Parsed<Command> {
  const { json } = instruction;
  const problems: Problem[] = [...healthProblems(instruction)];
  if (command === '' || json?.length === 0) {
    const message = 'HEALTHCHECK CMD needs a command after it.';
    problems.push(errorAt(type.span, 'arguments-missing', message));
  }
  const value: Command =
    json === null
      ? { kind: 'healthcheck', form: 'shell', argv: ['CMD-SHELL', command] }
      : { kind: 'healthcheck', form: 'exec', argv: ['CMD', ...json] };
  return { value, problems };
}

function healthProblems(instruction: Instruction): readonly Problem[] {
  const flags = readFlagValues('HEALTHCHECK', instruction.flags, healthFlags);
  const durations = ['interval', 'timeout', 'start-period', 'start-interval'];
  return [
    ...flags.problems,
    ...durations.flatMap((name) => durationProblems(name, flags)),
    ...retriesProblems(flags),
  ];
}

const nanoseconds: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

function durationProblems(name: string, flags: FlagValues): readonly Problem[] {
  const word = flags.value(name);
  if (word === null || word.raw === '') return [];
  const duration = readDuration(word.raw);
  if (duration === 0 || (duration !== null && duration >= 1e6)) return [];
  const message =
    duration === null
      ? `${quoted(word.raw)} is no duration. Write a number with its unit, such as 30s or 1m30s.`
      : `${quoted(word.raw)} is shorter than a millisecond, the least that --${name} takes.`;
  return [errorAt(word.span, 'flag-value-invalid', message)];
}

/** Nanoseconds of `1h2m3.5s`, or null for what is no duration. */
function readDuration(text: string): number | null {
  const sign = /^[+-]/.exec(text)?.[0] ?? '';
  const rest = text.slice(sign.length);
  if (rest === '0') return 0;
  // One or more of a number with its unit: `90s`, `1.5h`, `.5s`.
  if (!/^(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(rest)) return null;
  let total = 0;
  for (const [, number = '', unit = ''] of rest.matchAll(/([\d.]+)([a-zµμ]+)/g)) {
    total += Math.floor(Number(number) * (nanoseconds[unit] ?? 0));
  }
  if (total > Number.MAX_SAFE_INTEGER * 1024) return null;
  return sign === '-' ? -total : total;
}

function retriesProblems(flags: FlagValues): readonly Problem[] {
  const word = flags.value('retries');
  if (word === null || word.raw === '') return [];
  if (/^\+?\d+$/.test(word.raw) && Number(word.raw) <= 0x7fff_ffff) return [];
  if (/^-0+$/.test(word.raw)) return [];
  const message = `${quoted(word.raw)} is no number of retries. Write a whole number, 0 or more.`;
  return [errorAt(word.span, 'flag-value-invalid', message)];
}
