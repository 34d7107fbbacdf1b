/** COPY and ADD (dockerfile2llb/convert_copy.go). */
import { expandWord } from '../syntax/dockerfile/expand.ts';
import type { Heredoc, Word } from '../syntax/dockerfile/model.ts';
import {
  addStep,
  complainOfWords,
  nameStep,
  nextPosition,
  reportAt,
  type CommandOfKind,
  type Conversion,
  type LiveStage,
} from './conversion.ts';
import { contextOperation } from './convert-from.ts';
import { environmentLookup } from '../build-model/environment.ts';
import {
  copyOperation,
  inlineFile,
  mergeOperation,
  isNamed,
  readOwner,
  type CopyAction,
} from './file-operations.ts';
import { makeOperation, type Operation } from './graph.ts';
import { keyPart, wordParts } from './key-parts.ts';
import type { KeyPart } from './model.ts';
import { upperKeyword } from './names.ts';
import {
  cleanPath,
  copyDestination,
  copySource,
  hasWildcards,
  joinPath,
} from '../build-model/paths.ts';
import { remoteSource, type GitSource, type HttpSource } from '../build-model/remote-sources.ts';
import { OWNER } from './refusals.ts';
import type { StageCommand } from './stages.ts';
import { wordExpander } from '../build-model/stage-state.ts';
import { isAtLeast } from '../build-model/versions.ts';

type Copy = CommandOfKind<'copy' | 'add'>;

/** What holds for each source of the instruction. */
interface CopyScope {
  readonly conversion: Conversion;
  readonly copy: Copy;
  readonly common: Pick<CopyAction, 'destination' | 'owner' | 'mode' | 'exclude'>;
  readonly checksum: string;
}

export function convertCopy(
  conversion: Conversion,
  live: LiveStage,
  placed: StageCommand,
  copy: Copy,
): void {
  const { line } = placed;
  const complain = complainOfWords(conversion);
  const expand = wordExpander(live.state, placed.escape, complain);
  const optional = (word: Word | null): string => (word === null ? '' : expand(word));
  const sources = copy.sources.map((word) => ({ word, path: expand(word) }));
  const destination = copyDestination(live.state.workdir.value, expand(copy.destination));
  const chown = optional(copy.chown);
  const chmod = optional(copy.chmod);
  const linked = copy.link && chmod === '';
  const owner = chown === '' ? null : readOwner(chown, conversion.frontend);
  const isOnNothing = live.rootfs === null || (linked && conversion.engine.store === 'containerd');
  if (copy.chown !== null && owner !== null && isNamed(owner)) {
    const refusesLink = copy.link && isAtLeast(conversion.frontend, '0.34');
    if (refusesLink || isOnNothing)
      reportAt(conversion, copy.chown.span, OWNER, noUsersMessage(chown, copy.link));
  }
  const common = {
    destination,
    owner,
    mode: readMode(conversion, copy.chmod, chmod),
    exclude: copy.exclude.map((word) => word.raw),
  };
  const scope: CopyScope = { conversion, copy, common, checksum: optional(copy.checksum) };
  const files = sourceFiles(conversion, placed, copy);
  const actions = [
    ...sources.map(({ word, path }) => sourceAction(scope, files, word, path)),
    ...copy.heredocs.map((heredoc) => heredocAction(scope, live, heredoc, complain)),
  ];
  const parts: KeyPart[] = [
    ...sources.map(({ path }) => keyPart('source', path, path, line)),
    ...copy.heredocs.map((heredoc) => keyPart('source', heredoc.name, heredoc.content, line)),
    keyPart('destination', '', destination, line),
    ...(chown === '' ? [] : [keyPart('owner', '', chown, line)]),
    ...(chmod === '' ? [] : [keyPart('mode', '', String(common.mode), line)]),
    ...common.exclude.map((pattern) => keyPart('option', `exclude ${pattern}`, pattern, line)),
    ...(copy.parents ? [keyPart('option', 'parents', 'true', line)] : []),
    keyPart('option', 'unpack', String(actions.map((action) => action.unpack)), line),
    ...wordParts(live.state.environment.stage, textOf(placed, copy)),
  ];
  addCopySteps(conversion, live, placed, copy, actions, parts, linked);
}

function noUsersMessage(chown: string, isLinked: boolean): string {
  const what = isLinked
    ? '`--link` copies onto an empty filesystem'
    : 'a stage from `scratch` starts empty';
  return `\`--chown=${chown}\` needs /etc/passwd, and ${what}: write numbers, such as \`--chown=1000:1000\`.`;
}

/** All of the instruction that variables are looked for in. */
function textOf({ instruction }: StageCommand, { heredocs }: Copy): string {
  const bodies = heredocs.filter(({ expand }) => expand).map(({ content }) => content);
  return [instruction.logical.text, ...bodies].join('\n');
}

/** A linked copy is a copy on an empty filesystem, laid over the stage by a second step. */
function addCopySteps(
  conversion: Conversion,
  live: LiveStage,
  placed: StageCommand,
  copy: Copy,
  actions: readonly CopyAction[],
  parts: readonly KeyPart[],
  linked: boolean,
): void {
  const lookup = environmentLookup(live.state.environment.stage, live.state.budget);
  const { before034 } = live.state.budget;
  const written = placed.instruction.logical.text;
  const expanded = expandWord(written, { escape: placed.escape, lookup, before034 });
  const text = upperKeyword(expanded.problems.length > 0 ? written : expanded.value);
  const position = nextPosition(live.stage);
  const name = nameStep(conversion, live, placed, position, text);
  const { ignoreCache } = live.stage;
  const apart = linked && conversion.engine.store === 'containerd';
  const base = apart ? null : live.rootfs;
  const operation = copyOperation(conversion.operations, { base, actions, ignoreCache });
  const keyword = copy.kind === 'copy' ? 'COPY' : 'ADD';
  addStep(conversion, live, placed, { keyword, name, operation, parts });
  if (!apart || live.rootfs === null) {
    live.rootfs = operation;
    return;
  }
  const halves = { base: live.rootfs, copy: operation, ignoreCache };
  live.rootfs = mergeOperation(conversion.operations, halves);
  const link = nameStep(conversion, live, placed, position, `LINK ${text}`);
  addStep(conversion, live, placed, {
    keyword: 'LINK',
    name: link,
    operation: live.rootfs,
    parts: [],
  });
}

