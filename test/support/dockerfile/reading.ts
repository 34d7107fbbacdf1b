/**
 * Our reading of a Dockerfile, put into the shape in which the oracle (test/support/oracles/dockerfile) writes
 * BuildKit's, so that the two can be held against each other.
 */
import {
  expandWord,
  parseDockerfile,
  readCommand,
} from '../../../server/core/syntax/dockerfile/index.ts';
import type {
  Command,
  Dockerfile,
  Flag,
  Instruction,
  Mount,
  Word,
} from '../../../server/core/syntax/dockerfile/model.ts';
import { listWords, pairWords } from '../../../server/core/syntax/dockerfile/words.ts';
import type { Parsed, Problem } from '../../../server/core/text/span.ts';

/** What BuildKit's parser refuses by itself, before it asks what the instructions mean. */
const refusedByParser = new Set([
  'directive-repeated',
  'escape-invalid',
  'heredoc-unterminated',
  'heredoc-word',
  'json-not-strings',
  'line-too-long',
  'no-instructions',
  'pair-without-value',
]);
const refusedAsWhole = new Set([
  'directive-repeated',
  'escape-invalid',
  'line-too-long',
  'no-instructions',
]);
const refusedForOrder = new Set(['outside-stage', 'no-stage']);

export function ourReading(text: string): object {
  const parsed = parseDockerfile(text);
  const dockerfile = parsed.value;
  if (parsed.problems.some((one) => one.code === 'foreign-frontend')) {
    return { foreign: dockerfile.directives.find((one) => one.name === 'syntax')!.value };
  }
  const commands = dockerfile.instructions.map((one) => readCommand(one, dockerfile));
  const directives = {
    syntax: directive(dockerfile, 'syntax'),
    check: directive(dockerfile, 'check'),
  };
  const refusedAt = refusedLine(parsed, commands);
  if (refusedAt !== null) return { ...directives, refusedAt };
  const isRefused = (problem: Problem): boolean => problem.severity === 'error';
  const refused = (instruction: Instruction, index: number): boolean =>
    commands[index]!.problems.some(isRefused) ||
    parsed.problems.some(
      (one) => isRefused(one) && !refusedForOrder.has(one.code) && isIn(one, instruction),
    );
  const anyRefused = dockerfile.instructions.some(refused);
  return {
    ...directives,
    escape: dockerfile.escape,
    emptyContinuations: parsed.problems.filter((one) => one.code === 'empty-continuation').length,
    instructions: dockerfile.instructions.map((instruction, index) => ({
      ...describeInstruction(instruction, dockerfile),
      line: instruction.line,
      endLine: instruction.endLine,
      heredocs: instruction.heredocs.map(({ name, fileDescriptor, expand, chomp, raw }) => ({
        name,
        fileDescriptor,
        expand,
        chomp,
        raw,
      })),
      command: refused(instruction, index)
        ? null
        : describeCommand(commands[index]!.value, dockerfile),
    })),
    ...(anyRefused
      ? {}
      : { orderRefused: parsed.problems.some((one) => refusedForOrder.has(one.code)) }),
  };
}

function isIn(problem: Problem, instruction: Instruction): boolean {
  return problem.span.start >= instruction.span.start && problem.span.start <= instruction.span.end;
}

function directive(dockerfile: Dockerfile, name: string): object | null {
  const found = dockerfile.directives.find((one) => one.name === name);
  if (found === undefined) return null;
  const before = dockerfile.text.slice(0, found.span.start);
  return { value: found.value, line: before.split('\n').length };
}

/** The line of the first instruction that the parser refuses, 0 for the file as a whole, null for none. */
function refusedLine(
  parsed: Parsed<Dockerfile>,
  commands: readonly Parsed<Command>[],
): number | null {
  const problems = parsed.problems.filter(
    (one) => one.severity === 'error' && refusedByParser.has(one.code),
  );
  if (problems.some((one) => refusedAsWhole.has(one.code))) return 0;
  const refused = parsed.value.instructions.find(
    (instruction, index) =>
      problems.some((one) => isIn(one, instruction)) ||
      commands[index]!.problems.some(
        (one) => one.severity === 'error' && refusedByParser.has(one.code),
      ),
  );
  return refused?.line ?? null;
}

function describeInstruction(
  instruction: Instruction,
  dockerfile: Dockerfile,
  isTrigger = false,
): object {
  const common = {
    keyword: instruction.keyword.toUpperCase(),
    text: instruction.logical.text,
    flags: instruction.flags.map(flagText),
    json: instruction.json !== null,
  };
  if (instruction.trigger !== null) {
    return { ...common, trigger: describeInstruction(instruction.trigger, dockerfile, true) };
  }
  // ONBUILD behind ONBUILD is refused, so nobody cares what stands behind it.
  if (isTrigger && instruction.keyword === 'ONBUILD' && instruction.body.text !== '') return common;
  return { ...common, arguments: argumentsOf(instruction, dockerfile) };
}

function flagText(flag: Flag): string {
  return flag.value === null ? `--${flag.name}` : `--${flag.name}=${flag.value}`;
}

