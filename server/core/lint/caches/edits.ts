/** The single changes that a fix is made of. */
import type { Dockerfile, Instruction, PairsCommand } from '../../syntax/dockerfile/model.ts';
import type { ShellWord } from '../../syntax/shell/index.ts';
import type { TextEdit } from '../../text/edits.ts';
import type { Span } from '../../text/span.ts';
import type { InstructionView } from '../../build-model/model.ts';
import type { CacheUse } from './cache-use.ts';
import { folderOptions } from './cache-switches.ts';
import type { PlacedMount } from './mount-state.ts';
import type { RunUser } from '../../build-model/run-user.ts';

export interface Owner {
  /** As the mount says it: a number, or the build argument that the user was made with. */
  readonly uid: string;
  readonly gid: string | null;
}

/** Null for root, to whom cache mounts belong by default. */
export function ownerOf(
  user: RunUser & { readonly uid: number },
  view: InstructionView,
): Owner | null {
  if (user.isRoot) return null;
  return {
    uid: inMount(user.written.uid, user.uid, view),
    gid: user.gid === null ? null : inMount(user.written.gid, user.gid, view),
  };
}

/** A build that gives the argument another value moves the owner along; where it is not declared, only the number counts. */
function inMount(written: string | undefined, number: number, view: InstructionView): string {
  const name = /^\$\{(\w+)\}$/.exec(written ?? '')?.[1];
  const value = name === undefined ? undefined : view.environment.get(name)?.value;
  return written !== undefined && value === String(number) ? written : String(number);
}

export interface WantedMount {
  readonly folder: string;
  readonly owner: Owner | null;
  /** Null where the default does: the target. */
  readonly id: string | null;
}

/** What a cache mount has to say; root needs no owner, since caches belong to root by default. */
export function mountFlag(use: CacheUse, { folder, owner, id }: WantedMount): string {
  const { sharing } = use.cache;
  const parts = ['type=cache', ...(id === null ? [] : [`id=${id}`]), `target=${folder}`];
  parts.push(...ownerOptions(owner));
  if (sharing !== 'shared') parts.push(`sharing=${sharing}`);
  return `--mount=${parts.join(',')}`;
}