/** The files that plain paths are looked for in. */
function sourceFiles(conversion: Conversion, placed: StageCommand, copy: Copy): Operation | null {
  if (copy.from === null || copy.from.raw === '') return contextOperation(conversion, 'context');
  const stage = placed.sources[0];
  if (stage === undefined) return null;
  if (stage.result === null) {
    const message = `\`--from=${copy.from.raw}\` names a stage that is built later: move that stage above this one.`;
    reportAt(conversion, copy.from.span, 'later-stage', message);
    return null;
  }
  return stage.result.rootfs;
}

function sourceAction(
  scope: CopyScope,
  files: Operation | null,
  word: Word,
  path: string,
): CopyAction {
  const remote = remoteSource(path);
  if (remote === null) return fileAction(scope, files, path);
  if (scope.copy.kind === 'copy') {
    const message = `COPY takes files only: use ADD for \`${path}\`.`;
    reportAt(scope.conversion, word.span, 'remote-copy', message);
  }
  return remote.kind === 'git' ? gitAction(scope, remote) : httpAction(scope, remote);
}

function fileAction(scope: CopyScope, files: Operation | null, path: string): CopyAction {
  const { copy, common, conversion } = scope;
  const unpack = copy.unpack ?? copy.kind === 'add';
  const { destination, owner, mode, exclude } = common;
  const rest = { destination, owner, mode, exclude, source: files, unpack, fromFiles: true };
  if (!copy.parents) return { ...rest, path: copySource(path), include: [], required: [] };
  const pivot = path.indexOf('/./');
  const folder = pivot < 0 ? '/' : copySource(path.slice(0, pivot));
  const written = pivot < 0 ? path : path.slice(pivot + 3);
  const pattern = written.startsWith('/') ? written : joinPath('/', written);
  const isFixed = !hasWildcards(folder) && !hasWildcards(pattern);
  const required =
    isFixed &&
    [conversion.engine.buildkit, conversion.frontend].every((of) => isAtLeast(of, '0.26'))
      ? [cleanPath(`${folder}/${pattern}`)]
      : [];
  return { ...rest, path: folder, include: [pattern.replace(/^\//, '')], required };
}

function gitAction(scope: CopyScope, git: GitSource): CopyAction {
  const { copy, common, conversion } = scope;
  const { remote, ref, subdir, submodules } = git;
  const keepGitDir = git.keepGitDir ?? copy.keepGitDir;
  const checksum = git.checksum === '' ? scope.checksum : git.checksum;
  const text = JSON.stringify({ op: 'git', remote, ref, subdir, keepGitDir, submodules, checksum });
  conversion.assumed.add(
    `${remote}${ref === '' ? '' : `#${ref}`} still is the commit that it was.`,
  );
  const source = makeOperation(conversion.operations, {
    kind: 'git',
    text,
    written: '',
    inputs: [],
  });
  return {
    ...common,
    source,
    path: '/',
    include: [],
    required: [],
    unpack: false,
    fromFiles: false,
  };
}

function httpAction(scope: CopyScope, http: HttpSource): CopyAction {
  const { copy, common, checksum, conversion } = scope;
  const text = JSON.stringify({ op: 'http', url: http.url, checksum });
  conversion.assumed.add(`${http.url} still is the file that it was.`);
  const source = makeOperation(conversion.operations, {
    kind: 'http',
    text,
    written: '',
    inputs: [],
  });
  const path = joinPath('/', http.file);
  return {
    ...common,
    source,
    path,
    include: [],
    required: [],
    unpack: copy.unpack ?? false,
    fromFiles: false,
  };
}

function heredocAction(
  scope: CopyScope,
  live: LiveStage,
  heredoc: Heredoc,
  complain: (word: Word, message: string) => void,
): CopyAction {
  const { conversion, common } = scope;
  const lookup = environmentLookup(live.state.environment.stage, live.state.budget);
  let content = heredoc.content;
  if (heredoc.expand) {
    const expanded = expandWord(content, {
      escape: '\\',
      lookup,
      literalQuotes: true,
      before034: live.state.budget.before034,
    });
    for (const problem of expanded.problems)
      complain({ raw: heredoc.name, span: heredoc.span }, problem);
    content = expanded.value;
  }
  const source = inlineFile(conversion.operations, heredoc.name, 0o644, content);
  const path = joinPath('/', heredoc.name);
  return { ...common, source, path, include: [], required: [], unpack: false, fromFiles: false };
}

/** Octal digits become their number, so that `644` and `0644` are one; anything else is a symbolic mode. */
function readMode(conversion: Conversion, word: Word | null, chmod: string): number | string {
  if (word === null || chmod === '') return -1;
  if (!/^[0-7]+$/.test(chmod)) return chmod;
  const mode = parseInt(chmod, 8);
  if (mode > 0o7777) {
    const message = `\`--chmod=${chmod}\` is more than 07777: a mode has four octal digits.`;
    reportAt(conversion, word.span, 'chmod', message);
  }
  return mode;
}
