/**
 * The commands of a RUN instruction in any of its forms: shell form, exec form, here-documents.
 */
import { sliceMapped, type MappedText } from '../../text/mapped-text.ts';
import { heredocText } from '../dockerfile/heredocs.ts';
import type { Instruction, RunCommand } from '../dockerfile/model.ts';
import { emitCommand, type CommandWord } from './commands.ts';
import type { ShellScript } from './model.ts';
import { newWalk, parseShell } from './parse.ts';
import { commandName, isPosixShell, readPrefix, readsPosixShell } from './prefixes.ts';
import { EMPTY_SCOPE } from './scope.ts';
import { plainWord } from './values.ts';
import { concatMapped } from './words.ts';

export interface RunSetting {
  readonly escape: '\\' | '`';
  /** What SHELL says; null for the default. */
  readonly shell: readonly string[] | null;
}

const NOTHING: ShellScript = { commands: [], problems: [], understood: false };

/** A rule asks for the script that another one has asked for. */
const parsed = new WeakMap<RunCommand, { readonly key: string; readonly script: ShellScript }>();

export function parseRun(
  command: RunCommand,
  instruction: Instruction,
  setting: RunSetting,
): ShellScript {
  const key = JSON.stringify([setting.escape, setting.shell]);
  const known = parsed.get(command);
  if (known?.key === key) return known.script;
  const script = readScript(command, instruction, setting);
  parsed.set(command, { key, script });
  return script;
}

function readScript(
  command: RunCommand,
  instruction: Instruction,
  setting: RunSetting,
): ShellScript {
  if (command.form === 'exec') return parseExec(instruction.body, command.argv);
  // A backtick as escape character is a Windows Dockerfile; its commands only look like a shell script.
  if (setting.escape === '`') return NOTHING;
  if (setting.shell !== null && !readsPosixShell(setting.shell)) return NOTHING;
  return startedBy(readText(command), setting.shell ?? []);
}

function readText(command: RunCommand): ShellScript {
  const [first] = command.heredocs;
  if (!command.onlyHeredoc || first === undefined) return parseShell(withHeredocs(command));
  const interpreter = /^#![ \t]*(\S+)(?:[ \t]+(\S+))?/.exec(first.content);
  const program = interpreter?.[1]?.endsWith('/env') ? interpreter[2] : interpreter?.[1];
  if (program !== undefined && !isPosixShell(program)) return NOTHING;
  return parseShell(withoutReturns(heredocText(first)));
}

/** SHELL can begin with a prefix that switches the user: `["gosu", "app", "/bin/bash", "-c"]`. */
function startedBy(script: ShellScript, shell: readonly string[]): ShellScript {
  const words = shell.map(plainWord);
  const prefix = readPrefix(words);
  if (prefix?.switchesUser !== true) return script;
  const named = words[prefix.user ?? -1] ?? null;
  const commands = script.commands.map((command) =>
    command.switchesUser ? command : { ...command, switchesUser: true, user: named },
  );
  return { ...script, commands };
}

/** A script has its here-documents after it, as the shell gets it from BuildKit. */
function withHeredocs(command: RunCommand): MappedText {
  if (command.heredocs.length === 0) return command.script;
  const parts = [command.script];
  for (const { raw, name, span } of command.heredocs) {
    const gap = raw === '' || raw.endsWith('\n') ? '' : '\n';
    parts.push(
      { text: '\n', pieces: [{ at: 0, source: span.start }] },
      withoutReturns({ text: raw, pieces: [{ at: 0, source: span.start }] }),
      { text: `${gap}${name}`, pieces: [{ at: 0, source: span.end }] },
    );
  }
  return concatMapped(parts);
}

/**
 * A carriage return would stick to the last word of each line, and keep a backslash from joining lines. Blanks in its
 * stead keep every place as it is.
 */
function withoutReturns(mapped: MappedText): MappedText {
  const text = mapped.text.replaceAll('\\\r\n', ' \\\n').replaceAll('\r\n', ' \n');
  return { ...mapped, text };
}

/** Each string of the array is one word, exactly as it stands there. */
function parseExec(body: MappedText, argv: readonly string[]): ShellScript {
  const walk = newWalk();
  const strings = jsonStrings(body);
  const words = argv.map((value, index): CommandWord => {
    const place = strings[index] ?? { text: sliceMapped(body, 0, 0), start: 0, end: 0, gap: 0 };
    const span = fileSpan(body, place.start, place.end);
    return {
      word: {
        raw: body.text.slice(place.start, place.end),
        value,
        literal: true,
        pieces: [{ kind: 'text', text: value }],
        span,
        removal: { start: fileSpan(body, place.gap, place.end).start, end: span.end },
      },
      decode: () => (place.text.text === value ? place.text : null),
      assignment: null,
    };
  });
  if (words.length > 0 && commandName(words[0]?.word) !== '')
    emitCommand(
      { words, assignments: [], redirects: [], heredoc: null, removal: null, json: true },
      body,
      EMPTY_SCOPE,
      walk,
      0,
    );
  return { commands: walk.commands, problems: walk.problems, understood: true };
}

interface JsonString {
  readonly text: MappedText;
  /** Of the string with its quotes, in the body. */
  readonly start: number;
  readonly end: number;
  /** Where the string before ended, so that the comma goes with this one. */
  readonly gap: number;
}

/** The strings of a JSON array that is known to be valid. */
function jsonStrings(body: MappedText): JsonString[] {
  const strings: JsonString[] = [];
  const string = /"(?:[^"\\]|\\.)*"/gs;
  let gap = 0;
  for (const match of body.text.matchAll(string)) {
    const start = match.index;
    const end = start + match[0].length;
    const text = decodeJson(body, start + 1, end - 1);
    strings.push({ text, start, end, gap: strings.length === 0 ? start : gap });
    gap = end;
  }
  return strings;
}

function decodeJson(body: MappedText, start: number, end: number): MappedText {
  const parts: MappedText[] = [];
  let from = start;
  const escape = /\\(?:u[0-9A-Fa-f]{4}|.)/gs;
  escape.lastIndex = start;
  for (const match of body.text.slice(0, end).matchAll(escape)) {
    if (match.index < from) continue;
    parts.push(sliceMapped(body, from, match.index));
    from = match.index + match[0].length;
    // The unit counts as standing at the escape's end, so that a deletion up to it takes the whole escape.
    parts.push({
      text: unescapeJson(match[0]),
      pieces: [{ at: 0, source: fileSpan(body, from - 1, from).start }],
    });
  }
  parts.push(sliceMapped(body, from, end));
  return concatMapped(parts);
}

function unescapeJson(escape: string): string {
  try {
    const value: unknown = JSON.parse(`"${escape}"`);
    return typeof value === 'string' ? value : escape;
  } catch {
    return escape;
  }
}

function fileSpan(body: MappedText, start: number, end: number): { start: number; end: number } {
  const slice = sliceMapped(body, start, end);
  const first = slice.pieces[0]?.source ?? 0;
  const last = slice.pieces.at(-1) ?? { at: 0, source: first };
  return { start: first, end: last.source + (slice.text.length - last.at) };
}