/** The arguments as BuildKit's parser cuts them. */
function argumentsOf(instruction: Instruction, dockerfile: Dockerfile): readonly string[] {
  const { body, json } = instruction;
  switch (instruction.keyword) {
    case 'ENV':
    case 'LABEL': {
      const { value } = readCommand(instruction, dockerfile);
      if (value.kind !== 'env' && value.kind !== 'label') return [];
      // A pair without a name has no place in our model.
      if (/^=| =/.test(body.text)) return pairWords(body, dockerfile.escape).flatMap(splitPair);
      return value.pairs.flatMap((one) => [one.key.raw, one.value!.raw, value.legacy ? '' : '=']);
    }
    case 'ARG':
      return pairWords(body, dockerfile.escape).map((word) => word.raw);
    case 'FROM':
    case 'EXPOSE':
    case 'COPY':
    case 'ADD':
    case 'VOLUME':
      return json ?? listWords(body).map((word) => word.raw);
    case 'HEALTHCHECK': {
      const [, type = '', rest = ''] = /^([^\t-\r ]*)[\t-\r ]*(.*)$/su.exec(body.text)!;
      return [type, ...(json ?? [rest])].filter((one, index) => one !== '' || (json && index > 0));
    }
    case 'RUN':
    case 'CMD':
    case 'ENTRYPOINT':
    case 'SHELL':
      return json ?? (body.text === '' ? [] : [body.text]);
    case 'MAINTAINER':
    case 'ONBUILD':
    case 'STOPSIGNAL':
    case 'USER':
    case 'WORKDIR':
      return body.text === '' ? [] : [body.text];
    default:
      return [''];
  }
}

function splitPair(word: Word): readonly string[] {
  const equals = word.raw.indexOf('=');
  return [word.raw.slice(0, equals), word.raw.slice(equals + 1), '='];
}

function describeCommand(command: Command, dockerfile: Dockerfile): object {
  switch (command.kind) {
    case 'from':
      return {
        kind: 'from',
        image: command.image.raw,
        platform: command.platform?.raw ?? '',
        name: command.name?.raw.toLowerCase() ?? '',
      };
    case 'run': {
      const text = command.script.text;
      return {
        kind: 'run',
        shell: command.form === 'shell',
        argv: command.form === 'exec' ? command.argv : text === '' ? [] : [text],
        devices: command.devices.length,
        network: command.network ?? 'default',
        security: command.security ?? 'sandbox',
        mounts: command.mounts.map((mount) => describeMount(mount, dockerfile)),
      };
    }
    case 'copy':
    case 'add': {
      const common = {
        kind: command.kind,
        sources: raws(command.sources),
        destination: command.destination.raw,
        heredocs: command.heredocs.map(({ name, content, expand }) => ({ name, content, expand })),
        chown: command.chown?.raw ?? '',
        chmod: command.chmod?.raw ?? '',
        link: command.link,
        exclude: raws(command.exclude),
      };
      if (command.kind === 'copy') {
        return { ...common, from: command.from?.raw ?? '', parents: command.parents };
      }
      const { checksum, keepGitDir, unpack } = command;
      return { ...common, checksum: checksum?.raw ?? '', keepGitDir, unpack };
    }
    case 'env':
    case 'label':
    case 'arg': {
      const pairs = command.pairs.map(({ key, value }) => [key.raw, value?.raw ?? null]);
      if (command.kind === 'arg') return { kind: 'arg', pairs };
      return { kind: command.kind, pairs, legacy: command.legacy };
    }
    case 'workdir':
    case 'user':
    case 'stopsignal':
    case 'maintainer':
      return { kind: command.kind, value: command.value.raw };
    case 'cmd':
    case 'entrypoint':
      return { kind: command.kind, shell: command.form === 'shell', argv: command.argv };
    case 'shell':
    case 'healthcheck':
      return { kind: command.kind, argv: command.argv };
    case 'onbuild':
    case 'other':
      return { kind: command.kind };
  }
}

function raws(words: readonly Word[]): readonly string[] {
  return words.map((word) => word.raw);
}

function describeMount(mount: Mount, dockerfile: Dockerfile): object {
  const value = (name: string): string =>
    expandWord(mount.options[name] ?? '', {
      escape: dockerfile.escape,
      lookup: () => undefined,
      keepUnset: true,
    }).value;
  const number = (name: string, base: number): number | null =>
    mount.options[name] === undefined ? null : Number.parseInt(value(name), base);
  const isWritable = mount.type === 'cache' || mount.type === 'tmpfs';
  return {
    type: mount.type,
    from: value('from'),
    source: value('source'),
    target: value('target'),
    readonly: (mount.options['readonly'] ?? String(!isWritable)) === 'true',
    id: value('id'),
    sharing: value('sharing').toLowerCase(),
    required: mount.options['required'] === 'true',
    uid: number('uid', 10),
    gid: number('gid', 10),
    mode: number('mode', 8),
    env: mount.options['env'] === undefined ? null : value('env'),
  };
}