/** Gives a mount another target and owner, and leaves the rest of it alone; null where it is written with quotes. */
export function changeMount(
  { mount }: PlacedMount,
  folder: string,
  owner: Owner | null,
  file: string,
): TextEdit[] | null {
  const { span } = mount.flag;
  if (/["'\\`]/.test(file.slice(span.start, span.end)) || !('target' in mount.spans)) return null;
  const parts = Object.entries(mount.spans)
    .sort(([, a], [, b]) => a.start - b.start)
    .flatMap(([name, place]) => {
      if (name === 'target') return [`target=${folder}`, ...ownerOptions(owner)];
      // A cache that is filled by this step alone has to be written to.
      if (name === 'readonly' && !('from' in mount.spans)) return [];
      return name === 'uid' || name === 'gid' ? [] : [file.slice(place.start, place.end)];
    });
  return [{ span, newText: `--mount=${parts.join(',')}` }];
}

/** Takes one option out of a mount with the comma beside it; null where it is written with quotes or over lines. */
export function removeOption({ mount }: PlacedMount, name: string, file: string): TextEdit | null {
  const place = mount.spans[name];
  const { span } = mount.flag;
  if (place === undefined || /["'\\`]/.test(file.slice(span.start, span.end))) return null;
  const { start, end } = place;
  if (file[start - 1] === ',') return { span: { start: start - 1, end }, newText: '' };
  return file[end] === ',' ? { span: { start, end: end + 1 }, newText: '' } : null;
}

/** The mount that the user wrote among the arguments, where it is one for this folder. */
export function misplacedMount({ misplaced }: CacheUse, folder: string): string | null {
  const texts = misplaced.filter(({ own }) => own).map(({ word }) => word.raw);
  return (
    texts.find((text) => {
      const options = /^--mount=([\w./=,@+-]+)$/.exec(text)?.[1]?.split(',') ?? [];
      const isThere = ['target', 'dst', 'destination'].some((name) =>
        options.includes(`${name}=${folder}`),
      );
      return isThere && options.includes('type=cache');
    }) ?? null
  );
}

/**
 * Deletes a word with the blanks before it. Where a comment stands between it and the word before, its own line goes
 * instead, so that the comment stays.
 */
export function removeWord(word: ShellWord, dockerfile: Dockerfile): TextEdit {
  const { text, comments } = dockerfile;
  const { removal, span } = word;
  const whole = { span: removal, newText: '' };
  const gap = text.slice(removal.start, span.start);
  if (!gap.includes('\n')) return whole;
  if (!comments.some(({ start }) => start >= removal.start && start < span.start)) return whole;
  const start = text.lastIndexOf('\n', span.start) + 1;
  const end = text.indexOf('\n', span.end) + 1;
  const isAlone = /^[ \t]*$/.test(text.slice(start, span.start));
  const goesOn = /^[ \t]*\\[ \t]*\r?\n$/.test(text.slice(span.end, end));
  return isAlone && goesOn ? { span: { start, end }, newText: '' } : whole;
}

export function replaceMount({ mount }: PlacedMount, flag: string): TextEdit {
  return { span: mount.flag.span, newText: flag };
}

/** Names the cache folder on the command line, behind the subcommand or behind a flag that it has to outdo. */
export function nameFolder(use: CacheUse, folder: string, behind: Span | null): TextEdit | null {
  const [option] = folderOptions(use.cache);
  return option === undefined ? null : addWords(use, [`${option}=${folder}`], behind);
}

/** Puts words behind the subcommand, or behind another word. */
export function addWords(
  { call, command }: CacheUse,
  words: readonly string[],
  behind: Span | null = null,
): TextEdit | null {
  const end = (behind ?? call.args[call.verbIndex]?.word.span)?.end;
  if (end === undefined) return null;
  const newText = words.map((word) => (command.json ? `, "${word}"` : ` ${word}`)).join('');
  return { span: { start: end, end }, newText };
}

/** Gives a mount another target; null where it is written with quotes or over lines. */
export function changeTarget(
  { mount }: PlacedMount,
  target: string,
  file: string,
): TextEdit | null {
  const { span } = mount.flag;
  const place = mount.spans['target'];
  if (place === undefined || /["'\\`]/.test(file.slice(span.start, span.end))) return null;
  return { span: place, newText: `target=${target}` };
}

/** Gives a mount another sharing; null where it is written with quotes or over lines. */
export function shareMount({ mount }: PlacedMount, sharing: string, file: string): TextEdit | null {
  const { span } = mount.flag;
  if (/["'\\`]/.test(file.slice(span.start, span.end))) return null;
  const place = mount.spans['sharing'];
  if (place !== undefined) return { span: place, newText: `sharing=${sharing}` };
  return { span: { start: span.end, end: span.end }, newText: `,sharing=${sharing}` };
}

/** Takes one variable out of an ENV or ARG, and the whole instruction with its last one. */
export function removePair(
  instruction: Instruction,
  command: PairsCommand,
  name: string,
  dockerfile: Dockerfile,
): TextEdit | null {
  const { text } = dockerfile;
  const spans = command.pairs.map((pair) => ({
    name: pair.key.raw,
    start: pair.key.span.start,
    end: (pair.value ?? pair.key).span.end,
  }));
  const index = spans.findIndex((span) => span.name === name);
  const found = spans[index];
  if (found === undefined) return null;
  const before = spans[index - 1];
  const after = spans[index + 1];
  if (before !== undefined) return { span: { start: before.end, end: found.end }, newText: '' };
  if (after !== undefined) return { span: { start: found.start, end: after.start }, newText: '' };
  const lineEnd = /\r\n|\n|\r|$/y;
  lineEnd.lastIndex = instruction.span.end;
  const length = lineEnd.exec(text)?.[0].length ?? 0;
  return {
    span: { start: instruction.span.start, end: instruction.span.end + length },
    newText: '',
  };
}

/** `uid=1000,gid=1000`. */
export function ownerText(owner: Owner): string {
  return ownerOptions(owner).join(',');
}

function ownerOptions(owner: Owner | null): string[] {
  if (owner === null) return [];
  return [`uid=${owner.uid}`, ...(owner.gid === null ? [] : [`gid=${owner.gid}`])];
}
