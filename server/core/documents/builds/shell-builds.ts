/**
 * The builds that the commands of a shell script run. What only looks like a build does not count: comments, texts in
 * quotes, here-documents and the arguments of `echo` are no commands.
 */
import type { BuildSource, DeclaredBuild, ReadFile } from '../../invocations/model.ts';
import {
  parseShell,
  type ShellWord,
  type SimpleCommand,
  type WordPiece,
} from '../../syntax/shell/index.ts';
import { resolveFile } from '../../text/file-path.ts';
import { lineIndex, positionAt } from '../../text/lines.ts';
import { isBuildProgram, readBuildCommand } from './build-command.ts';
import { declareBuild } from './declare-build.ts';
import { isOpen, openPart } from './open-text.ts';
import { FIRST_FOLDER, replaceIdioms, ROOT, SCRIPT_FILE, SCRIPT_FOLDER } from './shell-idioms.ts';

export interface ShellPlace {
  /** Its line is that of the command. */
  readonly source: BuildSource;
  /** The folders in which the script may start, likeliest first. */
  readonly folders: readonly string[];
  readonly root: string;
  readonly read: ReadFile;
  /** What the caller gives in the environment; a value may have open parts. */
  readonly variables: ReadonlyMap<string, string>;
  /** The script's own folder, where it is a file of its own. */
  readonly scriptFolder?: string;
  /** The line in the file of a line of the text, both from 1. */
  readonly lineOf: (line: number) => number;
}

