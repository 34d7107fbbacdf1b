/** COPY and ADD: sources, destination, and the flags about how they are copied. */
import type { Parsed, Problem } from '../../../text/span.ts';
import { expandWord } from '../expand.ts';
import { heredocWithBody, readHeredocWord } from '../heredocs.ts';
import type { Command, Dockerfile, Heredoc, Instruction, Word } from '../model.ts';
import { addAll, errorAt, quoted } from '../problems.ts';
import { jsonWords, listWords } from '../words.ts';
import { flagWord, readFlagValues, type FlagKind } from './flag-values.ts';
import { wordProblems } from './word-syntax.ts';

const common = { chown: 'value', chmod: 'value', link: 'switch', exclude: 'list' } as const;

const knownFlags: Readonly<Record<'copy' | 'add', Readonly<Record<string, FlagKind>>>> = {
  copy: { from: 'value', ...common, parents: 'switch' },
  add: { ...common, checksum: 'value', 'keep-git-dir': 'switch', unpack: 'switch' },
};

export function readCopy(
  instruction: Instruction,
  dockerfile: Dockerfile,
  kind: 'copy' | 'add',
): Parsed<Command> {
  const { keyword, body, json } = instruction;
  const flags = readFlagValues(keyword, instruction.flags, knownFlags[kind]);
  const problems: Problem[] = [...flags.problems];
  const words = json === null ? listWords(body) : jsonWords(body, json);
  const destination = words.at(-1);
  if (destination === undefined || words.length < 2) {
    problems.push(missingArguments(instruction, words));
    return { value: { kind: 'other', words }, problems };
  }
  const { sources, heredocs } = readSources(words.slice(0, -1), instruction.heredocs);
  if (readHeredocWord(destination.raw).kind === 'heredoc') {
    const message = `A here-document cannot be the destination of ${keyword}. Write a path after it.`;
    problems.push(errorAt(destination.span, 'heredoc-destination', message));
  }
  const from = flags.value('from');
  const chown = flags.value('chown');
  const chmod = flags.value('chmod');
  const checksum = flags.value('checksum');
  addAll(problems, wordProblems([...sources, destination, chown, chmod, checksum], dockerfile));
  addAll(problems, fromProblems(from, dockerfile));
  addAll(problems, heredocs.flatMap(heredocProblems));
  return {
    value: {
      kind,
      sources,
      destination,
      heredocs,
      from,
      chown,
      chmod,
      link: flags.isOn('link') ?? false,
      parents: flags.isOn('parents') ?? false,
      exclude: flags.list('exclude').map(flagWord),
      checksum,
      keepGitDir: flags.isOn('keep-git-dir') ?? false,
      unpack: flags.isOn('unpack'),
    },
    problems,
  };
}

function missingArguments(instruction: Instruction, words: readonly Word[]): Problem {
  const { keyword, keywordSpan } = instruction;
  const only = words[0];
  if (only === undefined) {
    const message = `${keyword} needs at least one source and a destination after it.`;
    return errorAt(keywordSpan, 'arguments-missing', message);
  }
  const message = `${keyword} has only ${quoted(only.raw)} and no destination. Write the path in the image after it.`;
  return errorAt(only.span, 'arguments-missing', message);
}

/** Paths, and the here-documents among them. */
function readSources(
  words: readonly Word[],
  bodies: readonly Heredoc[],
): { readonly sources: readonly Word[]; readonly heredocs: readonly Heredoc[] } {
  // Of two with one name BuildKit takes the last, for both.
  const byName = new Map(bodies.map((body) => [body.name, body]));
  const sources: Word[] = [];
  const heredocs: Heredoc[] = [];
  for (const word of words) {
    const read = readHeredocWord(word.raw);
    if (read.kind !== 'heredoc') {
      sources.push(word);
      continue;
    }
    const body = byName.get(read.word.name);
    // In the JSON form the word counts, but no body follows: BuildKit makes an empty file.
    heredocs.push(heredocWithBody(read.word, body?.raw ?? '', body?.span ?? emptyAt(word)));
  }
  return { sources, heredocs };
}

function emptyAt(word: Word): { readonly start: number; readonly end: number } {
  return { start: word.span.end, end: word.span.end };
}

function fromProblems(from: Word | null, dockerfile: Dockerfile): readonly Problem[] {
  if (from === null) return [];
  const expanded = expandWord(from.raw, { escape: dockerfile.escape, lookup: () => undefined });
  if (expanded.problems.length === 0 && expanded.value === from.raw) return [];
  const message = `${quoted(from.raw)}: --from takes no variables and no quotes inside. Give the image a stage of its own (FROM $NAME AS some-name) and copy from that stage.`;
  return [errorAt(from.span, 'copy-from-variable', message)];
}

/** The body of an unquoted here-document is expanded too; quotes mean nothing in it. */
function heredocProblems(heredoc: Heredoc): readonly Problem[] {
  if (!heredoc.expand) return [];
  const wrong = expandWord(heredoc.content, {
    escape: '\\',
    lookup: () => undefined,
    keepUnset: true,
    literalQuotes: true,
  }).problems[0];
  if (wrong === undefined) return [];
  const message = `The here-document ${quoted(heredoc.name)} cannot be read: ${wrong}. Quote its name (<<'${heredoc.name}') if nothing in it is a variable.`;
  return [errorAt(heredoc.span, 'word-syntax', message)];
}
