/** A fix while it is put together: what several causes and installs of a step add to it. */
import type { TextEdit } from '../../text/edits.ts';
import { groupBy } from '../../text/group-by.ts';
import type { RuleFix } from '../model.ts';
import type { CheckedUse } from './checked-use.ts';
import type { Cleaning } from './cleanings.ts';
import type { PlacedMount } from './mount-state.ts';

export interface KeptCache {
  /** Of the package manager. */
  readonly name: string;
  readonly target: string;
  /** Of the mount; null where it has none. */
  readonly id: string | null;
}

export interface Draft {
  readonly fixedUses: Set<CheckedUse>;
  readonly edits: TextEdit[];
  /** Of the edits, to know them again. */
  readonly keys: Set<string>;
  /** New mounts, for the title. */
  readonly kept: KeptCache[];
  /** What else it does, for the title. */
  readonly deeds: string[];
  /** Why it should be read before it is kept. */
  readonly doubts: string[];
  readonly usedMounts: Set<PlacedMount>;
  /** What goes of commands that throw caches away. */
  readonly removals: Cleaning[];
}

export function newDraft(): Draft {
  return {
    fixedUses: new Set(),
    edits: [],
    keys: new Set(),
    kept: [],
    deeds: [],
    doubts: [],
    usedMounts: new Set(),
    removals: [],
  };
}

/** The part of one use: it comes to the whole only if all of it can be fixed. */
export function partOf(draft: Draft): Draft {
  return { ...draft, edits: [], keys: new Set(), kept: [], deeds: [], doubts: [], removals: [] };
}

export function addPart(draft: Draft, part: Draft, one: CheckedUse): void {
  for (const edit of part.edits) addEdit(draft, edit);
  draft.fixedUses.add(one);
  draft.kept.push(...part.kept);
  draft.deeds.push(...part.deeds);
  draft.doubts.push(...part.doubts);
  draft.removals.push(...part.removals);
}

/** Installs share what fixes them. False where it was there already. */
export function addEdit(draft: Draft, edit: TextEdit): boolean {
  const key = editKey(edit);
  if (draft.keys.has(key)) return false;
  draft.keys.add(key);
  draft.edits.push(edit);
  return true;
}

export function finish(draft: Draft, id: string): RuleFix {
  const deeds = [...new Set([...keptDeeds(draft.kept), ...draft.deeds])].join(', ');
  const doubts = [...new Set(draft.doubts)];
  const title = deeds.charAt(0).toUpperCase() + deeds.slice(1);
  return {
    id,
    title: doubts.length === 0 ? title : `${title} (review: ${doubts.join('; ')})`,
    safety: doubts.length === 0 ? 'safe' : 'review',
    edits: draft.edits,
  };
}

function keptDeeds(kept: readonly KeptCache[]): readonly string[] {
  return [...groupBy(kept, ({ name }) => name)].map(([name, caches]) => {
    const places = caches.map(({ target, id }) =>
      id === null ? target : `${target} with the id ${id}`,
    );
    const [first = '', ...others] = [...new Set(places)];
    if (others.length === 0) return `keep ${name}'s cache in a mount at ${first}`;
    return `keep ${name}'s cache in mounts at ${[first, ...others].join(' and ')}`;
  });
}

function editKey({ span, newText }: TextEdit): string {
  return `${span.start} ${span.end} ${newText}`;
}