/** Programs whose arguments are not run here, whatever they say. */
const NOT_RUN =
  /^(?:echo|e?printf?|print\w*|cat|e?grep|rg|sed|awk|which|type|man|say|ssh|kubectl|git|\[|test|alias|fail|die|usage|log\w*|info|warn\w*|error|debug|skip|note|_?msg\w*)$/;

/** Expansions inside of each other are words as long as the rest of the script. */
const LONGEST_NAME = 200;

/** A wrapper such as `retry 3` or `run_cmd` stands before few words. */
const FARTHEST_PROGRAM = 8;

export function readShellBuilds(text: string, place: ShellPlace): readonly DeclaredBuild[] {
  const script = replaceIdioms(text);
  const { commands } = parseShell({ text: script, pieces: [{ at: 0, source: 0 }] });
  const lines = lineIndex(script);
  return commands.flatMap((command): readonly DeclaredBuild[] => {
    const line = place.lineOf(positionAt(lines, command.span.start).line);
    const build = readCommand(command, { ...place, source: { ...place.source, line } });
    return build === null ? [] : [build];
  });
}

function readCommand(command: SimpleCommand, place: ShellPlace): DeclaredBuild | null {
  const [start] = place.folders;
  if (start === undefined || programIndex(wordsOf(command, start, start, place)) === null)
    return null;
  // The folder decides on the values of words such as `$PWD/docker`, so that each is read in full.
  let first: DeclaredBuild | null = null;
  for (const from of place.folders) {
    const folder = folderOf(command, from, place);
    const words = wordsOf(command, from, folder, place);
    const request = readBuildCommand(words.slice(programIndex(words) ?? 0));
    if (request === null) return null;
    const input = inputOf(command, from, folder, place);
    const build = declareBuild(request, {
      source: place.source,
      folders: folder === null ? [] : [folder],
      read: place.read,
      variable: (name) => variableOf(command, name, from, folder, place),
      input,
    });
    if (build.dockerfile !== null && place.read(build.dockerfile) !== null) return build;
    first ??= build;
  }
  return first;
}

/** Where the command that builds begins, behind a wrapper such as `retry`; null where nothing is built. */
function programIndex(words: readonly string[]): number | null {
  const [name = ''] = words;
  if (isBuildProgram(name)) return readBuildCommand(words) === null ? null : 0;
  if (NOT_RUN.test(name)) return null;
  const at = words.slice(0, FARTHEST_PROGRAM).findIndex(isBuildProgram);
  return at === -1 || readBuildCommand(words.slice(at)) === null ? null : at;
}

/** Null where a `cd` leads to an unknown folder. */
function folderOf(command: SimpleCommand, from: string, place: ShellPlace): string | null {
  if (command.folderChanges === null) return null;
  let folder = from;
  for (const change of command.folderChanges) {
    const value = textOf(change, from, folder, place);
    if (isOpen(value)) return null;
    folder = resolveFile(folder, value);
  }
  return folder;
}

/** A bare `$OPTIONS` is split at blanks, as the shell does it. */
function wordsOf(
  command: SimpleCommand,
  from: string,
  folder: string | null,
  place: ShellPlace,
): readonly string[] {
  return command.words.flatMap((word): readonly string[] => {
    const options = optionsOf(word, command);
    const value = textOf(options ?? word, from, folder, place);
    const splits =
      options !== null || word.pieces.some((piece) => piece.kind === 'variable' && !piece.quoted);
    return splits ? value.split(/[ \t\n]+/).filter((field) => field !== '') : [value];
  });
}

/** A bare `$OPTIONS` whose value has blanks: for the shell parser one word that is not known. */
function optionsOf(word: ShellWord, command: SimpleCommand): ShellWord | null {
  const name = /^\$(?:(\w+)|\{(\w+)\})$/.exec(word.raw);
  const variable = name && command.variables.get(name[1] ?? name[2] ?? '');
  if (!variable || variable.state === 'unset') return null;
  return variable.pieces.some(({ kind }) => kind === 'unknown' || kind === 'choice')
    ? null
    : { ...word, pieces: variable.pieces };
}

/** The file behind `<`. */
function inputOf(
  command: SimpleCommand,
  from: string,
  folder: string | null,
  place: ShellPlace,
): string | null {
  const redirect = command.redirects.findLast(({ operator }) => operator === '<');
  return redirect?.target ? textOf(redirect.target, from, folder, place) : null;
}

function textOf(word: ShellWord, from: string, folder: string | null, place: ShellPlace): string {
  return word.pieces.map((piece) => pieceText(piece, word.raw, from, folder, place)).join('');
}

function pieceText(
  piece: WordPiece,
  raw: string,
  from: string,
  folder: string | null,
  place: ShellPlace,
): string {
  switch (piece.kind) {
    case 'text':
    case 'glob':
      return piece.text;
    case 'home':
      return openPart('HOME');
    case 'variable': {
      const value = builtIn(piece.name, from, folder, place) ?? place.variables.get(piece.name);
      if (value === undefined || (value === '' && piece.fallback !== null))
        return piece.fallback ?? openPart(piece.name);
      return value;
    }
    case 'choice':
    case 'unknown':
      // The first variable of the word names what is missing.
      return openPart(/\$\{?([A-Za-z_]\w*)/.exec(raw.slice(0, LONGEST_NAME))?.[1] ?? '');
  }
}

function builtIn(
  name: string,
  from: string,
  folder: string | null,
  place: ShellPlace,
): string | undefined {
  switch (name) {
    case SCRIPT_FOLDER:
      return place.scriptFolder ?? folder ?? undefined;
    case SCRIPT_FILE:
      return place.source.file;
    case FIRST_FOLDER:
      return from;
    case 'PWD':
      return folder ?? undefined;
    case ROOT:
    case 'GITHUB_WORKSPACE':
    case 'CI_PROJECT_DIR':
    case 'TRAVIS_BUILD_DIR':
    case 'BITBUCKET_CLONE_DIR':
    case 'BUILD_SOURCESDIRECTORY':
    case 'SYSTEM_DEFAULTWORKINGDIRECTORY':
    case 'WORKSPACE':
    case 'DRONE_WORKSPACE':
      return place.root;
    default:
      return undefined;
  }
}

/** For `--build-arg NAME`: what the script exported, else what the caller gives. */
function variableOf(
  command: SimpleCommand,
  name: string,
  from: string,
  folder: string | null,
  place: ShellPlace,
): string | undefined {
  const own = command.variables.get(name);
  if (own === undefined) return place.variables.get(name);
  if (own.state === 'unset' || !own.exported) return undefined;
  return own.pieces.map((piece) => pieceText(piece, '', from, folder, place)).join('');
}
