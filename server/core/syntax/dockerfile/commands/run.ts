/** RUN: a script for the shell or an argument list, and what is mounted for it. */
import type { MappedText } from '../../../text/mapped-text.ts';
import type { Parsed, Problem } from '../../../text/span.ts';
import { readHeredocWord } from '../heredocs.ts';
import type { Command, Dockerfile, Instruction, Mount, Word } from '../model.ts';
import { addAll, errorAt, quoted, warningAt } from '../problems.ts';
import { wordAt } from '../words.ts';
import { readCsvLine } from './csv.ts';
import { flagWord, readFlagValues } from './flag-values.ts';
import { readMount } from './mount.ts';
import { detachedOption, missingValueMessage } from './mount-hints.ts';

export function readRun(instruction: Instruction, dockerfile: Dockerfile): Parsed<Command> {
  const { body, json, heredocs } = instruction;
  const flags = readFlagValues('RUN', instruction.flags, {
    mount: 'list',
    network: 'value',
    security: 'value',
    device: 'list',
  });
  const lastFlag = instruction.flags.at(-1);
  const detached = lastFlag?.name === 'mount' ? detachedOption(body) : '';
  const problems: Problem[] = flags.problems.map((problem) =>
    detached !== '' && lastFlag?.value === null && problem.span === lastFlag.span
      ? { ...problem, message: missingValueMessage(detached) }
      : problem,
  );
  const mounts: Mount[] = [];
  for (const flag of flags.list('mount')) {
    const mount = readMount(flag, dockerfile, flag === lastFlag ? detached : '');
    mounts.push(mount.value);
    addAll(problems, mount.problems);
  }
  addAll(problems, misplacedDashes(body));
  const network = flags.value('network');
  const security = flags.value('security');
  const devices = flags.list('device').map(flagWord);
  addAll(problems, oneOf(network, '--network', ['default', 'none', 'host']));
  addAll(problems, oneOf(security, '--security', ['sandbox', 'insecure']));
  addAll(problems, devices.flatMap(deviceProblems));
  return {
    value: {
      kind: 'run',
      form: json === null ? 'shell' : 'exec',
      script: json === null ? body : nothingFrom(body),
      argv: json ?? [],
      mounts,
      network: network?.raw ?? null,
      security: security?.raw ?? null,
      devices: devices.map((device) => device.raw),
      heredocs,
      onlyHeredoc: heredocs.length > 0 && readHeredocWord(body.text).kind === 'heredoc',
    },
    problems,
  };
}

/** `RUN -mount=…`, `RUN —mount=…`: no flag, so the shell is given it as the name of a program. */
function misplacedDashes(body: MappedText): readonly Problem[] {
  const found = /^(?:-|[\u2013\u2014]-?)(?:mount|network|security|device)=\S*/.exec(body.text)?.[0];
  if (found === undefined) return [];
  const message = `${quoted(found)} is no flag of RUN, so the shell takes it for a program. Write it with two plain dashes: ${quoted(`--${found.replace(/^[^a-z]+/, '')}`)}.`;
  return [warningAt(wordAt(body, { start: 0, end: found.length }).span, 'flag-dashes', message)];
}

function nothingFrom(body: MappedText): MappedText {
  return { text: '', pieces: body.pieces.slice(0, 1) };
}

function oneOf(word: Word | null, flag: string, values: readonly string[]): readonly Problem[] {
  if (word === null || values.includes(word.raw)) return [];
  const message = `${quoted(word.raw)} is no value for ${flag}: it is one of ${values.join(', ')}, in small letters.`;
  return [errorAt(word.span, 'flag-value-invalid', message)];
}

/** `vendor/class=name`, `name=…` and `required`, with commas between. */
function deviceProblems(word: Word): readonly Problem[] {
  const problem = (message: string): readonly Problem[] => [
    errorAt(word.span, 'flag-value-invalid', `${quoted(word.raw)} names no device: ${message}.`),
  ];
  const line = readCsvLine(word.raw);
  if (line.kind === 'error') return problem(line.message);
  let hasName = false;
  for (const { text } of line.fields) {
    const equals = text.indexOf('=');
    const key = (equals < 0 ? text : text.slice(0, equals)).toLowerCase();
    if (key === 'required') {
      if (equals < 0 || /^(?:[01tf]|true|false)$/i.test(text.slice(equals + 1))) continue;
      return problem('the value of required has to be true or false');
    }
    if (hasName) return problem('it has more than one name');
    hasName = text !== '' && text !== 'name=';
  }
  return [];
}
